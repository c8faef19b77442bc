"""Tables whose labels stand above the values, or whose columns are products.

    工事名        請負金額        工期            項目      前払金保証   契約保証
    市道…工事     5,000万円       R8.3.3～…       保証金額   2,000万円   500万円

Cells are set apart by tabs (as HTML rows come), by drawn bars, or by wide gaps.  A row
that names a product speaks of that product.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from parsers import fold
from parsers.words import courtesy, labels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parsers.message.lines import Line
    from parsers.reading import Product
    from parsers.words.labels import Label


@dataclass(frozen=True, slots=True)
class Cell:
    """A value under a label; `product` is that of its row or column, if any."""

    label: Label
    value: str
    line: Line
    product: Product | None


@dataclass(frozen=True, slots=True)
class Table:
    """The cells of a table, and the index of the first line below it."""

    cells: tuple[Cell, ...]
    end: int


_BAR: Final = re.compile(r"[│┃|｜]")
_GAP: Final = re.compile(r"[ \u00a0]{2,}|[ ]*\u3000[ \u3000]*|\t")
_PARTED: Final = re.compile(r"\S[ \u00a0]{2}|\S[ ]*\u3000|\t|[│┃|｜]")
"""Something of this stands in every row of a table."""
_PARTERS: Final = ("  ", "\u3000", "\t", "\u00a0", "│", "┃", "|", "｜")
"""And one of these: found a dozen times as fast, and most lines have none."""
_FORM_WORD: Final = re.compile(r"電子|証書|紙|証券|書面")
_CORNER: Final = frozenset(
    {"", "項目", "区分", "内容", "保証", "種別", "保証種別", "保証の種類", "保証の種別"}
    | {"商品", "商品名", "保証名", "保証商品", "no", "no.", "番号"}
)
MAX_COLUMNS: Final = 20
MAX_ROWS: Final = 50


def unbarred(text: str) -> str:
    """Return a drawn row (`│会社名│株式会社甲│`) with tabs for its bars."""
    if not _BAR.search(text):
        return text
    bare = fold.trim(text)
    if len(bare) > 1 and _BAR.match(bare) and _BAR.fullmatch(bare[-1]):
        return "\t".join(fold.trim(cell) for cell in _BAR.split(bare[1:-1]))
    return text


def cells(text: str) -> list[str]:
    """Cut a row into its cells; one cell where it has no tabs, bars or wide gaps."""
    row = unbarred(text).strip(" \r\n")
    if "\t" in row:
        found = row.split("\t")
    elif len(_BAR.findall(row)) > 1:
        found = _BAR.split(row)
    else:
        found = _GAP.split(row)
    return [fold.trim(cell) for cell in found[: MAX_COLUMNS + 1]]


def table(lines: Sequence[Line], at: int) -> Table | None:
    """Read the table whose head is `lines[at]`, or None."""
    text = lines[at].text
    if not any(map(text.__contains__, _PARTERS)) or not _PARTED.search(text):
        return None
    head = cells(text)
    if not 1 < len(head) <= MAX_COLUMNS:
        return None
    if (latter := _latter(head)) is not None:
        return _by_change(lines, at, latter)
    if (products := _products(head)) is not None:
        return _by_product(lines, at, products)
    if (found := _labels(head, text)) is not None:
        return _by_label(lines, at, found)
    return None


def _rows(lines: Sequence[Line], at: int) -> list[tuple[int, list[str]]]:
    """Return the rows below a head, up to a blank line; drawn lines are skipped."""
    rows = []
    for index in range(at + 1, min(len(lines), at + 1 + MAX_ROWS)):
        text = fold.trim(lines[index].text)
        if not text or lines[index].quoted != lines[at].quoted:
            break
        if not courtesy.is_rule(text):
            rows.append((index, cells(lines[index].text)))
    return rows


_TITLES: Final = frozenset(
    """
    項目 内容 記入内容 記載内容 項目名 備考 記入欄 入力欄 入力内容 区分 値 ご記入欄
    item details value
    """.split()  # noqa: SIM905 - words of a list, to be edited as words
)


def is_title(text: str) -> bool:
    """Return whether a row holds only titles of columns: 項目 | 内容 | 備考."""
    if not any(map(text.__contains__, _PARTERS)):
        return False
    named = [fold.squeeze(cell) for cell in cells(text) if cell]
    return len(named) > 1 and all(cell in _TITLES for cell in named)


# --- columns before and after a change ----------------------------------------------

_BEFORE: Final = frozenset(
    {"変更前", "当初", "旧", "訂正前", "修正前", "誤", "現在", "現行", "変更前契約"}
)
_AFTER: Final = frozenset(
    {"変更後", "変更", "新", "訂正後", "修正後", "正", "変更後契約"}
)


def _latter(head: list[str]) -> int | None:
    """Return the column, from the right, of what holds after a change."""
    named = [fold.squeeze(cell) for cell in head if cell]
    if named and named[0] in _CORNER:
        named = named[1:]
    before = [cell for cell in named if cell in _BEFORE]
    after = [at for at, cell in enumerate(named) if cell in _AFTER]
    return len(named) - after[0] if len(before) == len(after) == 1 else None


def _by_change(lines: Sequence[Line], at: int, latter: int) -> Table | None:
    """Read rows of label, former and latter value; only the latter is meant."""
    out: list[Cell] = []
    end = at + 1
    for index, row in _rows(lines, at):
        label = labels.lookup(row[0])
        if not label or len(row) <= latter:
            break
        end = index + 1
        if label.field:
            out.append(Cell(label, row[-latter], lines[index], None))
    return Table(tuple(out), end) if out else None


# --- columns that are products ----------------------------------------------------


def _products(head: list[str]) -> list[Product] | None:
    """Return the products of a head such as `項目 | 前払金保証 | 契約保証`."""
    named = [labels.product_named(fold.squeeze(cell)) for cell in head]
    first = 1 if named[0] is None and fold.squeeze(head[0]) in _CORNER else 0
    products = [product for product in named[first:] if product]
    whole = len(products) == len(named) - first
    return products if whole and len(set(products)) == len(products) > 1 else None


def _by_product(
    lines: Sequence[Line], at: int, products: list[Product]
) -> Table | None:
    out: list[Cell] = []
    end = at + 1
    for index, row in _rows(lines, at):
        label = labels.lookup(row[0])
        if not label or len(row) != len(products) + 1:
            break
        end = index + 1
        out += [
            Cell(label, value, lines[index], product)
            for product, value in zip(products, row[1:], strict=True)
            if label.field and product in label.products
        ]
    return Table(tuple(out), end) if out else None


# --- labels above values ----------------------------------------------------------


def _labels(head: list[str], text: str) -> list[Label] | None:
    """Return the labels of a head all of whose cells are labels."""
    found = [
        labels.Label("") if fold.squeeze(cell) in _CORNER else labels.lookup(cell)
        for cell in head
    ]
    if any(label is None for label in found):
        return None
    known = [label for label in found if label is not None]
    fields = [(label.field, label.products) for label in known if label.field]
    fewest = 2 if "\t" in unbarred(text) else 3
    if len(fields) < fewest or len(set(fields)) != len(fields):
        return None
    for one, cell in pairwise(zip(known, head, strict=True)):
        if one[0].field == "form" and _FORM_WORD.match(cell[1]):
            return None  # 保証証書の形式 | 電子保証 is a label and its value.
    return known


def _by_label(lines: Sequence[Line], at: int, known: list[Label]) -> Table | None:
    out: list[Cell] = []
    end = at + 1
    for index, row in _rows(lines, at):
        if len(row) != len(known) or _is_head(row):
            break
        end = index + 1
        product = next((found for cell in row if (found := _product(cell))), None)
        out += [
            Cell(label, value, lines[index], product)
            for label, value in zip(known, row, strict=True)
            if label.field and value and not _product(value)
        ]
    return Table(tuple(out), end) if out else None


def _product(cell: str) -> Product | None:
    return labels.product_named(fold.squeeze(cell))


def _is_head(row: list[str]) -> bool:
    """Return whether a row is label and value, or another head."""
    first = labels.lookup(row[0])
    if first is None or first.field == labels.PRODUCT_FIELD:
        return False
    return not (first.field == "form" and _FORM_WORD.match(row[0]))
