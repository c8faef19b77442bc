"""How much came and went, counted for a while; and many mails as one task.

A tally is found by the keyed hash of what it counts: no address and no network is kept
in clear.  It counts from its first event on and begins anew when its window is over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Literal

import sqlalchemy as sa

from mailbot.store.masking import mask_all
from mailbot.store.prepared import Prepared
from mailbot.store.schema import UtcTime, attempts, tasks
from mailbot.store.transaction_base import TransactionBase

Scope = Literal["fruitless", "opened", "network", "domain", "strangers"]
"""What is counted: a sender's mails that brought nothing, cases opened on a claim,
strangers answered by network, by domain, and in all."""

Counted = tuple[Scope, str, timedelta]
"""A tally: its scope, what it counts, and its window."""

_MOST_NAMED = 500
"""Mails that one task names; beyond them it only counts."""


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


class Floods(TransactionBase):
    """The verbs of floods."""

    def counted(self, scope: Scope, what: str, window: timedelta) -> int:
        """Return how often something happened since its window began."""
        return self.counted_all([(scope, what, window)])[0]

    def counted_all(self, asked: Sequence[Counted]) -> list[int]:
        """Return how often each of some things happened since its window began."""
        names = [self._tally(scope, what) for scope, what, _ in asked]
        rows = _COUNTED.rows(self.connection, {"tallies": names})
        found = {name: (failures, first_at) for name, failures, first_at in rows}
        return [
            found[name][0]
            if name in found and self.now < found[name][1] + window
            else 0
            for name, (_, _, window) in zip(names, asked, strict=True)
        ]

    def count(self, scope: Scope, what: str, window: timedelta) -> None:
        """Count once more; the first one after its window begins another."""
        name = self._tally(scope, what)
        again = {"tally": name, "since": self.now - window, "last": self.now}
        if _ONCE_MORE.run(self.connection, again):
            return
        _FORGET.run(self.connection, {"tally": name})
        row = {"name": name, "scope": scope, "failures": 1}
        _FIRST.run(self.connection, {**row, "first_at": self.now, "last_at": self.now})

    def gather(
        self,
        reason: str,
        group: str,
        detail: Mapping[str, object],
        mail_id: int | None = None,
    ) -> int:
        """Add a mail to the open task of its reason and group; return the task's id.

        The task names its mails, oldest first, and counts them all.
        """
        key = f"group:{reason}:{self._vault.keyed_hash(group)[:32]}"
        found = self.connection.execute(
            sa.select(tasks.c.id, tasks.c.detail).where(
                tasks.c.key == key, tasks.c.closed_at.is_(None)
            )
        ).one_or_none()
        told = dict(found.detail) if found else {}
        named = [*_mails_of(told), *([] if mail_id is None else [mail_id])]
        more = {
            **dict(detail),
            **told,
            "mails": named[:_MOST_NAMED],
            "count": int(told.get("count", 0)) + 1,
        }
        if found:
            changed = sa.update(tasks).where(tasks.c.id == found.id)
            self.connection.execute(changed.values(detail=mask_all(more)))
            return int(found.id)
        # One that is closed gives its key back: another time is another task.
        self.connection.execute(
            sa.update(tasks).where(tasks.c.key == key).values(key=None)
        )
        row = {
            "reason": reason,
            "detail": mask_all(more),
            "case_id": None,
            "mail_id": mail_id,
            "opened_at": self.now,
            "closed_by": "",
            "key": key,
        }
        made = sa.insert(tasks).returning(tasks.c.id)
        return int(self.connection.execute(made, row).scalar_one())

    def _tally(self, scope: Scope, what: str) -> str:
        return self._vault.keyed_hash(f"floods:{scope}:{what}")


def _mails_of(detail: Mapping[str, object]) -> list[object]:
    mails = detail.get("mails")
    return mails if isinstance(mails, list) else []
