"""Workbooks (.xlsx, .xls, .ods) to grids of cells.

Figures, days and truth values keep their kind; merged cells keep their span; hidden
sheets, rows and columns are left out, because their sender did not see them.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final

from parsers.files.budget import ShutError
from parsers.files.grid import Cell, Grid, written
from parsers.files.hidden_cells import Look
from parsers.files.safe_copy import vetted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from python_calamine import CalamineSheet, CalamineWorkbook

    from parsers.files.budget import Limits, Purse
    from parsers.files.grid import Raw
    from parsers.files.safe_copy import Book, Safe

_PANIC: Final = "PanicException"


def grids(raw: bytes, book: Book, limits: Limits, purse: Purse) -> tuple[Grid, ...]:
    """Read the visible sheets of a workbook; ShutError where they cannot be read."""
    from python_calamine import CalamineError

    safe = vetted(raw, book, limits, purse)
    purse.pay(len(safe.octets))
    try:
        return tuple(_sheets(safe, limits))
    except (CalamineError, ArithmeticError, LookupError, OSError, ValueError):
        raise ShutError("unreadable") from None
    except BaseException as fault:
        # QUIRK: a panic of the library is a BaseException, and no module gives its
        # class a name to be caught by.  It has written its place to standard error.
        if type(fault).__name__ != _PANIC:
            raise
        raise ShutError("unreadable") from None


def _sheets(safe: Safe, limits: Limits) -> Iterator[Grid]:
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_filelike(BytesIO(safe.octets)) as book:
        names = _visible(book)
        if len(names) > limits.sheets:
            raise ShutError("too_large", "sheets")
        left = limits.cells
        for name in names:
            sheet = book.get_sheet_by_name(name)
            left -= sheet.height * sheet.width
            if left < 0:
                raise ShutError("too_large", "cells")
            yield _grid(name, sheet, safe.looks.get(name) or Look())


def _visible(book: CalamineWorkbook) -> list[str]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    return [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.visible == SheetVisibleEnum.Visible
        and sheet.typ == SheetTypeEnum.WorkSheet
    ]


def _grid(name: str, sheet: CalamineSheet, look: Look) -> Grid:
    if sheet.start is None:
        return Grid(name, ())
    top, left = sheet.start
    spans = {
        start: (end[0] - start[0] + 1, end[1] - start[1] + 1)
        for start, end in sheet.merged_cell_ranges or ()
        if end[0] >= start[0] and end[1] >= start[1]
    } or look.spans
    rows = []
    for down, values in enumerate(sheet.to_python(), top):
        found = _cells(values, down, left, spans)
        cells = tuple(each for each in found if look.shows(each.row, each.column))
        if cells:
            rows.append(cells)
    return Grid(name, tuple(rows))


def _cells(
    values: Sequence[Raw],
    row: int,
    left: int,
    spans: dict[tuple[int, int], tuple[int, int]],
) -> Iterator[Cell]:
    for column, value in enumerate(values, left):
        if value is None or value == "":
            continue
        text, kind = written(value)
        if text.strip():
            rows, columns = spans.get((row, column), (1, 1))
            yield Cell(row, column, text, kind, rows, columns)
