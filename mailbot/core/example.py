"""An example of an answer: one that fits this application, never one to be refused.

The words have an example of each field; it is of another contract.  Where the rules set
limits, the example is worked out of what is known of this one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from math import ceil
from types import MappingProxyType

from mailbot.core.acceptance import takes
from mailbot.core.draft import Draft
from mailbot.core.office import Office, branch_of

Example = str | int
"""Yen, an ISO day, or the code or text of a value; "": nothing would do."""

_HALF_A_YEAR = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Share:
    """The limit of an advance: a share of its base, rounded down to so many yen."""

    share: Fraction
    round_down_to: int
    hard: bool

    def of(self, base: int) -> int:
        """Return the most that may be advanced on a base, in yen (R-04)."""
        return int(base * self.share) // self.round_down_to * self.round_down_to


def cap_of(draft: Draft, office: Office) -> Share:
    """Return the obligee's limit of the advance, or that of the house (R-04)."""
    for cap in draft.obligee.caps if draft.obligee else ():
        if cap.product == "advance" and draft.work_kind in cap.kinds:
            return Share(cap.share, cap.round_down_to, cap.hard)
    return Share(office.policy.default_cap, 1, hard=False)


def floor_of(draft: Draft) -> Fraction:
    """Return the least share of a performance guarantee (R-06)."""
    if draft.flag("low_price") and draft.obligee and draft.obligee.low_price_share:
        return draft.obligee.low_price_share
    return Fraction(1, 10)


def example_of(key: str, draft: Draft, office: Office) -> Example | None:
    """Return an example for a field of this application, None for the words' own."""
    product, _, name = key.partition(".")
    if name == "form":
        return _form(product, draft)
    worked_out = _EXAMPLES.get(key)
    return worked_out(draft, office) if worked_out else None


def _form(product: str, draft: Draft) -> Example | None:
    wanted = next((one for one in draft.products if one == product), None)
    if wanted is None or draft.obligee is None:
        return None
    return "paper" if takes(draft, wanted) == "no" else None


def _advance(draft: Draft, office: Office) -> Example | None:
    base = draft.base("advance")
    return (cap_of(draft, office).of(base) or "") if base else None


def _interim(draft: Draft, office: Office) -> Example | None:
    del office
    base, paid = draft.yen("contract_amount"), draft.yen("advance.amount") or 0
    if not base:
        return None
    most = min(base * 2 // 10, base * 6 // 10 - paid)
    return most if most > 0 else ""


def _performance(draft: Draft, office: Office) -> Example | None:
    del office
    base = draft.yen("contract_amount")
    return ceil(base * floor_of(draft)) if base else None


def _this_year(draft: Draft, office: Office) -> Example | None:
    del office
    return draft.yen("contract_amount")


def _start(draft: Draft, office: Office) -> Example | None:
    del office
    end = draft.day("work_end")
    return (end - _HALF_A_YEAR).isoformat() if end else None


def _end(draft: Draft, office: Office) -> Example | None:
    del office
    start = draft.day("work_start")
    return (start + _HALF_A_YEAR).isoformat() if start else None


def _name(draft: Draft, office: Office) -> Example | None:
    del office
    return draft.contractor.name


def _branch(draft: Draft, office: Office) -> Example | None:
    return branch_of("", draft.contractor.id, office).name


def _address(draft: Draft, office: Office) -> Example | None:
    """Return the address that wrote: another one of theirs is nobody's to learn."""
    del office
    own = draft.case.correspondent
    return own if draft.contractor.owns(own) else ""


_EXAMPLES: Mapping[str, Callable[[Draft, Office], Example | None]] = MappingProxyType(
    {
        "advance.amount": _advance,
        "advance.fiscal_year_base": _this_year,
        "interim.amount": _interim,
        "performance.amount": _performance,
        "work_start": _start,
        "work_end": _end,
        "contractor_name": _name,
        "jv_representative": _name,
        "branch": _branch,
        "notify_email": _address,
    }
)
