"""The answer to R-16: a new application, or the other one once more.

Read from the sender's own lines; a line with a label is a value and no answer.
"""

from __future__ import annotations

import re
from typing import Literal

from mailbot.core.office.names import compatible
from parsers.reading import Reading

Answer = Literal["new", "same"]

NEW: tuple[str, ...] = (
    "新規",
    "新しい",
    "別件",
    "別の",
    "別工事",
    "追加",
    "はい",
    "new",
    "yes",
)
SAME: tuple[str, ...] = (
    "同じ",
    "同一",
    "重複",
    "二重",
    "再送",
    "誤って",
    "いいえ",
    "違います",
    "same",
    "no",
)
_LONGEST = 60
_LABEL = re.compile(r"[:：]")
_DENIED = re.compile(r"(?:で|じゃ)(?:は)?(?:な[いく]|ありません|ございません)")
_WORD = re.compile(r"[a-z]+")


def answer_in(reading: Reading) -> Answer | None:
    """Return what the sender says; None where the lines say neither, or both."""
    said = {_said(line) for line in reading.text.splitlines()}
    found = said - {None}
    return found.pop() if len(found) == 1 else None


def _said(line: str) -> Answer | None:
    if len(line) > _LONGEST or _LABEL.search(line):
        return None
    folded = compatible(line).lower()
    new, same = _names(folded, NEW), _names(folded, SAME)
    # いいえ、別件です: the word that tells more is the one that stands for it.
    if new and same:
        new = _names(folded, tuple(w for w in NEW if w not in {"はい", "yes"}))
        same = _names(folded, tuple(w for w in SAME if w not in {"いいえ", "no"}))
    if new == same:
        return None
    answer: Answer = "new" if new else "same"
    if _DENIED.search(folded):
        return "same" if answer == "new" else "new"
    return answer


def _names(text: str, words: tuple[str, ...]) -> bool:
    latin = set(_WORD.findall(text))
    return any(word in latin if word.isascii() else word in text for word in words)
