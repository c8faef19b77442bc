"""What a visitor typed into the two fields: folded, and whether it can be right.

A field that cannot be right is answered at once and is no guess: it is never compared
with anything.  Case is never folded, in neither field.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from parsers.identifiers import key_of, number_of

Fault = Literal["empty", "shape"]


@dataclass(frozen=True, slots=True)
class NumberAndKey:
    """Number and key as they were meant.  `faults` names fields that cannot be right.

    `number` is `00000-000000`, or "" where it is none.  No `repr` shows the key.
    """

    number: str
    key: str = field(repr=False)
    faults: dict[str, Fault]


def read_pair(number: str, key: str) -> NumberAndKey:
    """Fold both fields: any width, any dash, blanks anywhere, a key in any pieces."""
    folded, secret = number_of(number), key_of(key)
    faults: dict[str, Fault] = {}
    if not folded:
        faults["number"] = "shape" if number.strip() else "empty"
    if not secret:
        faults["key"] = "shape" if key.strip() else "empty"
    return NumberAndKey(folded, secret, faults)
