"""Tables on a sheet that have their labels in a row above, and records below it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from parsers import fold
from parsers.files.value_cells import bare, is_answer, product_alone
from parsers.words import labels

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from parsers.files.grid import Cell, Grid
    from parsers.files.value_cells import Places
    from parsers.reading import Product
    from parsers.words.form_labels import Label

_SUM: Final = re.compile(r"(?:合計|小計|総計|計|記入例|記載例|例)(?:[:：)）].*)?")
_FEWEST: Final = 3


@dataclass(frozen=True, slots=True)
class Table:
    """Labels and products by column, and the rows below them that hold values."""

    heads: Mapping[int, Label]
    products: Mapping[int, Product]
    records: Sequence[Sequence[Cell]]

    @property
    def several(self) -> bool:
        """Whether the rows speak of more than one thing."""
        return len({tuple(cell.text for cell in row) for row in self.records}) > 1


def table(grid: Grid, places: Places, number: int) -> Table | None:
    """Read the table whose header is a row of the grid, or give None."""
    row = grid.rows[number]
    heads = {
        cell.column: found
        for cell in row
        if (found := places.label(cell)) and found.field
    }
    fields = {found.field for found in heads.values()}
    if len(fields) < min(_FEWEST, len(row)) or 2 * len(heads) < len(row):
        return None
    records = _records(grid, places, number, heads)
    return Table(heads, _products(grid, number, heads), records) if records else None


def _records(
    grid: Grid, places: Places, number: int, heads: Mapping[int, Label]
) -> list[Sequence[Cell]]:
    """Return the rows of values below a header row; none if it is no header."""
    head = grid.rows[number]
    records: list[Sequence[Cell]] = []
    last = head[0].row
    for row in grid.rows[number + 1 :]:
        held = [cell for cell in row if cell.column in heads]
        if row[0].row > last + max(cell.rows for cell in head) or not held:
            break
        if any(_is_head(places, heads[cell.column], cell) for cell in held):
            break
        last = row[0].row
        if not _SUM.fullmatch(fold.trim(row[0].text)):
            records.append(row)
    return records


def _is_head(places: Places, label: Label, cell: Cell) -> bool:
    if is_answer(label, cell):
        return False
    return bool(places.label(cell) or labels.heading(bare(cell)))


def _products(
    grid: Grid, number: int, heads: Mapping[int, Label]
) -> dict[int, Product]:
    """Return the product that stands above the columns of a header row."""
    if not number:
        return {}
    above = [(cell, product_alone(cell)) for cell in grid.rows[number - 1]]
    groups: dict[int, Product] = {}
    for column in heads:
        for cell, product in above:
            if product and cell.column <= column < max(cell.end, cell.column + 1):
                groups[column] = product
    return groups
