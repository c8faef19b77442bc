"""How much came and went, counted for a while; and many mails as one task.

A tally is found by the keyed hash of what it counts: no address and no network is kept
in clear.  It counts from its first event on and begins anew when its window is over.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Literal

import sqlalchemy as sa

from mailbot.store.masking import mask_all
from mailbot.store.schema import attempts, tasks
from mailbot.store.transaction_base import TransactionBase

Scope = Literal["fruitless", "opened", "network", "domain", "strangers"]
"""What is counted: a sender's mails that brought nothing, cases opened on a claim,
strangers answered by network, by domain, and in all."""

_MOST_NAMED = 500
"""Mails that one task names; beyond them it only counts."""


class Floods(TransactionBase):
    """The verbs of floods."""

    def counted(self, scope: Scope, what: str, window: timedelta) -> int:
        """Return how often something happened since its window began."""
        row = self.connection.execute(
            sa.select(attempts.c.failures, attempts.c.first_at).where(
                attempts.c.name == self._tally(scope, what)
            )
        ).one_or_none()
        return row.failures if row and self.now < row.first_at + window else 0

    def count(self, scope: Scope, what: str, window: timedelta) -> None:
        """Count once more; the first one after its window begins another."""
        name = self._tally(scope, what)
        before = self.counted(scope, what, window)
        if before:
            self.connection.execute(
                sa.update(attempts)
                .where(attempts.c.name == name)
                .values(failures=before + 1, last_at=self.now)
            )
            return
        self.connection.execute(sa.delete(attempts).where(attempts.c.name == name))
        self.connection.execute(
            sa.insert(attempts),
            {
                "name": name,
                "scope": scope,
                "failures": 1,
                "first_at": self.now,
                "last_at": self.now,
            },
        )

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
