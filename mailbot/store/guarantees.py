"""Issued guarantees: their numbers, and the history that is only ever added to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict

import sqlalchemy as sa

from mailbot.store.authentication_keys import AuthenticationKeys
from mailbot.store.counters import Counters
from mailbot.store.faults import NotKept
from mailbot.store.part import OpenTransaction, Part
from mailbot.store.records import HistoryEntry
from mailbot.store.schema import guarantees, history


class Guarantees(Part):
    """Numbers and histories, by the ids of the guarantees."""

    def __init__(
        self, opened: OpenTransaction, counters: Counters, keys: AuthenticationKeys
    ) -> None:
        super().__init__(opened)
        self._counters = counters
        self._keys = keys

    def assign_number(
        self, guarantee_id: int, prefix: str, make_key: Callable[[], str] | None
    ) -> str:
        """Give a guarantee its number (00427-000001) and its key; return the number.

        Once: a second call returns the number it has and makes no key.  Paper has no
        key: `make_key` is None.
        """
        number = self.number_of(guarantee_id)
        if number:
            return number
        number = self._next(guarantee_id, prefix)
        if make_key is None:
            this = sa.update(guarantees).where(guarantees.c.id == guarantee_id)
            self._connection.execute(this.values(number=number))
        else:
            self._keys.give(guarantee_id, number, make_key())
        return number

    def add_history(
        self, guarantee_id: int, kind: str, body: Mapping[str, object]
    ) -> HistoryEntry:
        """Append an entry (new, change, …) to a guarantee's history."""
        entry = len(self.history(guarantee_id)) + 1
        added = HistoryEntry(guarantee_id, entry, kind, self._now, dict(body))
        self._connection.execute(sa.insert(history), asdict(added))
        return added

    def history(self, guarantee_id: int) -> tuple[HistoryEntry, ...]:
        """Return a guarantee's history, oldest entry first."""
        mine = history.c.guarantee_id == guarantee_id
        return self._all(HistoryEntry, history, mine, by=(history.c.entry,))

    def id_of(self, number: str) -> int | None:
        """Return the id of the guarantee that has a number, or None."""
        found: int | None = self._connection.scalar(
            sa.select(guarantees.c.id).where(guarantees.c.number == number)
        )
        return found

    def number_of(self, guarantee_id: int) -> str:
        """Return a guarantee's number, "" before it has one; NotKept without it."""
        row = self._connection.execute(
            sa.select(guarantees.c.number).where(guarantees.c.id == guarantee_id)
        ).one_or_none()
        if row is None:
            raise NotKept(f"There is no guarantee {guarantee_id}.")
        return row.number or ""

    def _next(self, _guarantee_id: int, prefix: str) -> str:
        return f"{prefix}-{self._counters.take(f'number:{prefix}'):06d}"
