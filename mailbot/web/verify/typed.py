"""What somebody typed into the two fields: folded, and whether it can be right.

A field that cannot be right is answered at once and is no guess: it is never compared
with anything.  Case is never folded, in neither field.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Literal

_NUMBER = re.compile(r"([0-9]{5})-?([0-9]{6})")
_KEY = re.compile(r"[A-Za-z0-9]{12}")
_LONGEST = 200
_DASHES = re.compile("[-‐‑‒–—―−ーｰ_]")
Fault = Literal["empty", "shape"]


@dataclass(frozen=True, slots=True)
class Typed:
    """Number and key as they were meant.  `faults` names fields that cannot be right.

    `number` is `00000-000000`, or "" where it is none.  No `repr` shows the key.
    """

    number: str
    key: str = field(repr=False)
    faults: dict[str, Fault]


def typed(number: str, key: str) -> Typed:
    """Fold both fields: any width, any dash, blanks anywhere."""
    folded, secret = as_number(number), _bare(key)
    faults: dict[str, Fault] = {}
    if not folded:
        faults["number"] = "shape" if number.strip() else "empty"
    if not _KEY.fullmatch(secret):
        faults["key"] = "shape" if key.strip() else "empty"
    return Typed(folded, secret, faults)


def as_number(text: str) -> str:
    """Return a guarantee number as it was meant, also without its dash; "" if none."""
    bare = _DASHES.sub("-", _bare(text))
    found = _NUMBER.fullmatch(bare)
    return f"{found[1]}-{found[2]}" if found else ""


def _bare(text: str) -> str:
    """Narrow wide letters, and drop every blank and invisible character."""
    plain = unicodedata.normalize("NFKC", text[:_LONGEST])
    return "".join(
        one
        for one in plain
        if not one.isspace() and unicodedata.category(one) not in {"Cc", "Cf"}
    )
