"""A request for a change (変更) of an issued guarantee, with states of its own.

It is no new case: it goes the way of an application (questions, read-back, はい) on a
guarantee that stays issued meanwhile.  Its end is one more entry in that guarantee's
history.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from mailbot.core.model.contract_read import ContractRead
from mailbot.core.model.field_value import FieldValue
from mailbot.core.model.guarantee import Payment, Terms
from mailbot.core.model.release import Release
from mailbot.core.model.required_documents import Paper
from parsers.reading import Problem


class ChangeState(StrEnum):
    """Where a request for a change stands (specification 3.4)."""

    COLLECTING = "collecting"  # something is missing or unclear
    CONFIRMING = "confirming"  # read back, old beside new: waiting for はい
    REVIEWING = "reviewing"  # confirmed, and a person has it
    AWAITING_PREMIUM = "awaiting_premium"  # the additional premium is awaited
    AGREED = "agreed"  # an entry of the guarantee's history
    CANCELLED = "cancelled"  # 変更取消: was agreed, and taken back by a person
    REFUSED = "refused"  # refused by a person, with the reason
    WITHDRAWN = "withdrawn"  # taken back, or overtaken
    EXPIRED = "expired"  # no answer in time; the guarantee stays as it is


_TALKS = {
    "ask": ChangeState.COLLECTING,
    "read_back": ChangeState.CONFIRMING,
    "withdraw": ChangeState.WITHDRAWN,
    "expire": ChangeState.EXPIRED,
}
_AGREES = {"agree": ChangeState.AGREED, "withdraw": ChangeState.WITHDRAWN}
TRANSITIONS: Mapping[ChangeState, Mapping[str, ChangeState]] = MappingProxyType(
    {
        ChangeState.COLLECTING: _TALKS,
        ChangeState.CONFIRMING: {**_TALKS, "confirm": ChangeState.REVIEWING},
        ChangeState.REVIEWING: {
            **_AGREES,
            "await_premium": ChangeState.AWAITING_PREMIUM,
            "refuse": ChangeState.REFUSED,
        },
        ChangeState.AWAITING_PREMIUM: {**_AGREES, "review": ChangeState.REVIEWING},
        ChangeState.AGREED: {"cancel": ChangeState.CANCELLED},
        ChangeState.CANCELLED: {},
        ChangeState.REFUSED: {},
        ChangeState.WITHDRAWN: {},
        ChangeState.EXPIRED: {},
    }
)

TALKING = frozenset({ChangeState.COLLECTING, ChangeState.CONFIRMING})
"""States in which the contractor's mails belong to the request."""
OPEN = TALKING | {ChangeState.REVIEWING, ChangeState.AWAITING_PREMIUM}


@dataclass(frozen=True, slots=True)
class Fellow:
    """Another guarantee of the contract that the read-back offers to change too (R-27).

    `before` are the terms it was read back against, `after` those that はい agrees to.
    """

    guarantee_id: int
    before: Terms
    after: Terms


@dataclass(frozen=True, slots=True)
class Change:
    """One request.  `said` holds only what is to change; `id` counts within the case.

    `revision` is the case's own, of the newest mail on this request: はい counts only
    with that one.  `before` are the terms it was read back against; `after` those that
    はい agreed to, None until then.
    """

    id: int
    guarantee_id: int
    state: ChangeState = ChangeState.COLLECTING
    said: Mapping[str, FieldValue] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    remainder: tuple[str, ...] = ()
    revision: int = 0
    asked: tuple[str, ...] = ()
    rounds: int = 0
    before: Terms | None = None
    after: Terms | None = None
    payment: Payment | None = None
    grace: bool = False
    """Whether its はい is still in its grace: then it is under nobody's review."""
    approvals: tuple[str, ...] = ()
    """Who has approved it so far, where one person is not enough."""
    releases: tuple[Release, ...] = ()
    """What people let pass of it, oldest first."""
    reminded: int = 0
    """Reminders sent since the newest question or read-back."""
    told_at: datetime | None = None
    """When that question or read-back was sent."""
    papers: tuple[Paper, ...] = ()
    """Files that came with its mails; they travel with what was changed (1.8)."""
    contracts: tuple[ContractRead, ...] = ()
    """Those of them that are a contract, and what they say (R-30)."""
    apart: tuple[int, ...] = ()
    """Guarantees of the contract that the contractor leaves as they are (R-27)."""
    fellows: tuple[Fellow, ...] = ()
    """Those that the newest read-back offers to change with the same はい."""
    led_by: int = 0
    """The request whose はい agreed to this one as well, 0 for its own."""

    @property
    def extra(self) -> int:
        """The additional premium in whole yen; below zero what is given back."""
        if self.before is None or self.after is None:
            return 0
        return self.after.premium - self.before.premium

    def due(self, what: str) -> str:
        """Return what a due row of this request is called: each request has its own."""
        return f"{what}:{self.id}"

    def move(self, verb: str) -> Change:
        """Return the request after `verb`; KeyError if the table has no such move."""
        return replace(self, state=TRANSITIONS[self.state][verb])
