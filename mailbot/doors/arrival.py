"""What a door hands over, and what it needs from the rooms behind it.

A door knows nothing of stores or cases: it gets a `Backroom` and calls `keep`.
`keep` returns only after the mail is durably committed; then, and only then, may
the door answer 250.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from mailbot.errors import StorageFull

__all__ = ["Arrival", "Backroom", "Keep", "Kept", "StorageFull"]


@dataclass(frozen=True, slots=True)
class Arrival:
    """One mail as it came through a door, before anybody has read it."""

    raw: bytes
    """Exactly the octets received; dot-unstuffed, line ends as sent."""
    door: str
    """Which door: its configured name, such as `smtp` or `lmtp`."""
    peer: str
    """IP address of the client, or the path of a local socket."""
    helo: str
    """What the client called itself; empty where a door has no greeting."""
    mail_from: str
    """Envelope sender; empty for the null sender of bounces (RFC 5321, 4.5.5)."""
    rcpt_to: tuple[str, ...]
    """Envelope recipients that we accepted, in order."""
    authenticated: str | None
    """Who the client proved to be, where the door asks for proof."""
    tls: bool
    """Whether the mail came over an encrypted connection."""
    arrived_at: datetime
    """When the last octet was in; aware, UTC."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The mail is committed: as a new row, or known already by its digest."""

    mail_id: int
    duplicate: bool


Keep = Callable[[Arrival], Awaitable[Kept]]
"""Commit one mail. Raises `StorageFull` (452); anything else it raises is a 451."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _always_well() -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class Backroom:
    """What stands behind a door."""

    keep: Keep
    accepts: Callable[[str], bool]
    """Whether an envelope recipient is ours. There is no relaying."""
    healthy: Callable[[], str | None] = _always_well
    """Why no mail can be kept at the moment, for the log; None when all is well."""
    clock: Callable[[], datetime] = _utc_now
