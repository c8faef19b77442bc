"""The clock of a case: how long it stood in each state, and who was holding it.

A pure function over what happened.  Each event is recorded with the state and the
holder that it left behind; what lies between two events belongs to the first of them.
The promise of a reply (specification 1.6) is compared with what really came.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from mailbot.core.case import Case, CaseState
from mailbot.core.guarantee import GuaranteeState
from mailbot.core.hours import TOKYO, business_day, day_in_tokyo
from mailbot.core.office import Branch, Office
from mailbot.core.submission import SubmissionState

Holder = Literal["contractor", "staff", "desk", "obligee", "nobody"]
"""Who has to do something next; the desk is the robot and its worker."""

_BY_GUARANTEE: tuple[tuple[GuaranteeState, Holder], ...] = (
    # LIMIT: the minutes of grace after はい count as the staff's, like a review.
    (GuaranteeState.REVIEWING, "staff"),
    (GuaranteeState.AWAITING_PREMIUM, "contractor"),
    (GuaranteeState.ISSUING, "desk"),
)
_BY_SUBMISSION: tuple[tuple[SubmissionState, Holder], ...] = (
    (SubmissionState.FAILED, "staff"),
    (SubmissionState.COLLECTING_PAPERS, "contractor"),
    (SubmissionState.BY_CONTRACTOR, "contractor"),
    (SubmissionState.READY, "desk"),
    (SubmissionState.SENT, "obligee"),
    (SubmissionState.DELIVERED, "obligee"),
)
_WITH_CONTRACTOR = frozenset(
    {CaseState.COLLECTING, CaseState.CONFIRMING, CaseState.RETURNED}
)


@dataclass(frozen=True, slots=True)
class Stand:
    """How a case stood since `at`: its shown state and its holder."""

    at: datetime
    state: str
    holder: Holder


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time in one state, with one holder."""

    state: str
    holder: Holder
    since: datetime
    until: datetime

    @property
    def length(self) -> timedelta:
        """Return how long it was, nights and holidays included."""
        return self.until - self.since


def stand(case: Case, at: datetime) -> Stand:
    """Return how a case stands now; what is least far along is what is shown."""
    if case.held:
        return Stand(at, case.state.value, "staff")
    if case.state in _WITH_CONTRACTOR:
        return Stand(at, case.state.value, "contractor")
    if case.state is not CaseState.SUBMITTED:
        return Stand(at, case.state.value, "nobody")
    for state, holder in _BY_GUARANTEE:
        if any(one.state is state for one in case.guarantees):
            return Stand(at, state.value, holder)
    for sent, holder in _BY_SUBMISSION:
        if any(one.state is sent for one in case.submissions):
            return Stand(at, sent.value, holder)
    return Stand(at, case.state.value, "nobody")


def recorded(
    happened: Iterable[tuple[datetime, Mapping[str, object]]],
) -> tuple[Stand, ...]:
    """Return the stands that events were recorded with: moment and payload of each.

    An event that was recorded before there were stands is left out.
    """
    found = []
    for at, payload in happened:
        state, holder = payload.get("state"), payload.get("holder")
        known = next((one for one in get_args(Holder) if one == holder), None)
        if isinstance(state, str) and known is not None:
            found.append(Stand(at, state, known))
    return tuple(found)


def spans(stands: Iterable[Stand], now: datetime) -> tuple[Span, ...]:
    """Return the stretches of a case's life, up to `now`, in order.

    Stands that say the same are one stretch; one that is over at once is left out.
    """
    found: list[Span] = []
    for one in sorted(stands, key=lambda stand: stand.at):
        if found:
            last = found.pop()
            if (last.state, last.holder) == (one.state, one.holder):
                found.append(last)
                continue
            if last.since < one.at:
                found.append(Span(last.state, last.holder, last.since, one.at))
        found.append(Span(one.state, one.holder, one.at, now))
    return tuple(found)


def held_by(lived: Iterable[Span]) -> Mapping[Holder, timedelta]:
    """Return how long each holder had the case, in all."""
    found: dict[Holder, timedelta] = {}
    for one in lived:
        found[one.holder] = found.get(one.holder, timedelta()) + one.length
    return found


def office_time(
    office: Office, branch: Branch, since: datetime, until: datetime
) -> timedelta:
    """Return how much of a stretch lies in a branch's hours: what people can act in."""
    total = timedelta()
    day, last = day_in_tokyo(since), day_in_tokyo(until)
    while day <= last:
        if business_day(office, day):
            opens = max(since, datetime.combine(day, branch.opens, TOKYO))
            closes = min(until, datetime.combine(day, branch.closes, TOKYO))
            total += max(closes - opens, timedelta())
        day += timedelta(days=1)
    return total


@dataclass(frozen=True, slots=True)
class Kept:
    """A promise and what came of it.  `actual` is None while it is still open."""

    promised: datetime
    actual: datetime | None
    late: bool


def kept(case: Case, promised: datetime, now: datetime) -> Kept:
    """Compare the promise of 送信完了 with the arrival of the last certificate."""
    arrivals = [one.arrived_at for one in case.guarantees]
    there = [at for at in arrivals if at is not None]
    actual = max(there) if there and len(there) == len(arrivals) else None
    return Kept(promised, actual, (actual or now) > promised)
