"""The store: one database, opened once, and transactions on it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Self

from mailbot.engine.embedded import EmbeddedEngine
from mailbot.engine.jobs import Engine
from mailbot.errors import StorageFull
from mailbot.private import make_empty, make_folder
from mailbot.security.vault import Vault, VaultError
from mailbot.store.database import Database, Moment, unwatched
from mailbot.store.faults import StorageBroken, StorageBusy
from mailbot.store.transaction import Transaction

Clock = Callable[[], datetime]


class Store:
    """All that must survive.  Safe to share between threads."""

    def __init__(
        self, database: Database, vault: Vault, clock: Clock, engine: Engine
    ) -> None:
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
    ) -> Self:
        """Open the database at `url` (sqlite:///…); `migrate` gives it its shape.

        `at_commit` is called before and after each commit: tests kill the process
        there.
        """
        database = Database(url, at_commit)
        if database.path is not None:
            make_folder(database.path.parent)
            make_empty(database.path)  # -wal and -shm take its mode from it
        return cls(database, vault, clock, EmbeddedEngine(database))

    def require_ring(self) -> None:
        """Raise VaultError unless the database opens with the ring that we have."""
        with self.snapshot() as tx:
            if tx.is_of_ring():
                return
        raise VaultError(
            f"{self._vault.whence} does not belong to the database "
            f"{self._database.path}, and opens nothing in it: put the right one there, "
            "or name it (key_ring)."
        )

    def migrate(self) -> None:
        """Bring the database to the newest shape; nothing happens if it has it."""
        from mailbot.store import migrate as shape  # Alembic is slow to import

        with self._database.reading() as connection:
            as_it_is = shape.revision_of(connection) == shape.newest()
        if not as_it_is:
            with self._database.writing() as writing:
                shape.migrate(writing.connection)
        with self.transaction() as tx:
            tx.mark_keys()
            tx.bind_ring()

    @contextmanager
    def transaction(self, *, durable: bool = True) -> Iterator[Transaction]:
        """Read and write; everything is committed at the end, or nothing is.

        Whoever opens one that is not durable calls `harden` before anybody is told.
        StorageFull, StorageBusy or StorageBroken when it cannot be.
        """
        with self._database.writing(durable=durable) as writing:
            yield Transaction(
                writing.connection,
                self._vault,
                self.engine,
                self._clock(),
                writing.after_commit,
            )

    @contextmanager
    def snapshot(self) -> Iterator[Transaction]:
        """Read only, and what others commit meanwhile is not seen."""
        with self._database.reading() as connection:
            yield Transaction(
                connection, self._vault, self.engine, self._clock(), _refuse
            )

    def harden(self) -> None:
        """Return when the disk has all that was committed; the same faults."""
        self._database.harden()

    def ailment(self, room: int) -> str | None:
        """Say why nothing can be kept at the moment; None when all is well.

        `room` is how many octets must be free on the disk.  What a door asks before it
        lets a client send a whole mail for nothing.
        """
        path = self._database.path
        try:
            if path is not None and shutil.disk_usage(path.parent).free < room:
                return "disk nearly full"
            with self._database.reading() as connection:
                connection.exec_driver_sql("SELECT 1")
        except (StorageFull, StorageBusy, StorageBroken, OSError) as fault:
            return type(fault).__name__
        return None

    def close(self) -> None:
        """Close the database; the store is of no use afterwards."""
        self._database.close()


def _refuse(_call: Callable[[], None]) -> None:
    raise TypeError("A snapshot commits nothing.")
