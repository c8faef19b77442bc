"""A kept desk, and what people of the office did to it."""

from pathlib import Path

import pytest

from mailbot.cli.demo.local_desk import Parlour
from mailbot.cli.open_store import archive
from mailbot.core.model.case import Case
from mailbot.core.model.guarantee import GuaranteeState
from tests.unit.cli.conftest import CONTRACTOR, DESK, RECENT, newest, own_log
from tests.unit.cli.conftest import application as application_text

__all__ = ["own_log"]

NUMBER = "00427-000001"
BANK = "預託金融機関：七十七銀行 角田支店"


def told(folder: Path, application: str, *answers: str) -> Path:
    """Hold a conversation whose answers go to the newest mail each."""
    parlour = Parlour.opened(None, folder, lambda: RECENT)
    first = CONTRACTOR.letter(DESK, "保証の申込み", application, RECENT)
    parlour.hand_in(bytes(first))
    for answer in answers:
        asked = newest(parlour, CONTRACTOR.address)
        parlour.hand_in(bytes(CONTRACTOR.answer(asked, answer, RECENT)))
    parlour.close()
    return folder


def case() -> Case:
    """Return the one case as it is kept."""
    with archive(None) as (_, store), store.snapshot() as tx:
        return tx.cases.get(1)


def tasks() -> list[str]:
    """Return what people have to do."""
    with archive(None) as (_, store), store.snapshot() as tx:
        return [one.reason for one in tx.tasks.find()]


def audited() -> list[tuple[str, str]]:
    """Return who did what."""
    with archive(None) as (_, store), store.snapshot() as tx:
        return [(one.actor, one.action) for one in tx.audit.entries()]


@pytest.fixture
def waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Bring a case to the wait for its premium; return the premium in yen."""
    monkeypatch.setenv("MAILBOT_DATA", str(tmp_path))
    by_transfer = application_text(RECENT).replace("一括納付", "振込")
    told(tmp_path, f"{by_transfer}\n{BANK}\n", "はい")
    (one,) = case().guarantees
    assert one.state is GuaranteeState.AWAITING_PREMIUM
    return one.terms.premium


@pytest.fixture
def in_force(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Bring a case to its issued guarantee."""
    monkeypatch.setenv("MAILBOT_DATA", str(tmp_path))
    return told(tmp_path, f"{application_text(RECENT)}\n{BANK}\n", "はい")


def work(folder: Path) -> None:
    """Have the desk do what it was promised."""
    parlour = Parlour.opened(None, folder, lambda: RECENT)
    parlour.work()
    parlour.close()


def bank_file(folder: Path, *rows: str) -> str:
    """Write a bank's file; return its path."""
    path = folder / "nyukin.csv"
    path.write_text("日付,振込人名,金額,摘要\n" + "\n".join(rows), "cp932")
    return str(path)
