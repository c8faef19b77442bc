"""How the sheets of a workbook look: what is hidden, and which cells are merged.

What its sender did not see is no value, whether a whole sheet, a row or a column was
hidden.  The library of workbooks tells of hidden sheets, and of merged cells in an
.xlsx and .xls; the rest is read here, from the same safe copy.
"""

from __future__ import annotations

import html
import re
import struct
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Ranges = list[tuple[int, int]]


@dataclass(slots=True)
class Look:
    """One sheet: ranges of hidden rows and columns in order, spans of merged cells.

    All count from 0; a range holds its first and its last.
    """

    rows: Ranges = field(default_factory=list)
    columns: Ranges = field(default_factory=list)
    spans: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    def shows(self, row: int, column: int) -> bool:
        """Return whether a cell can be seen."""
        return not (_within(row, self.rows) or _within(column, self.columns))


def _within(place: int, ranges: Ranges) -> bool:
    at = bisect_right(ranges, (place, 1 << 62))
    return at > 0 and place <= ranges[at - 1][1]


_ATTRIBUTE: Final = re.compile(
    rb"([A-Za-z_:][\w:.-]*)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')"
)
_TRUE: Final = frozenset({b"1", b"true"})


def _attributes(tag: bytes) -> dict[bytes, bytes]:
    """Return the attributes of a tag, their names without a prefix."""
    return {
        found[1].rpartition(b":")[2]: found[2] if found[2] is not None else found[3]
        for found in _ATTRIBUTE.finditer(tag)
    }


def _text(value: bytes) -> str:
    return html.unescape(value.decode("utf-8", "replace"))


def _number(value: bytes | None, default: int = 0) -> int:
    return int(value) if value and value.isdigit() and len(value) < 9 else default  # noqa: PLR2004 - no sheet has more rows


# --- .xlsx ----------------------------------------------------------------------------

_REST: Final = rb"((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>"
_SHEET: Final = re.compile(rb"<(?:\w+:)?sheet(?=[\s/])" + _REST)
_RELATION: Final = re.compile(rb"<(?:\w+:)?Relationship(?=[\s/])" + _REST)
_HIDDEN_TAG: Final = re.compile(rb"<(?:\w+:)?(row|col)(?=[\s/])" + _REST)


def of_xlsx(members: Mapping[str, bytes]) -> dict[str, Look]:
    """Return the look of the sheets of an .xlsx, by their names."""
    folded = {name.lower(): content for name, content in members.items()}
    places = {}
    for found in _RELATION.finditer(folded.get("xl/_rels/workbook.xml.rels", b"")):
        relation = _attributes(found[1])
        target = _text(relation.get(b"Target", b"")).lstrip("/").lower()
        path = target if target.startswith("xl/") else f"xl/{target}"
        places[relation.get(b"Id", b"")] = path
    looks = {}
    for found in _SHEET.finditer(folded.get("xl/workbook.xml", b"")):
        sheet = _attributes(found[1])
        content = folded.get(places.get(sheet.get(b"id", b""), ""), b"")
        looks[_text(sheet.get(b"name", b""))] = _of_sheet(content)
    return looks


def _of_sheet(content: bytes) -> Look:
    look, row = Look(), -1
    if b"hidden" not in content:
        return look
    for found in _HIDDEN_TAG.finditer(content):
        tag = _attributes(found[2])
        hidden = tag.get(b"hidden") in _TRUE
        if found[1] == b"row":
            row = _number(tag.get(b"r"), row + 2) - 1
            if hidden:
                look.rows.append((row, row))
        elif hidden:
            first, last = _number(tag.get(b"min"), 1), _number(tag.get(b"max"), 1)
            look.columns.append((first - 1, last - 1))
    return _sorted(look)


def _sorted(look: Look) -> Look:
    look.rows.sort()
    look.columns.sort()
    return look


# --- .ods -----------------------------------------------------------------------------

_ODS_TAG: Final = re.compile(
    rb"<(/?)(?:\w+:)?(table|table-column|table-row|table-cell|covered-table-cell)"
    rb"(?=[\s/>])" + _REST
)
_NOT_SHOWN: Final = frozenset({b"collapse", b"filter"})


def of_ods(content: bytes) -> dict[str, Look]:
    """Return the look of the tables of an .ods, by their names."""
    looks: dict[str, Look] = {}
    walk = _Table()
    for found in _ODS_TAG.finditer(content):
        closing, name, rest = found.groups()
        if name == b"table":
            walk = _Table()
            if not closing:
                looks[_text(_attributes(rest).get(b"name", b""))] = walk.look
        elif not closing:
            walk.take(name, _attributes(rest))
    return looks


class _Table:
    """Counts the columns, rows and cells of one table, repeated ones too."""

    __slots__ = ("_cell", "_column", "_row", "look")

    def __init__(self) -> None:
        self.look = Look()
        self._column = self._row = self._cell = 0

    def take(self, name: bytes, tag: dict[bytes, bytes]) -> None:
        hidden = tag.get(b"visibility") in _NOT_SHOWN
        if name == b"table-column":
            times = _number(tag.get(b"number-columns-repeated"), 1)
            if hidden:
                self.look.columns.append((self._column, self._column + times - 1))
            self._column += times
        elif name == b"table-row":
            times = _number(tag.get(b"number-rows-repeated"), 1)
            if hidden:
                self.look.rows.append((self._row, self._row + times - 1))
            self._row += times
            self._cell = 0
        else:
            across = _number(tag.get(b"number-columns-spanned"), 1)
            down = _number(tag.get(b"number-rows-spanned"), 1)
            if across * down > 1:
                self.look.spans[self._row - 1, self._cell] = (down, across)
            self._cell += _number(tag.get(b"number-columns-repeated"), 1)


# --- .xls -----------------------------------------------------------------------------

_RECORD: Final = struct.Struct("<HH")
_BOUND_SHEET, _ROW, _COLUMNS = 0x85, 0x208, 0x7D
_ROW_HIDDEN, _COLUMN_HIDDEN = 0x20, 0x01


def of_xls(stream: bytes) -> dict[str, Look]:
    """Return the look of each sheet of a workbook stream (MS-XLS 2.4), by name."""
    looks: dict[str, Look] = {}
    starts: dict[int, Look] = {}
    look = Look()
    for at, kind, body in _records(stream):
        look = starts.get(at, look)
        if kind == _BOUND_SHEET and len(body) > 8:  # noqa: PLR2004 - its fixed fields
            name = _sheet_name(body[6:])
            looks[name] = starts[struct.unpack_from("<L", body)[0]] = Look()
        elif kind == _ROW and len(body) > 12 and body[12] & _ROW_HIDDEN:  # noqa: PLR2004 - place of its flags
            row = struct.unpack_from("<H", body)[0]
            look.rows.append((row, row))
        elif kind == _COLUMNS and len(body) > 8 and body[8] & _COLUMN_HIDDEN:  # noqa: PLR2004 - place of its flags
            look.columns.append(struct.unpack_from("<HH", body))
    return {name: _sorted(each) for name, each in looks.items()}


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 0
    while at + _RECORD.size <= len(stream):
        kind, size = _RECORD.unpack_from(stream, at)
        yield at, kind, stream[at + _RECORD.size : at + _RECORD.size + size]
        at += _RECORD.size + size


def _sheet_name(body: bytes) -> str:
    """Read a name of counted signs, of one octet or two each (MS-XLS 2.5.240)."""
    size, wide = body[0], body[1] & 1
    if wide:
        return body[2 : 2 + 2 * size].decode("utf-16-le", "replace")
    return body[2 : 2 + size].decode("latin-1")
