"""Files in files: the members of a ZIP, a winmail.dat, or a mail that came as a file.

Each has a number of its own behind that of the file that holds it ("2.3" is the third
member of the ZIP in part 2), as IMAP numbers the parts of a forwarded mail.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from parsers.files import tnef, zipfile
from parsers.files.budget import Purse, ShutError
from parsers.files.file_types import kind_of, media_type
from parsers.message import cms, mime

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parsers.files.budget import Limits
    from parsers.message.mime import Mail, Part


@dataclass(frozen=True, slots=True)
class File:
    """A file to be opened; `part` is its number, `within` the name of its holder.

    `label` is the charset that its sender gave it, `of_signature` that it belongs
    to one, `mails` and `archives` in how many of them it lies.  `within`
    is None for a file of the mail itself, and for the text of a winmail.dat.
    """

    name: str
    type: str
    octets: bytes
    part: str
    label: str = ""
    mails: int = 0
    archives: int = 0
    within: str | None = None
    of_signature: bool = False


def of_part(part: Part) -> File:
    """Return the file that a part of a mail is."""
    label = part.content_type.get("charset")
    return File(
        part.name,
        part.type,
        part.octets(),
        part.number,
        label,
        of_signature=is_of_signature(part),
    )


def is_of_signature(part: Part) -> bool:
    """Return what belongs to a signature: its logo, or the S/MIME or PGP one itself.

    QUIRK: Gmail gives a Content-ID to every picture that is attached; a bill that was
    photographed is a file, unless the text around it is made of related parts.
    """
    if part.type in _SIGNATURES:
        return True
    if cms.is_smime(part.type, part.name):  # What it holds is parts of the mail.
        return cms.kind_of(part.octets()) == "signed"
    named, related = "content-id" in part.headers, "multipart/related" in part.within
    file = part.disposition.value == "attachment"
    shown = (named and related) if file else (named or related)
    return part.type.startswith("image/") and shown


_SIGNATURES: Final = frozenset(
    {
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-signature",
        "application/pgp-encrypted",
        "application/pgp-keys",
    }
)


def zipped(file: File, limits: Limits, purse: Purse) -> Iterator[File]:
    """Yield the members of a ZIP.  ShutError where one cannot be unpacked."""
    _check_depth(file, limits)
    found = zipfile.members(file.octets, limits.members)
    for number, member in enumerate(found, start=1):
        octets = zipfile.content(file.octets, member, limits, purse)
        name = member.name.rpartition("/")[2]
        yield _inner(file, number, name, octets)


def winmail(file: File, limits: Limits, purse: Purse) -> Iterator[File]:
    """Yield the files of a winmail.dat, and its text as one without a name."""
    _check_depth(file, limits)
    found = tnef.unpacked(file.octets, limits, purse)
    for number, packed in enumerate(found.files, start=1):
        yield _inner(file, number, packed.name, packed.octets)
    if found.text:
        kind = "text/html" if found.html else "text/plain"
        yield File("", kind, found.text, file.part, found.label)


def mailed(file: File, mail: Mail) -> Iterator[File]:
    """Yield the files of a mail that came as a file."""
    for part in mail.parts:
        if part.attached and "message/rfc822" not in part.within:
            yield replace(
                of_part(part),
                part=f"{file.part}.{part.number}",
                mails=file.mails + 1,
                archives=file.archives,
                within=file.name,
            )


def _check_depth(file: File, limits: Limits) -> None:
    if file.archives >= limits.depth:
        raise ShutError("too_large", "depth")


def _inner(file: File, number: int, name: str, octets: bytes) -> File:
    return File(
        name,
        media_type(name),
        octets,
        f"{file.part}.{number}",
        mails=file.mails,
        archives=file.archives + 1,
        within=file.name,
    )


def inside(file: File, limits: Limits, purse: Purse) -> Iterator[File]:
    """Yield the files in a file, whatever it is.  ShutError where it is shut."""
    match kind_of(file.name, file.type, file.octets, limits):
        case "zip":
            yield from zipped(file, limits, purse)
        case "tnef":
            yield from winmail(file, limits, purse)
        case "mail":
            yield from mailed(file, mime.parse(file.octets))
        case _:
            return


def member(file: File, number: str, limits: Limits) -> File | None:
    """Return the file with this number in a file, or None.  Never raises."""
    purse = Purse(limits.unpacked)
    try:
        for each in inside(file, limits, purse):
            if each.part == number and each.within is not None:
                return each
            if number.startswith(f"{each.part}.") and each.within is not None:
                return member(each, number, limits)
    except ShutError:
        return None
    return None
