"""Verifying the ledger: every fact beside its newest seal; every fault by its row.

Reads only.  LIMIT: it holds one seal for each row in memory, some 200 octets.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from mailbot.security.ledger import BEGIN, GENESIS, GONE, Head, Ledger, unpacked
from mailbot.security.vault import Vault, VaultError
from mailbot.store.blobs import is_piece, opened
from mailbot.store.faults import NotKept
from mailbot.store.ledger import everything, head_of
from mailbot.store.schema import blobs, documents, ledger, mails

ALTERED = "altered"
MISSING = "missing"
FOREIGN = "not written by mailbot"


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that is not as it was written: `mails 12: altered`."""

    table: str
    row: str
    fault: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of it: since when the ledger holds, how many facts, what is wrong."""

    since: str
    facts: int
    faults: tuple[Fault, ...]


def verify(connection: sa.Connection, made: Ledger, vault: Vault) -> Verified:
    """Read the whole ledger, every fact and all bytes that are kept."""
    with _any_text(connection):
        book = _read(connection, made)
        faults = [*book.faults, *_rows(connection, made, book)]
        faults.extend(_bytes(connection, vault))
        return Verified(book.since, book.facts, tuple(faults))


def entry_is(connection: sa.Connection, head: Head) -> bool:
    """Return whether the ledger has this very entry."""
    link: str | None = connection.scalar(
        sa.select(ledger.c.link).where(ledger.c.seq == head.seq)
    )
    return link == head.link


def newest_is_ours(connection: sa.Connection, made: Ledger) -> bool:
    """Return whether the newest entry was linked by us to the one before it."""
    last = connection.execute(
        sa.select(ledger).order_by(ledger.c.seq.desc()).limit(2)
    ).all()
    if not last:
        return True
    before = last[1].link if len(last) > 1 else GENESIS
    newest = last[0]
    link: str = newest.link
    return made.link(before, newest.seq, newest.at, newest.rows) == link


class _Book:
    """The newest seal of each row, and what is wrong with the ledger itself."""

    def __init__(self) -> None:
        self.seals: dict[str, dict[str, str]] = {}
        self.faults: list[Fault] = []
        self.since = ""
        self.facts = 0

    def enter(self, row: sa.Row[Any], before: Head, made: Ledger) -> None:
        """Take one entry in, if it is ours and follows from the one before it."""
        written = []
        if made.link(before.link, row.seq, row.at, row.rows) != row.link:
            self.faults.append(Fault(ledger.name, str(row.seq), ALTERED))
        else:
            written = unpacked(row.rows)
        begins = bool(written) and written[0][0] == BEGIN
        if row.seq != before.seq + 1 and not begins:
            self.faults.append(Fault(ledger.name, str(before.seq + 1), MISSING))
        if begins:
            self.seals.clear()
            self.since = row.at
        for table, key, seal in written[1:] if begins else written:
            self.seals.setdefault(table, {})[key] = seal


def _read(connection: sa.Connection, made: Ledger) -> _Book:
    book, before = _Book(), Head(0, GENESIS, "")
    for row in connection.execute(sa.select(ledger).order_by(ledger.c.seq)):
        book.enter(row, before, made)
        before = Head(row.seq, row.link, row.at)
    if head_of(connection) is None:
        book.faults.append(Fault(ledger.name, "1", MISSING))
    return book


def _rows(connection: sa.Connection, made: Ledger, book: _Book) -> Iterator[Fault]:
    """Lay every row beside its newest seal; then look which seals have no row."""
    for table, key, seal in everything(connection, made):
        book.facts += 1
        wanted = book.seals.get(table, {}).pop(key, GONE)
        if wanted == GONE:
            yield Fault(table, key, FOREIGN)
        elif wanted != seal:
            yield Fault(table, key, ALTERED)
    for table, left in book.seals.items():
        for key, seal in left.items():
            if seal != GONE:
                yield Fault(table, key, MISSING)


def _bytes(connection: sa.Connection, vault: Vault) -> Iterator[Fault]:
    """Open all bytes that are kept; their address is the digest of what is in them."""
    known = set()
    for (digest,) in connection.execute(sa.select(blobs.c.digest)):
        known.add(digest)
        if is_piece(digest):
            continue  # it is opened with the whole that it belongs to
        try:
            opened(connection, vault, digest)
        except (VaultError, NotKept):
            yield Fault(blobs.name, digest, ALTERED)
    for table in (mails, documents):
        for (digest,) in connection.execute(sa.select(table.c.digest).distinct()):
            if digest not in known:
                yield Fault(blobs.name, digest, MISSING)


@contextmanager
def _any_text(connection: sa.Connection) -> Iterator[None]:
    """Read text that is no UTF-8, too: whoever altered a row may have put it there."""
    driver: Any = connection.connection.driver_connection
    before = driver.text_factory
    driver.text_factory = lambda octets: octets.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        driver.text_factory = before
