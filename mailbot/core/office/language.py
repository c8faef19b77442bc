"""Which language a contractor writes: Japanese, unless a mail is plainly English.

Japanese prose has hiragana; names, banks and works in kanji tell nothing, for who
writes English writes them too.  Labels and values are the form's, whoever fills it in,
but who writes the labels themselves in English writes English.
"""

from __future__ import annotations

import re
from typing import Literal

Language = Literal["ja", "en"]

_HIRAGANA = re.compile(r"[\u3041-\u309f]")
_LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z']*")
_LABELLED = re.compile(r"[:：]|^\s*[■□◆◇●○▼・【]")
_ENGLISH_LABEL = re.compile(r"\s*[A-Z][A-Za-z-]*(?: [A-Za-z-]+){1,5}\s*[:：]")
_PROSE = frozenset(
    """
    a an the is are was be we our i my you your it this that please thank thanks for of
    to in on as with and have has would like find below not
    """.split()  # noqa: SIM905 - words of a list, to be edited as words
)
"""Words that stand in sentences, and in no name or address."""
_LEAST_HIRAGANA = 4
_LEAST_ENGLISH = 3
_LEAST_LABELS = 3


def language_of(text: str) -> Language | None:
    """Return the language of a mail's own text; None where it tells neither."""
    lines = text.splitlines()
    free = "\n".join(line for line in lines if not _LABELLED.search(line))
    hiragana = len(_HIRAGANA.findall(free))
    if hiragana:
        return "ja" if hiragana >= _LEAST_HIRAGANA else None
    words = [word.lower() for word in _LATIN_WORD.findall(free)]
    prose = len(words) >= _LEAST_ENGLISH and not _PROSE.isdisjoint(words)
    labels = sum(_ENGLISH_LABEL.match(line) is not None for line in lines)
    return "en" if prose or labels >= _LEAST_LABELS else None
