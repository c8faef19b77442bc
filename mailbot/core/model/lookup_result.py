"""What an obligee's question came to: found before the decision, told by it.

照会 asks the platform for a certificate, 検証 has files looked at; both are work for
the outside of the core, which hands in what was found as values of this file.  Whatever
was wrong with a pair of number and key, the value is the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

FileState = Literal["seen", "not_pdf", "encrypted", "too_large", "unreadable"]
"""seen: it could be looked at.  The others say why it could not."""

SignatureState = Literal["valid", "altered", "foreign", "none"]
"""valid: ours and untouched.  altered: the file was changed or saved anew after it was
signed.  foreign: whole, but made by somebody else.  none: there is no signature."""

RecordState = Literal["same", "differs", "unopened", "held", "unasked"]
"""same, differs: it was compared with the record, field by field.  unopened: its number
and key open nothing, and nothing was compared.  held: the writer has to wait.  unasked:
it has no key and no signature of ours, so nothing is said about the record."""


@dataclass(frozen=True, slots=True)
class RegistryEntry:
    """One entry of a certificate's history, as the platform shows it: 新規 is entry 1.

    `arrived_at` is the 電子保証発行日時: when it reached the platform (flyer 5).
    `face` is what the certificate says, by field, ready to be shown.
    """

    number: str
    entry: int
    arrived_at: datetime
    face: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class LookupAnswer:
    """What a 照会 is answered with: all entries, oldest first; none whatever was wrong.

    `held_until` says from when on the writer is listened to again.
    """

    entries: tuple[RegistryEntry, ...] = ()
    held_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that is not as it was issued; `shown` is what the file says, masked."""

    name: str
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of one file of a 検証.

    `kind` is the document that it claims to be, "" for none of ours; `newest` tells
    that no later one was issued.
    """

    name: str
    state: FileState
    signature: SignatureState = "none"
    kind: str = ""
    number: str = ""
    record: RecordState = "unasked"
    differing: tuple[Difference, ...] = ()
    newest: bool = True
    held_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Inspection:
    """What became of the files of a 検証; `left` counts those beyond the most."""

    files: tuple[Checked, ...] = ()
    left: int = 0


Found = LookupAnswer | Inspection
