"""Folding: what is done to text before it is *compared* or counted, never stored.

NFKC on a whole line is a trap (`①５，０００` would become 15,000), so figures go
through explicit tables; NFKC serves labels only, after list marks are gone.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: 0x20,
    0x00A0: 0x20,
    0xFFE5: 0x5C,  # ￥
    0x00A5: 0x5C,  # ¥
    0x200B: None,
    0xFEFF: None,
}
_MARKS: Final = dict.fromkeys(map(ord, "‐‑‒–—―−－ｰ"), "ー") | {
    0x200B: None,
    0xFEFF: None,
}
_DASH: Final = re.compile(r"(?<=[0-9)])\s?[‐‑‒–—―−ーｰ-]\s?(?=[0-9(])")

DASHES: Final = "-‐‑‒–—―−－ーｰ"
"""Every hyphen seen in telephone numbers, dates and guarantee numbers."""


def narrow(text: str) -> str:
    """Make ASCII of full-width letters, figures, signs and spaces; ￥ too."""
    return text if text.isascii() else text.translate(_WIDTH)


def dashed(text: str) -> str:
    """Make `-` of any dash that stands between figures (ー is a kana elsewhere)."""
    return _DASH.sub("-", text)


def squeeze(text: str) -> str:
    """Give the comparing form of a label: NFKC, lower case, no white space."""
    return _squeezed(text) if len(text) <= SHORT else _squeeze(text)


SHORT: Final = 40
"""Signs of a text whose folding is remembered: labels come again and again."""


def _squeeze(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_MARKS)
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
    return text.strip(" \t\r\n\f\v\u3000\u00a0\u200b\ufeff")
