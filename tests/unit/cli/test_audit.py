"""Facts on the command line: verified row by row, and a copy accepted by a person."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from mailbot.cli.app import run
from mailbot.server.data_lock import DataLock

Output = pytest.CaptureFixture[str]
ACCEPT = ["audit", "accept", "--reason", "復元", "--by", "千葉"]


@pytest.fixture
def own_desk(
    conversation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Give a desk that may be altered."""
    folder = tmp_path / "own"
    shutil.copytree(conversation, folder)
    monkeypatch.setenv("MAILBOT_DATA", str(folder))
    monkeypatch.setenv("MAILBOT_LISTEN__PORT", "0")
    return folder


def alter(folder: Path, statement: str) -> None:
    """Alter the database with another program."""
    connection = sqlite3.connect(folder / "mailbot.db", isolation_level=None)
    connection.execute(statement)
    connection.close()


def test_deep_check_names_the_row(own_desk: Path, capsys: Output) -> None:
    """`check --deep` says which mail was altered; `audit verify` says it, too."""
    run(["check", "--deep"])
    assert "facts are as they were written; the ledger holds since" in (
        capsys.readouterr().out
    )
    assert run(["audit", "verify"]) == 0
    assert "all as written" in capsys.readouterr().out
    alter(own_desk, "UPDATE mails SET fate = 'ignored' WHERE id = 1")

    assert run(["check", "--deep"]) == 1
    assert "mails 1: altered" in capsys.readouterr().out
    assert run(["audit", "verify"]) == 1
    assert "mails 1: altered" in capsys.readouterr().out
    assert run(["audit", "verify", "--json"]) == 1
    (fault,) = json.loads(capsys.readouterr().out)["faults"]
    assert fault == {"table": "mails", "row": "1", "fault": "altered"}


def test_copy_of_yesterday_is_refused_until_a_person_accepts_it(
    own_desk: Path, capsys: Output
) -> None:
    """Serve and the staff's verbs stop in one line; after `audit accept` they work."""
    yesterday = (own_desk / "mailbot.db").read_bytes()
    assert run(["note", "2026-000001", "電話で確認済み", "--by", "千葉"]) == 0
    (own_desk / "mailbot.db").write_bytes(yesterday)
    capsys.readouterr()

    for verb in (["serve"], ["note", "2026-000001", "再度", "--by", "千葉"]):
        assert run(verb) == 1
        told = capsys.readouterr().err
        assert "is older than its anchor" in told
        assert "mailbot audit accept" in told
    run(["check"])
    assert "is older than its anchor" in capsys.readouterr().out
    assert run([*ACCEPT, "--last", "00427-000050"]) == 0
    assert "number:00427" in capsys.readouterr().out

    assert run(["note", "2026-000001", "再度", "--by", "千葉"]) == 0
    assert run(["audit", "verify"]) == 0


def test_acceptance_needs_a_name_a_reason_and_no_desk_at_work(
    own_desk: Path, capsys: Output
) -> None:
    """What is not said stays undone, and a desk at work is not disturbed."""
    for wrong in (
        ["audit", "accept", "--reason", " ", "--by", "千葉"],
        ["audit", "accept", "--reason", "復元", "--by", " "],
        [*ACCEPT, "--last", "427"],
    ):
        assert run(wrong) == 1
    desk = DataLock(own_desk, own_desk / "mailbot.db")
    desk.take()
    try:
        assert run(ACCEPT) == 1
    finally:
        desk.leave()
    assert "already" in capsys.readouterr().err
