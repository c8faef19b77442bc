"""Lookup: number and key open the certificate, and guessing is slowed down.

    find ── held? ──> not before …               nothing is compared, nothing written
         ── count a failure ──> registry.view ──> right: taken back, and audited
                                              ──> wrong: it stays counted

The failure is counted before the pair is looked at and taken back when it was right, so
that many tries at once, or a process that dies in between, gain nobody a try.  Whatever
is wrong (number, key, void, not arrived) the answer and the work are the same.  Nobody
sleeps here: the answer says from when on the client will be listened to again.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import structlog

from mailbot.core.model.lookup_result import RegistryEntry
from mailbot.core.rules.lookup_limits import (
    Limits,
    Scope,
    Tallies,
    failed,
    held_until,
    taken_back,
    to_tell,
)
from mailbot.registry.contract import Registry
from mailbot.store.lookup_attempts import LookupAttempts
from mailbot.store.store import Store
from mailbot.store.transaction import Transaction
from parsers.identifiers import bare_field, key_of, number_of

log = structlog.get_logger(__name__)

By = Literal["web", "mail"]

_ACTOR = "viewing"
_HANDLE = 16
"""Digits of a client's hash that staff see: enough to tell clients apart."""


@dataclass(frozen=True, slots=True)
class LookupResult:
    """What came of a lookup.

    `entry` is the newest certificate, `history` all of them, oldest first; None and
    empty whatever was wrong.  `held_until` says from when on this client will be
    listened to again; None is now.  `tried` is False where the pair was not even
    looked at because it came too early.
    """

    entry: RegistryEntry | None = None
    history: tuple[RegistryEntry, ...] = ()
    held_until: datetime | None = None
    tried: bool = True


@dataclass(frozen=True, slots=True)
class _Pair:
    """A number as it was meant, and who asks, as the tallies know them."""

    number: str
    client: str
    by: By


@dataclass(frozen=True, slots=True)
class _Counted:
    before: Tallies
    after: Tallies


@dataclass(frozen=True, slots=True)
class Lookup:
    """Looks certificates up for obligees.  Safe to share between threads."""

    store: Store
    registry: Registry
    limits: Limits = field(default_factory=Limits)

    def find(self, number: str, key: str, client: str, *, by: By) -> LookupResult:
        """Return the certificate to who has number and key.

        `client` is who asks: `client_of(address)` on the web, the sender's address of
        a mail.  Raises what the registry raises when it cannot be asked; then the
        try does not count.
        """
        pair = _Pair(number_of(number), f"{by}:{client}", by)
        counted = self._begin(pair)
        if isinstance(counted, LookupResult):
            return counted
        try:
            entry = self.registry.view(pair.number, key_of(key) or bare_field(key))
        except BaseException:
            self._take_back(pair, counted)
            raise
        if entry is None:
            return self._wrong(pair, counted)
        self._take_back(pair, counted, entry)
        return LookupResult(entry, self.registry.history(pair.number))

    def _begin(self, pair: _Pair) -> LookupResult | _Counted:
        """Count a failure in advance, unless the client is not listened to."""
        with self.store.snapshot() as tx:  # who is held costs nobody a write
            early = _early(
                tx, tx.lookups.tallies(pair.number, pair.client), self.limits
            )
        if early is not None:
            return early
        with self.store.transaction() as tx:
            before = tx.lookups.tallies(pair.number, pair.client)
            early = _early(tx, before, self.limits)
            if early is not None:
                return early
            after = failed(before, tx.now, self.limits)
            tx.lookups.forget(tx.now - self.limits.forget)
            tx.lookups.set_tallies(pair.number, pair.client, after)
            # Who died between counting and telling is made good here.
            _tell(tx, pair, before, to_tell(before, self.limits))
        return _Counted(before, after)

    def _wrong(self, pair: _Pair, counted: _Counted) -> LookupResult:
        """Let the failure stand, and call staff where it was one too many."""
        earlier = to_tell(counted.before, self.limits)
        now_due = to_tell(counted.after, self.limits)
        fresh = [scope for scope in now_due if scope not in earlier]
        if fresh:
            with self.store.transaction() as tx:
                _tell(tx, pair, counted.after, fresh)
            log.warning("guessing", scopes=fresh, by=pair.by)
        at = counted.after.client.last_at
        until = held_until(counted.after, at, self.limits) if at else None
        return LookupResult(held_until=until)

    def _take_back(
        self, pair: _Pair, counted: _Counted, shown: RegistryEntry | None = None
    ) -> None:
        """Uncount what was no failure; who was shown something is audited."""
        before, after = counted.before, counted.after
        with self.store.transaction() as tx:
            now = tx.lookups.tallies(pair.number, pair.client)
            kept = Tallies(
                taken_back(now.number, before.number, after.number),
                taken_back(now.client, before.client, after.client),
                taken_back(now.everything, before.everything, after.everything),
            )
            tx.lookups.set_tallies(pair.number, pair.client, kept)
            if shown is not None:
                detail = {**_who(tx.lookups, pair), "entry": shown.entry}
                tx.audit.enter(_ACTOR, "viewed", f"number:{pair.number}", detail)


def _early(tx: Transaction, tallies: Tallies, limits: Limits) -> LookupResult | None:
    until = held_until(tallies, tx.now, limits)
    return None if until is None else LookupResult(held_until=until, tried=False)


def _tell(
    tx: Transaction, pair: _Pair, tallies: Tallies, scopes: Collection[Scope]
) -> None:
    """Call staff, once for each burst of each scope."""
    of = {
        "number": (tallies.number, pair.number),
        "client": (tallies.client, pair.client),
        "everything": (tallies.everything, ""),
    }
    for scope in scopes:
        tally, what = of[scope]
        begun = tally.first_at.isoformat() if tally.first_at else ""
        burst = f"{scope}:{tx.lookups.counted_as(scope, what)[:_HANDLE]}:{begun}"
        if tx.tasks.was_told(f"guessing:{burst}"):
            continue
        detail: dict[str, object] = {
            "scope": scope,
            "burst": burst,
            "failures": tally.failures,
            "number": pair.number if scope == "number" else "",
            **_who(tx.lookups, pair),
        }
        tx.tasks.open("guessing", detail, key=f"guessing:{burst}")
        tx.audit.enter(_ACTOR, "guessing", f"burst:{burst}", detail)


def _who(lookups: LookupAttempts, pair: _Pair) -> dict[str, object]:
    handle = lookups.counted_as("client", pair.client)[:_HANDLE]
    return {"by": pair.by, "client": handle}
