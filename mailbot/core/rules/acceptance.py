"""R-08: whether an obligee takes the electronic form of a product, from which day [S].

The day that counts is the obligee's own choice: of the contract, or of the notice or
tender before it.  Where the application does not hold that day, or the obligee's page
does not say since when, nothing is guessed: it is asked, or a person looks.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from mailbot.core.model.draft import Draft
from mailbot.core.model.finding import Finding
from mailbot.core.office.office import Acceptance, Obligee, Office
from parsers.reading import Product

Taken = Literal["yes", "no", "ask", "unknown"]
"""yes; no; the day of the notice decides and is not given; no page says since when."""

NOTICE_LEAD = timedelta(days=365)
"""A contract this long after the first day had its notice after it, too [A]."""

_BEST_FIRST: tuple[Taken, ...] = ("yes", "ask", "unknown", "no")


def takes(draft: Draft, product: Product) -> Taken:
    """Return whether the obligee takes a product's electronic form (R-08)."""
    accepted = draft.obligee.acceptances if draft.obligee else ()
    found = {_accepts(one, draft) for one in accepted if one.product == product}
    return next((one for one in _BEST_FIRST if one in found), "no")


def _accepts(acceptance: Acceptance, draft: Draft) -> Taken:
    if draft.work_kind not in acceptance.kinds:
        return "no"
    if acceptance.since is None:
        return "unknown"
    signed = draft.day("contract_date")
    if acceptance.basis == "contract":
        return _reached(signed, acceptance.since)
    noticed = draft.day("notice_date")
    if noticed is None and signed is not None:
        return _before_it(signed, acceptance.since)
    return _reached(noticed, acceptance.since)


def _reached(day: date | None, since: date) -> Taken:
    """Compare a day; one that is not given is asked for by R-01 already."""
    return "yes" if day is None or day >= since else "no"


def _before_it(signed: date, since: date) -> Taken:
    """Return what the contract's day tells of its notice, which came before it."""
    if signed < since:
        return "no"
    return "yes" if signed >= since + NOTICE_LEAD else "ask"


def acceptance(draft: Draft, office: Office) -> Iterator[Finding]:
    """R-08: electronic form needs an obligee that takes it from that date [S].

    R-09: paper stays possible everywhere, without a warning [S Q1].
    """
    name = draft.text("obligee_name")
    for product in draft.products:
        if draft.text(f"{product}.form") != "electronic" or not name:
            continue
        if draft.obligee is None:
            params = {"obligee": name}
            where = f"{product}.form"
            # The name is right: paper is what can be done about it.
            if office.place_known(name):
                yield Finding("R-08", "ask", "obligee_not_listed", where, "", params)
            else:
                where = "obligee_name"
                yield Finding("R-08", "ask", "obligee_unknown", where, name, params)
        else:
            yield from _dated(draft, product, draft.obligee)


def _dated(draft: Draft, product: Product, obligee: Obligee) -> Iterator[Finding]:
    """Return what the obligee's own dates say of one product."""
    since = first_day(obligee, product)
    params = {
        "obligee": obligee.name,
        "product": product,
        "since": since.isoformat() if since else "",
    }
    match takes(draft, product):
        case "no":
            where = f"{product}.form"
            yield Finding(
                "R-08", "refuse", "obligee_not_electronic", where, params=params
            )
        case "ask":
            # A notice that cannot be read is asked for already.
            if "notice_date" not in {one.field for one in draft.case.problems}:
                yield Finding(
                    "R-08", "ask", "notice_date_needed", "notice_date", params=params
                )
        case "unknown":
            yield Finding(
                "R-08", "hold", "start_unknown", f"{product}.form", "", params
            )
        case "yes":
            return


def first_day(obligee: Obligee, product: Product) -> date | None:
    """Return the first day of a product at an obligee, None where no page says it."""
    days = [a.since for a in obligee.acceptances if a.product == product and a.since]
    return min(days, default=None)
