"""What a file is: by its octets first, by its name and label second."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from parsers.containers import compound, pdf, tnef, unzip
from parsers.containers.budget import ShutError

if TYPE_CHECKING:
    from parsers.containers.budget import Limits

Kind = Literal[
    "xlsx",
    "xls",
    "ods",
    "csv",
    "json",
    "text",
    "html",
    "mail",
    "pdf",
    "tnef",
    "zip",
    "encrypted",
    "other",
]

_BY_ENDING: Final[dict[str, Kind]] = {
    "csv": "csv", "tsv": "csv", "tab": "csv", "json": "json", "txt": "text",
    "text": "text", "html": "html", "htm": "html", "eml": "mail",
}  # fmt: skip
_BY_TYPE: Final[dict[str, Kind]] = {
    "text/csv": "csv", "text/tab-separated-values": "csv", "text/plain": "text",
    "text/html": "html", "application/json": "json", "message/rfc822": "mail",
}  # fmt: skip
_BOOK_ENDINGS: Final = frozenset({"xls", "xlsx", "xlsm", "ods", "xlt", "xltx"})
_BINARY: Final = (
    *(b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"MZ", b"\x7fELF", b"II*\0"),
    *(b"MM\0*", b"RIFF", b"{\\rtf", b"7z\xbc\xaf", b"Rar!", b"\x1f\x8b"),
)
_ZIP_MARKS: Final = (b"PK\x03\x04", b"PK\x05\x06")
_HEAD: Final = 64


def kind_of(name: str, type_: str, octets: bytes, limits: Limits) -> Kind:
    """Tell what a file is; `other` is a file that is not opened.  Total."""
    if octets.startswith(_ZIP_MARKS):
        return _packed(octets, limits)
    if octets.startswith(compound.MAGIC):
        return _compound(octets)
    if octets.startswith(tnef.MAGIC):
        return "tnef"
    if pdf.is_pdf(octets):
        return "pdf"
    return _called(name, type_, octets)


def _called(name: str, type_: str, octets: bytes) -> Kind:
    """Tell a file without a mark of its own by its name and type."""
    if octets.startswith(_BINARY):
        return "other"
    ending = name.lower().rpartition(".")[2] if "." in name else ""
    if ending in _BOOK_ENDINGS:  # QUIRK: tables saved as HTML or text, named .xls.
        return "html" if octets[:_HEAD].lstrip().startswith(b"<") else "csv"
    return _BY_ENDING.get(ending) or _BY_TYPE.get(type_, "other")


def _packed(octets: bytes, limits: Limits) -> Kind:
    try:
        found = unzip.members(octets, limits.workbook_parts)
    except ShutError:
        return "zip"
    names = {member.name.lower() for member in found}
    if any(member.encrypted for member in found):
        return "encrypted"
    if "[content_types].xml" in names:
        return "xlsx" if "xl/workbook.xml" in names else "other"
    if "mimetype" in names and "content.xml" in names:
        sheet = b"opendocument.spreadsheet" in octets[:200]
        return "ods" if sheet else "other"
    return "zip"


def _compound(octets: bytes) -> Kind:
    try:
        names = compound.Compound(octets).names()
    except ShutError:
        return "other"
    if "EncryptedPackage" in names:
        return "encrypted"
    return "xls" if {"Workbook", "Book"} & names else "other"
