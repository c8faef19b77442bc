"""Comparison keys for names.  Folding is for comparing; what is stored stays verbatim.

QUIRK: NFKC alone changes the person that is named (U+FA10 becomes U+585A); that is why
a folded string never leaves this module but as a key.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from typing_extensions import override

_COMPANY = re.compile(
    r"\((?:株|有|合|資|名|同)\)|株式会社|有限会社|合同会社|合資会社|合名会社"
)
_FORMS = {
    "(株)": "株式会社",
    "(有)": "有限会社",
    "(合)": "合同会社",
    "(同)": "合同会社",
    "(資)": "合資会社",
    "(名)": "合名会社",
}
_SPACES = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")
_HALF_KANA = re.compile(r"[\uff61-\uff9f]+")
_SELECTORS = re.compile(r"[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


_LONG_RUN = re.compile(r"[^\w\s\x00-\u02ff]{31,}")
_MOST_MARKS = 30
"""Signs that combine with one letter: UAX #15, 13 (Stream-Safe Text Format)."""


def compatible(text: str) -> str:
    """Return NFKC of `text`, in a time that grows as the text does.

    QUIRK: normalising sorts the marks of each letter by insertion, so 32,000 marks on
    one letter took a second.  Of a run of signs that are no letters the first thirty
    count: this is for searching and comparing.
    """
    if len(text) > _MOST_MARKS:
        text = _LONG_RUN.sub(lambda run: run[0][:_MOST_MARKS], text)
    return unicodedata.normalize("NFKC", text)


def fold_name(name: str) -> str:
    """Return the key under which two spellings of one name meet.

    Width, spaces, letter case, variation selectors and ㈱/(株)/株式会社 are folded
    (field rule of `contractor_name`, specification 1.2).  Normalised twice: without
    the spaces, and by casefold, a letter may meet a mark that it combines with.
    """
    return _folded(name) if len(name) <= _SHORT else _fold(name)


_SHORT = 40
"""Signs of a name whose folding is remembered: each mail is laid beside every name."""


def _fold(name: str) -> str:
    text = _SELECTORS.sub("", compatible(name))
    text = compatible(_SPACES.sub("", text).casefold())
    return _COMPANY.sub(lambda hit: _FORMS.get(hit.group(), hit.group()), text)


_folded = lru_cache(4096)(_fold)


@dataclass(frozen=True)
class FoldedNames(Collection[str]):
    """Names by their keys, folded when the first is looked for: most verbs ask none."""

    written: tuple[str, ...]
    """The names as people write them."""

    @cached_property
    def _keys(self) -> frozenset[str]:
        return frozenset(map(fold_name, self.written))

    @override
    def __contains__(self, key: object) -> bool:
        """Return whether a name of this key is among them."""
        return key in self._keys

    @override
    def __iter__(self) -> Iterator[str]:
        """Yield each key once."""
        return iter(self._keys)

    @override
    def __len__(self) -> int:
        """Return how many names are kept: spellings, not keys."""
        return len(self.written)


def widen(text: str) -> str:
    """Return `text` with ASCII and half-width kana set full width (全角).

    Used for `advance.bank` (specification 1.2); spaces become ideographic ones.
    """
    return _wide_ascii(
        _HALF_KANA.sub(lambda hit: unicodedata.normalize("NFKC", hit.group()), text)
    )


def _wide_ascii(text: str) -> str:
    return "".join(
        "\u3000" if c == " " else chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c
        for c in text
    )
