"""Values: the text behind a label becomes yen, a day, a choice, or a problem.

Each reader takes the text as it was written and answers with the value, with a `Flaw`
(it says something, but not one thing), or with None (it says nothing: blank, なし, －).
Readers are pure, total and linear, and never guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from parsers import fold

if TYPE_CHECKING:
    from parsers.reading import ProblemCode


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why a text gives no value; `code` is one of the closed set of the reading."""

    code: ProblemCode


_ABSENT: Final = re.compile(
    r"(?:なし|無し|無|ナシ|該当なし|該当無し|該当せず|特になし|特に無し|特にありません|未定"
    r"|未記入|空欄|省略|n/a|none|nil|[-‐‑–—―−－ーｰ/／*＊xX×_＿…・.]+)?[。．]?",
    re.IGNORECASE,
)
_PLACEHOLDER: Final = re.compile(
    r"[〇○●◯_＿×xXｘＸ\s\u3000.…・~～〜]+|円|年|月|日|銀行|支店|市長|工事|株式会社"
)

MAX_VALUE: Final = 500
"""Characters of a value that are looked at by the readers of figures and choices."""


def absent(text: str) -> bool:
    """Tell whether a text says nothing: blank, なし, 該当なし, －, 未定, 〇〇銀行."""
    bare = fold.trim(text)
    if len(bare) > MAX_VALUE:
        return False
    for pair in ("（）", "()", "「」", "［］", "[]"):
        if len(bare) > 1 and bare[0] == pair[0] and bare[-1] == pair[1]:
            bare = fold.trim(bare[1:-1])
    if bare and bare[0] in "〇○●◯_＿×xXｘＸ":
        return len(bare) > 1 and not _PLACEHOLDER.sub("", bare)
    return bool(_ABSENT.fullmatch(bare))
