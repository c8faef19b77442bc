"""A grid of cells: what workbooks and CSV files have in common."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

CellKind = Literal["text", "number", "date", "bool"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with content; `row` and `column` count from 0, a merged one spans more."""

    row: int
    column: int
    text: str
    kind: CellKind = "text"
    rows: int = 1
    columns: int = 1
    line: int | None = None
    """In a text file, the line where its row begins, from 1."""

    @property
    def end(self) -> int:
        """The column after its last."""
        return self.column + self.columns

    @property
    def name(self) -> str:
        """Its place as people write it: B5."""
        return f"{_letters(self.column)}{self.row + 1}"


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet; `rows` holds the cells with content, by row and column."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]


def _letters(column: int) -> str:
    out, rest = "", column + 1
    while rest:
        rest, sign = divmod(rest - 1, 26)
        out = chr(65 + sign) + out
    return out


Raw = int | float | str | bool | dt.date | dt.time | dt.timedelta | None


def written(value: Raw) -> tuple[str, CellKind]:
    """Write a value of a workbook as text, without the noise of binary fractions."""
    match value:
        case bool():
            return ("TRUE" if value else "FALSE"), "bool"
        case int() | float():
            return _number(value), "number"
        case dt.date():  # A moment is one, too; its hour says nothing here.
            return value.isoformat()[:10], "date"
        case _:
            return str(value or ""), "text"


def _number(value: float) -> str:
    if isinstance(value, int):
        return str(value)
    if value != value or value in {float("inf"), float("-inf")}:  # noqa: PLR0124 - NaN alone differs from itself
        return ""
    short = float(f"{value:.15g}")
    return str(int(short)) if short.is_integer() else repr(short)
