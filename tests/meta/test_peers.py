"""A peer that is missing is a reason to skip at home and a failure in CI."""

import pytest

from tests.support.peers import need


def test_installed_program_is_found() -> None:
    """The path of a program that is there is given."""
    assert need("sh").endswith("/sh")


def test_missing_peer_skips_at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without CI=true a test that needs the peer is skipped."""
    monkeypatch.delenv("CI", raising=False)

    with pytest.raises(pytest.skip.Exception, match="no-such-peer is not installed"):
        need("no-such-peer")


def test_missing_peer_fails_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    """Under CI=true the same test fails."""
    monkeypatch.setenv("CI", "true")

    with pytest.raises(pytest.fail.Exception, match="no-such-peer is not installed"):
        need("no-such-peer")
