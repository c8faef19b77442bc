"""The ledger of facts: what was written, each with a seal that only our ring can make.

    seal(row)   HMAC over table, columns and every value of a row
    link(n)     HMAC over link(n-1) and entry n: which rows a transaction wrote

An entry names every row of a watched table that a transaction wrote, with its seal as
it stood then.  So the newest seal of a row says what it must be; a row without one was
not written by us; a row that is gone leaves its seal behind; and nobody without the key
ring can write, change, move or cut an entry.  Pure; the rows are the store's.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass

GENESIS = "0" * 64
"""What the first entry follows."""

GONE = "-"
"""The seal of a row that was deleted."""

BEGIN = "@"
"""What an entry names first that begins the ledger, anew or for the first time: all
rows that stand follow, and nothing before it counts any more."""

_SEAL_OCTETS = 16

Written = tuple[str, str, str]
"""A row that was written: its table, its id as text, its seal."""


def _hex(value: object) -> dict[str, str]:
    if isinstance(value, bytes):
        return {"hex": value.hex()}
    raise TypeError("a column has a number, a text, octets or nothing")


_JSON = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), default=_hex, check_circular=False
)


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry: how far the ledger goes.  `at` is RFC 3339 in UTC."""

    seq: int
    link: str
    at: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """Makes seals and links under one key."""

    key: bytes

    def seal(self, table: str, values: Sequence[object]) -> str:
        """Return the seal of a row: 32 hexadecimal digits."""
        told = _JSON.encode([table, *values]).encode("utf-8", "surrogatepass")
        return hmac.digest(self.key, told, hashlib.sha256)[:_SEAL_OCTETS].hex()

    def link(self, before: str, seq: int, at: str, rows: str) -> str:
        """Return the link of an entry after the link `before`: 64 digits."""
        told = f"{before}\n{seq}\n{at}\n{rows}".encode("utf-8", "surrogatepass")
        return hmac.digest(self.key, told, hashlib.sha256).hex()

    def sign(self, text: str) -> str:
        """Return a keyed hash of the text of an anchor: 64 digits."""
        return hmac.digest(self.key, f"anchor\n{text}".encode(), hashlib.sha256).hex()


def packed(rows: Sequence[Written]) -> str:
    """Write the rows of an entry as they are kept."""
    return _JSON.encode(rows)


def unpacked(text: str) -> list[Written]:
    """Read the rows of an entry that was linked by us."""
    return [(str(table), str(row), str(seal)) for table, row, seal in json.loads(text)]
