"""`mailbot replay`: what today's code and data would make of the mail that is kept.

Every mail is read and decided again as of the moment at which it was; nothing is sent
and nothing is written.  0 when nothing would change, 1 when something would.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Annotated

import typer

from mailbot.app import build
from mailbot.cli.lines import say_json
from mailbot.cli.open_store import archive
from mailbot.cli.options import Config, Json
from mailbot.cli.terminal import Paper
from mailbot.configuration.settings import Settings
from mailbot.core.office.business_hours import TOKYO
from mailbot.log import configure
from mailbot.replay.diff import Difference
from mailbot.replay.replay import Outcome, Wanted, count, decided_again
from mailbot.staff.printable import one_line
from mailbot.staff.references import case_named
from mailbot.staff.words import moment
from mailbot.store.transaction import Transaction

EXAMPLE = "mailbot replay --since 2026-03-01"
_MOST_SHOWN = 6
_LONGEST = 60
_SHOWN_FROM = 50
"""Events from which on a bar is shown."""
_HONEST = (
    "Compared: what was read, what was decided, and what every mail would tell. Not "
    "compared: the words of the templates, the documents, and what 照会 and 検証 found."
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What of it is told, and how."""

    reading_only: bool = False
    as_json: bool = False


@dataclass(slots=True)
class Tally:
    """How many there were, and how many would change."""

    mails: int = 0
    changed: int = 0
    read_otherwise: int = 0
    following: int = 0
    others: int = 0
    others_changed: int = 0
    unable: int = 0

    def add(self, one: Outcome) -> None:
        """Count one event."""
        changed = bool(one.differences)
        self.unable += bool(one.unable)
        if not one.is_mail:
            self.others += 1
            self.others_changed += changed
            return
        self.mails += 1
        self.changed += changed
        self.following += changed and one.follows
        self.read_otherwise += any(d.part == "reading" for d in one.differences)


def replay(
    case: Annotated[
        str, typer.Option(help="Only one case, by receipt number (2026-000001).")
    ] = "",
    since: Annotated[
        str, typer.Option(help="Only from this day on, in Japan (2026-03-01).")
    ] = "",
    until: Annotated[str, typer.Option(help="Only until this day, inclusive.")] = "",
    reading_only: Annotated[
        bool, typer.Option("--reading-only", help="Compare what was read, no more.")
    ] = False,
    config: Config = None,
    as_json: Json = False,
) -> int:
    """Decide the kept mail again by today's code and data, and show what differs.

    Nothing is sent or written.  0: nothing would change.  1: something would.
    """
    asked = Asked(reading_only, as_json)
    configure("json", "error")
    first, last = _day(since, "--since"), _day(until, "--until")
    span = Wanted(
        since=_midnight(first) if first else None,
        until=_midnight(last + timedelta(days=1)) if last else None,
    )
    with archive(config) as (settings, store), store.snapshot() as past:
        wanted = _wanted(past, case, span)
        tally = Tally()
        for one in _outcomes(settings, past, wanted):
            outcome = _reading_of(one) if reading_only else one
            tally.add(outcome)
            if outcome.differences or outcome.unable:
                _tell(outcome, asked)
    _sum_up(tally, asked)
    return 1 if tally.changed or tally.others_changed or tally.unable else 0


def _day(given: str, option: str) -> date | None:
    try:
        return date.fromisoformat(given.strip()) if given.strip() else None
    except ValueError:
        raise typer.BadParameter("a day like 2026-03-05", param_hint=option) from None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), TOKYO)


def _wanted(past: Transaction, receipt: str, span: Wanted) -> Wanted:
    """Return what is decided again: for one case, all of its contractor's cases."""
    if not receipt:
        return span
    case = case_named(past, receipt)
    cases = past.cases.of_contractor(case.contractor_id)
    together = frozenset(one.id for one in cases)
    return replace(span, case_ids=together, case_id=case.id)


def _outcomes(
    settings: Settings, past: Transaction, wanted: Wanted
) -> Iterator[Outcome]:
    app = build(settings)
    try:
        with _progress(count(past.events, wanted)) as step:
            yield from decided_again(app.intake, past, app.vault, wanted, step)
    finally:
        app.store.close()


@contextmanager
def _progress(events: int) -> Iterator[Callable[[], None]]:
    if events < _SHOWN_FROM or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("replay", total=events)
        yield lambda: progress.advance(task)


def _reading_of(one: Outcome) -> Outcome:
    if not one.is_mail:
        return replace(one, differences=(), unable="")
    return replace(
        one, differences=tuple(d for d in one.differences if d.part == "reading")
    )


# --- what is told ---------------------------------------------------------------------


def _tell(one: Outcome, asked: Asked) -> None:
    if asked.as_json:
        say_json(_in_json(one))
        return
    paper = Paper.standard()
    recorded = one.recorded
    what = f"mail {recorded.mail_id}" if one.is_mail else recorded.kind
    follows = "  (its case had gone another way before)" if one.follows else ""
    head = f"{what}  {moment(recorded.at)}  {one.receipt}".rstrip()
    paper.say(f"{head}{follows}", "bold")
    if one.unable:
        paper.say(f"  cannot be decided again: {one.unable}", "red")
    for difference in one.differences[:_MOST_SHOWN]:
        paper.say(f"  {_told(difference)}")
    more = len(one.differences) - _MOST_SHOWN
    if more > 0:
        paper.say(f"  … and {more} more (--json has all)")


def _told(one: Difference) -> str:
    was, now = (_short(text) or "nothing" for text in (one.was, one.now))
    return f"{one.part}  {one_line(one.name)}: {was} -> {now}"


def _short(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _in_json(one: Outcome) -> dict[str, object]:
    recorded = one.recorded
    return {
        "event": recorded.id,
        "kind": recorded.kind,
        "mail": recorded.mail_id,
        "case": one.receipt,
        "at": recorded.at.astimezone(TOKYO).isoformat(),
        "follows": one.follows,
        "unable": one.unable,
        "differences": [asdict(difference) for difference in one.differences],
    }


def _sum_up(tally: Tally, asked: Asked) -> None:
    if asked.as_json:
        say_json({"summary": asdict(tally)})
        return
    paper = Paper.standard()
    paper.say(
        f"{tally.changed:,} of {tally.mails:,} mails would change.",
        "bold yellow" if tally.changed else "bold green",
    )
    if tally.changed and not asked.reading_only:
        paper.say(
            f"  {tally.read_otherwise:,} are read otherwise; "
            f"{tally.following:,} follow from an earlier change of their case."
        )
    if not asked.reading_only:
        others = f"{tally.others_changed:,} of {tally.others:,}"
        paper.say(f"{others} other events (clock, workers, staff) would change.")
        paper.say(_HONEST, "dim")
    else:
        paper.say("Compared: what was read, and nothing else (--reading-only).", "dim")
    if tally.unable:
        paper.say(f"{tally.unable:,} events could not be decided again.", "bold red")
