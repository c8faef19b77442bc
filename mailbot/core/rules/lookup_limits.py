"""How guesses at number and key are slowed down, and when staff hear of them.

    wrong pair ──> tally of the number  ─┐
               ──> tally of the client  ─┼──> not before …, and a burst is told once
               ──> tally of everything  ─┘

A wait is counted from the client's *own* last failure.  How long it is follows from the
client's failures and, for a client that has failed, from those at the number: nobody
can prolong another one's wait, and who has not failed never waits (decision 0007).
Nothing here knows whether a number exists: the tallies of one that does not are kept
just the same.

Pure: the moment is an argument, and tallies are values.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

Scope = Literal["number", "client", "everything"]
"""What a tally counts: failures at one number, of one client, or all there are."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Failures of one scope; `first_at` began the burst that they belong to."""

    failures: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None


NO_FAILURES = Tally()


@dataclass(frozen=True, slots=True)
class Limits:
    """What this office allows (configuration).

    After `client_tries` failures a client waits `first_wait`, twice as long after each
    further one, and never longer than `longest_wait`; a client that has failed waits by
    the number's count as well, from `number_tries` on.  A tally is forgotten `forget`
    after its last failure, the tally of everything `burst` after its first.
    """

    client_tries: int = 5
    number_tries: int = 10
    first_wait: timedelta = timedelta(seconds=10)
    longest_wait: timedelta = timedelta(hours=1)
    forget: timedelta = timedelta(days=1)
    burst: timedelta = timedelta(hours=1)
    tell_client: int = 20
    """Failures of one client in one burst at which staff are told."""
    tell_number: int = 20
    tell_everything: int = 100


@dataclass(frozen=True, slots=True)
class Tallies:
    """The three tallies that a look concerns."""

    number: Tally = NO_FAILURES
    client: Tally = NO_FAILURES
    everything: Tally = NO_FAILURES


def current(tally: Tally, scope: Scope, now: datetime, limits: Limits) -> Tally:
    """Return the tally as it counts now: what is old enough is forgotten."""
    if tally.first_at is None or tally.last_at is None:
        return NO_FAILURES
    if scope == "everything":
        return tally if now < tally.first_at + limits.burst else NO_FAILURES
    return tally if now < tally.last_at + limits.forget else NO_FAILURES


def currently(tallies: Tallies, now: datetime, limits: Limits) -> Tallies:
    """Return all three as they count now."""
    return Tallies(
        current(tallies.number, "number", now, limits),
        current(tallies.client, "client", now, limits),
        current(tallies.everything, "everything", now, limits),
    )


def held_until(tallies: Tallies, now: datetime, limits: Limits) -> datetime | None:
    """Return until when this client is not listened to; None when it is now."""
    client = current(tallies.client, "client", now, limits)
    number = current(tallies.number, "number", now, limits)
    if client.last_at is None or not client.failures:
        return None
    wait = max(
        _wait(client.failures - limits.client_tries, limits),
        _wait(number.failures - limits.number_tries, limits),
    )
    until = client.last_at + wait
    return until if now < until else None


def failed(tallies: Tallies, now: datetime, limits: Limits) -> Tallies:
    """Return the tallies with one more failure."""
    counted = currently(tallies, now, limits)
    return Tallies(
        _one_more(counted.number, now),
        _one_more(counted.client, now),
        _one_more(counted.everything, now),
    )


def to_tell(tallies: Tallies, limits: Limits) -> tuple[Scope, ...]:
    """Name the scopes that staff must have heard of by now."""
    levels: tuple[tuple[Scope, Tally, int], ...] = (
        ("number", tallies.number, limits.tell_number),
        ("client", tallies.client, limits.tell_client),
        ("everything", tallies.everything, limits.tell_everything),
    )
    return tuple(scope for scope, tally, level in levels if tally.failures >= level)


def taken_back(now_kept: Tally, before: Tally, counted: Tally) -> Tally:
    """Return a tally without the failure that was counted before the look was made.

    `before` and `counted` are the tally as it was and as it was written then; what
    others have counted meanwhile stays.
    """
    if now_kept == counted:
        return before
    left = now_kept.failures - 1
    return replace(now_kept, failures=left) if left > 0 else NO_FAILURES


def _one_more(tally: Tally, now: datetime) -> Tally:
    return Tally(tally.failures + 1, tally.first_at or now, now)


def _wait(beyond: int, limits: Limits) -> timedelta:
    """Return the wait after `beyond` failures more than are free, or none."""
    if beyond < 0:
        return timedelta()
    doublings = min(beyond, 30)  # far beyond any wait, and no overflow
    return min(limits.first_wait * (1 << doublings), limits.longest_wait)
