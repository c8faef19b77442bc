"""The clock of a case: how long it stood in each state, and who was holding it.

A pure function over what happened.  Each event is recorded with the state and the
holder that it left behind; what lies between two events belongs to the first of them.
The promise of a reply (specification 1.6) is compared with what really came.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from mailbot.core.model.case import TALKING, Case, CaseState
from mailbot.core.model.change_request import OPEN, ChangeState
from mailbot.core.model.guarantee import GuaranteeState
from mailbot.core.model.submission import SubmissionState
from mailbot.core.office.business_hours import (
    TOKYO,
    business_day,
    day_in_tokyo,
    promise,
)
from mailbot.core.office.office import Branch, Office, branch_of

Holder = Literal["contractor", "staff", "desk", "obligee", "nobody"]
"""Who has to do something next; the desk is the robot and its worker."""

_BY_GUARANTEE: tuple[tuple[GuaranteeState, Holder], ...] = (
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
_ENDS = (GuaranteeState.ISSUED, GuaranteeState.CANCELLED, GuaranteeState.REFUSED)


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
    if case.state in TALKING:
        return Stand(at, case.state.value, "contractor")
    if case.state is CaseState.SUBMITTED:
        for state, holder in _parts(case):
            return Stand(at, state, holder)
    return Stand(at, _end_of(case), "nobody")


def _end_of(case: Case) -> str:
    """Return how a case ended: by what became of its guarantees, if it has any."""
    became = {one.state for one in case.guarantees}
    return next((one.value for one in _ENDS if one in became), case.state.value)


def _parts(case: Case) -> Iterator[tuple[str, Holder]]:
    """Yield what hangs on a confirmed case and is not at its end, least far first."""
    for state, holder in _BY_GUARANTEE:
        if any(one.state is state for one in case.guarantees):
            in_grace = case.grace and state is GuaranteeState.REVIEWING
            yield state.value, "desk" if in_grace else holder
    for change in case.changes:
        if change.state in OPEN:
            ours = change.state is ChangeState.REVIEWING
            yield f"change_{change.state.value}", "staff" if ours else "contractor"
    stand_still = {
        one.id for one in case.guarantees if one.state is GuaranteeState.ISSUED
    }
    on_the_way = {
        one.state for one in case.submissions if stand_still & {*one.guarantee_ids}
    }
    for sent, holder in _BY_SUBMISSION:
        if sent in on_the_way:
            yield sent.value, holder


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


def next_cut_off(office: Office, branch: Branch, now: datetime) -> datetime:
    """Return until when a はい is worked off that day: today, or the next one."""
    day = promise(office, branch, now).by.astimezone(TOKYO).date()
    return datetime.combine(day, branch.cut_off, TOKYO)


@dataclass(frozen=True, slots=True)
class Deadline:
    """What a case has to be done by; `promised` tells that the contractor knows it."""

    at: datetime
    promised: bool

    def left(self, now: datetime) -> timedelta:
        """Return how much time is left; less than nothing when it is late."""
        return self.at - now


def deadline(
    case: Case, office: Office, promised: datetime | None, at: Stand
) -> Deadline | None:
    """Return by when a case needs its next step; None when nobody here waits for it.

    What was promised with 送信完了 holds until the last certificate is there.  Before
    はい it is the branch's next cut-off: a はい after it is issued a day later.
    """
    if at.holder in {"nobody", "obligee"}:
        return None
    if promised is not None and kept(case, promised, at.at).actual is None:
        return Deadline(promised, promised=True)
    branch = branch_of(case.text("branch"), case.contractor_id, office)
    return Deadline(next_cut_off(office, branch, at.at), promised=False)


def promised_in(
    effects: Iterable[Mapping[str, object]],
) -> datetime | None:
    """Return the promise that recorded effects hold: of the newest 送信完了."""
    found: datetime | None = None
    for one in effects:
        content = one.get("content")
        if one.get("kind") == "accepted" and isinstance(content, Mapping):
            by = content.get("promise")
            found = datetime.fromisoformat(by) if isinstance(by, str) else found
    return found
