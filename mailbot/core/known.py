"""What the files say of the contractor who is speaking, beside the case at hand.

Read by the intake in the transaction of the decision; nothing is looked up here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Literal

from mailbot.core.case import Case, CaseState
from mailbot.core.guarantee import Guarantee, GuaranteeState

PastKind = Literal["new", "change", "correction", "change_cancelled", "cancelled"]
"""新規, 変更, 訂正, 変更取消, 取消 (specification 1.4)."""

HIDDEN: frozenset[str] = frozenset({"correction", "change_cancelled"})
"""Entries that the contractor's history does not show [S]."""

_TALKING = frozenset({CaseState.COLLECTING, CaseState.CONFIRMING, CaseState.RETURNED})
_PENDING = frozenset(
    {
        GuaranteeState.REVIEWING,
        GuaranteeState.AWAITING_PREMIUM,
        GuaranteeState.ISSUING,
    }
)


@dataclass(frozen=True, slots=True)
class Past:
    """One entry of a guarantee's history.  `undoes` is the entry that it took back."""

    entry: int
    kind: str
    at: datetime
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """The contractor's standing.

    `exposure_yen` is what is guaranteed for them now, without the case at hand (R-19);
    `first` tells that nothing was ever issued to them (R-20).  `earlier` are the other
    cases of the last weeks, without their guarantees (R-16); `files` those that an
    enquiry may speak of, newest last; `history` that of guarantees by their id.
    """

    exposure_yen: int = 0
    first: bool = False
    earlier: tuple[Case, ...] = ()
    files: tuple[Case, ...] = ()
    history: Mapping[int, tuple[Past, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )

    @property
    def open(self) -> tuple[Case, ...]:
        """Return the contractor's cases that still wait for something."""
        return tuple(one for one in self.files if is_open(one))

    def numbered(self, number: str) -> tuple[Case, Guarantee] | None:
        """Return the contractor's own guarantee with this number, and its case."""
        for case in self.files:
            for one in case.guarantees:
                if one.number and one.number == number:
                    return case, one
        return None


NOTHING_KNOWN = Known()


def is_open(case: Case) -> bool:
    """Tell whether a case still waits for the contractor, for us, or for money."""
    return case.state in _TALKING or (
        case.state is CaseState.SUBMITTED
        and any(one.state in _PENDING for one in case.guarantees)
    )


def shown(history: tuple[Past, ...]) -> tuple[Past, ...]:
    """Return the entries that the contractor may see, in order [S].

    Hidden are 訂正 and 変更取消, and the change that a 変更取消 took back.
    """
    undone = {one.undoes for one in history if one.kind == "change_cancelled"}
    return tuple(
        one for one in history if one.kind not in HIDDEN and one.entry not in undone
    )
