"""Lengths of time that stand where a last day is wanted: 契約日から180日間."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from parsers.reading import Length
from parsers.values.dates import DAY, Known, narrowed, resolve
from parsers.values.flaws import MAX_VALUE

_LENGTH: Final = re.compile(
    r"(?P<after>の?翌日)?(?:から|より)\s*(?:起算して)?\s*(?P<count>[0-9]{1,4})\s*"
    r"(?:(?P<days>日間)|(?P<weeks>週間)|(?P<months>(?:[かヶヵケカ]|箇)月間?)|(?P<years>年間))"
)
_FROM_CONTRACT: Final = re.compile(r"契約(?:締結)?日?\s*$")
_UNITS: Final = {"days": (1, 0), "weeks": (7, 0), "months": (0, 1), "years": (0, 12)}


def length(text: str) -> Length | None:
    """Read a length from a day, or from the contract's; None for anything else."""
    folded = narrowed(text) if len(text) <= MAX_VALUE else ""
    found = _LENGTH.search(folded)
    if found is None:
        return None
    before = folded[: found.start()]
    days = [resolve(match, Known(), None) for match in DAY.finditer(before)]
    begun = days[0] if len(days) == 1 and isinstance(days[0], date) else None
    if begun is None and (days or not _FROM_CONTRACT.search(before)):
        return None
    count, (of_days, of_months) = int(found["count"]), _UNITS[found.lastgroup or "days"]
    later = int(bool(found["after"]))
    return Length(begun, later, count * of_days, count * of_months)
