"""PGP in the text of a mail (RFC 9580 6.2): its armour is no word of the sender.

Of a signed text the text is read, its lines without the dashes that the signature put
before them; keys and signatures are left out; an encrypted text is no text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parsers.message.lines import Line

_BEGIN: Final = re.compile(
    r"-----BEGIN PGP (SIGNED MESSAGE|SIGNATURE|MESSAGE|PUBLIC KEY BLOCK)[^-]{0,40}-----"
)
_END: Final = re.compile(r"-----END PGP [A-Z ]{3,40}-----")
_HASH: Final = re.compile(r"[A-Za-z]{2,20}: .{1,200}")
_ESCAPED: Final = "- "


def unarmoured(lines: Sequence[Line]) -> tuple[list[Line], bool]:
    """Return the lines in clear, and whether other lines are encrypted."""
    if not any(line.text.startswith("-----BEGIN PGP ") for line in lines):
        return list(lines), False
    out: list[Line] = []
    encrypted = signed = heading = False
    shut = ""
    for line in lines:
        text = line.text.rstrip()
        if found := _BEGIN.fullmatch(text):
            signed = heading = found[1] == "SIGNED MESSAGE"
            shut = "" if signed else found[1]
            encrypted |= shut == "MESSAGE"
        elif _END.fullmatch(text):
            shut, signed = "", False
        elif heading and _HASH.fullmatch(text):
            continue
        elif heading and not text:
            heading = False
        elif not shut:
            heading = False
            bare = line.text.removeprefix(_ESCAPED) if signed else line.text
            out.append(line._replace(text=bare))
    return out, encrypted
