"""Which language a contractor writes: Japanese, unless a mail is plainly English.

Only free lines count: labels, values and headings are the form's, whoever fills it in.
"""

from __future__ import annotations

import re
from typing import Literal

Language = Literal["ja", "en"]

_JAPANESE = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z][a-z']+")
_LABELLED = re.compile(r"[:：]|^\s*[■□◆◇●○▼・【]")
_LEAST_JAPANESE = 4
_LEAST_ENGLISH = 3


def language_of(text: str) -> Language | None:
    """Return the language of a mail's own text; None where it tells neither."""
    free = [line for line in text.splitlines() if not _LABELLED.search(line)]
    joined = "\n".join(free)
    japanese = len(_JAPANESE.findall(joined))
    english = len(_LATIN_WORD.findall(joined))
    if japanese >= _LEAST_JAPANESE:
        return "ja"
    if english >= _LEAST_ENGLISH and not japanese:
        return "en"
    return None
