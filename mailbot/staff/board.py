"""The board of the office: each case that waits, its holder, its deadline, its stops.

By the time that is left to the branch's cut-off; after はい the promise counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mailbot.core.office.business_hours import TOKYO
from mailbot.core.office.office import Office
from mailbot.staff.case_timeline import CaseClock, blockers, clock_of
from mailbot.staff.form_words import form_words
from mailbot.store.masking import mask
from mailbot.store.records import Task
from mailbot.store.transaction import Transaction

_FAR = timedelta.max
_MOST_READ = 10_000
HOLDER_NAMES = {
    **{name: name for name in ("", "contractor", "staff", "desk", "obligee")},
    "all": "",
    "robot": "desk",
}
"""What people call a holder; "" and all are everybody."""


@dataclass(frozen=True, slots=True)
class Row:
    """One case of the board, and what stops it."""

    clock: CaseClock
    blockers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """The most pressing rows, and how many cases there are of the kind asked for."""

    rows: tuple[Row, ...]
    found: int


def board(
    tx: Transaction, office: Office, holder: str, assigned: str, limit: int
) -> Board:
    """Return the cases that wait with a holder and a colleague; "" is everybody."""
    tasks = tx.tasks.find()
    clocks = (
        clock_of(case, (tx.events.of_case(case.id), tasks), office, tx.now)
        for case in tx.cases.unfinished(_MOST_READ)
        if case.contractor_id in office.contractors and assigned in {"", case.assigned}
    )
    chosen = [one for one in clocks if holder in {"", one.stand.holder}]
    pressing = sorted(chosen, key=_pressing)[:limit]
    return Board(tuple(_rows(pressing, tasks)), len(chosen))


def _pressing(one: CaseClock) -> tuple[bool, timedelta, bool, datetime]:
    """Order by time left; of two with the same, the urgent and the older first."""
    left = one.left
    return left is None, left or _FAR, not one.case.urgent, one.case.opened_at


def _rows(clocks: Sequence[CaseClock], tasks: Sequence[Task]) -> list[Row]:
    words = form_words()
    return [
        Row(one, tuple(map(mask, blockers(one.case, tasks, words)))) for one in clocks
    ]


def as_json(row: Row) -> dict[str, object]:
    """Return a row as JSON has it: moments in Japan's time, what is left in seconds."""
    clock, case = row.clock, row.clock.case
    until = clock.deadline
    return {
        "case": case.receipt,
        "contractor": case.contractor_id,
        "project": mask(case.text("project_name")),
        "state": clock.stand.state,
        "holder": clock.stand.holder,
        "since": clock.since.astimezone(TOKYO).isoformat(),
        "deadline": until.at.astimezone(TOKYO).isoformat() if until else None,
        "promised": until.promised if until else False,
        "left_seconds": None if clock.left is None else int(clock.left.total_seconds()),
        "blockers": list(row.blockers),
        "urgent": case.urgent,
        "assigned": case.assigned,
    }
