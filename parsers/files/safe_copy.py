"""Workbooks made safe: what the spreadsheet library gets was measured before.

QUIRK: calamine makes room for the whole rectangle between the first and the last cell
of a sheet; one cell at XFD1048576, in a file of 11 kB, asks for 550 GB and *aborts the
process*.  So the cells' places are counted here first, without building anything, and
the library is given a new file with only the members that were looked at.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final, Literal
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from parsers.files import hidden_cells as looks
from parsers.files import ole, zipfile
from parsers.files.budget import Purse, ShutError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from parsers.files.budget import Limits
    from parsers.files.hidden_cells import Look
    from parsers.files.zipfile import Member

Book = Literal["xlsx", "xls", "ods"]


@dataclass(frozen=True, slots=True)
class Safe:
    """A workbook's safe copy, and how its sheets look, by their names."""

    octets: bytes
    looks: Mapping[str, Look]


def vetted(raw: bytes, book: Book, limits: Limits, purse: Purse) -> Safe:
    """Return a workbook's safe copy; ShutError where it is broken or too large."""
    if book == "xls":
        return _old(raw, limits)
    own = Purse(min(limits.workbook_octets, purse.left))
    kept = {
        member.name: _checked(raw, member, limits, own)
        for member in zipfile.members(raw, limits.workbook_parts)
        if _is_text(member, book)
    }
    return _xlsx_of(kept, limits) if book == "xlsx" else _ods_of(kept, limits)


def _xlsx_of(kept: dict[str, bytes], limits: Limits) -> Safe:
    for content in kept.values():
        for extent in _xlsx(content, limits.cells):
            extent.check(limits.cells)
    return Safe(_packed(kept), looks.of_xlsx(kept))


def _ods_of(kept: dict[str, bytes], limits: Limits) -> Safe:
    cells = kept.get("content.xml", b"")
    for extent in _ods(cells, limits.cells):
        extent.check(limits.cells)
    bare = {name: _FURIGANA.sub(b"", content) for name, content in kept.items()}
    return Safe(_packed(bare), looks.of_ods(cells))


# QUIRK: in an .ods the library gives furigana as part of the name it stands above.
_FURIGANA: Final = re.compile(rb"<[^\s<>/:]{1,50}:ruby-text[^<>]*>[^<]*</[^<>]*>")


def _is_text(member: Member, book: Book) -> bool:
    """Return whether a member holds cells and their meaning: no picture, no macro."""
    if book == "ods":
        return member.name in {"mimetype", "content.xml", "META-INF/manifest.xml"}
    name = member.name.lower()
    return name.startswith(_READ) and name.endswith((".xml", ".rels"))


# QUIRK: customXml, which the library never opens, is often in UTF-16 (Power Query).
_READ: Final = ("xl/", "_rels/", "[content_types].xml")


def _checked(raw: bytes, member: Member, limits: Limits, purse: Purse) -> bytes:
    try:
        content = zipfile.content(raw, member, limits, purse)
    except ShutError as shut:
        if shut.limit == "unpacked":
            raise ShutError("too_large", "workbook_octets") from None
        raise
    if b"\0" in content:  # UTF-16, in which no place could be counted.
        raise ShutError("unreadable")
    return content


def _packed(kept: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as archive:
        for name, content in kept.items():
            archive.writestr(ZipInfo(name), content)
    return out.getvalue()


# --- where cells stand ------------------------------------------------------------


@dataclass(slots=True)
class Extent:
    """The rectangle that the cells of one sheet span so far."""

    top: int = 1 << 62
    left: int = 1 << 62
    bottom: int = -1
    right: int = -1
    count: int = 0

    def add(self, row: int, column: int) -> None:
        """Count one cell."""
        self.top, self.bottom = min(self.top, row), max(self.bottom, row)
        self.left, self.right = min(self.left, column), max(self.right, column)
        self.count += 1

    def check(self, most: int) -> None:
        """Raise ShutError when the rectangle has more than `most` cells."""
        if self.count and (
            (self.bottom - self.top + 1) * (self.right - self.left + 1) > most
        ):
            raise ShutError("too_large", "cells")


_ATTRIBUTES: Final = rb"((?:[^>\"']|\"[^\"]*\"|'[^']*')*)"
_SHEET_TAG: Final = re.compile(
    rb"<(?:[^\s<>/:!?]{1,50}:)?(row|c)(?=[\s/>])" + _ATTRIBUTES + rb">"
)
_PLACE: Final = re.compile(rb"(?<![\w:.-])r\s*=\s*([\"'])([^\"']*)\1")
_CELL: Final = re.compile(rb"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ROW: Final = re.compile(rb"[1-9][0-9]{0,6}")


def _xlsx(content: bytes, most: int) -> Iterator[Extent]:
    """Measure a sheet of an .xlsx: cells with content (`<c r="B5">…`)."""
    extent, row, column = Extent(), -1, -1
    for tag in _SHEET_TAG.finditer(content):
        places = [match[2] for match in _PLACE.finditer(tag[2])]
        if len(places) > 1:
            raise ShutError("unreadable")
        if tag[1] == b"row":
            row = _row(places[0]) if places else row + 1
            column = -1
            continue
        row, column = _place(places[0]) if places else (max(row, 0), column + 1)
        if not tag[2].endswith(b"/"):
            extent.add(row, column)
            if extent.count > most:
                break
    yield extent


def _row(text: bytes) -> int:
    if not _ROW.fullmatch(text):
        raise ShutError("unreadable")
    return int(text) - 1


def _place(text: bytes) -> tuple[int, int]:
    """Read B5 as (4, 1)."""
    found = _CELL.fullmatch(text)
    if not found:
        raise ShutError("unreadable")
    column = 0
    for sign in found[1]:
        column = column * 26 + sign - 64
    return int(found[2]) - 1, column - 1


_TABLE_TAG: Final = re.compile(
    rb"<(/?)(?:[^\s<>/:!?]{1,50}:)?(table|table-row|table-cell|covered-table-cell)"
    rb"(?=[\s/>])" + _ATTRIBUTES + rb">"
)
_REPEATED: Final = re.compile(
    rb"number-(?:rows|columns)-repeated\s*=\s*[\"']([^\"']*)[\"']"
)
_HAS_VALUE: Final = re.compile(rb"value(?:-type)?\s*=")


def _ods(content: bytes, most: int) -> Iterator[Extent]:
    """Measure the tables of an .ods, repeated rows and cells counted."""
    extent, row, column, repeated = Extent(), 0, 0, 1
    for tag in _TABLE_TAG.finditer(content):
        closing, name, rest = tag.groups()
        if name == b"table":
            yield extent
            extent, row, column, repeated = Extent(), 0, 0, 1
        elif name == b"table-row":
            if closing or rest.endswith(b"/"):
                row += repeated if closing else _times(rest)
            column, repeated = 0, 1 if closing else _times(rest)
        elif not closing:
            times = _times(rest)
            if not rest.endswith(b"/") or _HAS_VALUE.search(rest):
                extent.add(row, column)
                extent.add(row + repeated - 1, column + times - 1)
                extent.check(most)
            column += times
    yield extent


def _times(attributes: bytes) -> int:
    """Read how often a row or cell is repeated; ShutError for nonsense."""
    found = _REPEATED.findall(attributes)
    if len(found) > 1 or (found and not _ROW.fullmatch(found[0])):
        raise ShutError("unreadable")
    return int(found[0]) if found else 1


# --- .xls ---------------------------------------------------------------------------

_WORKBOOK_STREAMS: Final = ("Workbook", "Book")
_SST, _BOF = 0x00FC, 0x0809
_BOUNDSHEET: Final = 0x0085
_LEAP: Final = struct.Struct("<L")
_FILEPASS: Final = 0x002F
_ONE_CELL: Final = frozenset({0x06, 0xD6, 0xFD, 0x201, 0x203, 0x204, 0x205, 0x27E})
_MANY_CELLS: Final = frozenset({0xBD, 0xBE})
_DIMENSIONS: Final = 0x200
_RECORD: Final = struct.Struct("<HH")
_PAIR: Final = struct.Struct("<HH")


def _old(raw: bytes, limits: Limits) -> Safe:
    """Measure the sheets of an .xls and copy its workbook stream alone."""
    file = ole.Compound(raw)
    for name in _WORKBOOK_STREAMS:
        if (stream := file.stream(name)) is not None:
            copy = bytearray(stream)
            for extent in _records(stream, copy):
                extent.check(limits.cells)
            octets = ole.with_one_stream(name, bytes(copy))
            return Safe(octets, looks.of_xls(stream))
    raise ShutError("unreadable")


def _records(stream: bytes, copy: bytearray) -> Iterator[Extent]:
    """Walk over the records of a workbook stream (MS-XLS 2.1.4).

    The size that a sheet claims to have, for which room would be made, is blotted out
    in the copy.
    """
    extent = Extent()
    for at, kind, body in _walk(stream):
        if kind == _DIMENSIONS:
            start = at + _RECORD.size
            copy[start : start + len(body)] = bytes(len(body))
        elif kind == _FILEPASS:
            raise ShutError("encrypted")
        elif kind == _BOF:
            yield extent
            extent = Extent()
        elif kind == _SST:
            _check_strings(body, stream)
        elif kind in _ONE_CELL or kind in _MANY_CELLS:
            _add_cells(kind, body, extent)
    yield extent
    _check_leaps(stream)


def _walk(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield each record: where it begins, what it is, and its content."""
    at = 0
    while at + _RECORD.size <= len(stream):
        kind, size = _RECORD.unpack_from(stream, at)
        start = at + _RECORD.size
        yield at, kind, stream[start : start + size]
        at = start + size


def _check_leaps(stream: bytes) -> None:
    """Refuse a list of sheets (MS-XLS 2.4.28) that leads anywhere but to a sheet.

    QUIRK: the library does not walk: it leaps to where the list says that a sheet
    begins.  Inside a record it would read sizes that nobody measured.
    """
    begins, leaps = set(), set()
    for at, kind, body in _walk(stream):
        if kind == _BOF:
            begins.add(at)
        elif kind == _BOUNDSHEET:
            if len(body) < _LEAP.size:
                raise ShutError("unreadable")
            leaps.add(_LEAP.unpack_from(body)[0])
    if not leaps <= begins:
        raise ShutError("unreadable")


def _check_strings(body: bytes, stream: bytes) -> None:
    """Refuse a table of strings that promises more than the file can hold."""
    if len(body) < 8 or struct.unpack_from("<L", body, 4)[0] > len(stream) // 3:  # noqa: PLR2004 - two counts of four octets
        raise ShutError("unreadable")


def _add_cells(kind: int, body: bytes, extent: Extent) -> None:
    if len(body) < _PAIR.size:
        raise ShutError("unreadable")
    row, column = _PAIR.unpack_from(body)
    extent.add(row, column)
    if kind in _MANY_CELLS:
        last = struct.unpack_from("<H", body, len(body) - 2)[0]
        extent.add(row, max(column, last))
