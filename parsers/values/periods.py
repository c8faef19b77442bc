"""Periods: 自…至…, A～B, or one end with から or まで, as two days.

Each end may be a day, a flaw, or not named. Two days that are both an end, or a number
of days that contradicts them, are a flaw of both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from parsers.values.dates import (
    DAY,
    NOISE,
    RELATIVE,
    VAGUE,
    Known,
    narrowed,
    resolve,
    why_no_day,
)
from parsers.values.flaws import MAX_VALUE, Flaw, absent


@dataclass(frozen=True, slots=True)
class Period:
    """Two ends; each is a day, a flaw, or None where it is not named."""

    start: date | Flaw | None
    end: date | Flaw | None


def period(text: str, known: Known | None = None) -> Period | None:
    """Read 自…至…, A～B, or one end with から or まで; None for a blank."""
    if absent(text):
        return None
    if len(text) > MAX_VALUE:
        return _both(Flaw("ambiguous_date"))
    folded = narrowed(text)
    known = known or Known()
    ends: list[date | Flaw] = []
    for match in DAY.finditer(folded):
        before = ends[-1] if ends and isinstance(ends[-1], date) else None
        ends.append(resolve(match, known, before))
    return _ends(ends, folded)


def _ends(ends: list[date | Flaw], folded: str) -> Period:
    """Make a period of the days of a text."""
    rest = DAY.sub(" ", folded)
    if len(ends) == 2:  # noqa: PLR2004 - a period has two ends
        if _TWO_ENDS.search(rest):
            return _both(Flaw("ambiguous_date"))
        rest = _DAYS.sub(lambda days: _counted(days, ends), rest)
        clean = not NOISE.sub("", rest) and not VAGUE.search(rest)
        return Period(ends[0], ends[1]) if clean else _both(Flaw("ambiguous_date"))
    if len(ends) == 1:
        return _one_end(ends[0], folded, rest)
    if ends:
        return _both(Flaw("ambiguous_date"))
    flaw = why_no_day(folded)
    if flaw.code == "relative_period":
        return Period(None, flaw)
    return _both(flaw)


def _both(flaw: Flaw) -> Period:
    return Period(flaw, flaw)


_DAYS: Final = re.compile(r"[(]?\s*(?:計|全|約)?([0-9]{1,4})\s*日間?\s*[)]?\s*$")


def _counted(days: re.Match[str], ends: list[date | Flaw]) -> str:
    """Drop the number of days beside both ends (（113日間）) where it is right."""
    first, last = ends
    if isinstance(first, Flaw) or isinstance(last, Flaw):
        return days[0]
    between = (last - first).days
    return "" if int(days[1]) in {between, between + 1} else days[0]


_TWO_ENDS: Final = re.compile(r"(?:まで|迄)[^0-9]{0,12}(?:まで|迄)")
"""Two days that are both an end: 3月25日まで、5月31日まで."""
_BEGINS: Final = re.compile(r"(?:から|より|[~～〜])\s*$")


def _one_end(day: date | Flaw, folded: str, rest: str) -> Period:
    match = DAY.search(folded)
    ahead = folded[: match.start()] if match else ""
    if RELATIVE.search(rest):
        # 契約日の翌日から令和9年3月25日 names its end.
        begun = _BEGINS.search(ahead) and RELATIVE.search(ahead)
        if begun or re.search(r"まで|迄|至", rest):
            return Period(Flaw("relative_period"), day)
        return Period(day, Flaw("relative_period"))
    if NOISE.sub("", rest) or VAGUE.search(rest):
        flaw = why_no_day(rest)
        return Period(day, flaw) if flaw.code != "ambiguous_date" else _both(flaw)
    if re.search(r"まで|迄|至|限", rest) or re.search(r"[~～〜]", ahead):
        return Period(None, day)
    if re.search(r"から|より|自|[~～〜]", rest):
        return Period(day, None)
    return _both(Flaw("ambiguous_date"))
