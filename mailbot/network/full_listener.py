"""Who makes room when a listener is full: patience is long only while there is room.

    newcomer ── room ──────────────────────────────────────────> in
             └─ full ── a client holds more than its share ────> its idlest leaves
                     └─ somebody has got nowhere for long ─────> that one leaves
                     └─ everybody is just being served ────────> newcomer refused

So many slow clients, at few addresses or at many, shut nobody out for longer than
`patience`.  Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Guest(Generic[T]):
    """One connection that may be ended.

    `client` is whose it is, `since` when it last got somewhere (it came, or what it
    came for was done), in seconds.
    """

    connection: T
    client: str
    since: float


def who_leaves(
    guests: Iterable[Guest[T]], newcomer: str, now: float, patience: float
) -> T | None:
    """Return whose connection ends so that the newcomer has one; None for nobody's."""
    inside = sorted(guests, key=lambda one: one.since)
    if not inside:
        return None
    counts = Counter(one.client for one in inside)
    greedy, most = counts.most_common(1)[0]
    if most > counts[newcomer] + 1:
        return next(one.connection for one in inside if one.client == greedy)
    idlest = inside[0]
    return idlest.connection if now - idlest.since >= patience else None
