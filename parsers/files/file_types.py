"""What a file is: by its octets first, by its name and label second."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from parsers.files import ole, pdf, tnef, xml_workbook, zipfile
from parsers.files.budget import Purse, ShutError

if TYPE_CHECKING:
    from collections.abc import Collection

    from parsers.files.budget import Limits

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
    "docx",
    "xmlsheet",
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
_MEDIA_TYPES: Final = {
    "pdf": "application/pdf", "zip": "application/zip", "csv": "text/csv",
    "txt": "text/plain", "html": "text/html", "htm": "text/html",
    "json": "application/json", "eml": "message/rfc822",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif",
    "tif": "image/tiff", "tiff": "image/tiff", "bmp": "image/bmp",
}  # fmt: skip
_BOOK_ENDINGS: Final = frozenset({"xls", "xlsx", "xlsm", "ods", "xlt", "xltx"})
_BINARY: Final = (
    *(b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"MZ", b"\x7fELF", b"II*\0"),
    *(b"MM\0*", b"RIFF", b"{\\rtf", b"7z\xbc\xaf", b"Rar!", b"\x1f\x8b"),
)
_ZIP_MARKS: Final = (b"PK\x03\x04", b"PK\x05\x06")
_HEAD: Final = 64
_MOST_MARK: Final = 200
_XML_HEAD: Final = 4_000
_MOST_LIST: Final = 1_000_000


def kind_of(name: str, type_: str, octets: bytes, limits: Limits) -> Kind:
    """Return what a file is; `other` is a file that is not opened.  Total."""
    named = _ending(name) in _BOOK_ENDINGS
    if octets.startswith(_ZIP_MARKS):
        return _packed(octets, limits) or ("xlsx" if named else "zip")
    if octets.startswith(ole.MAGIC):
        return _compound(octets) or ("xls" if named else "other")
    if octets.startswith(tnef.MAGIC):
        return "tnef"
    if pdf.is_pdf(octets):
        return "pdf"
    return _called(name, type_, octets)


def media_type(name: str) -> str:
    """Return the media type of a name's ending, or application/octet-stream."""
    return _MEDIA_TYPES.get(_ending(name), "application/octet-stream")


def _called(name: str, type_: str, octets: bytes) -> Kind:
    """Return the type by name and media type, for files without a mark."""
    if octets.startswith(_BINARY):
        return "other"
    ending = _ending(name)
    if xml_workbook.is_sheet(octets[:_XML_HEAD]):
        return "xmlsheet"
    if ending in _BOOK_ENDINGS:  # QUIRK: tables saved as HTML or text, named .xls.
        return "html" if octets[:_HEAD].lstrip().startswith(b"<") else "csv"
    return _BY_ENDING.get(ending) or _BY_TYPE.get(type_, "other")


def _ending(name: str) -> str:
    return name.lower().rpartition(".")[2] if "." in name else ""


def _packed(octets: bytes, limits: Limits) -> Kind | None:
    """Return the type of a ZIP by its members; None where it is broken."""
    try:
        found = zipfile.members(octets, limits.workbook_parts)
    except ShutError:
        return None
    names = {member.name.lower() for member in found}
    if any(member.encrypted for member in found):
        return "encrypted"
    if "[content_types].xml" in names:
        return _office(names)
    if "mimetype" in names and _is_sealed(octets, found, limits):
        return "encrypted"
    if "mimetype" in names and "content.xml" in names:
        return "ods" if _says_spreadsheet(octets, found, limits) else "other"
    return "zip"


def _office(names: Collection[str]) -> Kind:
    if "xl/workbook.xml" in names:
        return "xlsx"
    return "docx" if any(name.startswith("word/") for name in names) else "other"


def _says_spreadsheet(
    octets: bytes, found: tuple[zipfile.Member, ...], limits: Limits
) -> bool:
    """Return whether an OpenDocument file is a table (ODF 1.3, part 2, 3.3)."""
    mark = next(each for each in found if each.name.lower() == "mimetype")
    try:
        content = zipfile.content(octets, mark, limits, Purse(_MOST_MARK))
    except ShutError:
        return False
    return b"opendocument.spreadsheet" in content


def _is_sealed(
    octets: bytes, found: tuple[zipfile.Member, ...], limits: Limits
) -> bool:
    """Return whether an OpenDocument file has a password (ODF 1.3, part 2, 4.4).

    QUIRK: its members are no members with a password, but noise that a list explains.
    """
    if any(each.name.lower() == "encrypted-package" for each in found):
        return True
    listed = [each for each in found if each.name.lower() == "meta-inf/manifest.xml"]
    try:
        content = [
            zipfile.content(octets, each, limits, Purse(_MOST_LIST)) for each in listed
        ]
    except ShutError:
        return False
    return any(b"encryption-data" in each for each in content)


def _compound(octets: bytes) -> Kind | None:
    """Return the type of an old Office file by its streams, or None."""
    try:
        names = ole.Compound(octets).names()
    except ShutError:
        return None
    if "EncryptedPackage" in names:
        return "encrypted"
    return "xls" if {"Workbook", "Book"} & names else None
