"""Delivery into Maildirs, one for each recipient: the default, needs no mail server.

    tmp/NAME ── fsync ── record("dot_sent") ── rename ──> new/NAME ── fsync of new/

The name comes from the delivery, so the same delivery is the same file however often
it is made, and a look tells whether it was: nothing here stays unknown for long.
"""

import os
import re
from pathlib import Path

from typing_extensions import override

from mailbot.delivery.transport import (
    Later,
    Never,
    Outbound,
    Outcome,
    OutgoingMessage,
    Record,
    Sent,
    Unknown,
    find_fault,
)
from mailbot.security.private_files import make_folder, rewritten, sync_folder

_UNSAFE = re.compile(rb"[^A-Za-z0-9@._+=-]|^[.]")
_LONGEST_NAME = 120


class MaildirOutbound(Outbound):
    """Delivers to `root/<recipient>/new/`."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def mailbox(self, recipient: str) -> Path:
        """Return the Maildir of a recipient; upper and lower case are the same."""
        return self._root / _file_name(recipient.lower())

    @override
    def send(self, parcel: OutgoingMessage, record: Record) -> Outcome:
        if fault := find_fault(parcel):
            return Never(f"own fault: {fault}")
        if self.evidence(parcel):
            return _found(parcel)
        record("dialog")
        mailbox = self.mailbox(parcel.recipient)
        waiting = mailbox / "tmp" / _file_name(parcel.name)
        try:
            _make(mailbox)
            _write(waiting, parcel.raw)
        except OSError as error:
            return Later(_say(error))
        record("dot_sent")
        return self._hand_over(parcel, waiting, mailbox / "new")

    @override
    def settle(self, parcel: OutgoingMessage) -> Outcome | None:
        if self.evidence(parcel):
            return _found(parcel)
        return Later("not in the Maildir: it was never handed over")

    def evidence(self, parcel: OutgoingMessage) -> bool:
        """Return whether the parcel was delivered, read since then or not."""
        mailbox = self.mailbox(parcel.recipient)
        name = _file_name(parcel.name)
        if (mailbox / "new" / name).exists():
            return True
        read = mailbox / "cur"  # There a reader adds flags to the name: NAME:2,S
        return read.is_dir() and any(
            entry.name.partition(":")[0] == name for entry in read.iterdir()
        )

    def _hand_over(self, parcel: OutgoingMessage, waiting: Path, new: Path) -> Outcome:
        try:
            waiting.rename(new / waiting.name)
        except OSError as error:
            return Later(_say(error))
        try:
            sync_folder(new)
        except OSError as error:
            return Unknown(_say(error))
        return _found(parcel)


def _found(parcel: OutgoingMessage) -> Sent:
    name = _file_name(parcel.name)
    return Sent(f"250 2.0.0 in the Maildir as {name}", name)


def _say(error: OSError) -> str:
    return f"451 4.3.0 {error.strerror}"  # Not the path: it holds an address.


def _file_name(text: str) -> str:
    """Return a name that is safe in any folder, different for different texts."""
    safe = _UNSAFE.sub(lambda odd: b"%%%02X" % odd[0][0], text.encode())
    if len(safe) <= _LONGEST_NAME:
        return safe.decode()
    import hashlib

    return f"{safe[:_LONGEST_NAME].decode()}%{hashlib.sha256(safe).hexdigest()[:32]}"


def _make(mailbox: Path) -> None:
    if (mailbox / "tmp").is_dir():
        return
    for folder in ("new", "cur", "tmp"):  # tmp last: it says that all are there.
        make_folder(mailbox / folder)
    sync_folder(mailbox)
    sync_folder(mailbox.parent)


def _write(path: Path, octets: bytes) -> None:
    with rewritten(path) as file:
        file.write(octets)
        file.flush()
        os.fsync(file.fileno())
