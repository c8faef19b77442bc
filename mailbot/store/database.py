"""The database itself: connections, transactions, and its faults in our words.

Writing is serial: one lock per process, and BEGIN IMMEDIATE against other processes,
so that nothing read in a transaction is stale when it commits.  Reading sees one
snapshot (WAL) and never waits for a writer.

A transaction may be relaxed: it commits without waiting for the disk.  Then a power
failure (never a crash of the process) may lose it, but only together with everything
after it that was not waited for either; a later durable commit makes it durable too,
and so does `harden`.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa

from mailbot.store.faults import translated
from mailbot.store.prepared import Prepared

Moment = Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class Written:
    """JSON that is written already: a column takes its text as it stands."""

    text: str


_BUSY_MS = 10_000
_sync = getattr(os, "fdatasync", os.fsync)
_CHECKPOINT_PAGES = 4_000
_WRITER_CACHE = 8_192
_READER_CACHE = 4_096
"""Pages in memory, in kB, of each connection: there are up to sixteen that read, and
the system's own cache stands behind them."""

_SYNCHRONOUS = "mailbot synchronous"

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def _as_json(value: object) -> str:
    return value.text if isinstance(value, Written) else _JSON.encode(value)


@dataclass(slots=True)
class Writing:
    """One open write transaction."""

    connection: sa.Connection
    after: list[Callable[[], None]] = field(default_factory=list)

    def after_commit(self, call: Callable[[], None]) -> None:
        """Have `call` run once this transaction has been committed, if it is."""
        if call not in self.after:
            self.after.append(call)


def unwatched(_moment: Moment) -> None:
    """Watch no commit."""


class Database:
    """One database.  `at_commit` is told before and after every commit (tests)."""

    def __init__(
        self, url: str, at_commit: Callable[[Moment], None] = unwatched
    ) -> None:
        self._at_commit = at_commit
        file = sa.make_url(url).database
        self.path = Path(file) if file else None
        """The database's file; None where it is in memory, on one connection."""
        self._lock = threading.Lock()
        self._owner: int | None = None  # the thread that holds the lock
        self.writer = _engine(url, "BEGIN IMMEDIATE", 1, _WRITER_CACHE)
        self.reader = (
            _engine(url, "BEGIN", 8, _READER_CACHE) if self.path else self.writer
        )
        self._log: int | None = None  # the write-ahead log, opened to be synced

    @contextmanager
    def writing(self, *, durable: bool = True) -> Iterator[Writing]:
        """Open the one write transaction; commit at the end, or roll back.

        Storage faults come out as `StorageFull`, `StorageBusy` or `StorageBroken`;
        whatever fails, nothing of the transaction remains.  A second one inside the
        first would wait for itself for ever: RuntimeError.
        """
        if self._owner == threading.get_ident():
            raise RuntimeError("This thread has a transaction open already.")
        with self._lock:
            self._owner = threading.get_ident()
            try:
                writing = yield from self._write(durable=durable)
            finally:
                self._owner = None
        for call in writing.after:
            call()

    def _write(self, *, durable: bool) -> Generator[Writing, None, Writing]:
        with translated(), self.writer.connect() as connection:
            _set_synchronous(connection, "FULL" if durable else "NORMAL")
            writing = Writing(connection)
            with connection.begin() as transaction:
                yield writing
                self._at_commit("before")
                transaction.commit()
                self._at_commit("after")
        return writing

    def harden(self) -> None:
        """Wait until the disk has everything that was committed before the call.

        The lock is free meanwhile: what SQLite itself does at a durable commit, but
        for many relaxed ones at once, and while the next one is written.
        """
        if self.path is None:
            return
        with translated():
            if self._log is None:
                self._log = os.open(f"{self.path}-wal", os.O_RDONLY)
            _sync(self._log)

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Open a snapshot: reads only, unchanged by what others commit meanwhile."""
        with translated(), self.reader.connect() as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Close every connection; the write-ahead log is folded into the file."""
        self.reader.dispose()
        self.writer.dispose()
        if self._log is not None:
            os.close(self._log)
            self._log = None


def _engine(url: str, begin: str, pool_size: int, cache: int) -> sa.Engine:
    engine = sa.create_engine(
        url,
        poolclass=sa.QueuePool,
        pool_size=pool_size,
        max_overflow=0 if pool_size == 1 else 8,
        json_serializer=_as_json,
        hide_parameters=True,  # values are personal data; errors may be logged
    )
    sa.event.listen(engine, "connect", lambda made, _: _prepare(made, cache))
    begins = Prepared(sa.text(begin))
    sa.event.listen(engine, "begin", lambda connection: begins.run(connection, {}))
    if begin == "BEGIN":
        sa.event.listen(engine, "connect", _read_only)
    return engine


def _prepare(connection: Any, cache: int) -> None:  # the driver's own type
    # The driver must not begin transactions by itself: `begin` above says which kind.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {_BUSY_MS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "temp_store = MEMORY",
        f"wal_autocheckpoint = {_CHECKPOINT_PAGES}",
        f"cache_size = -{cache}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _read_only(connection: Any, _record: object) -> None:  # the driver's own type
    connection.execute("PRAGMA query_only = ON")


def _set_synchronous(connection: sa.Connection, level: str) -> None:
    """Have the commits of a connection wait for the disk, or not; it stays so."""
    driver = connection.connection.driver_connection
    if driver is not None and connection.info.get(_SYNCHRONOUS, "FULL") != level:
        driver.execute(f"PRAGMA synchronous = {level}")
        connection.info[_SYNCHRONOUS] = level
