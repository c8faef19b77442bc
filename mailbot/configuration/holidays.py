"""The days on which the office is closed: public holidays and the surety's own.

QUIRK: jpholiday needs a second for thirty years of holidays, and a server outlives any
range of years that would be worked out when it starts.  So a day is looked up when it
is asked for, and remembered: the answer never changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import jpholiday
from typing_extensions import override

_CENTURY = range(2000, 2100)
"""LIMIT: equinoxes are announced a year ahead; later years are computed, not law."""


class ClosingDays(Mapping[date, str]):
    """Name by day, for the days of `years` on which the office is closed.

    `yearly` maps (month, day) to a name, `once` maps single days.  Weekends are not
    among them: they need no name.
    """

    def __init__(
        self,
        yearly: Mapping[tuple[int, int], str],
        once: Mapping[date, str],
        years: range = _CENTURY,
    ) -> None:
        self._years = years
        self._yearly = dict(yearly)
        self._once = dict(once)
        self._known: dict[date, str | None] = {}

    @override
    def __getitem__(self, day: date) -> str:
        if day not in self._known:
            self._known[day] = self._name(day)
        name = self._known[day]
        if name is None:
            raise KeyError(day)
        return name

    @override
    def __iter__(self) -> Iterator[date]:
        first, end = date(self._years.start, 1, 1), date(self._years.stop, 1, 1)
        every = (first + timedelta(days=number) for number in range((end - first).days))
        return (day for day in every if day in self)

    @override
    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _name(self, day: date) -> str | None:
        if day.year not in self._years:
            return None
        own = self._once.get(day) or self._yearly.get((day.month, day.day))
        return jpholiday.is_holiday_name(day) or own
