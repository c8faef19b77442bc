"""The trail: events as they happened, the audit chain, tasks for people, the clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime

import sqlalchemy as sa

from mailbot.security.audit_chain import (
    GENESIS,
    AuditEntry,
    BrokenRow,
    broken,
    canonical,
    hash_of,
)
from mailbot.store.clean_text import clean
from mailbot.store.masking import mask, mask_all
from mailbot.store.prepared import Prepared
from mailbot.store.queue.contract import Job
from mailbot.store.records import Due, NewEvent, Recorded, Task
from mailbot.store.schema import audit, dues, events, promises, tasks
from mailbot.store.transaction_base import NotKept, TransactionBase

# Statements of the hot path are built once: building one takes longer than running it.
_CASE: sa.BindParameter[int] = sa.bindparam("case")
_LAST_SEQ = Prepared(
    sa.select(sa.func.max(events.c.seq)).where(events.c.case_id == _CASE)
)
_RECORD = Prepared(
    sa.insert(events).returning(events.c.id), *(set(events.c.keys()) - {"id"})
)
_LAST_ENTRY = Prepared(
    sa.select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)
)
_ENTER = Prepared(sa.insert(audit), *audit.c.keys())
_SET_DUE = Prepared(sa.insert(dues), *(set(dues.c.keys()) - {"id"}))
_DROPPED = (
    sa.update(dues)
    .where(dues.c.state == "waiting", dues.c.case_id == _CASE)
    .values(state="dropped")
)
_DROP_DUES = Prepared(_DROPPED)
_DROP_DUE = Prepared(_DROPPED.where(dues.c.what == sa.bindparam("which")))
_PROMISE = Prepared(sa.insert(promises), *promises.c.keys())


class Trail(TransactionBase):
    """The verbs of events, audit, tasks, dues and jobs."""

    def enqueue(self, job: Job) -> bool:
        """Promise a job with this transaction; False when its key is taken.

        A mail that is to be composed is known from now on by its address, so that
        `answers_to` can count it.
        """
        enqueued = self._engine.enqueue(self, job)
        address = _addressed(job)
        if enqueued and address and job.key:
            row = {"key": job.key, "address": address, "at": self.now}
            _PROMISE.run(self.connection, row)
        return enqueued

    def record(self, event: NewEvent) -> int:
        """Append an event, with the effects decided on; return its id.

        Whatever looks like an authentication key is masked.
        """
        seq = None
        if event.case_id is not None:
            last = _LAST_SEQ.first(self.connection, {"case": event.case_id})
            seq = ((last and last[0]) or 0) + 1
        row = {
            "case_id": event.case_id,
            "seq": seq,
            "at": self.now,
            "kind": event.kind,
            "actor": event.actor,
            "sender_class": event.sender_class,
            "mail_id": event.mail_id,
            "payload": mask_all(dict(event.payload or {})),
            "effects": mask_all([dict(one) for one in event.effects]),
        }
        ((number,),) = _RECORD.rows(self.connection, row)
        return int(number)

    def events(self, case_id: int) -> tuple[Recorded, ...]:
        """Return the events of a case, in the order they happened."""
        return self._events(events.c.case_id == case_id)

    def events_of_mail(self, mail_id: int) -> tuple[Recorded, ...]:
        """Return the events that a mail caused; one, unless something is wrong."""
        return self._events(events.c.mail_id == mail_id)

    def happened(self, after: int = 0, limit: int = 500) -> tuple[Recorded, ...]:
        """Return the events after one with this id, of all cases, in order."""
        rows = self.connection.execute(
            sa.select(events)
            .where(events.c.id > after)
            .order_by(events.c.id)
            .limit(limit)
        )
        return tuple(map(_recorded, rows.mappings()))

    def audit(
        self,
        actor: str,
        action: str,
        subject: str,
        detail: Mapping[str, object] | None = None,
    ) -> None:
        """Append an entry to the audit chain.  `detail` is JSON-ready, without secrets.

        Whatever looks like an authentication key is masked all the same.
        """
        last = _LAST_ENTRY.first(self.connection, {})
        entry = AuditEntry(
            seq=last[0] + 1 if last else 1,
            at=self.now.astimezone(UTC).isoformat(),
            actor=actor,
            action=action,
            subject=mask(subject),
            detail=mask(canonical(detail or {})),
            previous=last[1] if last else GENESIS,
            hash="",
        )
        sealed = replace(entry, hash=hash_of(entry))
        _ENTER.run(self.connection, asdict(sealed))

    def audit_entries(self) -> Iterator[AuditEntry]:
        """Yield the audit chain from its first entry on."""
        query = sa.select(audit).order_by(audit.c.seq)
        for row in self.connection.execute(query).mappings():
            yield AuditEntry(**row)

    def verify_chain(self) -> list[BrokenRow]:
        """Return every row at which the audit chain does not hold; best: none."""
        return broken(self.audit_entries())

    def open_task(
        self,
        reason: str,
        detail: Mapping[str, object],
        case_id: int | None = None,
        mail_id: int | None = None,
        key: str | None = None,
    ) -> int:
        """Write down something that a person must do; return its id.

        The same key again returns the task that there is.
        """
        there: int | None = None
        if key is not None:
            there = self.connection.scalar(
                sa.select(tasks.c.id).where(tasks.c.key == key)
            )
        if there is not None:
            return there
        return self._insert(
            tasks,
            {
                "reason": reason,
                "detail": mask_all(dict(detail)),
                "case_id": case_id,
                "mail_id": mail_id,
                "opened_at": self.now,
                "closed_by": "",
                "key": key,
            },
        )

    def task(self, task_id: int) -> Task:
        """Return one task, open or closed; NotKept when there is none."""
        shown = [c for c in tasks.c if c.name != "key"]
        row = self.connection.execute(sa.select(*shown).where(tasks.c.id == task_id))
        found = row.mappings().one_or_none()
        if found is None:
            raise NotKept(f"There is no task {task_id}.")
        return Task(**found)

    def revive(self, job_id: int) -> bool:
        """Put a failed job back as if it were new; False when it has not failed.

        The task that it made gives its key back: a later failure is a task again.
        """
        made = tasks.c.key == f"job:{job_id}"
        self.connection.execute(sa.update(tasks).where(made).values(key=None))
        return self._engine.revive(self, job_id)

    def close_task(self, task_id: int, by: str) -> None:
        """Write down who did it.  NotKept when there is no such open task."""
        done = self.connection.execute(
            sa.update(tasks)
            .where(tasks.c.id == task_id, tasks.c.closed_at.is_(None))
            .values(closed_at=self.now, closed_by=by)
        )
        if done.rowcount != 1:
            raise NotKept(f"There is no open task {task_id}.")

    def close_waiting(self, reason: str, by: str) -> None:
        """Close the open tasks that only said that something outside was waited for.

        Their keys (`reason:day`) are free again: another time is another task.
        """
        self.connection.execute(
            sa.update(tasks)
            .where(
                tasks.c.key.between(f"{reason}:", f"{reason}:~"),
                tasks.c.closed_at.is_(None),
            )
            .values(closed_at=self.now, closed_by=by, key=None)
        )

    def tasks(self, *, closed: bool = False) -> tuple[Task, ...]:
        """Return what people have to do, oldest first; or what they have done."""
        which = (
            tasks.c.closed_at.is_not(None) if closed else tasks.c.closed_at.is_(None)
        )
        shown = [c for c in tasks.c if c.name != "key"]
        rows = self.connection.execute(
            sa.select(*shown).where(which).order_by(tasks.c.id)
        )
        return tuple(Task(**row) for row in rows.mappings())

    def set_due(self, case_id: int, what: str, at: datetime, revision: int) -> None:
        """Have the clock come back at `at`; an earlier `what` of the case is moot."""
        _DROP_DUE.run(self.connection, {"case": case_id, "which": what})
        row = {"case_id": case_id, "what": what, "at": at, "revision": revision}
        _SET_DUE.run(self.connection, {**row, "state": "waiting"})

    def drop_dues(self, case_id: int) -> None:
        """Forget what the clock was to come back for."""
        _DROP_DUES.run(self.connection, {"case": case_id})

    def due(self, now: datetime) -> tuple[Due, ...]:
        """Return what has come due by `now`, earliest first; see `came_due`."""
        return self._dues(dues.c.at <= now)

    def came_due(self, due_id: int) -> Due | None:
        """Take a due row, once: None when it was taken or dropped meanwhile."""
        found = self._dues(dues.c.id == due_id)
        self._end_dues("came", dues.c.id == due_id)
        return found[0] if found else None

    def dues_of(self, case_id: int) -> tuple[Due, ...]:
        """Return what the clock will come back for, earliest first."""
        return self._dues(dues.c.case_id == case_id)

    def next_due_at(self) -> datetime | None:
        """Say when the clock must come back next; None when it need not."""
        at: datetime | None = self.connection.scalar(
            sa.select(sa.func.min(dues.c.at)).where(dues.c.state == "waiting")
        )
        return at

    def _insert(self, table: sa.Table, row: Mapping[str, object]) -> int:
        statement = sa.insert(table).returning(table.c.id)
        return int(self.connection.execute(statement, row).scalar_one())

    def _events(self, where: sa.ColumnElement[bool]) -> tuple[Recorded, ...]:
        rows = self.connection.execute(
            sa.select(events).where(where).order_by(events.c.id)
        )
        return tuple(map(_recorded, rows.mappings()))

    def _dues(self, where: sa.ColumnElement[bool]) -> tuple[Due, ...]:
        shown = [c for c in dues.c if c.name != "state"]
        rows = self.connection.execute(
            sa.select(*shown)
            .where(where, dues.c.state == "waiting")
            .order_by(dues.c.at, dues.c.id)
        )
        return tuple(Due(**row) for row in rows.mappings())

    def _end_dues(self, state: str, *where: sa.ColumnElement[bool]) -> None:
        self.connection.execute(
            sa.update(dues).where(dues.c.state == "waiting", *where).values(state=state)
        )


def _recorded(row: sa.RowMapping) -> Recorded:
    return Recorded(**{**row, "effects": tuple(row["effects"])})


def _addressed(job: Job) -> str:
    """Return whom a promised mail will go to, folded; "" where the job is no mail."""
    send = job.payload.get("send")
    to = send.get("to") if isinstance(send, Mapping) else None
    return clean(to, 400).lower() if isinstance(to, str) else ""
