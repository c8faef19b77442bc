"""`mailbot check`: what is wrong is found, and what to do about it is said."""

import asyncio
import json
import shutil
import socket
import sqlite3
from pathlib import Path

import pytest

from mailbot.app import build
from mailbot.cli.app import run
from mailbot.configuration.load_settings import load_settings
from mailbot.server.server import Running

Output = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def own_port(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask for any free port: the usual one may be in use on this machine."""
    monkeypatch.setenv("MAILBOT_LISTEN__PORT", "0")


def found(capsys: Output, code: int = 0) -> dict[str, dict[str, str]]:
    """Run `check` and return what it found, by the name of the check."""
    assert run(["check", "--json"]) == code
    lines = capsys.readouterr().out.splitlines()
    return {one["check"]: one for one in map(json.loads, lines)}


def test_new_office_is_all_right_and_nothing_is_made(
    tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What `init` writes passes every check; checking makes no data folder.

    Only the obligees of which no page says a first day are left to the office.
    """
    assert run(["init", str(tmp_path / "office")]) == 0
    capsys.readouterr()
    monkeypatch.setenv("MAILBOT_CONFIG", str(tmp_path / "office" / "mailbot.toml"))

    checks = found(capsys)
    wrong = {name for name, one in checks.items() if one["state"] != "ok"}

    assert wrong == {"obligees"}
    assert not (tmp_path / "office" / "data").exists()


def test_desk_at_work_is_verified(desk: Path, capsys: Output) -> None:
    """Database, both chains, documents and open tasks each have their line."""
    del desk
    checks = found(capsys)

    assert checks["database"]["says"].endswith("the newest")
    assert "14 entries, the chain holds" in checks["mail log"]["says"]
    assert checks["audit"]["state"] == "ok"
    assert "a key notice of" in checks["documents"]["says"]
    assert checks["tasks"]["state"] == "warn"


def test_people_get_a_line_each_with_what_to_do(desk: Path, capsys: Output) -> None:
    """The page for people begins with the state, and an arrow says what to do."""
    del desk
    assert run(["check"]) == 0

    page = capsys.readouterr().out.splitlines()
    assert page[0].startswith("ok   settings")
    assert any(line.lstrip().startswith("-> mailbot log lists them") for line in page)


def test_broken_settings_are_all_listed(
    capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each wrong setting is a failure of its own, and nothing else is looked at."""
    monkeypatch.setenv("MAILBOT_LIVE", "perhaps")
    monkeypatch.setenv("MAILBOT_OUTBOUND", "pigeon:")

    assert run(["check", "--json"]) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["check"] for one in lines] == ["settings", "settings"]
    assert {one["state"] for one in lines} == {"fail"}


@pytest.fixture
def copied(conversation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copy the desk, to be damaged."""
    folder = tmp_path / "copy"
    shutil.copytree(conversation, folder)
    monkeypatch.setenv("MAILBOT_DATA", str(folder))
    return folder


@pytest.mark.parametrize(
    ("statement", "check", "row"),
    [
        ("UPDATE mails SET octets = 1 WHERE id = 5", "mail log", 5),
        ("UPDATE audit SET actor = 'nobody' WHERE seq = 2", "audit", 2),
    ],
)
def test_altered_row_is_named(
    copied: Path, capsys: Output, statement: str, check: str, row: int
) -> None:
    """One altered value in a chain is found, with its row."""
    with sqlite3.connect(copied / "mailbot.db") as database:
        database.execute(statement)
    database.close()

    checked = found(capsys, code=1)[check]
    assert checked["state"] == "fail"
    assert f"broken at row {row} (altered" in checked["says"]


def test_key_ring_that_others_may_read_fails(copied: Path, capsys: Output) -> None:
    """A loose key ring fails, with the command that mends it."""
    (copied / "keys.json").chmod(0o644)

    checks = found(capsys, code=1)
    assert checks["key ring"]["do"] == f"chmod 600 {copied / 'keys.json'}"


def test_lost_key_ring_fails_and_none_is_made(copied: Path, capsys: Output) -> None:
    """Without its key ring a database is of no use: said, not papered over."""
    (copied / "keys.json").unlink()

    assert "is missing" in found(capsys, code=1)["key ring"]["says"]
    assert not (copied / "keys.json").exists()


def test_database_of_another_program_fails(copied: Path, capsys: Output) -> None:
    """A shape that this program does not know is refused with what to do."""
    with sqlite3.connect(copied / "mailbot.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()

    assert "has the shape 9999" in found(capsys, code=1)["database"]["says"]


def test_port_of_another_program_fails(
    capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A port that somebody else has is a failure."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        monkeypatch.setenv("MAILBOT_LISTEN__PORT", str(other.getsockname()[1]))
        monkeypatch.setattr("mailbot.cli.check.peers.GREETING_SECONDS", 0.1)

        assert "cannot be bound" in found(capsys, code=1)["port"]["says"]


def test_smarthost_that_does_not_answer_fails(
    capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A smarthost is connected to, and what went wrong is said."""
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    monkeypatch.setenv("MAILBOT_OUTBOUND", f"smtp://127.0.0.1:{port}")

    checked = found(capsys, code=1)["outbound"]
    assert checked["says"] == f"smtp://127.0.0.1:{port}: Connection refused"


def test_desk_that_runs_is_known_by_its_greeting(
    tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Our own port in use by our own desk is right, and as a smarthost it answers."""
    overrides = {"listen": {"port": 0}, "data": str(tmp_path)}

    async def serve() -> dict[str, dict[str, str]]:
        running = Running(build(load_settings(overrides=overrides)))
        await running.start()
        monkeypatch.setenv("MAILBOT_LISTEN__PORT", str(running.port))
        monkeypatch.setenv("MAILBOT_OUTBOUND", f"smtp://127.0.0.1:{running.port}")
        monkeypatch.setenv("MAILBOT_SMTP__STARTTLS", "never")
        try:
            return await asyncio.to_thread(found, capsys)
        finally:
            await running.stop()

    checks = asyncio.run(serve())

    assert checks["port"]["says"].endswith("is served by mailbot now")
    assert checks["outbound"]["says"].endswith("answers, without TLS; nothing was sent")


def test_smarthost_without_tls_fails_where_tls_is_required(
    tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A smarthost that offers no STARTTLS is found before a mail needs it."""
    overrides = {"listen": {"port": 0}, "data": str(tmp_path)}

    async def serve() -> dict[str, dict[str, str]]:
        running = Running(build(load_settings(overrides=overrides)))
        await running.start()
        monkeypatch.setenv("MAILBOT_OUTBOUND", f"smtp://127.0.0.1:{running.port}")
        try:
            return await asyncio.to_thread(found, capsys, 1)
        finally:
            await running.stop()

    assert "STARTTLS" in asyncio.run(serve())["outbound"]["says"]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_templates_of_each_language_compile(
    capsys: Output, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """The language of the settings has its templates, and `check` names it."""
    monkeypatch.setenv("MAILBOT_LANGUAGE", language)

    templates = found(capsys)["templates"]

    assert templates["state"] == "ok"
    assert templates["says"].endswith(f"language {language}")
