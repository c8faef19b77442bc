"""What people do about what waits: a mail by hand, a task closed, work tried again."""

import io
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from mailbot.app import build
from mailbot.cli.app import run
from mailbot.cli.demo.local_desk import Parlour
from mailbot.cli.open_store import archive
from mailbot.configuration.load_settings import load_settings
from mailbot.core.model.guarantee import GuaranteeState
from mailbot.jobs.worker import Worker
from mailbot.staff.staff_language import table
from mailbot.store.queue.contract import Claimed, Job
from tests.unit.cli.conftest import CONTRACTOR, NOON, RECEIPT, application, newest
from tests.unit.staff.conftest import (
    BANK,
    audited,
    bank_file,
    case,
    tasks,
    told,
    work,
)

Output = pytest.CaptureFixture[str]
PICTOGRAM = "🏗"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder of a desk that the command line looks at."""
    monkeypatch.setenv("MAILBOT_DATA", str(tmp_path))
    return tmp_path


def letters(folder: Path) -> list[str]:
    """Have the desk work, and return the texts of all mails to the contractor."""
    parlour = Parlour.opened(None, folder, lambda: NOON)
    parlour.work()
    texts = [mail.text for to, mail in parlour.post() if to == CONTRACTOR.address]
    parlour.close()
    return texts


def failed(capsys: Output, *arguments: str) -> str:
    """Run a verb that must fail; return the one line that it says."""
    assert run([*arguments, "--by", "千葉"]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    return said


def test_a_persons_words_reach_the_contractor_and_silence_the_robot(
    office: Path, capsys: Output
) -> None:
    """`write`: the words go out by mail; what comes back is a task, not an answer."""
    told(office, application(NOON))
    text = "お電話のとおりです。\n明日ご連絡します。"
    assert run(["write", RECEIPT, text, "--by", "千葉"]) == 0
    assert "the robot is silent on it" in capsys.readouterr().out

    sent = letters(office)
    assert "お電話のとおりです。\r\n明日ご連絡します。" in sent[-1]
    assert case().held == "staff"
    assert tasks() == ["staff"]
    parlour = Parlour.opened(None, office, lambda: NOON)
    asked = newest(parlour, CONTRACTOR.address)
    parlour.hand_in(bytes(CONTRACTOR.answer(asked, BANK, NOON)))
    parlour.close()
    assert tasks() == ["staff", "new_mail"]
    assert ("staff:千葉", "staff_wrote") in audited()

    assert run(["release", RECEIPT, "--by", "千葉"]) == 0
    assert tasks() == []
    assert case().held == ""


def test_a_mail_by_hand_may_come_from_a_file_or_a_pipe(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """--file takes UTF-8 text, - takes what is piped in."""
    told(office, application(NOON))
    letter = office / "letter.txt"
    letter.write_text("ファイルの本文です。\n", "utf-8-sig")
    piped = io.TextIOWrapper(io.BytesIO("パイプの本文です。".encode()))
    monkeypatch.setattr(sys, "stdin", piped)

    assert run(["write", RECEIPT, "--file", str(letter), "--by", "千葉"]) == 0
    assert run(["write", RECEIPT, "--file", "-", "--by", "千葉"]) == 0

    sent = letters(office)
    assert "ファイルの本文です。" in sent[-2]
    assert "パイプの本文です。" in sent[-1]


def test_an_answer_by_hand_is_what_its_task_waited_for(
    office: Path, capsys: Output
) -> None:
    """Once a person has written, the contractor's question is no open task."""
    told(office, f"{application(NOON)}\n{BANK}\n", "はい", "原本はいつ届きますか。")
    assert tasks() == ["mail_after_yes"]

    assert run(["write", RECEIPT, "原本はありません。", "--by", "千葉"]) == 0

    assert tasks() == ["staff"]
    assert capsys.readouterr().out


def test_what_cannot_be_written_is_said(office: Path, capsys: Output) -> None:
    """No text, two texts, a file that is none, an unknown case: one line each."""
    told(office, application(NOON))
    binary = office / "x.bin"
    binary.write_bytes(b"\xff\xfe\x00")

    assert "Say what the contractor is to read" in failed(capsys, "write", RECEIPT, " ")
    both = failed(capsys, "write", RECEIPT, "x", "--file", str(binary))
    assert "not both" in both
    assert "no text in UTF-8" in failed(capsys, "write", RECEIPT, "--file", str(binary))
    missing = failed(capsys, "write", RECEIPT, "--file", str(office / "none"))
    assert "No such file" in missing
    assert "There is no case 2026-000099" in failed(capsys, "write", "2026-000099", "x")
    assert "is no number of a case" in failed(capsys, "write", "banana", "x")
    assert "at most 20,000" in failed(capsys, "write", RECEIPT, "あ" * 20_001)
    assert tasks() == []


def test_a_task_alone_is_closed_once_with_its_note(
    office: Path, capsys: Output
) -> None:
    """A payment that belongs to nobody: found by hand, noted, closed, audited."""
    told(office, application(NOON))
    file = bank_file(office, "2026-03-03,ﾀﾞﾚｶ,1000,")
    assert run(["pay", "--file", file, "--by", "千葉"]) == 0
    assert tasks() == ["payment_unmatched"]
    capsys.readouterr()

    assert run(["done", "#１", "--by", "千葉", "--note", "返金した"]) == 0
    assert capsys.readouterr().out == (
        "Task 1 is done: a payment belongs to nothing certain.\n"
    )
    assert tasks() == []
    with archive(None) as (_, store), store.snapshot() as tx:
        (done,) = [one for one in tx.events.after() if one.kind == "TaskDone"]
    assert done.payload["said"] == {"by": "千葉", "task_id": 1, "note": "返金した"}
    assert ("staff:千葉", "task_done") in audited()
    assert "Task 1 was done" in failed(capsys, "done", "1")
    assert "by 千葉." in failed(capsys, "done", "1")


def test_a_task_that_still_waits_is_not_closed(office: Path, capsys: Output) -> None:
    """A review, a premium, a held case: the verb that settles each is named."""
    by_transfer = application(NOON).replace("一括納付", "振込")
    told(office, f"{by_transfer}\n{BANK}\n", "はい", "電話ください")
    assert tasks() == ["premium", "call"]

    assert f"record the premium with pay {RECEIPT}" in failed(capsys, "done", "1")
    assert f"until release {RECEIPT}" in failed(capsys, "done", "2")
    assert "has no work behind it that failed" in failed(capsys, "retry", "2")
    assert "There is no task 99" in failed(capsys, "done", "99")
    assert "Name a task by its number" in failed(capsys, "retry", "banana")
    assert tasks() == ["premium", "call"]


@pytest.fixture
def stopped(office: Path) -> Path:
    """Bring a case to an issue that stops at a character without a glyph."""
    text = application(NOON).replace("枝野線", f"枝野線{PICTOGRAM}")
    told(office, f"{text}\n{BANK}\n", "はい")
    assert tasks() == ["missing_glyph"]
    return office


def test_another_spelling_makes_the_guarantee_that_a_glyph_stopped(
    stopped: Path, capsys: Output
) -> None:
    """`correct` before the issue: one certificate, announced and submitted as new."""
    right = "project_name=市道枝野線道路改良工事"
    done = run(["correct", RECEIPT, "--by", "千葉", "--reason", "印刷", "--set", right])
    assert done == 0
    assert "is corrected and made again" in capsys.readouterr().out
    work(stopped)

    (one,) = case().guarantees
    assert (one.state, one.entry) == (GuaranteeState.ISSUED, 1)
    assert tasks() == []
    with archive(None) as (_, store), store.snapshot() as tx:
        kinds = [mail.kind for mail in tx.mails.find() if mail.direction == "out"]
        assert len(tx.certificates.entries(one.number)) == 1
    assert {"completion", "submission"} <= set(kinds)
    assert "changed" not in kinds
    assert "the certificate says so already" in failed(
        capsys, "correct", RECEIPT, "--reason", "x", "--set", right
    )


def test_before_the_issue_only_words_are_corrected(
    stopped: Path, capsys: Output
) -> None:
    """Another sum would have another premium: refused, and nothing is changed."""
    del stopped
    assert "this would change its premium" in failed(
        capsys,
        *("correct", RECEIPT, "--reason", "x"),
        *("--set", "advance.amount=10000000"),
    )
    assert tasks() == ["missing_glyph"]


def test_a_glyph_that_is_still_missing_is_a_new_task(
    stopped: Path, capsys: Output
) -> None:
    """`retry` without a new font stops again, and somebody hears of it again."""
    assert run(["retry", "1", "--by", "千葉"]) == 0
    assert "tries it again now" in capsys.readouterr().out
    assert tasks() == []
    assert "Task 1 was done" in failed(capsys, "retry", "1")

    work(stopped)
    assert tasks() == ["missing_glyph"]
    assert f"use correct {RECEIPT}, or retry 2" in failed(capsys, "done", "2")


def test_a_job_that_failed_for_good_is_tried_again(
    office: Path, capsys: Output
) -> None:
    """Three failures make a task; `retry` works anew; three more, a new task."""
    told(office, application(NOON))
    app = build(load_settings())
    tried: list[int] = []

    def perform(claimed: Claimed) -> None:
        tried.append(len(tried))
        if len(tried) < 7:
            raise ValueError
        with app.store.transaction() as tx:
            app.store.engine.settle(tx, claimed)

    days = iter(range(1, 20))
    far = NOON.replace(year=2090)
    worker = Worker(
        app.store, {"odd": perform}, lambda: far + timedelta(days=next(days))
    )
    with app.store.transaction() as tx:
        tx.jobs.enqueue(Job("odd"))
    for task in ("1", "2"):
        for _ in range(3):
            worker.work_once()
        assert tasks() == ["job_failed"]
        assert run(["retry", task, "--by", "千葉"]) == 0
        assert tasks() == []
    worker.work_once()
    app.store.close()

    assert len(tried) == 7
    assert tasks() == []
    assert capsys.readouterr().out.count("tries it again now") == 2


def test_every_duty_has_words() -> None:
    """No task is shown as a bare code: each says what waits and what to do."""
    codes = {
        *("call", "person", "upset", "confused", "new_mail", "loop", "sender_failed"),
        *("no_single_sender", "correction_after_yes", "mail_after_yes", "staff"),
        *("mail_after_end", "notice_differs", "unclear", "not_an_application"),
        *("case_not_found", "foreign_token", "token_from_stranger", "review"),
        *("another_contractors_case", "premium", "payment_unmatched", "job_failed"),
    }

    assert codes <= table("en", "tasks").keys()


def test_a_held_mail_is_taken_up_by_a_person(office: Path, capsys: Output) -> None:
    """`take`: an application through a list is decided once somebody vouches for it."""
    parlour = Parlour.opened(None, office, lambda: NOON)
    text = f"{application(NOON)}\n{BANK}"
    raw = bytes(CONTRACTOR.letter("moushikomi@hosho.example.jp", "申込み", text, NOON))
    parlour.hand_in(b"Precedence: list\r\n" + raw)
    parlour.close()
    assert tasks() == ["machine_mail"]

    assert run(["take", "1", "--by", "千葉"]) == 0
    assert "decides it now" in capsys.readouterr().out
    assert "市道枝野線道路改良工事" in letters(office)[-1]
    assert tasks() == []
    assert ("staff:千葉", "taken_up") in audited()
    assert "is not held" in failed(capsys, "take", "1")
    assert "by its number" in failed(capsys, "take", "banana")
    assert "There is no mail 99" in failed(capsys, "take", "99")


def test_a_receipt_is_recorded_by_a_person(office: Path, capsys: Output) -> None:
    """`received`: what an obligee says without our token counts by one word."""
    told(office, application(NOON), BANK, "はい")

    assert run(["received", RECEIPT, "--by", "千葉"]) == 0
    assert "the contractor is told" in capsys.readouterr().out
    assert [one.state for one in case().submissions] == ["received"]
    assert "nothing of it waits" in failed(capsys, "received", RECEIPT)
