"""`mailbot approve`: a person lets a case go on, beside a desk that runs."""

import asyncio
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from mailbot.app import build
from mailbot.cli.app import run
from mailbot.cli.demo.local_desk import Parlour
from mailbot.cli.open_store import archive
from mailbot.configuration.load_settings import load_settings
from mailbot.core.model.guarantee import GuaranteeState
from mailbot.core.office.business_hours import TOKYO, day_in_tokyo
from mailbot.core.office.era_dates import era_date
from mailbot.server.server import Running
from mailbot.store.open_store import utc_now
from tests.support.waiting import wait_until
from tests.unit.cli.conftest import (
    ANSWER,
    CONTRACTOR,
    DESK,
    RECENT,
    newest,
)
from tests.unit.cli.conftest import RECENT_RECEIPT as RECEIPT
from tests.unit.cli.conftest import application as application_text

Output = pytest.CaptureFixture[str]


@pytest.fixture
def reviewing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Bring a case to the review of an office that reviews everything."""
    monkeypatch.setenv("MAILBOT_POLICY__REVIEW", "always")
    parlour = Parlour.opened(None, tmp_path, lambda: RECENT)
    first = CONTRACTOR.letter(DESK, "保証の申込み", application_text(RECENT), RECENT)
    parlour.hand_in(bytes(first))
    for answer in (ANSWER, "はい"):
        asked = newest(parlour, CONTRACTOR.address)
        parlour.hand_in(bytes(CONTRACTOR.answer(asked, answer, RECENT)))
    parlour.close()
    monkeypatch.setenv("MAILBOT_DATA", str(tmp_path))
    return tmp_path


def test_approval_is_an_event_with_a_name(reviewing: Path, capsys: Output) -> None:
    """The guarantee gets its number, the task is closed, the audit names the person."""
    del reviewing
    assert run(["approve", RECEIPT, "--by", "千葉"]) == 0

    assert f"{RECEIPT}: advance is approved as 00427-000001" in capsys.readouterr().out
    with archive(None) as (_, store), store.snapshot() as tx:
        (guarantee,) = tx.cases.get(1).guarantees
        assert guarantee.state is GuaranteeState.ISSUING
        assert tx.tasks.find() == ()
        assert [one.closed_by for one in tx.tasks.find(closed=True)] == ["staff:千葉"]
        entries = [(one.actor, one.action) for one in tx.audit.entries()]
        assert ("staff:千葉", "approved") in entries


def test_log_says_how_to_approve(reviewing: Path, capsys: Output) -> None:
    """What waits for review stands under the log, with the command that ends it."""
    del reviewing
    assert run(["log"]) == 0

    shown = capsys.readouterr().out
    assert f"{RECEIPT}: waits for review (the office reviews everything)" in shown
    assert f"-> mailbot approve {RECEIPT} --by NAME" in shown


def test_running_desk_issues_what_another_process_approves(
    reviewing: Path, capsys: Output
) -> None:
    """The workers of `serve` notice a job that they were not told of."""
    del capsys
    settings = load_settings(overrides={"listen": {"port": 0}})
    outbox = reviewing / "outbound" / CONTRACTOR.address / "new"
    before = len(list(outbox.iterdir()))

    async def serve() -> None:
        running = Running(build(settings))
        await running.start()
        try:
            code = await asyncio.to_thread(run, ["approve", RECEIPT, "--by", "千葉"])
            assert code == 0
            await asyncio.to_thread(
                wait_until, lambda: len(list(outbox.iterdir())) > before, "a key notice"
            )
        finally:
            await running.stop()

    asyncio.run(serve())


@pytest.mark.parametrize(
    ("receipt", "by", "said"),
    [
        ("2026-000099", "千葉", "There is no case 2026-000099."),
        (RECEIPT, "  ", "Say who approves: --by NAME."),
    ],
)
def test_what_cannot_be_approved_is_said(
    reviewing: Path, capsys: Output, receipt: str, by: str, said: str
) -> None:
    """A case that is not there and a person without a name are refused."""
    del reviewing
    assert run(["approve", receipt, "--by", by]) == 1
    assert capsys.readouterr().err == f"mailbot: {said}\n"


def test_nothing_is_approved_twice(reviewing: Path, capsys: Output) -> None:
    """A second approval finds nothing under review, and changes nothing."""
    del reviewing
    assert run(["approve", RECEIPT, "--by", "千葉"]) == 0
    assert run(["approve", RECEIPT, "--by", "千葉"]) == 1

    assert f"Nothing of {RECEIPT} is under review: advance is issuing." in (
        capsys.readouterr().err
    )


@pytest.fixture
def run_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Bring a case to the review, and let its works end before anybody looks (R-21).

    The guarantee itself runs on: what is over may be let pass, by name.
    """
    monkeypatch.setenv("MAILBOT_POLICY__REVIEW", "always")
    monkeypatch.setenv("MAILBOT_DATA", str(tmp_path))
    today = day_in_tokyo(utc_now())
    then = datetime.combine(today - timedelta(60), time(12), TOKYO)
    text = application_text(then).replace(
        f"至 {era_date(day_in_tokyo(then) + timedelta(300))}",
        f"至 {era_date(today - timedelta(1))}\n"
        f"保証期限：{era_date(today + timedelta(90))}",
    )
    parlour = Parlour.opened(None, tmp_path, lambda: then)
    parlour.hand_in(bytes(CONTRACTOR.letter(DESK, "保証の申込み", text, then)))
    for answer in (ANSWER, "はい"):
        asked = newest(parlour, CONTRACTOR.address)
        parlour.hand_in(bytes(CONTRACTOR.answer(asked, answer, then)))
    parlour.close()
    return tmp_path


def stands() -> tuple[GuaranteeState, list[tuple[str, str, str]]]:
    """Return how the guarantee stands, and what was let pass: rule, by whom, why."""
    with archive(None) as (_, store), store.snapshot() as tx:
        case = tx.cases.get(1)
        (guarantee,) = case.guarantees
        passed = [(one.rule, one.by, one.reason) for one in case.releases]
        return guarantee.state, passed


def receipt_of() -> str:
    """Return the receipt number of the one case."""
    with archive(None) as (_, store), store.snapshot() as tx:
        return tx.cases.get(1).receipt


def test_rule_is_let_pass_by_name_with_a_reason(run_out: Path, capsys: Output) -> None:
    """Without the rule, or without the reason, nothing is issued; with both it is."""
    del run_out
    receipt = receipt_of()
    approve = ["approve", receipt, "--by", "千葉"]

    assert run(approve) == 1
    refused = capsys.readouterr().err
    assert "R-21" in refused
    assert "work_over" in refused
    assert run([*approve, "--release", "R-21"]) == 1
    assert "--reason TEXT" in capsys.readouterr().err
    assert run([*approve, "--release", "R-22", "--reason", "契約書を確認"]) == 1
    assert stands() == (GuaranteeState.REVIEWING, [])

    assert run([*approve, "--release", "r-21", "--reason", "変更契約書を確認"]) == 0

    state, passed = stands()
    assert state is GuaranteeState.ISSUING
    assert ("R-21", "千葉", "変更契約書を確認") in passed
    assert "is approved as" in capsys.readouterr().out
    assert run(["explain", receipt]) == 0
    assert "変更契約書を確認" in capsys.readouterr().out


def test_question_is_let_pass_before_the_read_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    """`release --release` takes a question off: the application is read back."""
    monkeypatch.setenv("MAILBOT_DATA", str(tmp_path))
    now = utc_now()
    text = application_text(now).replace(
        f"自 {era_date(day_in_tokyo(now) + timedelta(1))}",
        f"自 {era_date(day_in_tokyo(now) + timedelta(40))}",
    )
    signed = era_date(day_in_tokyo(now) + timedelta(30))
    text = text.replace(
        f"⑤請負契約日：{era_date(day_in_tokyo(now))}", f"⑤請負契約日：{signed}"
    )
    parlour = Parlour.opened(None, tmp_path, lambda: now)
    mail = CONTRACTOR.letter(DESK, "保証の申込み", f"{text}\n{ANSWER}\n", now)
    parlour.hand_in(bytes(mail))
    for _ in range(3):
        asked = newest(parlour, CONTRACTOR.address)
        assert "ご確認のお願い" in asked.subject
        again = f"請負契約日：{signed}"
        parlour.hand_in(bytes(CONTRACTOR.answer(asked, again, now)))
    parlour.close()
    release = ["release", receipt_of(), "--by", "千葉", "--release", "R-21"]

    assert run(release) == 1
    assert "--reason TEXT" in capsys.readouterr().err
    assert run([*release, "--reason", "契約予定を電話で確認"]) == 0

    parlour = Parlour.opened(None, tmp_path, lambda: now)
    parlour.work()
    assert "申込確認" in newest(parlour, CONTRACTOR.address).subject
    parlour.close()
    with archive(None) as (_, store), store.snapshot() as tx:
        (kept,) = tx.cases.get(1).releases
    assert (kept.rule, kept.by, kept.reason) == ("R-21", "千葉", "契約予定を電話で確認")
