"""Lengths of time (契約日から180日間), and the two days that may be meant by their end.

Whether the first day counts is not said, so it is asked: both ends are named.  Months
and years end as the calendar has them, by dateutil's `relativedelta`.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from dateutil.relativedelta import relativedelta

from parsers.values.dates import DAY, Known, narrowed, resolve
from parsers.values.flaws import MAX_VALUE

_LENGTH: Final = re.compile(
    r"(?P<after>の?翌日)?(?:から|より)\s*(?:起算して)?\s*(?P<count>[0-9]{1,4})\s*"
    r"(?:(?P<days>日間)|(?P<weeks>週間)|(?P<months>(?:[かヶヵケカ]|箇)月間?)|(?P<years>年間))"
)
_FROM_CONTRACT: Final = re.compile(r"契約(?:締結)?日?\s*$")
_DAY: Final = timedelta(days=1)
_LENGTHS: Final = {
    "days": relativedelta(days=1),
    "weeks": relativedelta(weeks=1),
    "months": relativedelta(months=1),
    "years": relativedelta(years=1),
}


def possible_ends(text: str, signed: date | None) -> tuple[date, ...]:
    """Return the last day with the first day counted, and without; () for no length.

    `signed` is the contract's day, from which 契約日から counts.
    """
    folded = narrowed(text) if len(text) <= MAX_VALUE else ""
    length = _LENGTH.search(folded)
    begun = length and _begun(folded[: length.start()], signed)
    if not length or not begun:
        return ()
    if length["after"]:
        begun += _DAY
    count = int(length["count"])
    try:
        after = begun + _LENGTHS[length.lastgroup or "days"] * count
    except (OverflowError, ValueError):  # no such year
        return ()
    return (after - _DAY, after)


def _begun(before: str, signed: date | None) -> date | None:
    """Return the day that stands before から, or that is meant by 契約日."""
    days = [resolve(match, Known(), None) for match in DAY.finditer(before)]
    if len(days) == 1 and isinstance(days[0], date):
        return days[0]
    return signed if not days and _FROM_CONTRACT.search(before) else None
