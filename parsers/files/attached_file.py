"""One file of a mail, taken out by its part number, to be passed on as it is.

Nothing is judged here: whoever passes it on has its reading for that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from parsers.files import members
from parsers.files.budget import LIMITS
from parsers.message import mime

_TYPE: Final = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,80}")
_UNKNOWN: Final = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class File:
    """A file as the sender attached it.  `type` is a plain media type."""

    name: str
    type: str
    octets: bytes = field(repr=False)


def file_at(raw: bytes, part: str) -> File | None:
    """Return the file with a number ("2", "1.2"), None if there is none.

    "2.3" may also be the third file in the ZIP of part 2: what the reading lists can be
    taken out.  Never raises.
    """
    holder: members.File | None = None
    for one in mime.parse(raw).parts:
        if not one.attached:
            continue
        if one.number == part:
            return _plain(members.of_part(one))
        if part.startswith(f"{one.number}."):
            holder = members.of_part(one)
    found = members.member(holder, part, LIMITS) if holder else None
    return _plain(found) if found else None


def _plain(file: members.File) -> File:
    fits = _TYPE.fullmatch(file.type) and not file.type.startswith(
        ("message/", "multipart/")
    )
    return File(file.name, file.type if fits else _UNKNOWN, file.octets)
