"""`mailbot log`: the mail log, newest last; with what people have to do at its end.

On a terminal the columns fit its width; in a pipe nothing is shortened, and `--json`
gives one object a line.  `--follow` prints what is new, and what has changed.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, get_args

import typer
from rich.table import Table
from rich.text import Text

from mailbot.cli.lines import say_json
from mailbot.cli.open_store import archive
from mailbot.cli.options import Config, Json
from mailbot.cli.terminal import Paper
from mailbot.staff.mail_log import COLUMNS, Line, as_json, cells, duties_of, lines_of
from mailbot.staff.references import case_named
from mailbot.store.records import MailFate, MailFilter
from mailbot.store.store import Store
from mailbot.store.transaction import Transaction

EXAMPLE = "mailbot log 角田市 --follow"

_LOOK_SECONDS = 1.0
_COLOURS = {
    "held": "yellow",
    "failed": "red",
    "unknown": "red",
    "refused": "red",
    "received": "dim",
    "queued": "dim",
}
_GAP = 2
_NARROW = 100
_MOST_TASKS = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asks for; "" is no restriction."""

    text: str = ""
    case: str = ""
    fate: str = ""
    limit: int = 50
    as_json: bool = False


def log(
    text: Annotated[
        str, typer.Argument(help="Words to look for: sender, subject, Message-ID.")
    ] = "",
    case: Annotated[
        str, typer.Option(help="Only one case, by receipt number (2026-000001).")
    ] = "",
    fate: Annotated[
        str, typer.Option(help="Only one fate: held, applied, queued, sent …")
    ] = "",
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=1, max=10_000, help="At most so many.")
    ] = 50,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on.")] = False,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """List the mail log, newest last."""
    asked = Asked(text, case, fate, limit, as_json)
    with archive(config) as (_, store), suppress(KeyboardInterrupt):
        if follow:
            never = threading.Event()
            go_on(store, asked, lambda: not never.wait(_LOOK_SECONDS))
        else:
            _list(store, asked)


def _list(store: Store, asked: Asked) -> None:
    with store.snapshot() as tx:
        lines = lines_of(tx, wanted(tx, asked))
        duties = duties_of(tx)
    if asked.as_json:
        _print_json(lines)
        return
    paper = Paper.standard()
    if lines:
        paper.table(table_of(lines, paper.width))
    else:
        paper.say("No mail matches.", "yellow")
    _print_duties(paper, duties)


def go_on(store: Store, asked: Asked, goes_on: Callable[[], bool]) -> None:
    """Print what was asked for, then each mail that is new or has changed.

    `goes_on` waits between two looks and says whether to look again.
    """
    shown: dict[int, Line] = {}
    while True:
        with store.snapshot() as tx:
            lines = lines_of(tx, wanted(tx, asked))
        fresh = [line for line in lines if shown.get(line.mail.id) != line]
        shown.update({line.mail.id: line for line in fresh})
        if asked.as_json:
            _print_json(fresh)
        elif fresh:
            paper = Paper.standard()
            paper.table(table_of(fresh, paper.width, heads=len(shown) == len(fresh)))
        sys.stdout.flush()
        if not goes_on():
            return


def wanted(tx: Transaction, asked: Asked) -> MailFilter:
    """Return what the mails are chosen by.

    MailbotError for a case that is not there, BadParameter for a fate that is none.
    """
    case_id: int | None = None
    if asked.case:
        case_id = case_named(tx, asked.case).id
    return MailFilter(
        text=asked.text, case_id=case_id, fate=_fate(asked.fate), limit=asked.limit
    )


def _fate(given: str) -> MailFate | None:
    known: tuple[MailFate, ...] = get_args(MailFate)
    for fate in known:
        if given.lower() == fate:
            return fate
    if given:
        raise typer.BadParameter(f"one of {', '.join(known)}", param_hint="--fate")
    return None


def table_of(lines: list[Line], width: int | None, *, heads: bool = True) -> Table:
    """Lay the lines out; `width` None has room for everything."""
    table = Table(
        box=None, pad_edge=False, show_header=heads, header_style="bold", padding=0
    )
    fixed = dict.fromkeys(COLUMNS) if width is None else _widths(width)
    for heading, columns in fixed.items():
        table.add_column(
            heading,
            width=columns,
            justify="right" if heading == "mail" else "left",
            no_wrap=True,
            overflow="ellipsis",
        )
    table.padding = (0, _GAP, 0, 0)
    for line in lines:
        told = cells(line, whole=width is None)
        style = {"state": _COLOURS.get(line.mail.fate, "")}
        table.add_row(*(Text(told[one], style=style.get(one, "")) for one in fixed))
    return table


def _widths(width: int) -> dict[str, int | None]:
    """Share out a terminal's columns; a narrow one shows no reasons."""
    fixed = {"": 1, "mail": 5, "time": 11, "state": 8, "case": 11}
    shares = {"who": 3, "subject": 5, "why": 3}
    if width < _NARROW:
        del shares["why"]
    room = width - sum(fixed.values()) - _GAP * (len(fixed) + len(shares) - 1)
    wide = {
        name: max(room * share // sum(shares.values()), 8)
        for name, share in shares.items()
    }
    return {name: (fixed | wide)[name] for name in COLUMNS if name in fixed | wide}


def _print_duties(paper: Paper, duties: list[tuple[str, str, str]]) -> None:
    if not duties:
        paper.say("Nothing waits for a person.", "green")
        return
    count = "One thing waits" if len(duties) == 1 else f"{len(duties)} things wait"
    paper.say(f"\n{count} for a person:", "bold yellow")
    for about, says, do in duties[:_MOST_TASKS]:
        paper.say(f"  {about}: {says} -> {do}")
    if len(duties) > _MOST_TASKS:
        paper.say(f"  … and {len(duties) - _MOST_TASKS} more")


def _print_json(lines: list[Line]) -> None:
    for line in lines:
        say_json(as_json(line))
