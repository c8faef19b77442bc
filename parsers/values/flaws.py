"""What all readers of values share: a flaw for a value, and texts that hold none."""

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
    r"(?:なし|無し|無|ナシ|該当なし|該当無し|該当せず|特になし|特に無し"
    r"|特にありません|未定"
    r"|未記入|空欄|省略|n/a|none|nil|[-‐‑–—―−－ーｰ/／*＊xX×_＿…・.]+)?[。．]?",
    re.IGNORECASE,
)
_PLACEHOLDER: Final = re.compile(
    r"[〇○●◯_＿×xXｘＸ\s\u3000.…・~～〜]+|円|年|月|日|銀行|支店|市長|工事|株式会社"
)

_BLANK_SIGNS: Final = "〇○●◯_＿×xXｘＸ"

MAX_VALUE: Final = 500
"""Characters of a value that are looked at by the readers of figures and choices."""


_LATER: Final = re.compile(
    r"(?:現在|まだ|現時点では|今のところ)?(?:未定|検討中|調整中|協議中|確認中|手続き?中|未確定|未決定"
    r"|(?:後日|追って|別途|決まり次第|決定次第|確定次第)(?:、)?(?:ご?連絡|お?知らせ|決定|回答|報告|通知))"
    r"(?:です|のため|とします|いたします|します|予定|申し上げます)*(?:[(（][^()（）]*[)）])?[。．]?"
)
"""What is said of a value that is still to come."""


def absent(text: str) -> bool:
    """Return whether a text says nothing: blank, なし, 該当なし, －, 未定, 〇〇銀行."""
    bare = fold.trim(text)
    if len(bare) > MAX_VALUE:
        return False
    for pair in ("（）", "()", "「」", "［］", "[]"):
        if len(bare) > 1 and bare[0] == pair[0] and bare[-1] == pair[1]:
            bare = fold.trim(bare[1:-1])
    if len(bare) > 1 and bare[0] in _BLANK_SIGNS:
        return bare[1:2] in _BLANK_SIGNS and not _PLACEHOLDER.sub("", bare)
    return bool(_ABSENT.fullmatch(bare) or _LATER.fullmatch(bare))


_ASIDE: Final = re.compile(
    r"[(（\[【〔<＜]([^()（）\[\]【】〔〕<>＜＞]*)[)）\]】〕>＞]"
)
_FORMER: Final = re.compile(
    r"変更前|旧|前回|従前|当初|現在|元の|訂正前|修正前|これまで"
)


def without_former(text: str) -> str:
    """Drop what stands in brackets as the former value: `（変更前 5,000万円）`."""
    return _ASIDE.sub(lambda aside: "" if _FORMER.search(aside[1]) else aside[0], text)
