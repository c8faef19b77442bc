"""Workbooks in Excel's own XML of 2003, often named .xls, to grids of cells.

Places are given or counted on (ss:Index), cells are merged (ss:MergeAcross, MergeDown),
columns, rows and sheets are hidden: as in every other workbook.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Final

from parsers.files.budget import ShutError
from parsers.files.grid import Cell, Grid, written
from parsers.files.xml_tree import tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from parsers.files.budget import Limits, Purse
    from parsers.files.grid import CellKind, Raw

SPACE: Final = b"urn:schemas-microsoft-com:office:spreadsheet"
_SHEET: Final = "{urn:schemas-microsoft-com:office:spreadsheet}"
_EXCEL: Final = "{urn:schemas-microsoft-com:office:excel}"
_FARTHEST: Final = 1_048_576


def is_sheet(head: bytes) -> bool:
    """Return whether the namespace is a workbook's, in UTF-8 or in UTF-16."""
    return SPACE in head.replace(b"\0", b"")


def grids(octets: bytes, limits: Limits, purse: Purse) -> tuple[Grid, ...]:
    """Read the visible sheets; ShutError where they cannot be read."""
    if len(octets) > limits.workbook_octets:
        raise ShutError("too_large", "workbook_octets")
    purse.pay(len(octets))
    root = tree(octets, limits)
    if root.tag != f"{_SHEET}Workbook":
        raise ShutError("unreadable")
    sheets = [each for each in root.iter(f"{_SHEET}Worksheet") if _is_seen(each)]
    if len(sheets) > limits.sheets:
        raise ShutError("too_large", "sheets")
    return tuple(_grid(each) for each in sheets)


def _is_seen(sheet: Element) -> bool:
    options = sheet.find(f"{_EXCEL}WorksheetOptions")
    state = None if options is None else options.find(f"{_EXCEL}Visible")
    return state is None or not (state.text or "").startswith("SheetHidden")


def _grid(sheet: Element) -> Grid:
    name = _said(sheet, "Name")
    table = sheet.find(f"{_SHEET}Table")
    if table is None:
        return Grid(name, ())
    hidden = tuple(_hidden_columns(table))
    rows, number = [], -1
    for row in table.iterfind(f"{_SHEET}Row"):
        number = _place(row, number + 1)
        if _said(row, "Hidden") == "1":
            continue
        seen = tuple(
            cell
            for cell in _cells(row, number)
            if not any(first <= cell.column <= last for first, last in hidden)
        )
        if seen:
            rows.append(seen)
        number += _number(row, "Span")
    return Grid(name, tuple(sorted(rows, key=lambda found: found[0].row)))


def _hidden_columns(table: Element) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of each run of hidden columns."""
    number = -1
    for column in table.iterfind(f"{_SHEET}Column"):
        first = _place(column, number + 1)
        number = first + _number(column, "Span")
        if _said(column, "Hidden") == "1":
            yield first, number


def _cells(row: Element, number: int) -> Iterator[Cell]:
    column = -1
    for cell in row.iterfind(f"{_SHEET}Cell"):
        column = _place(cell, column + 1)
        wide = _number(cell, "MergeAcross")
        text, kind = _content(cell.find(f"{_SHEET}Data"))
        if text.strip():
            yield Cell(
                *(number, column, text, kind),
                rows=_number(cell, "MergeDown") + 1,
                columns=wide + 1,
            )
        column += wide


def _content(data: Element | None) -> tuple[str, CellKind]:
    """Return what a cell holds; an error (#REF!) is nothing."""
    if data is None:
        return "", "text"
    text = "".join(data.itertext())
    kind = _said(data, "Type")
    if kind == "Error":
        return "", "text"
    return written(_value(kind, text.strip()) if kind in _TYPED else text)


_TYPED: Final = frozenset({"Number", "DateTime", "Boolean"})
_FIGURE: Final = re.compile(r"-?[0-9]{1,20}(?:\.[0-9]{1,20})?(?:[Ee][+-]?[0-9]{1,2})?")


def _value(kind: str, text: str) -> Raw:
    if kind == "Number" and _FIGURE.fullmatch(text):
        return float(text)
    if kind == "Boolean":
        return text == "1"
    try:
        return dt.date.fromisoformat(text[:10]) if kind == "DateTime" else text
    except ValueError:
        return text


def _said(each: Element, name: str) -> str:
    return each.get(f"{_SHEET}{name}", "")


def _number(each: Element, name: str) -> int:
    text = _said(each, name)
    return min(int(text), _FARTHEST) if text.isascii() and text.isdigit() else 0


def _place(each: Element, expected: int) -> int:
    return (_number(each, "Index") or expected + 1) - 1
