"""What a file is to a case, before it is opened."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final

from parsers.message import header
from parsers.reading import Attachment

if TYPE_CHECKING:
    from parsers.files.members import File
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


def role_of(file: File) -> Role:
    """Return what a file is to the case; a file that may do harm is refused."""
    if is_password_zip(file.octets) or _EXECUTABLE.search(file.name):
        return "refused"
    if file.of_signature:
        return "signature_image"
    pdf = file.type == "application/pdf" or file.name.lower().endswith(".pdf")
    return "key_notice" if pdf and "認証キー" in file.name else "paper"


def is_password_zip(octets: bytes) -> bool:
    """Return whether a ZIP's first member is encrypted (APPNOTE 4.4.4, bit 0)."""
    return (
        octets.startswith(b"PK\x03\x04")
        and len(octets) > _ZIP_HEADER
        and bool(octets[6] & _ENCRYPTED)
    )


def listed_as(file: File, role: Role) -> Attachment:
    """Return a file as the reading lists it."""
    return Attachment(
        header.file_name(file.name),
        file.type,
        len(file.octets),
        hashlib.sha256(file.octets).hexdigest(),
        role,
        file.part,
        None if file.within is None else header.file_name(file.within),
    )
