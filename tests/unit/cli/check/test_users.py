"""`mailbot password` makes what the users' file wants; `check` looks at the files."""

import io
from pathlib import Path

import pytest

from mailbot.authentication.users import read_users
from mailbot.cli.app import run
from mailbot.cli.check.users import certificate, users
from tests.support.live import settings_for
from tests.unit.inbound.smtp.certificate import write_certificate

PASSWORD = "correct horse battery"


def test_password_from_a_pipe_becomes_an_entry(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is printed goes into the file as it is, and the password is not in it."""
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))

    assert run(["password", "a", "a.example", "soumu@b.example"]) == 0

    entry = capsys.readouterr().out
    assert PASSWORD not in entry
    file = tmp_path / "users.toml"
    file.write_text(entry, "utf-8")
    assert read_users(file).admit("a", PASSWORD)
    assert read_users(file).writes_for == {"a": ("a.example", "soumu@b.example")}


def test_what_is_no_entry_is_not_printed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Eleven characters, a name with a space, no address: one line, exit 1."""
    for given, words, said in (
        ("角" * 11, ["a", "a.example"], "at least 12"),
        (PASSWORD, ["a b", "a.example"], "no spaces"),
        (PASSWORD, ["a", "nobody"], "a mail address or a domain"),
    ):
        monkeypatch.setattr("sys.stdin", io.StringIO(given))

        assert run(["password", *words]) == 1

        told = capsys.readouterr()
        assert told.out == ""
        assert said in told.err
        assert PASSWORD not in told.err


def test_check_warns_of_files_that_everybody_may_read(tmp_path: Path) -> None:
    """A readable key or users' file is a warning; a file that is wrong fails."""
    key = write_certificate(tmp_path / "door.pem")
    file = tmp_path / "users.toml"
    file.write_text("[[user]]\n", "utf-8")
    listen = {"port": 0, "certificate": str(key), "users_file": str(file)}
    settings = settings_for(tmp_path / "data", listen=listen)

    for mode, state in ((0o600, "ok"), (0o644, "warn")):
        key.chmod(mode)
        assert [one.state for one in certificate(settings)] == [state]
    assert {one.state for one in users(settings)} == {"fail"}
    key.write_text("", "utf-8")
    assert [one.state for one in certificate(settings)] == ["fail"]
    assert not [*users(settings_for(tmp_path)), *certificate(settings_for(tmp_path))]
