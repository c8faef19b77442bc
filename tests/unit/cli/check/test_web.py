"""What `mailbot check` says of the page of the viewing platform."""

import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from mailbot.cli.check.web import web
from tests.support.live import settings_for
from tests.unit.web.house import House

PORTAL = "https://hosho.example.jp/verify"
HERE = "http://127.0.0.1:8026/verify"


def said(
    folder: Path, listen: str, portal: str = PORTAL, *proxies: str
) -> list[tuple[str, str]]:
    """Return state and words of each finding."""
    settings = settings_for(
        folder,
        web={"listen": listen, "trusted_proxies": list(proxies)},
        surety={"portal_url": portal},
    )
    return [(one.state, one.says) for one in web(settings)]


@pytest.fixture
def taken() -> Iterator[str]:
    """Give the address of another program."""
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        yield f"127.0.0.1:{other.getsockname()[1]}"


def test_page_that_is_off_is_said(tmp_path: Path) -> None:
    """Without web.listen the mails name a page that somebody else must serve."""
    assert said(tmp_path, "") == [
        ("ok", f"web.listen is empty: no page here; mails name {PORTAL}")
    ]


def test_page_behind_a_named_proxy_is_well(tmp_path: Path) -> None:
    """A free port, HTTPS outside, and a proxy that is named: nothing to do."""
    assert said(tmp_path, "127.0.0.1:0", PORTAL, "127.0.0.1") == [
        ("ok", "127.0.0.1:0 is free"),
        ("ok", f"obligees look up at {PORTAL}"),
    ]


def test_nameless_proxy_and_clear_keys_are_found(tmp_path: Path) -> None:
    """Behind a proxy that is not named all are one client; in clear nobody types."""
    nameless = said(tmp_path, "127.0.0.1:0")
    clear = said(tmp_path, "127.0.0.1:0", "http://hosho.example.jp/verify")

    assert nameless[1][0] == "warn"
    assert "held together" in nameless[1][1]
    assert clear[1] == ("fail", "http://hosho.example.jp/verify takes keys in clear")


def test_port_of_another_program_is_a_failure(tmp_path: Path, taken: str) -> None:
    """Who has the port is told apart: another program, or this very page."""
    with House(tmp_path / "house") as house:
        ours = said(tmp_path, f"127.0.0.1:{house.port}", HERE)
    other = said(tmp_path, taken, HERE)

    assert ours[0] == ("ok", f"127.0.0.1:{house.port} is served by mailbot now")
    assert other[0][0] == "fail"
    assert "cannot be bound" in other[0][1]
