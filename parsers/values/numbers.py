"""Guarantee numbers and authentication keys, as people type them.

A number is `00000-000000` in any width and with any dash.  A key is 12 of A–Z a–z 0–9,
case-sensitive, full width accepted, in one piece or several (`parsers.identifiers`).
"""

from __future__ import annotations

import re
from typing import Final

from parsers import fold, identifiers

_NUMBER: Final = re.compile(
    r"(?<![0-9-])([0-9]{5})\s?[-‐‑‒–—―−－ーｰ]\s?([0-9]{6})(?![0-9]|-[0-9])"
)
_KEY: Final = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]{12}(?![A-Za-z0-9])")


def guarantee_numbers(text: str) -> tuple[str, ...]:
    """Return every guarantee number in a text, normalised, in order."""
    found = _NUMBER.findall(fold.narrow(text))
    return tuple(f"{branch}-{serial}" for branch, serial in found)


def without_numbers(text: str) -> str:
    """Return the narrowed text without its guarantee numbers."""
    return _NUMBER.sub(" ", fold.narrow(text))


def key(text: str) -> str | None:
    """Return the one authentication key in a text, or None."""
    bare = without_numbers(text)
    pieces = (one.key for one in identifiers.keys_in(bare))
    found = tuple(dict.fromkeys((*_KEY.findall(bare), *pieces)))
    return found[0] if len(found) == 1 else None


def says_more(text: str) -> bool:
    """Return whether words stand beside a key: they are not the key's."""
    bare = without_numbers(text)
    secret = key(text)
    rest = _KEY.sub(" ", bare) if secret is None else masked(bare, secret, " ")
    return bool(_WORDS.search(rest))


_WORDS: Final = re.compile(r"[ぁ-ん]{2}(?<!です)|[A-Za-z]{2,} [A-Za-z]{2,}")


def masked(text: str, secret: str, mask: str) -> str:
    """Hide a key in a text, in whatever width and pieces it was typed."""
    return re.sub(identifiers.spelled(secret), mask, text)
