"""Eras: the years and numbers of Japanese dates, as those of our calendar.

Eras with their real borders, their short forms (R8, 令8, ㋿), figures and kanji.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

ERAS: Final = {
    "令和": (2019, date(2019, 5, 1), date.max),
    "平成": (1989, date(1989, 1, 8), date(2019, 4, 30)),
    "昭和": (1926, date(1926, 12, 25), date(1989, 1, 7)),
    "大正": (1912, date(1912, 7, 30), date(1926, 12, 24)),
    "明治": (1868, date(1868, 1, 25), date(1912, 7, 29)),
}
SHORT: Final = {"r": "令和", "令": "令和", "㋿": "令和", "h": "平成", "平": "平成",
                 "㍻": "平成", "s": "昭和", "昭": "昭和", "㍼": "昭和", "t": "大正",
                 "大": "大正", "㍽": "大正", "m": "明治", "明": "明治",
                 "㍾": "明治"}  # fmt: skip
_KANJI: Final = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "元": 1,
    "壱": 1,
    "弐": 2,
    "参": 3,
}

NUMBER: Final = r"[0-9]{1,4}|[〇零一二三四五六七八九十廿壱弐参]{1,4}"
ERA: Final = (
    r"令和|平成|昭和|大正|明治|[令平昭大明㋿㍻㍼㍽㍾]"
    r"|(?<![a-z])[rhstm](?=\.?\s*[0-9元])"
)


def number(text: str) -> int:
    """Read a figure of at most four digits, in ASCII or kanji (八, 十二, 二〇二六)."""
    if text.isascii():
        return int(text)
    if "十" not in text and "廿" not in text:
        return int("".join(str(_KANJI[sign]) for sign in text))
    tens, _, ones = text.replace("廿", "二十").partition("十")
    if "十" in ones:
        return 99
    return (number(tens) if tens else 1) * 10 + (number(ones) if ones else 0)


YEAR_TWICE: Final = re.compile(
    rf"(?P<one>(?:{ERA})?\s*(?:[0-9]{{1,4}}|元))\s*年?\s*[(]\s*"
    rf"(?P<two>(?:{ERA})?\s*(?:[0-9]{{1,4}}|元))\s*年?\s*[)]\s*年?(?=\s*[0-9]{{1,2}}\s*月)"
)
_NAMED_YEAR: Final = re.compile(rf"(?P<era>{ERA})?\s*(?P<year>[0-9]{{1,4}}|元)")


def one_year(match: re.Match[str]) -> str:
    """Make one year of 2026年(令和8年), if both are the same; else leave both."""
    one, two = (_western(match[name]) for name in ("one", "two"))
    return f"{one}年" if one is not None and one == two else match[0]


def _western(text: str) -> int | None:
    """Return the Western year of a year with its era, or of four figures."""
    match = _NAMED_YEAR.fullmatch(text.strip())
    if not match:
        return None
    number = 1 if match["year"] == "元" else int(match["year"])
    if era := match["era"]:
        return ERAS[SHORT.get(era, era)][0] + number - 1
    return number if number >= 1000 else None  # noqa: PLR2004 - four figures
