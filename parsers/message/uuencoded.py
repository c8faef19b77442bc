"""Files that stand uuencoded in a text, as old Outlook and Notes send them.

    begin 644 application.xlsx
    M4$L#!!0    ...
    end

Each is a file of the mail; its code is no word of the sender.  LIMIT: only in text that
has no transfer encoding of its own, so that who looks at the raw mail sees them too.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_BLOCK: Final = re.compile(
    rb"^begin [0-7]{3,4} ([^\r\n]{1,255})\r?\n((?:[ -`][^\r\n]{0,90}\r?\n|\r?\n)*?)"
    rb"end[ \t]*\r?$",
    re.MULTILINE,
)
_PLAIN: Final = frozenset({b"", b"7bit", b"8bit", b"binary"})


class Found(NamedTuple):
    """A file in a text: its name as it stands there, and its block."""

    name: bytes
    block: bytes


def parted(body: bytes, encoding: bytes) -> tuple[bytes, tuple[Found, ...]]:
    """Return a text without the files in it, and the files."""
    if b"begin " not in body or encoding.strip().lower() not in _PLAIN:
        return body, ()
    found = tuple(Found(each[1], each[0]) for each in _BLOCK.finditer(body))
    return (_BLOCK.sub(b"", body), found) if found else (body, ())
