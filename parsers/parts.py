"""One file of a mail, taken out by its part number, to be passed on as it is.

Nothing is opened or judged here: whoever passes it on has its reading for that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from parsers import mime

_TYPE: Final = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,80}")
_UNKNOWN: Final = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class File:
    """A file as the sender attached it.  `type` is a plain media type."""

    name: str
    type: str
    octets: bytes = field(repr=False)


def file_at(raw: bytes, part: str) -> File | None:
    """Return the file with an IMAP part number ("2", "1.2"), None if there is none.

    Never raises.
    """
    for one in mime.parse(raw).parts:
        if one.number == part and one.attached:
            fits = _TYPE.fullmatch(one.type) and not one.type.startswith(
                ("message/", "multipart/")
            )
            return File(one.name, one.type if fits else _UNKNOWN, one.octets())
    return None
