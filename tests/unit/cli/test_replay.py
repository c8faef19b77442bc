"""`mailbot replay`: kept mail decided again, on a store that is in memory."""

import hashlib
import json
import sqlite3
from pathlib import Path

import pytest

from mailbot.cli.app import run
from mailbot.cli.demo.local_desk import Parlour
from mailbot.cli.demo.mail_client import Writer
from mailbot.cli.open_store import archive
from mailbot.jobs.worker import give_up
from mailbot.store.queue.contract import FAILURES, Job
from mailbot.store.store import Store
from tests.unit.cli.conftest import CONTRACTOR, DESK, NOON, RECEIPT, application
from tests.unit.staff.conftest import BANK, case, told, work

Output = pytest.CaptureFixture[str]

NO_GRACE = ("MAILBOT_POLICY__GRACE_SECONDS", "0")
"""What the desks of these tests were opened with."""


@pytest.fixture(autouse=True)
def same_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rehearse under the policy under which it was decided."""
    monkeypatch.setenv(*NO_GRACE)


def replayed(capsys: Output, code: int, *arguments: str) -> str:
    """Run the verb, and return what it said."""
    assert run(["replay", *arguments]) == code
    return capsys.readouterr().out


def summary(capsys: Output, code: int, *arguments: str) -> dict[str, int]:
    """Return the sums of a rehearsal."""
    last = replayed(capsys, code, *arguments, "--json").splitlines()[-1]
    sums: dict[str, int] = json.loads(last)["summary"]
    return sums


def test_the_same_code_decides_the_same(desk: Path, capsys: Output) -> None:
    """A whole conversation, issue and 受領 included: nothing would change, exit 0."""
    del desk
    said = replayed(capsys, 0)

    assert said.startswith("0 of 5 mails would change.\n0 of 10 other events")
    assert "Not compared: the words of the templates" in said


def test_what_staff_did_is_rehearsed_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    """A premium, a correction, a note, a cancellation: decided again as they were."""
    monkeypatch.setenv("MAILBOT_DATA", str(tmp_path))
    by_transfer = application(NOON).replace("一括納付", "振込")
    told(tmp_path, f"{by_transfer}\n{BANK}\n", "はい")
    for arguments in (
        ["pay", RECEIPT],
        ["note", RECEIPT, "電話済み"],
        ["assign", RECEIPT, "--to", "鈴木"],
    ):
        assert run([*arguments, "--by", "千葉"]) == 0
    capsys.readouterr()

    assert summary(capsys, 0) | {"others": 0} == {
        "mails": 2,
        "changed": 0,
        "read_otherwise": 0,
        "following": 0,
        "others": 0,
        "others_changed": 0,
        "unable": 0,
    }


def test_tasks_and_held_mails_are_decided_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    """A mail taken up, a task done, failed work put back: each as it was then."""
    monkeypatch.setenv("MAILBOT_DATA", str(tmp_path))
    parlour = Parlour.opened(None, tmp_path, lambda: NOON)
    asks = CONTRACTOR.letter(DESK, "電話", "担当者からお電話ください。", NOON)
    stranger = Writer("", "who@elsewhere.example.com")
    parlour.hand_in(bytes(asks))
    parlour.hand_in(bytes(stranger.letter(DESK, "挨拶", "こんにちは。", NOON)))
    fail_for_good(parlour.app.store)
    parlour.close()
    for arguments in (["take", "1"], ["done", "2"], ["retry", "3"]):
        assert run([*arguments, "--by", "千葉"]) == 0
    work(tmp_path)
    capsys.readouterr()

    assert summary(capsys, 0) == {
        "mails": 3,
        "changed": 0,
        "read_otherwise": 0,
        "following": 0,
        "others": 3,
        "others_changed": 0,
        "unable": 0,
    }


def fail_for_good(store: Store) -> None:
    """Have a job fail until a person is called."""
    with store.transaction() as tx:
        tx.jobs.enqueue(Job("odd"))
    for _ in range(FAILURES):
        claimed = store.engine.claim(["odd"], NOON)
        assert claimed is not None
        with store.transaction() as tx:
            failed = store.engine.postpone(tx, claimed, NOON, ValueError())
            if failed is not None:
                give_up(tx, failed)


def test_another_policy_is_shown_with_what_it_would_change(
    desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    """A review for everybody: はい would not issue, and what follows is marked."""
    del desk
    monkeypatch.setenv("MAILBOT_POLICY__REVIEW", "always")
    said = replayed(capsys, 1)

    assert "decision  state: issuing -> reviewing" in said
    assert "decision  Issue 1: yes -> nothing" in said
    assert "decision  CallStaff review: nothing -> yes" in said
    assert "(its case had gone another way before)" in said
    # A letter after はい that finds nothing issued stops the issue.
    assert "3 of 5 mails would change." in said


def test_another_reading_is_shown_field_by_field(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    """A value that was read otherwise then is named with both, and counted."""
    monkeypatch.setenv("MAILBOT_DATA", str(tmp_path))
    told(tmp_path, f"{application(NOON)}\n{BANK}\n")
    with sqlite3.connect(tmp_path / "mailbot.db") as database:
        reading = json.loads(
            database.execute("SELECT reading FROM mails WHERE id = 1").fetchone()[0]
        )
        reading["application"]["contract_amount"] = 5_000
        database.execute(
            "UPDATE mails SET reading = ? WHERE id = 1", [json.dumps(reading)]
        )
    database.close()

    said = replayed(capsys, 1, "--reading-only")
    assert "reading  contract_amount: 5000 -> 50000000" in said
    assert "1 of 1 mails would change." in said
    assert "and nothing else (--reading-only)" in said


def test_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    """The database is the same octets after a rehearsal that differs in everything."""
    monkeypatch.setenv("MAILBOT_DATA", str(tmp_path))
    told(tmp_path, f"{application(NOON)}\n{BANK}\n", "はい")
    monkeypatch.setenv("MAILBOT_POLICY__REVIEW", "always")
    before = fingerprint(tmp_path), case()

    replayed(capsys, 1)

    assert (fingerprint(tmp_path), case()) == before


def fingerprint(folder: Path) -> dict[str, str]:
    """Return every file of a desk but those that SQLite locks by."""
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(("-shm", "-wal"))
    }


def test_one_case_and_a_span_of_days(desk: Path, capsys: Output) -> None:
    """--case and days report a part; what it stands on is rehearsed all the same."""
    del desk
    assert summary(capsys, 0, "--case", RECEIPT)["mails"] == 5
    assert summary(capsys, 0, "--since", "2026-03-02")["mails"] == 5
    assert summary(capsys, 0, "--since", "2026-03-03")["mails"] == 0
    assert summary(capsys, 0, "--until", "2026-03-01")["mails"] == 0


def test_no_key_is_printed(
    desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    """Whatever differs, the key of an issued guarantee is nowhere in it."""
    del desk
    monkeypatch.setenv("MAILBOT_POLICY__REVIEW", "always")
    with archive(None) as (_, store), store.snapshot() as tx:
        key = tx.keys.reveal(1)

    assert key not in replayed(capsys, 1, "--json")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--since", "yesterday"], 2, "a day like 2026-03-05"),
        (["--case", "banana"], 1, "banana is no number of a case"),
        (["--case", "2026-000099"], 1, "There is no case 2026-000099."),
    ],
)
def test_what_cannot_be_asked_is_said(
    desk: Path, capsys: Output, arguments: list[str], code: int, said: str
) -> None:
    """A day or a number that is none is said in one sentence."""
    del desk
    assert run(["replay", *arguments]) == code
    assert said in capsys.readouterr().err


def test_an_event_that_was_not_recorded_whole_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    """An arrival of which only the kind is on record cannot be decided again."""
    monkeypatch.setenv("MAILBOT_DATA", str(tmp_path))
    told(tmp_path, f"{application(NOON)}\n{BANK}\n", "はい")
    with sqlite3.connect(tmp_path / "mailbot.db") as database:
        database.execute(
            "UPDATE events SET payload = '{}' WHERE kind = 'CertificateArrived'"
        )
    database.close()

    said = replayed(capsys, 1)
    assert "cannot be decided again: it was not recorded whole" in said
    assert "1 events could not be decided again." in said


def test_strangers_are_rehearsed_without_a_case(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    """A mail that belongs to no case is decided again as well."""
    monkeypatch.setenv("MAILBOT_DATA", str(tmp_path))
    told(tmp_path, "こんにちは。")

    assert CONTRACTOR.address
    assert summary(capsys, 0)["mails"] == 1
