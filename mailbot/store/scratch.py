"""A store in memory, on which the past of another one is decided again.

    the past (one snapshot, read only) ── what came from outside ──> scratch
    scratch <── every verb of a decision, on the real tables, at a set time

What comes from outside is copied as its moment comes: mails, deliveries of what was
promised here too, tasks that workers opened.  Bytes and keys are read where they are.
What a decision takes (ids, receipt and guarantee numbers) is what it took then; what
only today's code would take is numbered beyond all of it.

Nothing reaches the past: its connection refuses to write, whatever verb is called.
LIMIT: the log of mails is in memory, some 1,000 octets for each.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from typing_extensions import override

from mailbot.core.model.case import Case
from mailbot.security.vault import Vault
from mailbot.store.authentication_keys import AuthenticationKeys
from mailbot.store.cases import Cases
from mailbot.store.counters import Counters
from mailbot.store.database import Database
from mailbot.store.faults import NotKept
from mailbot.store.guarantees import Guarantees
from mailbot.store.part import AfterCommit, OpenTransaction
from mailbot.store.queue.sqlite import EmbeddedEngine
from mailbot.store.records import Recorded
from mailbot.store.schema import (
    counters,
    deliveries,
    events,
    jobs,
    mails,
    metadata,
    promises,
    tasks,
)
from mailbot.store.store import Store
from mailbot.store.transaction import Transaction

_BEYOND = 1_000_000_000
"""Ids of what only today's code would open begin here."""

_Row = dict[str, Any]

_LOGGED = [column for column in mails.c if column.name != "reading"]
_JUST_COME = {
    **dict.fromkeys(("sender", "subject", "intent", "sender_class", "reason"), ""),
    **dict.fromkeys(("case_id", "reading")),
    "fate": "received",
}
_NOTHING = Recorded(
    id=0,
    case_id=None,
    seq=None,
    at=datetime.min.replace(tzinfo=UTC),
    kind="",
    actor="",
    sender_class="",
    mail_id=None,
    payload={},
    effects=(),
)


class ScratchStore(Store):
    """The past of a store, as far as `move_to` has brought it.  For one thread."""

    def __init__(self, past: Transaction, vault: Vault) -> None:
        database = Database("sqlite://")
        sa.event.listen(database.writer, "connect", _loosely)
        super().__init__(
            database, vault, lambda: self.recorded.at, EmbeddedEngine(database)
        )
        self._past = past
        self.recorded = _NOTHING
        """The event that is decided next."""
        self._mails = _Upcoming(past.connection, sa.select(*_LOGGED))
        self._tasks = _Upcoming(past.connection, sa.select(tasks))
        with database.writing() as writing:
            metadata.create_all(writing.connection)
            for counter in past.connection.execute(sa.select(counters)).mappings():
                _insert(writing.connection, counters, dict(counter))

    @override
    def _on(self, connection: sa.Connection, after_commit: AfterCommit) -> Transaction:
        opened = self._opened(connection, after_commit)
        return _Scratch(opened, self._past, self.recorded)

    def move_to(self, recorded: Recorded) -> None:
        """Go to the moment just before an event: all that had come by then is there.

        What is recorded next bears the number that the event has.
        """
        with self._database.writing(durable=False) as writing:
            self._forget(writing.connection)
            self.recorded = recorded
            self._bring(writing.connection)

    def _forget(self, connection: sa.Connection) -> None:
        """Drop what the last decision wrote and no other one looks at."""
        connection.execute(sa.delete(events))
        connection.execute(sa.delete(jobs).where(jobs.c.state == "waiting"))
        this = sa.update(mails).where(mails.c.id == self.recorded.mail_id)
        connection.execute(this.values(reading=None))

    def _bring(self, connection: sa.Connection) -> None:
        for mail in self._mails.while_true(self._had_come):
            _insert(connection, mails, mail)
            promised = promises.c.key == mail["effect_key"]
            if connection.execute(sa.delete(promises).where(promised)).rowcount:
                sent = sa.select(deliveries).where(deliveries.c.mail_id == mail["id"])
                for delivery in self._past.connection.execute(sent).mappings():
                    _insert(connection, deliveries, dict(delivery))
        for task in self._tasks.while_true(self._was_open):
            _insert(connection, tasks, {**task, "closed_at": None, "closed_by": ""})
            behind = sa.select(jobs).where(jobs.c.id == task["detail"].get("job"))
            for job in self._past.connection.execute(behind).mappings():
                _insert(connection, jobs, {**job, "state": "failed"})
        this = sa.update(mails).where(mails.c.id == self.recorded.mail_id)
        connection.execute(this.values(_JUST_COME))
        last = replace(_NOTHING, id=self.recorded.id - 1)
        _insert(connection, events, asdict(last))

    def _had_come(self, mail: _Row) -> bool:
        now = self.recorded
        return bool(mail["at"] <= now.at or mail["id"] <= (now.mail_id or 0))

    def _was_open(self, task: _Row) -> bool:
        """Return whether a task was there; one of an event's own, once that is over."""
        whose, _, key = (task["key"] or "").partition(":")
        if whose == "event":
            return int(key.partition(":")[0]) < self.recorded.id
        return bool(task["opened_at"] <= self.recorded.at)


class _Scratch(Transaction):
    """A transaction that reads bytes and keys in the past, and takes its numbers."""

    def __init__(
        self, opened: OpenTransaction, past: Transaction, recorded: Recorded
    ) -> None:
        super().__init__(opened)
        self.blobs = past.blobs
        self.keys = _PastKeys(opened, past.keys)
        self.cases = _PastIds(opened, past.cases, recorded.case_id)
        self.guarantees = _PastNumbers(opened, self.counters, self.keys, past)


class _PastKeys(AuthenticationKeys):
    def __init__(self, opened: OpenTransaction, past: AuthenticationKeys) -> None:
        super().__init__(opened)
        self._past = past

    @override
    def among(self, words: Collection[str]) -> set[str]:
        return self._past.among(words)


class _PastNumbers(Guarantees):
    def __init__(
        self,
        opened: OpenTransaction,
        counters: Counters,
        keys: AuthenticationKeys,
        past: Transaction,
    ) -> None:
        super().__init__(opened, counters, keys)
        self._past = past.guarantees

    @override
    def _next(self, guarantee_id: int, prefix: str) -> str:
        try:
            taken = self._past.number_of(guarantee_id)
        except NotKept:
            taken = ""
        return taken or super()._next(guarantee_id, prefix)


class _PastIds(Cases):
    def __init__(
        self, opened: OpenTransaction, past: Cases, case_id: int | None
    ) -> None:
        super().__init__(opened)
        self._past = past
        self._case_id = case_id

    @override
    def unused_ids(self) -> tuple[int, int, int]:
        """Return the ids that this event took then, else some that nothing has."""
        case, guarantee, submission = (max(_BEYOND, n) for n in super().unused_ids())
        there = self._recorded()
        if there is None:
            return case, guarantee, submission
        known = self.find(there.id)
        mine = {one.id for one in known.guarantees} if known else set()
        sent = {one.id for one in known.submissions} if known else set()
        return (
            case if known else there.id,
            min({one.id for one in there.guarantees} - mine, default=guarantee),
            min({one.id for one in there.submissions} - sent, default=submission),
        )

    @override
    def next_receipt(self, year: int) -> str:
        """Return the receipt number that this event took then, else one of nobody's."""
        there = self._recorded()
        if there is not None and self.find(there.id) is None:
            return there.receipt
        return f"{year}-{max(_BEYOND, super().unused_ids()[0]):06d}"

    def _recorded(self) -> Case | None:
        """Return the case of this event as the past has it in the end."""
        return None if self._case_id is None else self._past.find(self._case_id)


class _Upcoming:
    """The rows of a query by their ids, each once, as far as they are asked for."""

    def __init__(self, connection: sa.Connection, query: sa.Select[Any]) -> None:
        rows = connection.execute(query.order_by("id"))
        self._rows = map(dict, rows.mappings())
        self._next = next(self._rows, None)

    def while_true(self, is_due: Callable[[_Row], bool]) -> Iterator[_Row]:
        while self._next is not None and is_due(self._next):
            yield self._next
            self._next = next(self._rows, None)


def _loosely(connection: Any, _record: object) -> None:  # the driver's own type
    """Let rows refer to what is not there: a case that only the past had, bytes."""
    connection.execute("PRAGMA foreign_keys = OFF")


def _insert(connection: sa.Connection, table: sa.Table, row: _Row) -> None:
    """Insert a row of the past; what today's code put in its place goes."""
    connection.execute(sa.insert(table).prefix_with("OR REPLACE"), row)
