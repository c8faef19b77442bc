"""The audit chain: who did what, each entry bound to the one before.

    hash(n) = sha256( hash(n-1) + canonical JSON of entry n )

One altered, removed or inserted entry is found by reading the chain again: `broken`
names the first row that does not follow.  Pure; the rows are the store's.
LIMIT: entries cut off the end are not seen; an operator who needs that keeps the
newest hash elsewhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

GENESIS = "0" * 64
"""What the first entry follows."""

_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry as it is kept: `at` is RFC 3339 in UTC, `detail` canonical JSON."""

    seq: int
    at: str
    actor: str
    action: str
    subject: str
    detail: str
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row that does not follow from the one before it."""

    seq: int
    fault: str


def canonical(value: Mapping[str, object]) -> str:
    """Write `value` as the one JSON text that is hashed: sorted keys, no spaces."""
    return _CANONICAL.encode(value)


def chain(previous: str, facts: Mapping[str, object]) -> str:
    """Return the hash of `facts` after `previous`, 64 hexadecimal digits."""
    return hashlib.sha256((previous + canonical(facts)).encode()).hexdigest()


def hash_of(entry: AuditEntry) -> str:
    """Compute what an entry's hash must be."""
    return chain(
        entry.previous,
        {
            "seq": entry.seq,
            "at": entry.at,
            "actor": entry.actor,
            "action": entry.action,
            "subject": entry.subject,
            "detail": entry.detail,
        },
    )


def broken(entries: Iterable[AuditEntry]) -> list[BrokenRow]:
    """Return every row at which the chain does not hold, in order."""
    faults: list[BrokenRow] = []
    seq, last = 0, GENESIS
    for entry in entries:
        fault = _fault(entry, seq, last)
        if fault:
            faults.append(BrokenRow(entry.seq, fault))
        seq, last = entry.seq, entry.hash
    return faults


def _fault(entry: AuditEntry, seq: int, last: str) -> str:
    if hash_of(entry) != entry.hash:
        return "altered"
    if entry.previous != last:
        return "does not follow the row before"
    return "" if entry.seq == seq + 1 else "rows before it are missing"
