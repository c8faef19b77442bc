"""Calendar days as official Japanese papers write them: 令和8年3月2日.

Pure.  The counterpart, reading such a day, lives in `parsers`.
"""

from datetime import date

_ERAS = (
    (date(2019, 5, 1), "令和"),
    (date(1989, 1, 8), "平成"),
    (date(1926, 12, 25), "昭和"),
    (date(1912, 7, 30), "大正"),
    (date(1868, 10, 23), "明治"),
)
"""The first day of each era, newest first, in the Gregorian calendar."""


def era_date(day: date) -> str:
    """Write `day` in era form; an era's first year is 元年.

    Raises ValueError for a day before the Meiji era: there is no such form for it.
    """
    for first, era in _ERAS:
        if day >= first:
            year = day.year - first.year + 1
            return f"{era}{'元' if year == 1 else year}年{day.month}月{day.day}日"
    raise ValueError(f"{day.isoformat()} lies before 明治: no era form")
