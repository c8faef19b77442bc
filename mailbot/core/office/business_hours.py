"""Office hours: which days count, and what a reply may promise.

All moments are aware; days and times of day are those of Asia/Tokyo.  Hours, cut-off
and closing days come with the office (specification 1.6, source Q4).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from mailbot.core.office.office import Branch, Office

TOKYO = timezone(timedelta(hours=9), "JST")
"""Asia/Tokyo.  A fixed offset: no summer time since 1951, and no tz file to read."""

_DAY = timedelta(days=1)
_SATURDAY = 5
_APRIL = 4


@dataclass(frozen=True, slots=True)
class Promise:
    """By when the desk will have done its part, and whether that is still today."""

    by: datetime
    same_day: bool


def day_in_tokyo(moment: datetime) -> date:
    """Return the calendar day that it is in Japan at `moment`.

    Raises ValueError for a naive moment: guessing a zone would shift days.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone has no day; pass an aware one")
    return moment.astimezone(TOKYO).date()


def fiscal_year_end(day: date) -> date:
    """Return the last day of the fiscal year (年度, April to March) of a day."""
    in_spring = day.month < _APRIL
    return date(day.year if in_spring else day.year + 1, 3, 31)


def business_day(office: Office, day: date) -> bool:
    """Return whether the office works on `day` (no weekend, holiday or closing day)."""
    return day.weekday() < _SATURDAY and day not in office.closing_days


def next_business_day(office: Office, day: date) -> date:
    """Return the first business day after `day`."""
    day += _DAY
    while not business_day(office, day):
        day += _DAY
    return day


def add_business_days(office: Office, day: date, count: int) -> date:
    """Return the `count`-th business day after `day`; with 0, `day` as it is.

    Raises ValueError when `count` is negative.
    """
    if count < 0:
        raise ValueError("business days are counted forward only")
    for _ in range(count):
        day = next_business_day(office, day)
    return day


def open_at(office: Office, branch: Branch, moment: datetime) -> bool:
    """Return whether somebody at `branch` takes the telephone at `moment`."""
    local = moment.astimezone(TOKYO)
    working = business_day(office, day_in_tokyo(moment))
    return working and branch.opens <= local.time() < branch.closes


def promise(office: Office, branch: Branch, now: datetime) -> Promise:
    """Return what a reply at `now` may promise: today until the cut-off, else next day.

    The promise is the end of the branch's hours on that business day.  It is kept even
    if a person has to look first, because people work the whole day it names.
    """
    today = day_in_tokyo(now)
    in_time = now.astimezone(TOKYO).time() <= branch.cut_off
    same_day = business_day(office, today) and in_time
    day = today if same_day else next_business_day(office, today)
    return Promise(datetime.combine(day, branch.closes, TOKYO), same_day)
