"""`mailbot cases`: what waits, by the time that is left to the branch's cut-off."""

from __future__ import annotations

from typing import Annotated

import typer

from mailbot.cli.lines import say_json
from mailbot.cli.open_store import archive
from mailbot.cli.options import Config, Json
from mailbot.cli.terminal import Paper
from mailbot.configuration.load_office import load_office
from mailbot.errors import MailbotError
from mailbot.staff.board import HOLDER_NAMES, Board, Row, board
from mailbot.staff.board import as_json as row_as_json
from mailbot.staff.case_timeline import HOLDERS, left_words, length, state_words
from mailbot.staff.printable import one_line
from mailbot.store.masking import mask

EXAMPLE = "mailbot cases --with staff"


def cases(
    holder: Annotated[
        str, typer.Option("--with", help="contractor, staff, robot or obligee.")
    ] = "",
    assigned: Annotated[str, typer.Option(help="Only those of one colleague.")] = "",
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=1, max=10_000, help="At most so many.")
    ] = 50,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """List the cases that wait, by the time left to the cut-off, and what stops each.

    "!" marks what the contractor called urgent.  After はい the promise counts.
    """
    whose = HOLDER_NAMES.get(holder.strip().lower())
    if whose is None:
        raise MailbotError("--with is one of contractor, staff, robot, obligee.")
    with archive(config) as (settings, store), store.snapshot() as tx:
        found = board(tx, load_office(settings), whose, assigned, limit)
    if as_json:
        for row in found.rows:
            say_json(row_as_json(row))
    else:
        _show(found, Paper.standard())


def _show(found: Board, paper: Paper) -> None:
    if not found.rows:
        paper.say("Nothing waits.", "green")
        return
    heads = ("case", "left", "state", "with", "since", "waits for", "project", "whose")
    paper.rows(heads, map(_cells, found.rows))
    if found.found > len(found.rows):
        paper.say(f"… and {found.found - len(found.rows)} more (--limit)")


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
