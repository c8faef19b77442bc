"""The anchor: how far the ledger went, kept where a copy of the database is not.

    mailbot.db          the ledger inside it goes up to entry 4711
    mailbot.db.anchor   entry 4711, its link, and the last guarantee numbers given

A database that was put back, or cut short, does not have the entry that its anchor
names.  Only what the disk has is anchored, so that a power failure never makes a
database seem older than it is.  The file has two places, written in turn: a torn write
leaves the other one.  A second file (`anchor_log`), on another disk or machine, gets a
line now and then, for who could put both back together.
"""

from __future__ import annotations

import hmac
import json
import os
import secrets
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from mailbot.security.ledger import GENESIS, Head, Ledger
from mailbot.security.private_files import (
    make_empty,
    make_folder,
    new_file,
    sync_folder,
)

_PLACE = 65_536
"""Octets between the two places: room for a counter of every branch."""

_LOG_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Anchored:
    """What an anchor says: the head of the ledger, and the last numbers by counter."""

    head: Head
    numbers: Mapping[str, int] = field(default_factory=dict)


NOTHING = Anchored(Head(0, GENESIS, ""))
"""What an anchor says before the ledger begins."""


class Anchor:
    """The file beside a database.  Safe to share between threads."""

    def __init__(self, database: Path, made: Ledger, log: Path | None = None) -> None:
        self.path = database.with_name(f"{database.name}.anchor")
        self.log = log
        self._made = made
        self._lock = threading.Lock()
        self._seq = -1
        self._logged = float("-inf")

    def exists(self) -> bool:
        """Return whether there is a file, whatever is in it."""
        return self.path.is_file()

    def read(self) -> Anchored | None:
        """Return what it says; None when there is none, or none of ours."""
        try:
            octets = self.path.read_bytes()
        except OSError:
            return None
        places = (octets[:_PLACE], octets[_PLACE:])
        return _newest(self._said(place) for place in places)

    def logged(self) -> Anchored | None:
        """Return the newest of what the second file says; None when it says nothing."""
        if self.log is None or not self.log.is_file():
            return None
        return _newest(map(self._said, self.log.read_bytes().splitlines()))

    def begin(self) -> None:
        """Make the file, before the first entry is: one that is missing was taken."""
        if self.exists():
            return
        draft = self.path.with_name(f".{self.path.name}.{secrets.token_hex(8)}")
        with new_file(draft) as file:
            file.write(self._line(NOTHING))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another process was quicker
            os.link(draft, self.path)
        draft.unlink()
        sync_folder(self.path.parent)

    def note(self, anchored: Anchored, seconds: float) -> None:
        """Write down how far the ledger goes on the disk.

        `seconds` are a steady clock's.  A head that is older than the last one changes
        nothing.
        """
        with self._lock:
            if anchored.head.seq <= self._seq:
                return
            self._seq = anchored.head.seq
            self._write(anchored)
            if self.log is not None and seconds - self._logged >= _LOG_SECONDS:
                self._logged = seconds
                self._write_log(self.log, anchored)

    def replace(self, anchored: Anchored) -> None:
        """Say in all places that this is how far it goes, whatever they said before."""
        with self._lock:
            self._seq = anchored.head.seq
            make_empty(self.path)
            os.truncate(self.path, 0)
            self._write(anchored)
            if self.log is not None:
                self._write_log(self.log, anchored)

    def _write(self, anchored: Anchored) -> None:
        number = os.open(self.path, os.O_WRONLY)
        try:
            os.pwrite(number, self._line(anchored), _PLACE * (anchored.head.seq % 2))
        finally:
            os.close(number)

    def _write_log(self, log: Path, anchored: Anchored) -> None:
        make_folder(log.parent)
        make_empty(log)
        number = os.open(log, os.O_WRONLY | os.O_APPEND)
        try:
            os.write(number, self._line(anchored))
        finally:
            os.close(number)

    def _line(self, anchored: Anchored) -> bytes:
        head = anchored.head
        text = json.dumps([head.seq, head.link, head.at, dict(anchored.numbers)])
        return f"{self._made.sign(text)} {text}\n".encode()

    def _said(self, octets: bytes) -> Anchored | None:
        """Return what a line says, if it is whole and ours."""
        try:
            seal, _, text = octets.partition(b"\n")[0].decode("ascii").partition(" ")
        except UnicodeDecodeError:
            return None
        if not hmac.compare_digest(self._made.sign(text), seal):
            return None
        seq, link, at, numbers = json.loads(text)
        return Anchored(Head(seq, link, at), numbers)


def _newest(found: Iterable[Anchored | None]) -> Anchored | None:
    ours = [one for one in found if one is not None]
    return max(ours, key=lambda one: one.head.seq, default=None)
