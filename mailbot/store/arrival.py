"""What comes to be kept, and the answer: values that listeners and store share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Arrival:
    """One mail as it came in, before anybody has read it."""

    raw: bytes
    """Exactly the octets received; dot-unstuffed, line ends as sent."""
    door: str
    """Which listener: its configured name, such as `smtp` or `lmtp`."""
    peer: str
    """IP address of the client, or the path of a local socket."""
    helo: str
    """What the client called itself; empty where there is no greeting."""
    mail_from: str
    """Envelope sender; empty for the null sender of bounces (RFC 5321, 4.5.5)."""
    rcpt_to: tuple[str, ...]
    """Envelope recipients that we accepted, in order."""
    authenticated: str | None
    """Who the client proved to be, where the listener asks for proof."""
    tls: bool
    """Whether the mail came over an encrypted connection."""
    arrived_at: datetime
    """When the last octet was in; aware, UTC."""
    known: bool = True
    """Whether it seems to come from somebody registered (`mailbot.inbound.lanes`)."""
    heavy: bool = False
    """Whether reading it may take long."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The mail is committed: as a new row, or known already by its digest."""

    mail_id: int
    duplicate: bool
