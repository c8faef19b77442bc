"""What the specification (1.3) demands of every guarantee that is issued.

Written from the specification and from the two obligees of `tests.support.talk`, by
hand: no rule of the product is asked.  `faults` names each rule that a guarantee breaks
on the day of its issue, and says whether any person could have let it pass.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from mailbot.core.model.guarantee import Terms

NEVER, NAMED, SEEN = "never", "named", "seen"
"""Nobody lets it pass; a person by name of the rule; a person by approving."""

LISTED = {"角田市長": date(2026, 3, 1), "上尾市長": date(2027, 1, 1)}
"""Whom electronic form may go to, and from which day of the contract."""
ELECTRONIC = {
    "角田市長": {"advance", "interim", "performance"},
    "上尾市長": {"advance"},
}
OBLIGEES = {*LISTED, "白石市長", "架空村長"}


@dataclass(frozen=True, slots=True)
class Seen:
    """An issued guarantee with what was said besides its certificate.

    `before` are the terms that a change started from, None for the first issue.
    """

    terms: Terms
    product: str
    form: str
    day: date
    base: int | None = None
    beside: int = 0
    """Yen of the other advance of the contract: 6/10 is the limit of both."""
    kind: str = "works"
    low_price: bool = False
    alone: bool = False
    unsecured: bool = False
    """Whether no contract guarantee is applied for, which alone precedes signing."""
    planned_advance: bool | None = None
    paper: bool = False
    before: Terms | None = None
    opened: date = date(2026, 3, 2)
    base_changed: bool = False


def faults(one: Seen) -> Iterator[tuple[str, str]]:
    """Yield each rule that the guarantee breaks, and who could let it pass."""
    yield from _dates(one)
    yield from _amounts(one)
    if one.before is None:
        yield from _first(one)


def _dates(one: Seen) -> Iterator[tuple[str, str]]:
    terms, day = one.terms, one.day
    if terms.guarantee_until < max(day, terms.work_start):
        yield "R-21", NEVER
    if terms.work_start > terms.work_end:
        yield "R-03", NEVER
    if terms.work_end < day:
        yield "R-21", NAMED
    year = _year_end(max(one.opened, terms.work_start))
    share = one.base is not None and terms.work_end > year
    if not share and terms.guarantee_until < terms.work_end:
        yield "R-21", NAMED
    moved = one.before is None or (
        one.before.guarantee_until,
        one.before.work_end,
    ) != (terms.guarantee_until, terms.work_end)
    if share and moved and terms.guarantee_until != year:
        yield "R-24", NAMED


def _year_end(day: date) -> date:
    return date(day.year + (day.month > 3), 3, 31)


def _amounts(one: Seen) -> Iterator[tuple[str, str]]:
    terms, before = one.terms, one.before
    amount, whole = terms.amount, terms.contract_amount
    base = one.base or whole
    if amount > whole or amount > base:
        yield "R-22", NAMED
    same = before and (before.amount, before.contract_amount) == (amount, whole)
    if same and not one.base_changed:
        return
    if one.product == "advance":
        yield from _advance(one, base)
    if one.product == "interim" and amount * 10 > whole * 2:
        yield "R-05", SEEN
    if one.beside and (amount + one.beside) * 10 > whole * 6:
        yield "R-05", SEEN
    share = 3 if one.low_price and terms.obligee_name == "上尾市長" else 1
    if one.product == "performance" and amount * 10 < whole * share:
        yield "R-06", SEEN


def _advance(one: Seen, base: int) -> Iterator[tuple[str, str]]:
    strict = one.terms.obligee_name == "上尾市長" and one.kind in {"design", "survey"}
    if strict and one.terms.amount > base * 3 // 10 // 100_000 * 100_000:
        yield "R-04", NEVER
    elif not strict and one.terms.amount * 10 > base * 4:
        yield "R-04", SEEN


def _first(one: Seen) -> Iterator[tuple[str, str]]:
    terms, signed = one.terms, one.terms.contract_date
    if signed is None:
        yield "R-01", NEVER
        return
    planned = terms.contract_date_planned
    if not planned and not 0 <= (one.day - signed).days <= 365:
        yield "R-21", NAMED
    if planned and one.unsecured:
        yield "R-21", NAMED
    if signed > terms.work_start:
        yield "R-03", SEEN
    if terms.obligee_name not in OBLIGEES:
        yield "R-01", NEVER
    if one.form == "electronic" and not _takes(one, signed):
        yield "R-08", NEVER
    yield from _others(one)


def _takes(one: Seen, signed: date) -> bool:
    taken = ELECTRONIC.get(one.terms.obligee_name, set())
    since = LISTED.get(one.terms.obligee_name, date.max)
    return one.product in taken and signed >= since


def _others(one: Seen) -> Iterator[tuple[str, str]]:
    if one.alone and one.planned_advance is None:
        yield "R-25", NAMED
    if one.product == "interim" and not one.paper:
        yield "R-26", SEEN
    if one.kind == "services":
        yield "R-29", SEEN
