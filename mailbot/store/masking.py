"""Masking: what has the shape of an authentication key is not written in clear.

A key is 12 of A-Z a-z 0-9.  Masked are runs of just 12 that hold a letter and a digit,
or a capital after a small letter; plain words and plain numbers stay.  So are keys in
pieces (Z28Y-UE4J-3Bux), as `parsers.identifiers` knows them.
"""

from __future__ import annotations

import re

from parsers.identifiers import KEY_LENGTH, without_key_shapes
from parsers.reading import MASKED_KEY

_CHAR = "[0-9A-Za-z０-９Ａ-Ｚａ-ｚ]"
_LETTER = "[A-Za-zＡ-Ｚａ-ｚ]"
_KEY = re.compile(
    rf"(?<!{_CHAR})"
    rf"(?:(?={_CHAR}*[0-9０-９])(?={_CHAR}*{_LETTER})"
    rf"|(?={_LETTER}*[a-zａ-ｚ][A-ZＡ-Ｚ]))"
    rf"{_CHAR}{{12}}(?!{_CHAR})"
)


def mask(text: str) -> str:
    """Return `text` with everything key-shaped replaced, half or full width."""
    if len(text) < KEY_LENGTH:
        return text
    return without_key_shapes(_KEY.sub(MASKED_KEY, text), MASKED_KEY)


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
