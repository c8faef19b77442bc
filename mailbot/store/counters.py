"""Counters: the numbers that are given once, such as those of guarantees."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from mailbot.store.part import Part
from mailbot.store.schema import counters

_COUNT = sa.select(counters.c.value).where(counters.c.name == sa.bindparam("counter"))


class Counters(Part):
    """The counters by their names; the first number of each is 1."""

    def take(self, counter: str, count: int = 1) -> int:
        """Advance a counter by `count` and return the first number taken."""
        last = self._last(counter) or 0
        self._set(counter, last + count)
        return last + 1

    def raise_to(self, numbers: Mapping[str, int]) -> list[str]:
        """Have no number given again; return the names of the counters raised."""
        raised = [
            name
            for name, value in sorted(numbers.items())
            if (last := self._last(name)) is None or last < value
        ]
        for name in raised:
            self._set(name, numbers[name])
        return raised

    def _last(self, counter: str) -> int | None:
        last: int | None = self._connection.scalar(_COUNT, {"counter": counter})
        return last

    def _set(self, counter: str, value: int) -> None:
        mine = counters.c.name == counter
        changed = sa.update(counters).where(mine).values(value=value)
        if self._connection.execute(changed).rowcount == 0:
            row = {"name": counter, "value": value}
            self._connection.execute(sa.insert(counters), row)
