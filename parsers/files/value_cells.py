"""Which cells of a sheet are labels, and in which column their values stand.

A form has its labels in a column and its values in the next one; notes and examples
stand behind.  So a label whose value cell is blank must not take its note: the value
column of a label column is the first one in which any of its rows has something.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from parsers import fold
from parsers.words import labels
from parsers.words.form_labels import PRODUCT_FIELD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parsers.files.grid import Cell, Grid
    from parsers.reading import Product
    from parsers.words.form_labels import Label

_BULLET: Final = re.compile(
    r"(?:[①-⑳❶-❿⑴-⒇⒈-⒛Ⅰ-Ⅻ][.．]?|[(（][0-9０-９]{1,2}[)）]|[0-9０-９]{1,2}[)）.．、:：]"
    r"|[0-9０-９]{1,2}(?=[\s\u3000])|[・･●◎■◆◇▼▽▲△★☆※*○◯])[\s\u3000]*"
)
_DUTY: Final = re.compile(r"[\s\u3000]*(?:[(（【\[]?(?:必須|任意)[)）】\]]?|[※*＊])+$")
_NOTE: Final = re.compile(
    r"[(（【\[][^()（）]*[)）】\]]|※.*|＊.*|必須|任意|[:：=＝→]|(?:記入)?例[)）:：].*"
    r"|[(（](?:記入)?例[)）].*",
    re.DOTALL,
)
_HEADS: Final = """
    ご記入欄 記入欄 入力欄 回答 回答欄 内容 記入内容 入力内容 入力 値 ご記入 記載内容
    申込内容 value
"""
_VALUE_HEADS: Final = frozenset(_HEADS.split())
_MAX_LABEL_CELL: Final = 60
_CHOICE_WORD: Final = re.compile(r"電子|証書|紙|証券|書面")


def is_note(cell: Cell) -> bool:
    """Return whether a remark (brackets, ※, an example) stands here and no value."""
    return cell.kind == "text" and bool(_NOTE.fullmatch(fold.trim(cell.text)))


def bare(cell: Cell) -> str:
    """Return a cell's words without list mark, colon and 必須."""
    text = _DUTY.sub("", fold.trim(cell.text)).rstrip("：: \u3000")
    return _BULLET.sub("", text, count=1) or text


def label_of(cell: Cell) -> Label | None:
    """Return what a cell means as a label, or None."""
    if cell.kind != "text" or len(cell.text) > _MAX_LABEL_CELL:
        return None
    return labels.lookup(bare(cell))


def product_alone(cell: Cell) -> Product | None:
    """Return the product whose name alone stands in a cell."""
    if cell.kind != "text":
        return None
    heading = labels.heading(bare(cell))
    return heading.product if heading else None


def is_answer(label: Label, cell: Cell) -> bool:
    """Return whether a form's name (電子保証, 証書) answers its own label."""
    return label.field == "form" and bool(_CHOICE_WORD.match(bare(cell)))


class Places:
    """The labels of one sheet and their value columns."""

    __slots__ = ("_head_row", "_labels", "_mostly_labels", "_value_head", "_values")

    def __init__(self, grid: Grid) -> None:
        self._labels: dict[tuple[int, int], Label] = {}
        self._value_head: int | None = None
        self._head_row: int | None = None
        for row in grid.rows:
            self._note_labels(row)
        self._mostly_labels = self._label_columns(grid)
        self._values: dict[int, int] = {}
        for row in grid.rows:
            self._note_values(row)

    def _note_labels(self, row: Sequence[Cell]) -> None:
        heads = [
            cell
            for cell in row[1:]
            if len(cell.text) <= _MAX_LABEL_CELL
            and cell.kind == "text"
            and fold.squeeze(cell.text) in _VALUE_HEADS
        ]
        if heads and self._value_head is None:
            self._value_head = heads[0].column
            self._head_row = heads[0].row
            return
        for cell in row:
            if found := label_of(cell):
                self._labels[cell.row, cell.column] = found

    def is_head(self, row: Sequence[Cell]) -> bool:
        """Return whether a row names the columns: 項目, 記入欄, 備考."""
        return row[0].row == self._head_row

    def _label_columns(self, grid: Grid) -> frozenset[int]:
        """Return the columns in which more cells are labels than are not."""
        score: dict[int, int] = {}
        for row in grid.rows:
            for cell in row:
                step = 1 if (cell.row, cell.column) in self._labels else -1
                score[cell.column] = score.get(cell.column, 0) + step
        return frozenset(column for column, sum_ in score.items() if sum_ > 0)

    def _note_values(self, row: Sequence[Cell]) -> None:
        for index, cell in enumerate(row):
            if (cell.row, cell.column) not in self._labels:
                continue
            run = list(self.run(row, index))
            if run:
                old = self._values.get(cell.column, run[0].column)
                self._values[cell.column] = min(old, run[0].column)

    def label(self, cell: Cell) -> Label | None:
        """Return what a cell means as a label, or None."""
        return self._labels.get((cell.row, cell.column))

    def run(self, row: Sequence[Cell], index: int) -> Iterator[Cell]:
        """Yield the cells behind a label, up to the next label."""
        first = True
        for cell in row[index + 1 :]:
            if is_note(cell) and not self._filled_in(cell):
                continue
            if self.label(cell) and not self._is_value(row[index], cell, first=first):
                return
            first = False
            yield cell

    def _filled_in(self, cell: Cell) -> bool:
        """Return whether bracketed words stand where values do: （1） is a value."""
        beside = cell.column != self._value_head or "例" in cell.text
        return not beside and fold.trim(cell.text)[0] in "(（【["

    def _is_value(self, before: Cell, cell: Cell, *, first: bool) -> bool:
        """Return whether words like a label stand right behind one: a value."""
        label, found = self.label(before), self.label(cell)
        if label and is_answer(label, cell):
            return True
        if not first:
            return False
        if found and found.field == PRODUCT_FIELD:
            return bool(label and label.field != PRODUCT_FIELD)
        return cell.column == before.end and cell.column not in self._mostly_labels

    def values(self, row: Sequence[Cell], index: int) -> list[Cell]:
        """Return the value cells of a label; none where its value cell is blank."""
        cell = row[index]
        run = list(self.run(row, index))
        if self._value_head is not None and self._value_head > cell.column:
            return [each for each in run if each.column == self._value_head]
        if not run or run[0].column == cell.end:
            return run
        expected = self._values.get(cell.column, run[0].column)
        return run if run[0].column <= expected else []

    def has_values(self, cell: Cell) -> bool:
        """Return whether labels in this column have their values at their right."""
        return self._value_head is not None or cell.column in self._values
