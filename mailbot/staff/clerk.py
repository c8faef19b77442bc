"""A person of the office at work: one transaction in which their events are decided.

It stands beside a running `serve`: the same database, the same function decides, and
that desk's workers do what follows.  What the case does not allow changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Self

from mailbot.configuration.settings import Settings
from mailbot.core.model.case import Case
from mailbot.core.model.effects import Decision
from mailbot.core.model.guarantee import Guarantee
from mailbot.core.model.staff_events import StaffEvent
from mailbot.errors import MailbotError
from mailbot.intake.desk import Desk, open_desk
from mailbot.staff.printable import one_line
from mailbot.staff.references import case_named
from mailbot.staff.staff_language import sentence
from mailbot.staff.words import why
from mailbot.store.open_store import require_archive
from mailbot.store.transaction import Transaction
from parsers.identifiers import number_of
from parsers.reading import PRODUCTS

LONGEST_NAME = 60
_LONGEST_TEXT = 4000


class NotDone(MailbotError):  # noqa: N818 - a state: the case does not allow it
    """Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Meant:
    """Which case is meant, or which guarantee of it."""

    what: str
    """Receipt number (2026-000001) or guarantee number (00427-000001)."""
    product: str = ""


@dataclass(frozen=True, slots=True)
class LetPass:
    """The rules that a person lets pass by name, and why."""

    rules: tuple[str, ...] = ()
    reason: str = ""

    @classmethod
    def typed(cls, rules: Sequence[str], reason: str) -> Self:
        """Return it from what a person typed: r-21 is R-21."""
        named = tuple(one.strip().upper() for one in rules)
        return cls(named, one_line(reason))


@dataclass(frozen=True, slots=True)
class Clerk:
    """One transaction, and the name of the person who works in it."""

    desk: Desk
    tx: Transaction
    by: str

    def case(self, what: str) -> Case:
        """Return the case of a receipt or guarantee number; NotNamed if none."""
        return case_named(self.tx, what)

    def take(self, case: Case, event: StaffEvent) -> Decision:
        """Decide an event and keep it; NotDone with the reason when it is refused."""
        decision = self.desk.handle(self.tx, case.id, event)
        if decision.fate == "refused":
            raise NotDone(f"{case.receipt}: {why(decision.reason)}.")
        return decision


@contextmanager
def at_work(
    settings: Settings, by: str, asked: str = "Say who does it: --by NAME."
) -> Iterator[Clerk]:
    """Open the desk for what one person does; nothing is kept when that fails."""
    require_archive(settings)
    name = one_line(by)[:LONGEST_NAME]
    if not name:
        raise MailbotError(sentence(asked))
    desk, _ = open_desk(settings)
    try:
        with desk.store.transaction() as tx:
            yield Clerk(desk, tx, name)
    finally:
        desk.store.close()


def text_of(text: str, what: str) -> str:
    """Return a text of one's own without blank lines; MailbotError when it is empty."""
    lines = [one_line(line) for line in text[:_LONGEST_TEXT].splitlines()]
    kept = "\n".join(line for line in lines if line)
    if not kept:
        raise MailbotError(f"Say {what}.")
    return kept


def chosen(case: Case, meant: Meant, fits: Callable[[Guarantee], bool]) -> Guarantee:
    """Return the guarantee that is meant: by number, product, or the only one."""
    if meant.product and meant.product not in PRODUCTS:
        raise MailbotError(f"--product is one of {', '.join(PRODUCTS)}.")
    named = [g for g in case.guarantees if g.number == number_of(meant.what)]
    found = named or [
        g for g in case.guarantees if meant.product in {"", g.product} and fits(g)
    ]
    if len(found) != 1:
        stand = ", ".join(f"{g.product} is {g.state.value}" for g in case.guarantees)
        asked = "say which with --product" if found else "nothing of it is ready for it"
        raise NotDone(f"{case.receipt}: {asked} ({stand or 'it has no guarantee'}).")
    return found[0]
