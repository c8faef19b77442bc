"""A grid of cells to labelled values.

Labels beside or above their values, two forms side by side, sections that give their
product to the labels below, a table with one column for each product, a table with a
header row: what a row says depends on the rows before it, so one pass goes over them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from parsers import fold
from parsers.files import record_tables
from parsers.files.cellvalues import unwrapped, value_text
from parsers.files.value_cells import Places, bare, product_alone
from parsers.form.finds import Find, Tick
from parsers.layout import text as layout
from parsers.message.lines import Line
from parsers.values import choices
from parsers.words import labels
from parsers.words.form_labels import PRODUCT_FIELD, Label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parsers.files.grid import Cell, Grid
    from parsers.message.lines import Source
    from parsers.reading import Product


@dataclass(frozen=True, slots=True)
class SheetFinds:
    """What a sheet says.  `second` is the row of another application, if any.

    `doubtful` are text fields in whose cell the program of the sender put a day:
    what was typed (工事番号 7-3) is lost.
    """

    finds: tuple[Find, ...]
    ticks: tuple[Tick, ...]
    doubtful: tuple[Find, ...] = ()
    second: Line | None = None


def find(grid: Grid, source: Source) -> SheetFinds:
    """Find the labelled values of one sheet."""
    reader = _Reader(grid, source)
    reader.run()
    return SheetFinds(
        tuple(reader.finds), tuple(reader.ticks), tuple(reader.doubtful), reader.second
    )


_END_WORDS: Final = {"自": "自", "至": "至", "始期": "自", "終期": "至", "開始": "自",
                     "終了": "至", "開始日": "自", "終了日": "至"}  # fmt: skip
_BOX: Final = frozenset("☒☑☐□■✓✔レ")
_MAY_HOLD: Final = re.compile(r"[：:﹕＝=【〔［\[(（☒☑☐□■✓✔レ]|\S[\s\u3000]+\S")
_VERBATIM: Final = """
    contractor_name obligee_name project_name project_number jv_name jv_representative
    jv_members branch department title person phone message notify_email bank bill_to
"""
_TEXT_FIELDS: Final = frozenset(_VERBATIM.split())


class _Reader:
    """Walks over the rows once."""

    __slots__ = (
        *("_column_of", "_grid", "_period", "_places", "_scope", "_source"),
        *("_taken", "doubtful", "finds", "second", "ticks"),
    )

    def __init__(self, grid: Grid, source: Source) -> None:
        self._grid = grid
        self._source = source
        self._places = Places(grid)
        self._scope: Product | None = None
        self._column_of: dict[int, Product] = {}
        self._period = False
        self._taken: set[tuple[int, int]] = set()
        self.finds: list[Find] = []
        self.ticks: list[Tick] = []
        self.doubtful: list[Find] = []
        self.second: Line | None = None

    def run(self) -> None:
        for number, row in enumerate(self._grid.rows):
            if (row[0].row, row[0].column) in self._taken or self._places.is_head(row):
                continue
            if not (self._heading(row) or self._table(number)):
                self._row(number, row)

    # --- headings -----------------------------------------------------------------

    def _heading(self, row: Sequence[Cell]) -> bool:
        """Take a row that only says what the rows below are about."""
        products = [(cell, product_alone(cell)) for cell in row]
        named = [(cell, product) for cell, product in products if product]
        if len({product for _, product in named}) > 1 and len(named) >= len(row) - 1:
            self._column_of = {cell.column: product for cell, product in named}
            self._scope = None
            return True
        if len(row) > 1:
            return False
        heading = labels.heading(bare(row[0]))
        if heading is None or self._is_label_with_value_below(row[0]):
            return False
        self._scope, self._column_of, self._period = heading.product, {}, False
        if heading.product and heading.rest:
            form = Label("form", (heading.product,))
            if isinstance(choices.form(heading.rest), str):
                self._add(form, heading.rest, row[0])
        return True

    def _is_label_with_value_below(self, cell: Cell) -> bool:
        found = self._places.label(cell)
        return bool(found and found.field != PRODUCT_FIELD)

    # --- tables with a header row -------------------------------------------------

    def _table(self, number: int) -> bool:
        """Read a header row of labels and the rows of values below it."""
        found = record_tables.table(self._grid, self._places, number)
        if found is None:
            return False
        for record in found.records:
            self._taken.add((record[0].row, record[0].column))
        if found.several:
            second = found.records[1][0]
            self.second = self._line(second, second.text)
        for cell in found.records[0]:
            if cell.column in found.heads:
                label = found.heads[cell.column]
                text = value_text(label.field, (cell,))
                self._add(label, text, cell, found.products.get(cell.column))
        return True

    # --- rows of labels and values ------------------------------------------------

    def _row(self, number: int, row: Sequence[Cell]) -> None:
        skip: set[int] = set()
        labelled = False
        for index, cell in enumerate(row):
            if cell.column in skip or (cell.row, cell.column) in self._taken:
                continue
            if found := self._places.label(cell):
                skip |= self._labelled(number, row, index, found)
                labelled = True
            elif (word := fold.squeeze(cell.text)) in _END_WORDS and self._period:
                skip |= self._end_of_period(row, index, _END_WORDS[word])
            elif not labelled:  # What stands behind a label and its value is a note.
                skip |= self._loose(row, index)

    def _labelled(
        self, number: int, row: Sequence[Cell], index: int, label: Label
    ) -> set[int]:
        """Take a label with its value beside or below it; give the columns used."""
        cell = row[index]
        values = self._places.values(row, index)
        if label.field == PRODUCT_FIELD:
            return self._product_row(label, cell, row, values)
        self._period = label.field == "work_period"
        if self._period and values and fold.squeeze(values[0].text) in _END_WORDS:
            return set()
        if self._column_of and label.products:
            values = [each for each in row if each.column in self._column_of]
            self._by_columns(label, values)
        elif values:
            text = value_text(label.field, values)
            self._add(label, text, values[0])
        else:
            self._below(number, cell, label)
        return {value.column for value in values}

    def _product_row(
        self, label: Label, cell: Cell, row: Sequence[Cell], values: Sequence[Cell]
    ) -> set[int]:
        """Read 前払金保証 beside a value, or as the title of the labels beside it."""
        if values:
            text = value_text("", values)
            self._add(label, text, values[0])
            if isinstance(choices.flag(text), bool):
                self._scope = label.products[0]
            return {value.column for value in values}
        if any(each.column > cell.column for each in row):
            self._scope = label.products[0]
        return set()

    def _by_columns(self, label: Label, values: Sequence[Cell]) -> None:
        """Read a row of a table that has one column for each product."""
        for value in values:
            product = self._column_of.get(value.column)
            if product in label.products:
                self._add(label, value_text(label.field, (value,)), value, product)

    def _end_of_period(self, row: Sequence[Cell], index: int, word: str) -> set[int]:
        """Read the days behind 自 and 至 of a period."""
        label, used = Label("work_period", note=word), set()
        run: list[Cell] = []
        for cell in row[index + 1 :]:
            if fold.squeeze(cell.text) in _END_WORDS or self._places.label(cell):
                break
            run.append(cell)
        if run:
            self._add(label, value_text("work_start", run), run[0])
            used = {cell.column for cell in run}
        return used

    def _below(self, number: int, cell: Cell, label: Label) -> None:
        """Take the value that stands below a label which has none beside it."""
        if label.field != "message" and self._places.has_values(cell):
            return
        for row in self._grid.rows[number + 1 : number + 2]:
            under = [each for each in row if each.column == cell.column]
            if row[0].row != cell.row + cell.rows or not under:
                return
            if any(map(self._places.label, row)) or product_alone(under[0]):
                return
            self._taken.add((under[0].row, under[0].column))
            self._add(label, value_text(label.field, under), under[0])

    def _loose(self, row: Sequence[Cell], index: int) -> set[int]:
        """Read a cell that holds label and value, or a box before a product."""
        cell = row[index]
        used: set[int] = set()
        if cell.kind != "text" or not _MAY_HOLD.search(cell.text):
            return used
        text = unwrapped(cell.text)
        if text in _BOX and index + 1 < len(row):
            text += unwrapped(row[index + 1].text)
            used = {row[index + 1].column}
        found = layout.find([self._line(cell, text)])
        if text in _BOX or (not found.finds and not found.ticks):
            return set()
        self.ticks.extend(found.ticks)
        for each in found.finds:
            self._add(each.label, each.value, cell, each.product)
        return used

    # --- what was found -----------------------------------------------------------

    def _add(
        self, label: Label, value: str, cell: Cell, product: Product | None = None
    ) -> None:
        kept = Find(label, value, self._line(cell, value), product or self._scope)
        if cell.kind == "date" and label.field in _TEXT_FIELDS:
            self.doubtful.append(kept)
        else:
            self.finds.append(kept)

    def _line(self, cell: Cell, text: str) -> Line:
        place = replace(self._source, cell=cell.name)
        return Line(text, cell.line or 0, place)
