"""`mailbot approve`: a person lets a case go on, beside a desk that runs."""

import asyncio
from pathlib import Path

import pytest

from mailbot.app import build
from mailbot.cli.app import run
from mailbot.cli.archive import archive
from mailbot.cli.parlour import Parlour
from mailbot.core.guarantee import GuaranteeState
from mailbot.running import Running
from mailbot.settings import load_settings
from tests.unit.cli.conftest import ANSWER, CONTRACTOR, DESK, NOON, RECEIPT, newest
from tests.unit.cli.conftest import application as application_text
from tests.waiting import wait_until

Output = pytest.CaptureFixture[str]


@pytest.fixture
def reviewing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Bring a case to the review of an office that reviews everything."""
    monkeypatch.setenv("MAILBOT_POLICY__REVIEW", "always")
    parlour = Parlour.opened(None, tmp_path, lambda: NOON)
    first = CONTRACTOR.letter(DESK, "保証の申込み", application_text(NOON), NOON)
    parlour.hand_in(bytes(first))
    for answer in (ANSWER, "はい"):
        asked = newest(parlour, CONTRACTOR.address)
        parlour.hand_in(bytes(CONTRACTOR.answer(asked, answer, NOON)))
    parlour.close()
    monkeypatch.setenv("MAILBOT_DATA", str(tmp_path))
    return tmp_path


def test_approval_is_an_event_with_a_name(reviewing: Path, capsys: Output) -> None:
    """The guarantee gets its number, the task is closed, the audit names the person."""
    del reviewing
    assert run(["approve", RECEIPT, "--by", "千葉"]) == 0

    assert f"{RECEIPT}: advance is approved as 00427-000001" in capsys.readouterr().out
    with archive(None) as (_, store), store.snapshot() as tx:
        (guarantee,) = tx.case(1).guarantees
        assert guarantee.state is GuaranteeState.ISSUING
        assert tx.tasks() == ()
        assert [one.closed_by for one in tx.tasks(closed=True)] == ["staff:千葉"]
        entries = [(one.actor, one.action) for one in tx.audit_entries()]
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

    assert "Nothing of 2026-000001 is under review: advance is issuing." in (
        capsys.readouterr().err
    )
