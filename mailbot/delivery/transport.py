"""What carries a mail out of the house, and what may be said about its fate.

    ready ── record("dialog") ──> dialog ── record("dot_sent") ──> dot_sent
                                    │                                 │
                       Later, Never (nothing sent)      Sent, Later, Never, Unknown

Before `dot_sent` a retry is safe. After it, without an answer, nobody can know
whether the peer has the mail: that is `Unknown`, and it is settled by evidence or by
a person, never by sending again. smtplib raises the same error on both sides of the
dot; that is why a courier records its phase before it crosses.

One parcel goes to one recipient, so nothing is ever accepted in part.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

Phase = Literal["dialog", "dot_sent"]
Record = Callable[[Phase], None]
"""Commits the phase before it returns. If it raises, nothing more is sent."""

LONGEST_LINE = 998
"""Octets of a line without its CR LF: RFC 5322, 2.1.1."""

_ODD = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2\x85|\xe2\x80[\xa8\xa9]")
_FIELD = re.compile(rb"[!-9;-~]+[ \t]*:")
_ADDRESS = re.compile(r"[^\x00-\x20\x7f-\xa0\u2028\u2029\ud800-\udfff<>]+")


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """One mail for one recipient, ready to go."""

    raw: bytes
    """The final octets; a retry sends the same."""
    mail_from: str
    """Envelope sender (VERP); empty for a null sender."""
    recipient: str
    name: str
    """Unique name of this delivery, the same at every attempt."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The peer has taken the responsibility."""

    reply: str
    queue_id: str | None = None
    """What the peer calls the mail, for tracing."""


@dataclass(frozen=True, slots=True)
class Later:
    """The peer does not have it; another attempt may succeed."""

    reply: str


@dataclass(frozen=True, slots=True)
class Never:
    """The peer does not have it and will not take it; a person must look."""

    reply: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The peer may have it or not; it must not be sent again without evidence."""

    reply: str


Outcome = Sent | Later | Never | Unknown


class Outbound(Protocol):
    """Delivers parcels; blocking, to be called in a worker's thread."""

    def send(self, parcel: OutgoingMessage, record: Record) -> Outcome:
        """Deliver, recording each phase before it begins. Raises what record does."""

    def settle(self, parcel: OutgoingMessage) -> Outcome | None:
        """Find out what became of a parcel left in `dot_sent`; None: it is unknown."""


def find_fault(parcel: OutgoingMessage) -> str | None:
    """Return why a parcel must not be sent as it is, or None.

    The fault is always ours: a CR or LF alone would make us the smuggler, a control
    character in a header is how text from a mail becomes a header of another.
    """
    addresses = (parcel.recipient, *filter(None, [parcel.mail_from]))
    if not all(_ADDRESS.fullmatch(address) for address in addresses):
        return "an envelope address has characters that no address has"
    raw = parcel.raw
    if not raw.count(b"\r\n") == raw.count(b"\r") == raw.count(b"\n"):
        return "a line ends in CR or LF alone"
    if b"\x00" in raw:
        return "there is a NUL in the mail"
    if max(map(len, raw.split(b"\r\n"))) > LONGEST_LINE:
        return f"a line is longer than {LONGEST_LINE} octets"
    return _find_header_fault(raw.partition(b"\r\n\r\n")[0])


def _find_header_fault(header: bytes) -> str | None:
    if _ODD.search(header):
        return "there is a control character in the header"
    lines = header.removesuffix(b"\r\n").split(b"\r\n")
    begun = False
    for line in lines:
        if line.startswith((b" ", b"\t")) and begun:
            continue
        begun = True
        if not _FIELD.match(line):
            return "a line of the header is no header field"
    return None
