"""`mailbot cases`: what waits, by the time that is left to the branch's cut-off.

The board of the office: each case with its holder, its deadline and what stops it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from mailbot.cli.open_store import archive
from mailbot.cli.show_mail import form_words
from mailbot.cli.terminal import Paper
from mailbot.configuration.load_office import load_office
from mailbot.core.office.business_hours import TOKYO
from mailbot.errors import MailbotError
from mailbot.staff.case_timeline import (
    HOLDERS,
    CaseClock,
    blockers,
    clock_of,
    left_words,
    length,
    state_words,
)
from mailbot.staff.printable import one_line
from mailbot.store.masking import mask
from mailbot.store.records import Task

_FAR = timedelta.max
_MOST_READ = 10_000
_NAMES = {
    "": "",
    "all": "",
    "contractor": "contractor",
    "staff": "staff",
    "robot": "desk",
    "desk": "desk",
    "obligee": "obligee",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asks for; "" is no restriction."""

    holder: str = ""
    assigned: str = ""
    limit: int = 50
    as_json: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One case of the board, and what stops it."""

    clock: CaseClock
    blockers: tuple[str, ...]


def cases(config: Path | None, asked: Asked) -> int:
    """List the cases that wait for something; 0 also when there are none."""
    holder = _NAMES.get(asked.holder.strip().lower())
    if holder is None:
        raise MailbotError("--with is one of contractor, staff, robot, obligee.")
    with archive(config) as (settings, store), store.snapshot() as tx:
        office, tasks = load_office(settings), tx.tasks.find()
        clocks = (
            clock_of(case, (tx.events.of_case(case.id), tasks), office, tx.now)
            for case in tx.cases.unfinished(_MOST_READ)
            if case.contractor_id in office.contractors
            and asked.assigned in {"", case.assigned}
        )
        chosen = [one for one in clocks if holder in {"", one.stand.holder}]
        rows = board(sorted(chosen, key=_pressing)[: asked.limit], tasks)
    if asked.as_json:
        for row in rows:
            sys.stdout.write(json.dumps(as_json(row), ensure_ascii=False) + "\n")
    else:
        _show(rows, len(chosen), Paper.standard())
    return 0


def _pressing(one: CaseClock) -> tuple[bool, timedelta, bool, datetime]:
    """Order by time left; of two with the same, the urgent and the older first."""
    left = one.left
    return left is None, left or _FAR, not one.case.urgent, one.case.opened_at


def board(clocks: Sequence[CaseClock], tasks: Sequence[Task]) -> list[Row]:
    """Return the rows of clocks, each with what stops its case."""
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


def _show(rows: list[Row], found: int, paper: Paper) -> None:
    if not rows:
        paper.say("Nothing waits.", "green")
        return
    heads = ("case", "left", "state", "with", "since", "waits for", "project", "whose")
    paper.rows(heads, [_cells(row) for row in rows])
    if found > len(rows):
        paper.say(f"… and {found - len(rows)} more (--limit)")


def _cells(row: Row) -> tuple[str, ...]:
    clock, case = row.clock, row.clock.case
    return (
        case.receipt + (" !" if case.urgent else ""),
        left_words(clock.left) or "-",
        state_words(clock.stand.state),
        HOLDERS[clock.stand.holder],
        length(clock.now - clock.since),
        one_line("; ".join(row.blockers)) or "-",
        one_line(mask(case.text("project_name"))),
        one_line(case.assigned),
    )
