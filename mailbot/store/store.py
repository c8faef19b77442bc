"""The store: one database, opened once, and transactions on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Self

import sqlalchemy as sa

from mailbot.security.ledger import Ledger
from mailbot.security.private_files import make_empty, make_folder
from mailbot.security.vault import Vault, VaultError
from mailbot.store import migrate as shape
from mailbot.store.anchor import NOTHING
from mailbot.store.database import Database, Moment, unwatched
from mailbot.store.ledger import begin, enter, head_of, unwatch, watch, watch_if_begun
from mailbot.store.ledger_check import Fault, Verified, verify
from mailbot.store.ledger_trust import Trust, anchored
from mailbot.store.part import AfterCommit, OpenTransaction
from mailbot.store.queue.contract import Engine
from mailbot.store.queue.sqlite import EmbeddedEngine
from mailbot.store.transaction import Transaction

Clock = Callable[[], datetime]


class Store:
    """All that must survive.  Safe to share between threads."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        clock: Clock,
        engine: Engine,
        anchor_log: Path | None = None,
    ) -> None:
        self._made = Ledger(vault.ledger_key)
        self._trust = (
            Trust(database.path, self._made, anchor_log) if database.path else None
        )
        self._database = database
        self._vault = vault
        self._clock = clock
        self.engine = engine

    @classmethod
    def open(
        cls,
        url: str,
        vault: Vault,
        clock: Clock,
        *,
        at_commit: Callable[[Moment], None] = unwatched,
        anchor_log: Path | None = None,
    ) -> Self:
        """Open the database at `url` (sqlite:///…); `migrate` gives it its shape.

        `at_commit` is called before and after each commit: tests kill the process
        there.  `anchor_log` is a second file that says how far the ledger goes.
        """
        database = Database(url, at_commit)
        sa.event.listen(database.writer, "connect", watch_if_begun)
        if database.path is not None:
            make_folder(database.path.parent)
            make_empty(database.path)  # -wal and -shm take its mode from it
        return cls(database, vault, clock, EmbeddedEngine(database), anchor_log)

    def require_ring(self) -> None:
        """Raise VaultError unless the database opens with the ring that we have."""
        with self.snapshot() as tx:
            if tx.sealing.is_of_ring():
                return
        raise VaultError(
            f"{self._vault.whence} does not belong to the database "
            f"{self._database.path}, and opens nothing in it: put the right one there, "
            "or name it (key_ring)."
        )

    def migrate(self) -> None:
        """Bring the database to the newest shape; nothing happens if it has it.

        Where the tables changed, the ledger begins anew with what stands in them.
        """
        as_it_was = self._reshape()
        with self._database.reading() as connection:
            begun = head_of(connection) is not None
        if not (begun and as_it_was):
            self._begin()

    def _reshape(self) -> bool:
        """Run the migrations that are missing; False when there were any."""
        with self._database.reading() as connection:
            as_it_is = shape.revision_of(connection) == shape.newest()
        if not as_it_is:
            with self._database.writing() as writing:
                unwatch(writing.connection)
                shape.migrate(writing.connection)
        with self.transaction() as tx:
            tx.keys.mark_all()
            tx.sealing.bind_ring()
        return as_it_is

    def require_trust(self) -> None:
        """Raise NotTrusted when the database is behind its anchor, or has lost it."""
        if self._trust is not None:
            anchors = self._trust.anchors()
            with self._database.reading() as connection:
                fault = self._trust.fault(anchors, connection)
            self._trust.require(fault)

    def verify(self) -> Verified:
        """Verify every fact and all bytes; see `verifying`."""
        anchors = self._trust.anchors() if self._trust else ()
        with self._database.reading() as connection:
            found = verify(connection, self._made, self._vault)
            behind = self._trust.fault(anchors, connection) if self._trust else ""
        if not behind:
            return found
        return replace(found, faults=(Fault("ledger", "", behind), *found.faults))

    def accept(self, by: str, reason: str, last: Mapping[str, int]) -> Sequence[str]:
        """Take the database as it stands; return the counters that were raised.

        No number up to those of the anchors, and of `last`, is given again.  While no
        desk works.
        """
        anchors = self._trust.anchors() if self._trust else ()
        self._reshape()
        numbers = dict(last)
        for one in anchors:
            for name, value in one.numbers.items():
                numbers[name] = max(value, numbers.get(name, 0))
        after = max((one.head.seq for one in anchors), default=0)
        with self.transaction() as tx:
            raised = tx.counters.raise_to(numbers)
            detail = {"reason": reason, "raised": raised}
            tx.audit.enter(f"staff:{by}", "ledger_accepted", f"ledger:{after}", detail)
        self._begin(after)
        return raised

    def _begin(self, after: int = 0) -> None:
        """Begin the ledger with all that stands, after the entry `after`."""
        if self._trust is not None:
            self._trust.anchor.begin()
        with self._database.writing() as writing:
            head = begin(writing.connection, self._made, self._clock(), after)
            watch(writing.connection)
            reached = anchored(writing.connection, head)
        if self._trust is not None:
            self._trust.begun(reached)

    @contextmanager
    def transaction(self, *, durable: bool = True) -> Iterator[Transaction]:
        """Read and write; everything is committed at the end, or nothing is.

        Whoever opens one that is not durable calls `harden` before anybody is told.
        StorageFull, StorageBusy or StorageBroken when it cannot be.
        """
        with self._database.writing(durable=durable) as writing:
            tx = self._on(writing.connection, writing.after_commit)
            yield tx
            head = enter(writing.connection, self._made, tx.now)
            reached = anchored(writing.connection, head) if head else NOTHING
        if self._trust is not None:
            self._trust.reached(reached)
            if durable:
                self._trust.settled(reached)

    @contextmanager
    def snapshot(self) -> Iterator[Transaction]:
        """Read only, and what others commit meanwhile is not seen."""
        with self._database.reading() as connection:
            yield self._on(connection, _refuse)

    def _on(self, connection: sa.Connection, after_commit: AfterCommit) -> Transaction:
        return Transaction(self._opened(connection, after_commit))

    def _opened(
        self, connection: sa.Connection, after_commit: AfterCommit
    ) -> OpenTransaction:
        now = self._clock()
        return OpenTransaction(connection, self._vault, self.engine, now, after_commit)

    def harden(self) -> None:
        """Return when the disk has all that was committed; the same faults."""
        reached = self._trust.newest if self._trust else NOTHING
        self._database.harden()
        if self._trust is not None:
            self._trust.settled(reached)

    def close(self) -> None:
        """Close the database; the store is of no use afterwards."""
        self._database.close()


def _refuse(_call: Callable[[], None]) -> None:
    raise TypeError("A snapshot commits nothing.")
