"""Guarantee numbers, receipt numbers and authentication keys, as people write them.

    number   00427-000001    any width, any dash, blanks around it; in a field none, too
    receipt  2026-000001     the same
    key      Z28YUE4J3Bux    any width; in pieces with dashes or blanks between them,
                             as Z28Y-UE4J-3Bux; case is never folded

The one place that says which spellings there are: what an entrance accepts (the page,
a mail, the command line), the tallies count as one, and masking hides.  `…_of` reads a
field, which is nothing else; `…_in` finds them in a text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Final

from parsers import fold

KEY_LENGTH: Final = 12
LONGEST_FIELD: Final = 200
"""Signs of a field that are looked at: nothing that names something is longer."""

_SIGN: Final = "0-9A-Za-z０-９Ａ-Ｚａ-ｚ"
_UNSEEN: Final = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_DASHES: Final = re.escape(fold.DASHES) + "_＿"
_GAP: Final = rf"[{_DASHES}{_UNSEEN}\s\u3000]{{1,3}}"
_DASH: Final = re.compile(f"[{_DASHES}]")
_PIECE: Final = re.compile(f"[{_SIGN}]+")
_PIECES: Final = re.compile(f"[{_SIGN}]+(?:{_GAP}[{_SIGN}]+)*")
_SHAPE: Final = re.compile(
    rf"(?<![{_SIGN}])[{_SIGN}]{{4}}(?:(?:{_GAP})?[{_SIGN}]{{4}}){{2}}(?![{_SIGN}])"
)
KEY_TEXT: Final = rf"[{_SIGN}]{{4}}(?:(?:{_GAP})?[{_SIGN}]{{4}}){{2}}"
"""A key in a text, in one piece or in three: part of larger patterns."""

_KEY: Final = re.compile("[A-Za-z0-9]{12}", re.ASCII)
_NUMBER: Final = re.compile("([0-9]{5})-?([0-9]{6})", re.ASCII)
_RECEIPT: Final = re.compile("([0-9]{4})-?([0-9]{6})", re.ASCII)
_PLAIN: Final = re.compile("[0-9]+|[A-Z]?[a-z]+|[A-Z]+")
"""A piece that may well be a word or a figure."""


@dataclass(frozen=True, slots=True)
class Spelled:
    """A key somewhere in a text, and where it stands.  No `repr` shows it."""

    key: str = field(repr=False)
    start: int
    end: int


def number_of(text: str) -> str:
    """Return the guarantee number that a field holds (00427-000001); "" if none."""
    return _of(_NUMBER, text)


def receipt_of(text: str) -> str:
    """Return the receipt number that a field holds (2026-000001); "" if none."""
    return _of(_RECEIPT, text)


def key_of(text: str) -> str:
    """Return the key that a field holds; "" if it cannot be one."""
    bare = _DASH.sub("", bare_field(text))
    return bare if _KEY.fullmatch(bare) else ""


def bare_field(text: str) -> str:
    """Narrow wide letters, and drop every blank and every sign that shows nothing."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST_FIELD])
    return "".join(
        one
        for one in plain
        if not one.isspace() and unicodedata.category(one) not in {"Cc", "Cf"}
    )


def keys_in(text: str) -> Iterator[Spelled]:
    """Yield what may be a key of ours: a capital, a small letter and a figure in it.

    In one piece, or in any pieces with a dash, a blank or a line's end between them.
    """
    if len(text) < KEY_LENGTH:
        return
    for run in _PIECES.finditer(text):
        if run.end() - run.start() >= KEY_LENGTH:
            yield from _in_run(text, run.start(), run.end())


def without_keys(text: str, ours: Collection[str], mask: str) -> str:
    """Return a text in which none of these keys is left, however it is spelled."""
    told: list[str] = []
    at = 0
    for found in keys_in(text):
        if found.key in ours and found.start >= at:
            told.append(text[at : found.start])
            told.append(mask)
            at = found.end
    return "".join((*told, text[at:])) if told else text


def without_key_shapes(text: str, mask: str) -> str:
    """Return a text without what has the shape of a key, be it one of ours or not.

    In one piece or in three; pieces with blanks between them only where one of them is
    no word and no figure: `Test 2026 Plan` stays.
    """
    if len(text) < KEY_LENGTH:
        return text
    return _SHAPE.sub(lambda hit: mask if _is_shape(hit[0]) else hit[0], text)


def spelled(key: str) -> str:
    """Return a pattern of this key in whatever width and pieces it was typed."""
    signs = (f"[{one}{chr(ord(one) + 0xFEE0)}]" for one in key)
    return f"(?:{_GAP})?".join(signs)


def _of(shape: re.Pattern[str], text: str) -> str:
    found = shape.fullmatch(_DASH.sub("-", bare_field(text)))
    return f"{found[1]}-{found[2]}" if found else ""


def _in_run(text: str, start: int, end: int) -> Iterator[Spelled]:
    pieces = list(_PIECE.finditer(text, start, end))
    for place in range(len(pieces)):
        found = _from_here(pieces[place : place + KEY_LENGTH])
        if found is not None:
            yield found


def _from_here(pieces: list[re.Match[str]]) -> Spelled | None:
    """Return the key that begins with the first piece, if one does."""
    signs = ""
    for piece in pieces:
        signs += piece[0][: KEY_LENGTH + 1]
        if len(signs) >= KEY_LENGTH:
            key = fold.narrow(signs)
            if len(key) == KEY_LENGTH and _has_all_kinds(key):
                return Spelled(key, pieces[0].start(), piece.end())
            return None
    return None


_KINDS: Final[tuple[Callable[[str], bool], ...]] = (
    str.isupper,
    str.islower,
    str.isdigit,
)


def _has_all_kinds(key: str) -> bool:
    return all(any(map(kind, key)) for kind in _KINDS)


def _is_shape(text: str) -> bool:
    pieces = [fold.narrow(one[0]) for one in _PIECE.finditer(text)]
    if not _has_all_kinds("".join(pieces)):
        return False
    dashed = len(pieces) == 1 or _DASH.search(text)
    return bool(dashed) or not all(map(_PLAIN.fullmatch, pieces))
