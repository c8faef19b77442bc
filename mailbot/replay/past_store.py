"""The stage: a store that shows its own past, and keeps nothing.

Whoever decides on it reads the kept mails, and the cases as this rehearsal has brought
them so far.  What is written stays in memory and ends with it; the connection below is
read-only, so that a verb which is forgotten here fails and changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Self

from typing_extensions import override

from mailbot.core.model.case import Case
from mailbot.core.model.contractor_record import is_open
from mailbot.core.model.guarantee import Guarantee, GuaranteeState
from mailbot.core.rules.record_rules import twin_mark
from mailbot.security.vault import KeyRing, Vault
from mailbot.store.mail_counts import Scope
from mailbot.store.masking import mask_all
from mailbot.store.queue.contract import Job
from mailbot.store.records import (
    HistoryEntry,
    Mail,
    MailFilter,
    NewEvent,
    Noted,
    Recorded,
    Task,
)
from mailbot.store.store import Store
from mailbot.store.transaction import Transaction

_COUNTS = frozenset(
    {
        GuaranteeState.REVIEWING,
        GuaranteeState.AWAITING_PREMIUM,
        GuaranteeState.ISSUING,
        GuaranteeState.ISSUED,
    }
)
_BEYOND = 1_000_000_000
"""Ids of what only today's code would open begin here."""
_NO_NUMBER = "00000-000000"


@dataclass(slots=True)
class World:
    """Everything as the rehearsal has brought it so far."""

    cases: dict[int, Case] = field(default_factory=dict)
    of_contractor: dict[str, dict[int, None]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    of_part: dict[tuple[str, int | str], int] = field(default_factory=dict)
    """Which case a receipt, a guarantee or a submission belongs to."""
    numbers: dict[int, str] = field(default_factory=dict)
    entries: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    answers: dict[str, list[datetime]] = field(
        default_factory=lambda: defaultdict(list)
    )
    tallies: dict[str, list[datetime]] = field(
        default_factory=lambda: defaultdict(list)
    )
    counters: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    invented: int = _BEYOND

    def keep(self, case: Case) -> None:
        """Take a case as it stands now."""
        self.cases[case.id] = case
        self.of_contractor[case.contractor_id][case.id] = None
        self.of_part["receipt", case.receipt] = case.id
        for guarantee in case.guarantees:
            self.of_part["guarantee", guarantee.id] = case.id
        for submission in case.submissions:
            self.of_part["submission", submission.id] = case.id

    def numbered(self, case_id: int | None) -> Case | None:
        """Return a case with the numbers that its guarantees have by now."""
        case = self.cases.get(case_id) if case_id is not None else None
        if case is None:
            return None
        told = (
            replace(one, number=self.numbers.get(one.id, "")) for one in case.guarantees
        )
        return replace(case, guarantees=tuple(told))


@dataclass(slots=True)
class Scene:
    """One event of the past, and what today's code would record of it."""

    recorded: Recorded
    noted: Noted | None = None
    event: NewEvent | None = None


class Stage(Transaction):
    """A transaction of the rehearsal.  `scene` is the event that is being decided."""

    world: World
    scene: Scene

    def mail_as_kept(self, mail_id: int) -> Mail:
        """Return a mail with what was noted of it then."""
        return super().mail(mail_id)

    @override
    def mail(self, mail_id: int) -> Mail:
        """Return a mail; the one of this scene as if it had only just come."""
        found = super().mail(mail_id)
        if mail_id != self.scene.recorded.mail_id:
            return found
        return replace(found, fate="received", reason="", case_id=None, reading=None)

    @override
    def mails(self, wanted: MailFilter | None = None) -> tuple[Mail, ...]:
        """Return the mails that were there then; nobody sees what came later."""
        asked = wanted or MailFilter()
        now = self.scene.recorded.mail_id
        if now is not None and (asked.before_id is None or asked.before_id > now):
            asked = replace(asked, before_id=now)
        return tuple(one for one in super().mails(asked) if one.at <= self.now)

    @override
    def find_case(self, case_id: int) -> Case | None:
        """Return a case as it stands in the rehearsal."""
        return self.world.numbered(case_id)

    @override
    def case_by_receipt(self, receipt: str) -> Case | None:
        """Return the case with a receipt number."""
        return self._case_with("receipt", receipt)

    @override
    def case_of_submission(self, submission_id: int) -> Case | None:
        """Return the case of a submission."""
        return self._case_with("submission", submission_id)

    @override
    def case_of_guarantee(self, guarantee_id: int) -> Case | None:
        """Return the case of a guarantee."""
        return self._case_with("guarantee", guarantee_id)

    @override
    def case_of_mail(self, mail_id: int) -> Case | None:
        """Return the case that a mail of ours or theirs was put to."""
        return self.world.numbered(super().mail(mail_id).case_id)

    @override
    def case_by_number(self, number: str) -> Case | None:
        """Return the case of a guarantee's number."""
        guarantee_id = self.guarantee_of(number)
        return None if guarantee_id is None else self.case_of_guarantee(guarantee_id)

    @override
    def guarantee_of(self, number: str) -> int | None:
        """Return the guarantee that has a number by now."""
        found = (key for key, told in self.world.numbers.items() if told == number)
        return next(found, None)

    @override
    def cases_of(self, contractor_id: str) -> tuple[Case, ...]:
        """Return all cases of a contractor, oldest first."""
        mine = sorted(self.world.of_contractor.get(contractor_id, ()))
        return tuple(filter(None, map(self.world.numbered, mine)))

    @override
    def open_cases(self, contractor_id: str) -> tuple[Case, ...]:
        """Return a contractor's cases that still wait for something."""
        return tuple(filter(is_open, self.cases_of(contractor_id)))

    @override
    def newest_cases(self, contractor_id: str, limit: int) -> tuple[Case, ...]:
        """Return a contractor's newest cases, the newest last."""
        return self.cases_of(contractor_id)[-limit:]

    @override
    def all_cases(self, limit: int = 50) -> tuple[Case, ...]:
        """Return the newest cases, oldest of them first."""
        ids = sorted(self.world.cases)[-limit:]
        return tuple(filter(None, map(self.world.numbered, ids)))

    @override
    def unfinished_cases(self, limit: int = 1_000) -> tuple[Case, ...]:
        """Return the cases that still wait for something."""
        return tuple(filter(is_open, self.all_cases(len(self.world.cases))))[:limit]

    @override
    def earlier_cases(
        self, contractor_id: str, marks: Collection[str], since: datetime
    ) -> tuple[Case, ...]:
        """Return a contractor's cases since a moment that bear one of the marks."""
        return tuple(
            replace(one, guarantees=(), submissions=())
            for one in self.cases_of(contractor_id)
            if one.opened_at >= since and twin_mark(one.text("project_name")) in marks
        )

    @override
    def advances(
        self, contractor_id: str, marks: Collection[str], but: int = 0
    ) -> tuple[Guarantee, ...]:
        """Return the advance guarantees of cases that bear one of the marks."""
        return tuple(
            one
            for case in self.cases_of(contractor_id)
            if case.id != but and twin_mark(case.text("project_name")) in marks
            for one in case.guarantees
            if one.product == "advance" and one.state in _COUNTS
        )

    @override
    def exposure(self, contractor_id: str, day: date, but: int = 0) -> int:
        """Return what is guaranteed for a contractor on a day, in yen."""
        return sum(
            one.terms.amount
            for one in self._guarantees_of(contractor_id, but)
            if one.state in _COUNTS and one.terms.guarantee_until >= day
        )

    @override
    def has_guarantees(self, contractor_id: str, but: int = 0) -> bool:
        """Tell whether anything was issued to a contractor by now."""
        return any(one.number for one in self._guarantees_of(contractor_id, but))

    @override
    def answers_to(self, address: str, since: datetime) -> int:
        """Count the mails to an address that the rehearsal has decided on."""
        return sum(at >= since for at in self.world.answers[address.lower()])

    @override
    def counted(self, scope: Scope, what: str, window: timedelta) -> int:
        """Count what the rehearsal has counted within a window."""
        since = self.now - window
        return sum(at > since for at in self.world.tallies[f"{scope}:{what}"])

    @override
    def count(self, scope: Scope, what: str, window: timedelta) -> None:
        """Count once more."""
        self.world.tallies[f"{scope}:{what}"].append(self.now)

    @override
    def gather(
        self,
        reason: str,
        group: str,
        detail: Mapping[str, object],
        mail_id: int | None = None,
    ) -> int:
        """Call nobody: the effect is compared."""
        return 0

    @override
    def tasks(self, *, closed: bool = False) -> tuple[Task, ...]:
        """Return none: what people have to do is compared by its effects."""
        return ()

    @override
    def unused_ids(self) -> tuple[int, int, int]:
        """Return the ids that this event took then, else some that nothing has."""
        recorded = self._as_recorded()
        known = self.world.cases.get(recorded.id) if recorded else None
        invented = self._invent()
        case_id = recorded.id if recorded and known is None else invented
        mine = {one.id for one in known.guarantees} if known else set()
        sent = {one.id for one in known.submissions} if known else set()
        theirs = {one.id for one in recorded.guarantees} if recorded else set()
        theirs_sent = {one.id for one in recorded.submissions} if recorded else set()
        return (
            case_id,
            min(theirs - mine, default=invented),
            min(theirs_sent - sent, default=invented),
        )

    @override
    def next_receipt(self, year: int) -> str:
        """Return the receipt number that this event took then, else none of ours."""
        recorded = self._as_recorded()
        if recorded and recorded.id not in self.world.cases:
            return recorded.receipt
        return f"{year}-{self._invent():06d}"

    @override
    def save_case(self, case: Case) -> Case:
        """Take a case as it would stand now."""
        saved = replace(case, version=case.version + 1)
        self.world.keep(saved)
        return saved

    @override
    def record(self, event: NewEvent) -> int:
        """Take what would be recorded, its keys masked as they are in the store."""
        payload, effects = mask_all(dict(event.payload or {})), mask_all(event.effects)
        if isinstance(payload, dict) and isinstance(effects, list):
            event = replace(event, payload=payload, effects=tuple(effects))
        self.scene.event = event
        return 0

    @override
    def note_reading(self, mail_id: int, noted: Noted) -> None:
        """Take what would be noted of the reading."""
        reading = mask_all(dict(noted.reading))
        if isinstance(reading, dict):
            self.scene.noted = replace(noted, reading=reading)

    @override
    def settle_mail(
        self, mail_id: int, fate: str, reason: str, case_id: int | None = None
    ) -> None:
        """Do nothing: the decision itself is compared."""

    @override
    def enqueue(self, job: Job) -> bool:
        """Count a mail that would be written; nothing else of the work is done."""
        send = job.payload.get("send")
        if isinstance(send, dict):
            for address in (send["to"], *send["cc"]):
                self.world.answers[str(address).lower()].append(self.now)
        return True

    @override
    def open_task(
        self,
        reason: str,
        detail: Mapping[str, object],
        case_id: int | None = None,
        mail_id: int | None = None,
        key: str | None = None,
    ) -> int:
        """Call nobody: the effect is compared."""
        return 0

    @override
    def close_task(self, task_id: int, by: str) -> None:
        """Close nothing."""

    @override
    def revive(self, job_id: int) -> bool:
        """Put no work back; say that it was there."""
        return True

    @override
    def set_due(self, case_id: int, what: str, at: datetime, revision: int) -> None:
        """Set no clock: what came due then is rehearsed from the record."""

    @override
    def drop_dues(self, case_id: int) -> None:
        """Drop no clock."""

    @override
    def audit(
        self,
        actor: str,
        action: str,
        subject: str,
        detail: Mapping[str, object] | None = None,
    ) -> None:
        """Write nothing into the audit."""

    @override
    def assign_number(
        self, guarantee_id: int, prefix: str, make_key: Callable[[], str]
    ) -> str:
        """Return the number that was assigned then; no key is drawn."""
        return self.assign_paper_number(guarantee_id, prefix)

    @override
    def assign_paper_number(self, guarantee_id: int, prefix: str) -> str:
        """Return the number that was assigned then, or one that nobody has."""
        recorded = self._as_recorded()
        one = recorded.guarantee(guarantee_id) if recorded else None
        number = (one.number if one else "") or _NO_NUMBER
        return self.world.numbers.setdefault(guarantee_id, number)

    @override
    def renew_key(self, guarantee_id: int, make_key: Callable[[], str]) -> None:
        """Draw no other key."""

    @override
    def add_history(
        self, guarantee_id: int, kind: str, body: Mapping[str, object]
    ) -> HistoryEntry:
        """Count one entry more."""
        self.world.entries[guarantee_id] += 1
        entry = self.world.entries[guarantee_id]
        return HistoryEntry(guarantee_id, entry, kind, self.now, dict(body))

    @override
    def take(self, counter: str, count: int = 1) -> int:
        """Advance a counter of the rehearsal."""
        first = self.world.counters[counter] + 1
        self.world.counters[counter] += count
        return first

    def _case_with(self, kind: str, name: int | str) -> Case | None:
        return self.world.numbered(self.world.of_part.get((kind, name)))

    def _guarantees_of(self, contractor_id: str, but: int) -> Iterator[Guarantee]:
        for case in self.cases_of(contractor_id):
            if case.id != but:
                yield from case.guarantees

    def _as_recorded(self) -> Case | None:
        """Return the case of this scene as the store really has it, today."""
        case_id = self.scene.recorded.case_id
        return None if case_id is None else super().find_case(case_id)

    def _invent(self) -> int:
        self.world.invented += 1
        return self.world.invented


class Theatre(Store):
    """A store whose transactions are scenes on one stage."""

    stage: Stage

    @classmethod
    def of(cls, url: str, ring: KeyRing, now: Callable[[], datetime]) -> Self:
        """Open the database at `url`, to be looked at."""
        return cls.open(url, Vault(ring), now)

    @contextmanager
    def on_stage(self) -> Iterator[Stage]:
        """Open the one read-only connection that the whole rehearsal looks through."""
        with self._database.reading() as connection:
            self.stage = Stage(
                connection, self._vault, self.engine, self._clock(), _never
            )
            self.stage.world = World()
            yield self.stage

    @contextmanager
    @override
    def transaction(self, *, durable: bool = True) -> Iterator[Transaction]:
        """Give the stage; nothing is committed at the end."""
        yield self.stage

    @contextmanager
    @override
    def snapshot(self) -> Iterator[Transaction]:
        """Give the stage."""
        yield self.stage


def _never(_call: Callable[[], None]) -> None:
    """Do nothing: there is no commit to wait for."""
