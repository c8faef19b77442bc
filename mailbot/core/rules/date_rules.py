"""The rules of dates: against each other (R-03) and against the day of the decision.

R-21 is asked about with an application and with a change, and looked at once more on
the day of the issue: what was in order when it was read back need not be weeks later.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from mailbot.core.model.draft import Draft
from mailbot.core.model.finding import Finding
from mailbot.core.office.office import Office
from parsers.reading import Product


def periods(draft: Draft, office: Office) -> Iterator[Finding]:
    """R-03: the work ends before it starts; the contract comes after its start."""
    start, end = draft.day("work_start"), draft.day("work_end")
    if start and end and start > end:
        said = draft.said.get("work_end")
        read = said.original if said else ""
        yield Finding("R-03", "ask", "period_reversed", "work_end", read)
    signed = draft.day("contract_date")
    lead = timedelta(days=office.policy.contract_lead_days)
    if start and signed and signed > start + lead:
        yield Finding("R-03", "warn", "contract_after_start", "contract_date")


def against_today(draft: Draft, office: Office, today: date) -> Iterator[Finding]:
    """R-21: what is over, what is signed in the future, what is signed long ago."""
    yield from _contract_day(draft, office, today)
    terms = [one for name in draft.products for one in _term(draft, name, today)]
    end = draft.day("work_end")
    if end and end < today and not any(one.field == "work_end" for one in terms):
        yield Finding("R-21", "ask", "work_over", "work_end", "", _on(today))
    yield from terms


def _contract_day(draft: Draft, office: Office, today: date) -> Iterator[Finding]:
    signed, key = draft.day("contract_date"), "contract_date"
    if signed is None:
        return
    if draft.flag("contract_date_planned"):
        # Only what secures the signing comes before it; an advance applied for together
        # with it shares its contract, and so its planned day.
        if draft.products and "performance" not in draft.products:
            of = {"product": draft.products[0]}
            yield Finding("R-21", "ask", "planned_too_early", key, "", of)
        return
    oldest = today - timedelta(days=office.policy.contract_age_days)
    if signed > today:
        yield Finding("R-21", "ask", "contract_ahead", key, "", _on(today))
    elif signed < oldest:
        params = {**_on(today), "days": f"{office.policy.contract_age_days}"}
        yield Finding("R-21", "ask", "contract_old", key, "", params)


def _term(draft: Draft, product: Product, today: date) -> Iterator[Finding]:
    """Compare the term of one guarantee with the works and with the day."""
    start, end = draft.day("work_start"), draft.day("work_end")
    until, key = draft.until(product), _where(draft, product)
    if until is None:
        return
    if until < today or (start and until < start):
        # No certificate can run from today to yesterday: nobody can let that pass.
        if start and end and start > end and until == end:
            return  # R-03 asks about the works, from which this end is taken.
        begins = max(start, today) if start else today
        params = {**_on(today), "begins": begins.isoformat(), "product": product}
        yield Finding("R-21", "refuse", "ends_before_begin", key, "", params)
    elif end and until < end and draft.share_ends(product) is None:
        params = {"end": end.isoformat(), "product": product}
        yield Finding("R-21", "ask", "until_before_end", key, "", params)


def this_years_share(draft: Draft, _office: Office) -> Iterator[Finding]:
    """R-24: this year's share of longer works is guaranteed to this year's end [W]."""
    for product in draft.products:
        until, year = draft.until(product), draft.share_ends(product)
        if until is None or year is None:
            continue
        params = {"year_end": year.isoformat(), "product": product}
        key = f"{product}.guarantee_until"
        if until != year:
            yield Finding("R-24", "ask", "until_not_this_year", key, "", params)
        elif key in draft.said and draft.said[key].source == "default":
            yield Finding("R-24", "warn", "until_this_year", key, "", params)


def _where(draft: Draft, product: Product) -> str:
    """Return the field that a guarantee's last day was taken from."""
    own = f"{product}.guarantee_until"
    if draft.day(own):
        return own
    said = draft.said.get("guarantee_until")
    return "guarantee_until" if said and said.source != "default" else "work_end"


def _on(today: date) -> dict[str, object]:
    return {"today": today.isoformat()}
