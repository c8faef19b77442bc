"""Files that came with a mail: what they are to the case, and which are refused."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final

from parsers.reading import Attachment, Problem

if TYPE_CHECKING:
    from parsers.mime import Mail, Part
    from parsers.reading import Role

_EXECUTABLE: Final = re.compile(
    (
        r"\.(?:exe|com|scr|pif|bat|cmd|js|jse|vbs|vbe|wsf|lnk|msi|jar|hta|ps1|reg|iso"
        r"|img)$"
    ),
    re.IGNORECASE,
)
_ENCRYPTED: Final = 1
_ZIP_HEADER: Final = 8


def attachments(mail: Mail) -> tuple[tuple[Attachment, ...], list[Problem]]:
    """List the files of a mail, with what is wrong with them."""
    problems: list[Problem] = []
    found = []
    for part in mail.parts:
        if "message/rfc822" in part.within or not part.attached:
            continue
        if part.type.startswith("message/") and "multipart/report" in part.within:
            continue
        octets = part.octets()
        role = _role(part, octets)
        if role == "refused" and _password_zip(octets):
            problems.append(Problem("", "encrypted", part.name, part.number))
        digest = hashlib.sha256(octets).hexdigest()
        found.append(
            Attachment(part.name, part.type, len(octets), digest, role, part.number)
        )
    return tuple(found), problems


def _role(part: Part, octets: bytes) -> Role:
    """Say what a file is to the case; a file that may do harm is refused."""
    name = part.name
    if _password_zip(octets) or _EXECUTABLE.search(name):
        return "refused"
    if part.type.startswith("image/") and (
        "multipart/related" in part.within or "content-id" in part.headers
    ):
        return "signature_image"
    pdf = part.type == "application/pdf" or name.lower().endswith(".pdf")
    return "key_notice" if pdf and "認証キー" in name else "paper"


def _password_zip(octets: bytes) -> bool:
    """Tell a ZIP whose first member is encrypted (APPNOTE 4.4.4, flag bit 0)."""
    return (
        octets.startswith(b"PK\x03\x04")
        and len(octets) > _ZIP_HEADER
        and bool(octets[6] & _ENCRYPTED)
    )
