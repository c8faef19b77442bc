"""The clock of a case in words: where it stands, with whom, by when, and what stops it.

Times are those of Japan.  What was promised is compared with what came.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mailbot.composer.wording import Wording, yen
from mailbot.core.decisions.billing import owed
from mailbot.core.model.case import Case, CaseState
from mailbot.core.model.guarantee import STOPPED, GuaranteeState
from mailbot.core.model.required_documents import missing
from mailbot.core.model.submission import SubmissionState
from mailbot.core.office.office import Branch, Office, branch_of
from mailbot.core.timeline import (
    Deadline,
    Span,
    Stand,
    deadline,
    kept,
    next_cut_off,
    office_time,
    promised_in,
    recorded,
    spans,
    stand,
)
from mailbot.staff.words import moment, task
from mailbot.store.records import Recorded, Task

HOLDERS = {
    "contractor": "the contractor",
    "staff": "a person here",
    "desk": "the robot",
    "obligee": "the obligee",
    "nobody": "nobody",
}
_NO_DUTY = frozenset({"premium"})
"""Tasks that only wait: the money has to come before a person can act."""
_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CaseClock:
    """The clock of one case at one moment.  `promised` is None until はい."""

    case: Case
    branch: Branch
    now: datetime
    stand: Stand
    lived: tuple[Span, ...]
    promised: datetime | None
    deadline: Deadline | None
    office: Office

    @property
    def since(self) -> datetime:
        """Since when it stands as it does."""
        return self.lived[-1].since if self.lived else self.case.updated_at

    @property
    def left(self) -> timedelta | None:
        """How much time is left; less than nothing when it is late."""
        return self.deadline.left(self.now) if self.deadline else None


def clock_of(
    case: Case,
    happened: tuple[Sequence[Recorded], Sequence[Task]],
    office: Office,
    now: datetime,
) -> CaseClock:
    """Read the clock of a case from its events, and from what people have to do."""
    events, tasks = happened
    recorded_at = ((one.at, one.payload) for one in events)
    promised = promised_in(effect for one in events for effect in one.effects)
    here = stand(case, now)
    if any(one.case_id == case.id and one.reason not in _NO_DUTY for one in tasks):
        here = replace(here, holder="staff")
    return CaseClock(
        case=case,
        branch=branch_of(case.text("branch"), case.contractor_id, office),
        now=now,
        stand=here,
        lived=spans(recorded(recorded_at), now),
        promised=promised,
        deadline=deadline(case, office, promised, here),
        office=office,
    )


def lines(clock: CaseClock) -> Iterator[tuple[str, str]]:
    """Yield the clock as names and values, for the page of a case."""
    branch, now = clock.branch, clock.now
    yield "stands", f"{state_words(clock.stand.state)}, {length(now - clock.since)}"
    yield "with", HOLDERS[clock.stand.holder]
    hours = f"{branch.opens:%H:%M}-{branch.closes:%H:%M}"
    cut_off = next_cut_off(clock.office, branch, now)
    yield "office", f"{branch.name} {hours}, next cut-off {_short(cut_off)}"
    yield "left", left_words(clock.left)
    yield from _promise(clock)
    for one in clock.lived:
        ours = office_time(clock.office, branch, one.since, one.until)
        who = f"{state_words(one.state)} with {HOLDERS[one.holder]}"
        told = f"{who}: {length(one.length)}, {length(ours)} in office hours"
        yield _short(one.since), told


def _promise(clock: CaseClock) -> Iterator[tuple[str, str]]:
    if clock.promised is None:
        return
    yield "promised by", f"{moment(clock.promised)} JST"
    came = kept(clock.case, clock.promised, clock.now)
    late = "late" if came.late else "in time"
    if came.actual is not None:
        yield "issued", f"{moment(came.actual)} JST ({late})"
    elif _may_come(clock.case):
        yield "issued", "late" if came.late else "not yet"


def _may_come(case: Case) -> bool:
    return any(one.state not in STOPPED for one in case.guarantees)


def blockers(case: Case, tasks: Sequence[Task], words: Wording) -> list[str]:
    """Return what stops a case, in short sentences: the first is the most pressing."""
    mine = (one for one in tasks if one.case_id == case.id)
    found = [task(one, case.receipt)[0] for one in mine if one.reason not in _NO_DUTY]
    return [*found, *_waits_for(case, words)]


def _waits_for(case: Case, words: Wording) -> Iterator[str]:
    if case.held:
        return
    if case.state in {CaseState.COLLECTING, CaseState.RETURNED}:
        asked = "、".join(words.full_label(key) for key in case.asked)
        yield f"an answer: {asked}" if asked else "an answer"
    elif case.state is CaseState.CONFIRMING:
        yield "はい"
    elif case.state is CaseState.SUBMITTED:
        yield from _after_yes(case, words)


def _after_yes(case: Case, words: Wording) -> Iterator[str]:
    if case.grace:
        yield "the end of the grace after はい"
    for due in owed(case):
        yield f"{yen(due.yen)} for {words.product(due.guarantee.product)}"
    for one in case.guarantees:
        if one.state is GuaranteeState.ISSUING:
            yield f"documents of {one.number or words.product(one.product)}"
    for sent in case.submissions:
        if sent.state is SubmissionState.COLLECTING_PAPERS:
            yield f"papers: {'、'.join(missing(sent.wanted, sent.papers))}"


def state_words(state: str) -> str:
    """Return a state as people say it."""
    return state.replace("_", " ")


def length(span: timedelta) -> str:
    """Return a stretch of time in its two largest units: 2 d 3 h, 4 h 05 min."""
    if span < _MINUTE:
        return f"{int(span.total_seconds())} s"
    minutes = span // _MINUTE
    if span < _HOUR:
        return f"{minutes} min"
    if span < _DAY:
        return f"{minutes // 60} h {minutes % 60:02} min"
    return f"{minutes // 1440} d {minutes // 60 % 24} h"


def left_words(left: timedelta | None) -> str:
    """Return what is left as people read it, "" where nothing is waited for."""
    if left is None:
        return ""
    return length(left) if left >= timedelta() else f"late by {length(-left)}"


def _short(at: datetime) -> str:
    return moment(at)[5:16]
