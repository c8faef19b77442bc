"""Trust in a database: its ledger, and the anchor that it must not be behind.

    anchor there, entry there    go on
    anchor there, entry missing  the database was put back or cut short
    anchor missing, ledger there somebody took it, or this is a copy in another place

A database that is behind would give numbers a second time: nothing is issued with it
until a person accepts it as it stands (`mailbot audit accept`).
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from threading import Lock

import sqlalchemy as sa

from mailbot.errors import MailbotError
from mailbot.security.ledger import Head, Ledger
from mailbot.store.anchor import NOTHING, Anchor, Anchored
from mailbot.store.ledger import head_of
from mailbot.store.ledger_check import entry_is, newest_is_ours
from mailbot.store.schema import ledger

_NUMBERS = (
    "SELECT name, value FROM counters WHERE name >= 'number:' AND name < 'number;'"
)


class NotTrusted(MailbotError):  # noqa: N818 - a state: a person must look first
    """The database is not the one that the anchor speaks of."""


class Trust:
    """What one process knows of how far the ledger goes.  Safe between threads."""

    def __init__(self, database: Path, made: Ledger, anchor_log: Path | None) -> None:
        self.database = database
        self.made = made
        self.anchor = Anchor(database, made, anchor_log)
        self._lock = Lock()
        self._established = False
        self.newest = NOTHING
        """The newest head that was committed here, whether the disk has it or not."""

    def anchors(self) -> tuple[Anchored, ...]:
        """Return what the anchor and the second file say, where they say anything."""
        return tuple(filter(None, (self.anchor.read(), self.anchor.logged())))

    def fault(self, anchors: Iterable[Anchored], connection: sa.Connection) -> str:
        """Return why the database is not to be trusted, "" when it is.

        `anchors` are read before the connection's snapshot: a desk at work is ahead of
        its anchor, and never behind it.
        """
        begun = sa.inspect(connection).has_table(ledger.name)
        head = head_of(connection) if begun else None
        told = tuple(anchors)
        if not self.anchor.exists() and not told:
            return "" if head is None else "has no anchor beside it"
        if not told:
            return "has an anchor that cannot be read"
        for one in told:
            if one.head.seq and (head is None or one.head.seq > head.seq):
                return f"is older than its anchor of {one.head.at}"
            if one.head.seq and not entry_is(connection, one.head):
                return f"does not have the entry of its anchor of {one.head.at}"
        if head is not None and not newest_is_ours(connection, self.made):
            return "has a ledger whose newest entry was altered"
        return ""

    def require(self, fault: str) -> None:
        """Raise NotTrusted if there is a fault; without one, anchor from now on.

        Who never asked writes no anchor: it would make a copy the true one.
        """
        self._established = not fault
        if fault:
            raise NotTrusted(
                f"The database {self.database} {fault}: it was put back, cut short or "
                "copied, and could give a guarantee number twice. Put the newest one "
                "there; or, to go on with this one as it stands, `mailbot audit accept "
                "--reason WHY --by NAME`."
            )

    def reached(self, anchored: Anchored) -> None:
        """Remember a head that was committed."""
        with self._lock:
            if anchored.head.seq > self.newest.head.seq:
                self.newest = anchored

    def begun(self, anchored: Anchored) -> None:
        """Anchor the beginning of a ledger, whatever was anchored before."""
        self.anchor.replace(anchored)
        self._established = True
        self.reached(anchored)

    def settled(self, anchored: Anchored) -> None:
        """Anchor a head that the disk has.

        A fault of the file is said and nothing else: what was committed is committed.
        """
        if not anchored.head.seq or not self._established:
            return
        try:
            self.anchor.note(anchored, time.monotonic())
        except OSError as fault:
            import structlog  # slow to import: a verb of the staff does without

            log = structlog.get_logger(__name__)
            log.warning("anchor not written", fault=type(fault).__name__)


def anchored(connection: sa.Connection, head: Head) -> Anchored:
    """Return a head with the numbers that were given up to it."""
    rows = connection.connection.cursor().execute(_NUMBERS).fetchall()
    return Anchored(head, {str(name): int(value) for name, value in rows})
