"""How much came and went, counted for a while.

A tally is found by the keyed hash of what it counts: no address and no network is kept
in clear.  It counts from its first event on and begins anew when its window is over.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Literal

import sqlalchemy as sa

from mailbot.store.part import Part
from mailbot.store.prepared import Prepared
from mailbot.store.schema import UtcTime, attempts

Scope = Literal["fruitless", "opened", "network", "domain", "strangers"]
"""What is counted: a sender's mails that brought nothing, cases opened on a claim,
strangers answered by network, by domain, and in all."""

Counted = tuple[Scope, str, timedelta]
"""A tally: its scope, what it counts, and its window."""

# Statements of the hot path are built once: building one takes longer than running it.
_NAMED = attempts.c.name == sa.bindparam("tally")
_RUNNING = attempts.c.first_at > sa.bindparam("since", type_=UtcTime)
_COUNTED = Prepared(
    sa.select(attempts.c.name, attempts.c.failures, attempts.c.first_at).where(
        attempts.c.name.in_(sa.bindparam("tallies", expanding=True))
    )
)
_ONCE_MORE = Prepared(
    sa.update(attempts)
    .where(_NAMED, _RUNNING)
    .values(
        failures=attempts.c.failures + 1,
        last_at=sa.bindparam("last", type_=UtcTime),
    )
)
_FORGET = Prepared(sa.delete(attempts).where(_NAMED))
_FIRST = Prepared(sa.insert(attempts), *attempts.c.keys())


class MailCounts(Part):
    """The tallies of mails, by scope and by what is counted."""

    def counted(self, asked: Sequence[Counted]) -> list[int]:
        """Return how often each of some things happened since its window began."""
        names = [self._tally(scope, what) for scope, what, _ in asked]
        rows = _COUNTED.rows(self._connection, {"tallies": names})
        found = {name: (failures, first_at) for name, failures, first_at in rows}
        return [
            found[name][0]
            if name in found and self._now < found[name][1] + window
            else 0
            for name, (_, _, window) in zip(names, asked, strict=True)
        ]

    def count(self, scope: Scope, what: str, window: timedelta) -> None:
        """Count once more; the first one after its window begins another."""
        name = self._tally(scope, what)
        again = {"tally": name, "since": self._now - window, "last": self._now}
        if _ONCE_MORE.run(self._connection, again):
            return
        _FORGET.run(self._connection, {"tally": name})
        row = {"name": name, "scope": scope, "failures": 1}
        _FIRST.run(
            self._connection, {**row, "first_at": self._now, "last_at": self._now}
        )

    def _tally(self, scope: Scope, what: str) -> str:
        return self._vault.keyed_hash(f"floods:{scope}:{what}")
