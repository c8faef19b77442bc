"""How our English mails write amounts, days and moments.

Pure.  Our own reader reads these forms again.  Moments are in Japan's time.
"""

from __future__ import annotations

from datetime import date, datetime

from mailbot.core.office.business_hours import TOKYO

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_UNITS = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))


def yen(amount: int) -> str:
    """Return an amount of yen: 50,000,000 yen."""
    return f"{amount:,} yen"


def yen_reading(amount: int) -> str:
    """Return a round amount in words (50 million yen), "" where figures are clearer."""
    for unit, name in _UNITS:
        if amount >= unit:
            whole, rest = divmod(amount * 1000, unit)
            if rest:
                return ""
            figure = f"{whole / 1000:.3f}".rstrip("0").rstrip(".")
            return f"{figure} {name} yen"
    return ""


def short_day(day: date) -> str:
    """Return a day as a sentence has it: 2 March 2026."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def full_day(day: date) -> str:
    """Return a day so that a slip shows: 2 March 2026 (Mon)."""
    return f"{short_day(day)} ({_DAYS[day.weekday()]})"


def full_moment(moment: datetime) -> str:
    """Return an aware moment in Japan's time: … 11:05 (Japan time)."""
    local = moment.astimezone(TOKYO)
    return f"{full_day(local.date())}, {local:%H:%M} (Japan time)"
