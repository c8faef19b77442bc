"""What a listener needs of the rest of mailbot: where mail is kept, whose is taken.

A listener knows nothing of cases: it calls `keep`, which returns only after the mail is
durably committed; then, and only then, may the listener answer 250.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from mailbot.errors import StorageFull
from mailbot.store.arrival import Arrival, Kept

__all__ = ["Arrival", "Handler", "Keep", "Kept", "StorageFull"]


Keep = Callable[[Arrival], Awaitable[Kept]]
"""Commit one mail. Raises `StorageFull` (452); anything else it raises is a 451."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _always_well() -> str | None:
    return None


def _is_nobodys(_peer: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Handler:
    """What a listener calls; it decides nothing itself."""

    keep: Keep
    accepts: Callable[[str], bool]
    """Whether an envelope recipient is ours. There is no relaying."""
    healthy: Callable[[], str | None] = _always_well
    """Why no mail can be kept at the moment, for the log; None when all is well."""
    clock: Callable[[], datetime] = _utc_now
    is_relay: Callable[[str], bool] = _is_nobodys
    """Whether an IP address is one of our own relays: it always finds room."""
    admit: Callable[[str, str], bool] | None = None
    """Whether a name may sign in with a password; None where nobody may at all."""
