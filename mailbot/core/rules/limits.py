"""What may be guaranteed at most, and at least: shares of the contract's amount."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from mailbot.core.model.draft import Draft
from mailbot.core.office.office import Office


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
