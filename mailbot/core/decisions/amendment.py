"""One more entry in a guarantee's history: 変更, 訂正, 変更取消, 取消.

Number, key and form stay for the guarantee's whole life (R-10, flyer Q5): an entry
changes terms only.  The certificate is made again and put on the platform under the
next number of the history; nothing that was there is taken away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date

from mailbot.core.model.case import Case
from mailbot.core.model.change_request import Change, ChangeState
from mailbot.core.model.decision_context import DecisionContext
from mailbot.core.model.effects import CallStaff, Effect, Issue
from mailbot.core.model.guarantee import (
    EntryKind,
    Guarantee,
    GuaranteeEntry,
    Terms,
    shown_to_contractor,
)
from mailbot.core.office.business_hours import day_in_tokyo
from mailbot.core.office.office import Office
from mailbot.core.office.premium import days_between, premium, unexpired
from parsers.reading import Product, Value

_SETTLED = frozenset({"premium", "tariff_version", "guarantee_from", "pay_by"})
TERMS = frozenset(one.name for one in fields(Terms)) - _SETTLED
"""What a change or a correction may touch, by the names of the certificate."""


def approve(
    case: Case, one: Guarantee, change: Change, context: DecisionContext
) -> tuple[Case, Effect]:
    """Agree to a reviewed change, or wait for the premium that it costs more."""
    if change.extra > 0 and one.payment != "monthly" and change.payment is None:
        waiting = case.with_change(change.move("await_premium"))
        detail = {"guarantee": one.id, "yen": change.extra}
        return waiting, CallStaff("premium", detail)
    return agree(case, one, change, context)


def agree(
    case: Case, one: Guarantee, change: Change, context: DecisionContext
) -> tuple[Case, Effect]:
    """Make the change an entry of the history and have its certificate made."""
    if change.after is None:
        raise ValueError("nobody has confirmed this change")
    case = case.with_change(change.move("agree"))
    return enter(case, one, "change", change.after, context)


def enter(
    case: Case, one: Guarantee, kind: EntryKind, terms: Terms, context: DecisionContext
) -> tuple[Case, Effect]:
    """Append an entry to an issued guarantee and have its certificate made."""
    changed = one.move("change").enter(kind, terms, context.now)
    return case.with_guarantee(changed), Issue(one.id)


def cancel(one: Guarantee, context: DecisionContext) -> Guarantee:
    """Append 取消 to an issued guarantee, with what it gives back of the premium."""
    gone = one.move("cancel").enter("cancel", one.terms, context.now)
    back = 0
    if context.office.policy.refund == "unexpired":
        terms, today = one.terms, day_in_tokyo(context.now)
        until = terms.guarantee_until
        back = unexpired(terms.premium, one.first_day, until, today)
    return replace(gone, announced=True, refund=back)


def without_newest_change(one: Guarantee, office: Office, today: date) -> Terms | None:
    """Return the terms that a 変更取消 leaves; None where no change stands.

    What the change entered goes back to what stood before it; what a 訂正 put right
    since then, in other fields, stays.  Premium and tariff are those from before the
    change, or, where the correction touched what they are reckoned from, today's.
    """
    shown = shown_to_contractor(one.history)
    if len(shown) < _CHANGED or shown[-1].kind != "change":
        return None
    before, entered = shown[-2].terms, _as_entered(one.history)
    back = {
        term: getattr(before, term)
        for term in TERMS
        if getattr(before, term) != getattr(entered, term)
    }
    left = replace(one.terms, **back)
    if all(getattr(left, term) == getattr(before, term) for term in _PRICED_BY):
        return replace(
            left, premium=before.premium, tariff_version=before.tariff_version
        )
    return _priced(left, one, office, today)


_CHANGED = 2
"""Entries that a contractor sees of a guarantee that was changed, at least."""
_PRICED_BY = ("amount", "guarantee_until")


def _as_entered(history: tuple[GuaranteeEntry, ...]) -> Terms:
    """Return the terms of the newest change that stands, before any correction."""
    standing: list[GuaranteeEntry] = []
    for entry in history:
        if entry.kind == "cancel_change":
            standing.pop()
        elif entry.kind in {"new", "change"}:
            standing.append(entry)
    return standing[-1].terms


def newest_agreed(case: Case, guarantee_id: int) -> Change | None:
    """Return the newest agreed change of a guarantee, None where there is none."""
    agreed = [
        one
        for one in case.changes
        if one.guarantee_id == guarantee_id and one.state is ChangeState.AGREED
    ]
    return agreed[-1] if agreed else None


def with_values(
    one: Guarantee, values: Mapping[str, Value], office: Office, today: date
) -> Terms:
    """Return a guarantee's terms with fields of the application put in.

    `values` goes by field keys ("advance.amount", "work_end").  A guarantee that ran
    to the end of the work runs to its new end, unless its own end is given.  A
    contract date that is given is a planned one no more (R-28).  The premium of another
    amount or term is that of the tariff in force.  ValueError for a field that no
    certificate has, or a value of another kind.
    """
    named = {name_of(key, one.product): value for key, value in values.items()}
    known = one.terms
    for name, value in named.items():
        _check(name, value, known)
    ended_with_work = known.guarantee_until == known.work_end
    if "work_end" in named and "guarantee_until" not in named and ended_with_work:
        named["guarantee_until"] = named["work_end"]
    if "contract_date" in named:
        named.setdefault("contract_date_planned", False)
    # The names and kinds were checked one by one above.
    terms: Terms = replace(known, **named)  # type: ignore[arg-type]  # checked above
    if terms.work_start > terms.work_end:
        raise ValueError("the work ends before it starts")
    if terms.guarantee_until < terms.work_start:
        raise ValueError("the guarantee ends before the work starts")
    return _priced(terms, one, office, today)


def name_of(key: str, product: Product) -> str:
    """Return what the certificate calls a field: `advance.amount` is its `amount`."""
    head, dot, name = key.partition(".")
    if dot and head != product:
        raise ValueError(f"{key} belongs to another product")
    return name if dot else head


def _check(name: str, value: Value, known: Terms) -> None:
    if name not in TERMS:
        raise ValueError(f"{name} does not stand on the certificate")
    standing = getattr(known, name)
    if standing is None:
        fits = isinstance(value, date)
    else:
        fits = type(value) is type(standing)
    positive = not isinstance(value, int) or isinstance(value, bool) or value > 0
    if not fits or not positive:
        raise ValueError(f"{name} cannot be {value}")


def _priced(terms: Terms, one: Guarantee, office: Office, today: date) -> Terms:
    """Return the terms with their premium; other words alone cost nothing anew."""
    known = one.terms
    if (terms.amount, terms.guarantee_until) == (known.amount, known.guarantee_until):
        return terms
    days = days_between(one.first_day, terms.guarantee_until)
    tariff = office.tariff_on(today)
    cost = premium(tariff, one.product, terms.amount, days)
    return replace(terms, premium=cost.yen, tariff_version=cost.tariff_version)
