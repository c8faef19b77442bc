"""`mailbot log`: the mail log, newest last; with what people have to do at its end.

On a terminal the columns fit its width; in a pipe nothing is shortened, and `--json`
gives one object a line.  `--follow` prints what is new, and what has changed.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import get_args

import typer
from rich.table import Table
from rich.text import Text

from mailbot.cli.open_store import archive
from mailbot.cli.terminal import Paper
from mailbot.core.office.business_hours import TOKYO
from mailbot.staff.printable import one_line
from mailbot.staff.references import case_named
from mailbot.staff.words import kind_words, moment, reason, task
from mailbot.store.records import Delivery, Mail, MailFate, MailFilter
from mailbot.store.store import Store
from mailbot.store.transaction import Transaction

_LOOK_SECONDS = 1.0
_ARROWS = {"in": "→", "out": "←"}
_COLOURS = {
    "held": "yellow",
    "failed": "red",
    "unknown": "red",
    "refused": "red",
    "received": "dim",
    "queued": "dim",
}
_COLUMNS: dict[str, int | None] = dict.fromkeys(
    ("", "mail", "time", "state", "who", "subject", "case", "why")
)
_OUR_TAG = "【電子保証】"
"""Begins every subject of ours: where room is short, it tells nothing."""
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
    follow: bool = False
    as_json: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One mail of the log, with what stands beside it elsewhere."""

    mail: Mail
    receipt: str
    deliveries: tuple[Delivery, ...]


def log(config: Path | None, asked: Asked) -> int:
    """List the mails asked for; 0 also when there are none."""
    with archive(config) as (_, store), suppress(KeyboardInterrupt):
        if asked.follow:
            never = threading.Event()
            follow(store, asked, lambda: not never.wait(_LOOK_SECONDS))
        else:
            _list(store, asked)
    return 0


def _list(store: Store, asked: Asked) -> None:
    with store.snapshot() as tx:
        lines = lines_of(tx, asked)
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


def follow(store: Store, asked: Asked, goes_on: Callable[[], bool]) -> None:
    """Print what was asked for, then each mail that is new or has changed.

    `goes_on` waits between two looks and says whether to look again.
    """
    shown: dict[int, Line] = {}
    while True:
        with store.snapshot() as tx:
            lines = lines_of(tx, asked)
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


def lines_of(tx: Transaction, asked: Asked) -> list[Line]:
    """Return the lines asked for, oldest first.

    MailbotError for a case that is not there, BadParameter for a fate that is none.
    """
    receipts: dict[int | None, str] = {None: ""}
    found = []
    for mail in reversed(tx.mails.find(_filter(tx, asked))):
        if mail.case_id not in receipts:
            case = tx.cases.find(mail.case_id or 0)
            receipts[mail.case_id] = case.receipt if case else ""
        sent = tx.deliveries.of_mail(mail.id) if mail.direction == "out" else ()
        found.append(Line(mail, receipts[mail.case_id], sent))
    return found


def duties_of(tx: Transaction) -> list[tuple[str, str, str]]:
    """Return what people have to do, oldest first: (what it is about, why, to do)."""
    found = []
    for one in tx.tasks.find():
        case = tx.cases.find(one.case_id) if one.case_id else None
        receipt = case.receipt if case else ""
        mail = f"mail {one.mail_id or one.detail.get('mail', '')}".rstrip()
        says, do = task(one, receipt)
        found.append((f"task {one.id}, {receipt or mail}", says, do))
    return found


def _filter(tx: Transaction, asked: Asked) -> MailFilter:
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
    fixed = _COLUMNS if width is None else _widths(width)
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
        cells = _cells(line, whole=width is None)
        table.add_row(*(cells[heading] for heading in fixed))
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
    return {name: (fixed | wide)[name] for name in _COLUMNS if name in fixed | wide}


def _cells(line: Line, *, whole: bool) -> dict[str, Text]:
    mail = line.mail
    at, subject = moment(mail.at), one_line(mail.subject)
    if not whole:
        subject = subject.replace(_OUR_TAG, "")
    return {
        "": Text(_ARROWS[mail.direction]),
        "mail": Text(str(mail.id)),
        "time": Text(at if whole else at[5:16]),
        "state": Text(mail.fate, style=_COLOURS.get(mail.fate, "")),
        "who": Text(one_line(_who(mail))),
        "subject": Text(subject),
        "case": Text(line.receipt),
        "why": Text(one_line(_why(line))),
    }


def _who(mail: Mail) -> str:
    if mail.direction == "out":
        return ", ".join(mail.recipients)
    return mail.sender or mail.envelope_from or "<>"


def _why(line: Line) -> str:
    """Say what a mail of ours is and what hinders it, or why a mail ended as it did."""
    if line.mail.direction == "in":
        return reason(line.mail.reason, line.mail.fate)
    kind = kind_words(line.mail.kind)
    hindered = [
        one.reply for one in line.deliveries if one.phase not in {"accepted", "ready"}
    ]
    return ": ".join([kind, *filter(None, hindered)])


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
        sys.stdout.write(json.dumps(as_json(line), ensure_ascii=False) + "\n")


def as_json(line: Line) -> dict[str, object]:
    """Return a line as JSON has it: moments in Japan's time, nothing shortened."""
    names = (
        *("direction", "fate", "reason", "sender", "subject", "kind", "intent"),
        *("sender_class", "message_id", "octets", "door", "copies", "answers"),
    )
    mail = line.mail
    return {
        "mail": mail.id,
        "at": mail.at.astimezone(TOKYO).isoformat(),
        **{name: getattr(mail, name) for name in names},
        "recipients": list(mail.recipients),
        "case": line.receipt,
        "deliveries": [_delivery(one) for one in line.deliveries],
    }


def _delivery(one: Delivery) -> dict[str, object]:
    return dict(_plain(asdict(one)))


def _plain(values: dict[str, object]) -> Iterator[tuple[str, object]]:
    for name, value in values.items():
        at = value.astimezone(TOKYO).isoformat() if isinstance(value, datetime) else ""
        yield name, at or value
