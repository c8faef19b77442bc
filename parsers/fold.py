"""Folding: what is done to text before it is *compared* or counted, never stored.

NFKC on a whole line is a trap (`①５，０００` would become 15,000), so figures go
through explicit tables; NFKC serves labels only, after list marks are gone.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_UNSEEN: Final = (
    "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\U000e0001\U000e0020-\U000e007f"
)
"""Signs that show nothing: soft hyphens, joiners, marks of direction, tags.

Selectors of a variant are none of them: 葛 with one is another shape of 葛.
"""
_SUPPLEMENT: Final = str.maketrans(
    "⺟⺠⻁⻄⻆⻑⻘⻝⻣⻤⻨⻩⻫⻭⻯⻲⻳⺩⺬⺮⺷⻊⻌⻎",
    "母民虎西角長青食骨鬼麦黄斉歯竜亀龜王示竹羊足辶辶",
)
"""Radicals that a PDF gives for letters, and that NFKC does not know."""
_LETTERS: Final[dict[int, int | str | None]] = {
    **{
        code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)
    },
    **_SUPPLEMENT,
    **dict.fromkeys((0x2027, 0x22C5, 0x2219, 0x00B7), "・"),
}
"""Kangxi radicals and points: signs that look like the letter that is meant."""
_NOTHING: Final[dict[int, int | str | None]] = {
    code: None
    for first, last in re.findall("(.)(?:-(.))?", _UNSEEN, re.DOTALL)
    for code in range(ord(first), ord(last or first) + 1)
}
_WIDTH: Final[dict[int, int | str | None]] = (
    {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    | dict.fromkeys((0x3000, 0x00A0, *range(0x2000, 0x200B), 0x202F, 0x205F), 0x20)
    | {0xFFE5: 0x5C, 0x00A5: 0x5C}  # ￥ and ¥
    | _LETTERS
    | _NOTHING
)
_MARKS: Final[dict[int, int | str | None]] = (
    dict.fromkeys(map(ord, "‐‑‒–—―−－ｰ"), "ー") | _LETTERS | _NOTHING
)
_DASH: Final = re.compile(r"(?<=[0-9)])\s?[‐‑‒–—―−ーｰ-]\s?(?=[0-9(])")

DASHES: Final = "-‐‑‒–—―−－ーｰ"
"""Every hyphen seen in telephone numbers, dates and guarantee numbers."""


_PARTED: Final = re.compile("[ぁ-ヿ][\u3099\u309a]")
"""A letter and marks that belong to it, as macOS writes が: か and two points."""


def narrow(text: str) -> str:
    """Make ASCII of full-width letters, figures, signs and spaces; ￥ too.

    Letters in two pieces are joined, radicals are the letters that they look like, and
    signs that show nothing are gone.
    """
    return text if text.isascii() else whole(text).translate(_WIDTH)


def whole(text: str) -> str:
    """Join kana that stand in two pieces: か and ゛ are が."""
    if "\u3099" not in text and "\u309a" not in text:
        return text
    return _PARTED.sub(lambda match: unicodedata.normalize("NFC", match[0]), text)


_HIDDEN: Final = re.compile(f"[{_UNSEEN}]")
_REVERSED: Final = re.compile("\u202e[^\u202c\r\n]*[0-9０-９]")
UNREADABLE: Final = "\ufffd"
"""What stands for octets and signs that nobody can read."""


_LOST: Final = re.compile("[\ufffd\ue000-\uf8ff]")
"""Octets that no charset explains, and signs that each computer draws for itself."""


def is_lost(text: str) -> bool:
    """Return whether a text has a sign that nobody can read."""
    return not text.isascii() and bool(_LOST.search(text))


def visible(text: str) -> str:
    """Return a text without the signs in it that show nothing.

    Figures behind U+202E are shown backwards: what was seen is not what is written,
    and such a place reads as unreadable.
    """
    if text.isascii() or not _HIDDEN.search(text):
        return text
    if "\u202e" in text:
        text = _REVERSED.sub(lambda match: UNREADABLE + match[0], text)
    return _HIDDEN.sub("", text)


def dashed(text: str) -> str:
    """Make `-` of any dash that stands between figures (ー is a kana elsewhere)."""
    return _DASH.sub("-", text)


def squeeze(text: str) -> str:
    """Return the comparing form of a label: NFKC, lower case, no white space."""
    return _squeezed(text) if len(text) <= SHORT else _squeeze(text)


SHORT: Final = 40
"""Signs of a text whose folding is remembered: labels come again and again."""


_LONG_RUN: Final = re.compile(r"[^\w\s\x00-\u02ff]{31,}")
_MOST_MARKS: Final = 30
"""Signs that combine with one letter: UAX #15, 13 (Stream-Safe Text Format)."""


def compatible(text: str) -> str:
    """Return NFKC, in a time that grows as the text does.

    QUIRK: normalising sorts the marks of each letter by insertion, so 32,000 marks on
    one letter took a second.  Marks beyond those that any language has are left out.
    """
    if len(text) > _MOST_MARKS:
        text = _LONG_RUN.sub(_without_many_marks, text)
    return unicodedata.normalize("NFKC", text)


def _without_many_marks(run: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for sign in run[0]:
        marks = marks + 1 if unicodedata.combining(sign) else 0
        if marks <= _MOST_MARKS:
            kept.append(sign)
    return "".join(kept)


def _squeeze(text: str) -> str:
    if not text.isascii():
        text = compatible(text).translate(_MARKS)
    return "".join(text.split()).lower()


_squeezed = lru_cache(4096)(_squeeze)


_OLD: Final = str.maketrans(
    "發拂證關劃圓號區縣廳會國學藝變續豫與團總處驛禮觀讀賣舊實濟",
    "発払証関画円号区県庁会国学芸変続予与団総処駅礼観読売旧実済",
)


def modern(text: str) -> str:
    """Write old forms of kanji as they are written today (發 as 発), and 保障 as 保証.

    Sign for sign: the result is as long as the text.
    """
    if text.isascii():
        return text
    return text.translate(_OLD).replace("保障", "保証").replace("予託", "預託")


def trim(text: str) -> str:
    """Strip all that looks blank at both ends, zero-width marks included."""
    return text.strip(" \t\r\n\f\v\u3000\u00a0\u200b\ufeff\u2002\u2003\u2009\u202f")
