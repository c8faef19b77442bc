"""Masking: what has the shape of an authentication key is not written in clear.

A key is 12 of A-Z a-z 0-9.  Whatever is stored unsealed beside the sealed bytes (a
reading, a subject, an event) goes through here first, whoever masked it before.
Words and numbers of 12 characters stay: a key mixes letters and digits.
"""

from __future__ import annotations

import re

from parsers.reading import MASKED_KEY

_WIDE = "０-９Ａ-Ｚａ-ｚ"
_CHAR = f"[0-9A-Za-z{_WIDE}]"
_KEY = re.compile(
    rf"(?<!{_CHAR})(?={_CHAR}*[0-9０-９])(?={_CHAR}*[A-Za-zＡ-Ｚａ-ｚ])"
    rf"{_CHAR}{{12}}(?!{_CHAR})"
)


def mask(text: str) -> str:
    """Return `text` with everything key-shaped replaced, half or full width."""
    return _KEY.sub(MASKED_KEY, text)


def mask_all(value: object) -> object:
    """Mask every text inside a JSON-ready value; names of fields stay."""
    match value:
        case str():
            return mask(value)
        case dict():
            return {key: mask_all(inner) for key, inner in value.items()}
        case list() | tuple():
            return [mask_all(inner) for inner in value]
        case _:
            return value
