"""An example of an answer: one that fits this application, never one to be refused.

The words have an example of each field; it is of another contract.  Where the rules set
limits, the example is worked out of what is known of this one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from math import ceil
from types import MappingProxyType

from mailbot.core.model.draft import Draft
from mailbot.core.office.office import Office, branch_of
from mailbot.core.rules.acceptance import takes
from mailbot.core.rules.limits import cap_of, floor_of
from parsers.reading import PRODUCTS, Product

Example = str | int
"""Yen, an ISO day, or the code or text of a value; "": nothing would do."""

_HALF_A_YEAR = timedelta(days=180)


def example_of(key: str, draft: Draft, office: Office, today: date) -> Example | None:
    """Return an example for a field of this application, None for the words' own."""
    product, _, name = key.partition(".")
    if name == "form":
        return _form(product, draft)
    worked_out = _EXAMPLES.get(key)
    return worked_out(draft, office, today) if worked_out else None


def _form(product: str, draft: Draft) -> Example | None:
    wanted = next((one for one in draft.products if one == product), None)
    if wanted is None or not draft.text("obligee_name"):
        return None
    return "paper" if draft.obligee is None or takes(draft, wanted) == "no" else None


def _advance(draft: Draft, office: Office, _today: date) -> Example | None:
    base = draft.base("advance")
    return (cap_of(draft, office).of(base) or "") if base else None


def _interim(draft: Draft, _office: Office, _today: date) -> Example | None:
    base, paid = draft.yen("contract_amount"), draft.yen("advance.amount") or 0
    if not base:
        return None
    most = min(base * 2 // 10, base * 6 // 10 - paid)
    return most if most > 0 else ""


def _performance(draft: Draft, _office: Office, _today: date) -> Example | None:
    base = draft.yen("contract_amount")
    return ceil(base * floor_of(draft)) if base else None


def _this_year(draft: Draft, _office: Office, _today: date) -> Example | None:
    return draft.yen("contract_amount")


def _start(draft: Draft, _office: Office, _today: date) -> Example | None:
    end = draft.day("work_end")
    return (end - _HALF_A_YEAR).isoformat() if end else None


def _end(draft: Draft, _office: Office, today: date) -> Example | None:
    begins = max(draft.day("work_start") or today, today)
    return (begins + _HALF_A_YEAR).isoformat()


def _common_until(draft: Draft, office: Office, today: date) -> Example | None:
    """Return a last day for every guarantee: that of the works, when they go on."""
    end = draft.day("work_end")
    return end.isoformat() if end and end >= today else _end(draft, office, today)


def _signed(draft: Draft, _office: Office, today: date) -> Example | None:
    """Return a day on which a contract for these works may have been signed."""
    return min(draft.day("work_start") or today, today).isoformat()


def _last_of(product: Product) -> Callable[[Draft, Office, date], Example | None]:
    """Return what works out the last day of a product: of this year's share (R-24)."""

    def last(draft: Draft, office: Office, today: date) -> Example | None:
        year = draft.share_ends(product)
        return year.isoformat() if year else _common_until(draft, office, today)

    return last


def _name(draft: Draft, _office: Office, _today: date) -> Example | None:
    return draft.contractor.name


def _branch(draft: Draft, office: Office, _today: date) -> Example | None:
    return branch_of("", draft.contractor.id, office).name


def _address(draft: Draft, _office: Office, _today: date) -> Example | None:
    """Return the address that wrote: another one of theirs is nobody's to learn."""
    own = draft.case.correspondent
    return own if draft.contractor.owns(own) else ""


_EXAMPLES: Mapping[str, Callable[[Draft, Office, date], Example | None]] = (
    MappingProxyType(
        {
            "advance.amount": _advance,
            "advance.fiscal_year_base": _this_year,
            "interim.amount": _interim,
            "performance.amount": _performance,
            "work_start": _start,
            "work_end": _end,
            "guarantee_until": _common_until,
            "contract_date": _signed,
            **{f"{name}.guarantee_until": _last_of(name) for name in PRODUCTS},
            "contractor_name": _name,
            "jv_representative": _name,
            "branch": _branch,
            "notify_email": _address,
        }
    )
)
