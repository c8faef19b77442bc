"""Dates and periods: the ways Japanese clerks write a day, as ISO days.

Eras with their real borders, figures in any width or in kanji, and the forms that name
one day only.  `8/3/1`, `3月` or 令和8年2月30日 is a flaw.  `3月1日` is completed only
from days already known (`known`), never from the arrival date.  `python-dateutil`
reads the unambiguous rest (English month names); its fuzzy mode, which takes
令和8年3月1日 for 2001-08-03, is never used.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from dateutil import parser as dateutil
from dateutil.relativedelta import relativedelta

from parsers import fold
from parsers.values import eras
from parsers.values.flaws import MAX_VALUE, Flaw, absent, without_former

if TYPE_CHECKING:
    from collections.abc import Mapping

_WEEKDAY: Final = (
    r"(?:\s*(?:[(]\s*)?(?P<weekday>[月火水木金土日])"
    r"(?:曜日?(?:[・･.]?祝)?\s*[)]?|(?:[・･.]?祝)?\s*[)]))?"
)
DAY: Final = re.compile(
    rf"(?:西暦\s*)?(?P<era>{eras.ERA})?\.?\s*(?P<year>{eras.NUMBER}|元|翌々|翌|同|本|当|来)"
    rf"\s*(?P<ysep>年|[./-])\s*(?P<month>{eras.NUMBER})\s*(?:月|[./-])"
    rf"\s*(?P<day>{eras.NUMBER}|末日?|月末|[上中下]旬)\s*日?" + _WEEKDAY
    + rf"|(?P<compact>(?<![0-9])(?:19|20)[0-9]{{6}}(?![0-9]))"
    rf"|(?P<month2>{eras.NUMBER})\s*月\s*(?P<day2>{eras.NUMBER}|末日?|[上中下]旬)\s*日?"
    + _WEEKDAY.replace("weekday", "weekday2"),
)  # fmt: skip
_ENGLISH: Final = re.compile(
    r"(?:(?:[0-9]{1,2})(?:st|nd|rd|th)?\s+[a-z]{3,9}\.?,?\s+[0-9]{4}"
    r"|[a-z]{3,9}\.?\s+[0-9]{1,2}(?:st|nd|rd|th)?,?\s+[0-9]{4})"
)
_SLASHED: Final = re.compile(
    r"[0-9]{1,2}\s*[/.-]\s*[0-9]{1,2}(?:\s*[/.-]\s*[0-9]{1,2})?"
)
_MONTH_ONLY: Final = re.compile(
    rf"(?:(?:{eras.ERA})?\s*(?:{eras.NUMBER}|元)\s*年度?)?\s*(?:(?:{eras.NUMBER})\s*月)?"
)
_TIME: Final = re.compile(
    r"(?<=[0-9])t?\s*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\.[0-9]+)?(?:z"
    r"|[+-][0-9]{2}:?[0-9]{2})?"
)
RELATIVE: Final = re.compile(
    r"(?:から|より|後|以内|の日から)?[^0-9〇一二三四五六七八九]{0,6}(?:[0-9]{1,4}"
    r"|[〇零一二三四五六七八九十百]{1,5})"
    r"\s*(?:日間|日以内|か月|ヶ月|ヵ月|ケ月|カ月|箇月|週間|営業日|年間)"
    r"|(?:契約|締結|着手|着工|発注|通知|落札|決定|翌)[^0-9]{0,12}(?:翌日|から|より|後"
    r"|以降|日)"
)
NOISE: Final = re.compile(
    r"[\s、,。.:;~～〜()\[\]「」【】-]+|年月日|自|至|から|より|まで|付け?|締結|予定日?|契約"
    r"|限り?|間|迄|の|です"
    r"|となります|になります|でお願い(?:いた)?します|に(?:変更|訂正|修正)?|(?:して"
    r"|)ください|を|は|工期|着工|着手|完成|竣工|開始|終了|始期|終期|期限"
    r"|見込み?|仮契約|本契約|必須|\b(?:to|from|until|till|through|on|and|between|inclusive|planned|expected)\b"
    r"|\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b"
)
_PLANNED: Final = re.compile(r"予定|見込|\b(?:planned|expected)\b")
_CHANGED: Final = re.compile(
    r"^.*(?:変更後|訂正後|修正後|→|⇒|➡|(?<=日)を|(?<=[)])を"
    r"|(?<=日)(?:から|より)(?=[^から]{1,30}に(?:変更|訂正|修正)))"
)
VAGUE: Final = re.compile(r"頃|ごろ|ころ|前後|約|以降|程度|までに?相談")

ANCHORS: Final = {
    "contract_date": ("contract_date", "work_start", "notice_date"),
    "notice_date": ("notice_date", "contract_date"),
    "work_start": ("work_start", "contract_date"),
    "work_end": ("work_end", "guarantee_until"),
    "guarantee_until": ("guarantee_until", "work_end"),
}
"""For each field the known days beside which a day without a year must lie."""

HALF_YEAR: Final = timedelta(days=182)


@dataclass(frozen=True, slots=True)
class Known:
    """What may complete a date: the arrival year for eras, and days already known."""

    field: str = ""
    today: date = date.min
    dates: Mapping[str, date] | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """One day; `planned` tells that 予定 stood beside it."""

    day: date
    planned: bool = False


def read(text: str, known: Known | None = None, note: str = "") -> Day | Flaw | None:
    """Read one day.  `note` is what stood in brackets at the label (`予定`)."""
    if absent(text):
        return None
    if len(text) > MAX_VALUE:
        return Flaw("ambiguous_date")
    folded = narrowed(text)
    folded = _CHANGED.sub("", folded) or folded
    days = [resolve(match, known or Known(), None) for match in DAY.finditer(folded)]
    if not days:
        return why_no_day(folded)
    only = _only(days, DAY.sub("", folded))
    if isinstance(only, Flaw):
        return only
    return Day(only, planned=bool(_PLANNED.search(folded + note)))


_OWN_LABEL: Final = re.compile(
    r"^\s*(?:請負)?契約(?:締結)?(?:予定)?(?:年月)?日\s*[:=]?\s*(?!から|より|の|後)"
)


def _only(days: list[date | Flaw], rest: str) -> date | Flaw:
    """Return the one day of a text; `rest` is what stands around the days."""
    for day in days:
        if isinstance(day, Flaw):
            return day
    if RELATIVE.search(_OWN_LABEL.sub("", rest)):
        return Flaw("relative_period")
    if len(set(days)) > 1 or VAGUE.search(rest) or NOISE.sub("", rest):
        return Flaw("ambiguous_date")
    return days[0]


def narrowed(text: str) -> str:
    """Fold a text for reading days: no former value, no time of day, one year."""
    folded = fold.narrow(without_former(text)).translate(_SIGNS).lower()
    folded = _LIST_MARK.sub("", folded, count=1)
    if _LETTERS.search(folded):
        folded = _ENGLISH.sub(_in_figures, folded)
    if "(" in folded:
        folded = eras.YEAR_TWICE.sub(eras.one_year, folded)
    return _TIME.sub("", folded) if ":" in folded else folded


_LETTERS: Final = re.compile(r"[a-z]{3}")
_LIST_MARK: Final = re.compile(
    r"^\s*(?:[①-⑳⑴-⒇※*・.●■]|[(]?[0-9]{1,2}[.)](?=\s*(?:令和|平成|(?:19|20)[0-9]{2}年)))\s*"
)
_SIGNS: Final = {ord(dash): "-" for dash in fold.DASHES} | {
    ord("‧"): ".", ord("･"): ".", ord("・"): ".", ord("，"): ".",
}  # fmt: skip


def _in_figures(match: re.Match[str]) -> str:
    """Write `december 1, 2026` as 2026-12-01, so that it reads as every other day."""
    found = _english(match[0])
    return f" {found:%Y-%m-%d} " if isinstance(found, date) else match[0]


def why_no_day(folded: str) -> Flaw:
    """Return why a text names no day."""
    if RELATIVE.search(folded):
        return Flaw("relative_period")
    bare = NOISE.sub(" ", folded).strip()
    slashed = _SLASHED.search(folded)
    if slashed and len(re.findall("[0-9]+", slashed[0])) == 2:  # noqa: PLR2004 - month and day
        return Flaw("incomplete_date")
    if re.search(rf"[{_TENS}年月]", bare) and _MONTH_ONLY.fullmatch(bare):
        return Flaw("incomplete_date")
    if re.search(r"月\s*(?:[上中下]旬|頃|ごろ|末)?", folded) and not slashed:
        return Flaw("incomplete_date")
    return Flaw("ambiguous_date")


_TENS: Final = "0-9〇一二三四五六七八九十"


_DEFAULTS: Final = (datetime(2000, 1, 1), datetime(2001, 2, 2))  # noqa: DTZ001 - parts
"""Two days that share no part: what a text leaves out differs between them."""


def _english(text: str) -> date | None:
    """Read `March 1, 2026`, strictly: a day that needs no default for any part."""
    try:
        one, other = (
            dateutil.parse(text, default=default, fuzzy=False).date()
            for default in _DEFAULTS
        )
    except (ValueError, OverflowError):
        return None
    return one if one == other else None


def resolve(match: re.Match[str], known: Known, before: date | None) -> date | Flaw:
    """Make a day of one match; `before` is the day that stands before it, if any."""
    if compact := match["compact"]:
        return _day(int(compact[:4]), int(compact[4:6]), compact[6:], None)
    if match["month2"]:
        month, day, weekday = (
            eras.number(match["month2"]),
            match["day2"],
            match["weekday2"],
        )
        if before is None:
            return _completed(month, day, known)
        found = _day(before.year, month, day, weekday)
        early = isinstance(found, date) and found < before
        return Flaw("incomplete_date") if early else found
    month, day, weekday = eras.number(match["month"]), match["day"], match["weekday"]
    year = _year(match, known, before)
    if isinstance(year, Flaw):
        return year
    found = _day(year, month, day, weekday)
    if isinstance(found, date) and (era := match["era"]):
        _, first, last = eras.ERAS[eras.SHORT.get(era, era)]
        return found if first <= found <= last else Flaw("impossible_date")
    return found


_TO_THE_END: Final = relativedelta(day=31)
"""To the last day of the month, which is the 31st at most."""
_NAMED_YEARS: Final = {"同": 0, "翌": 1, "翌々": 2}


def _year(match: re.Match[str], known: Known, before: date | None) -> int | Flaw:
    """Return the year of our calendar, or say why there is not one."""
    text, era, spoken = match["year"], match["era"], match["ysep"] == "年"
    if text in {"本", "当", "来"}:
        return Flaw("incomplete_date")
    if text in _NAMED_YEARS:
        return before.year + _NAMED_YEARS[text] if before else Flaw("incomplete_date")
    number = eras.number(text)
    if era:
        first = eras.ERAS[eras.SHORT.get(era, era)][0]
        good = 1 <= number <= 99  # noqa: PLR2004 - two figures
        return first + number - 1 if good else Flaw("impossible_date")
    if number >= 1000:  # noqa: PLR2004 - four figures
        return number
    if not spoken or number > 99:  # noqa: PLR2004 - 8/3/1 is three questions
        return Flaw("ambiguous_date")
    reiwa, western = 2018 + number, 2000 + number
    near = range(known.today.year - 3, known.today.year + 12)
    if known.today == date.min:
        near = range(2019, 2038)
    return reiwa if reiwa in near and western not in near else Flaw("ambiguous_date")


def _day(year: int, month: int, day: str, weekday: str | None) -> date | Flaw:
    if not 1 <= month <= 12 or not 1868 <= year <= 2200:  # noqa: PLR2004 - a calendar
        return Flaw("impossible_date")
    if day.endswith("旬"):
        return Flaw("incomplete_date")
    last = (date(year, month, 1) + _TO_THE_END).day
    number = last if day.startswith(("末", "月末")) else eras.number(day)
    if not 1 <= number <= last:
        return Flaw("impossible_date")
    found = date(year, month, number)
    if weekday and "月火水木金土日"[found.weekday()] != weekday:
        return Flaw("ambiguous_date")
    return found


def _completed(month: int, day: str, known: Known) -> date | Flaw:
    """Complete a day without a year where every anchor gives the same year."""
    anchors = [
        (known.dates or {})[name]
        for name in ANCHORS.get(known.field, ())
        if name in (known.dates or {})
    ]
    if isinstance(sample := _day(2028, month, day, None), Flaw):
        return sample
    found = {_nearest(anchor, month, day) for anchor in anchors}
    if len(found) != 1 or (only := found.pop()) is None:
        return Flaw("incomplete_date")
    return only


def _nearest(anchor: date, month: int, day: str) -> date | None:
    """Return the one such day within half a year of the anchor, or None."""
    days = [_day(anchor.year + step, month, day, None) for step in (-1, 0, 1)]
    near = [
        each
        for each in days
        if isinstance(each, date) and abs(each - anchor) <= HALF_YEAR
    ]
    return near[0] if len(near) == 1 else None
