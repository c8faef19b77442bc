"""Word documents (.docx): their paragraphs as lines and their tables as grids.

What a reader of the document sees is read: insertions and not deletions, text boxes
once, the base of ruby and not its reading, boxes with their ticks.  Hidden words and
rows, white words on white paper, struck-out words, the hints of fields that were left
empty: none of them is the sender's word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from parsers.files import zipfile
from parsers.files.budget import ShutError
from parsers.files.grid import Cell, Grid
from parsers.files.hidden_words import Looks, Shown, child, flag, is_dark, local, value
from parsers.files.laid_out import Laid, is_heading
from parsers.files.xml_tree import tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from parsers.files.budget import Limits, Purse

_RELATIONS: Final = "_rels/.rels"
_MAIN: Final = re.compile(rb"<[^<>]{0,40}Relationship\b[^<>]*>")
_TARGET: Final = re.compile(rb"Target\s*=\s*[\"']/?([^\"']{1,200})[\"']")
_BLANKS: Final = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n"}
_HYPHENS: Final = {"noBreakHyphen": "-", "softHyphen": ""}
_SKIPPED: Final = frozenset({
    *("del", "moveFrom", "pPr", "rPr", "tblPr", "tblGrid", "sectPr", "sdtPr", "rt"),
    *("instrText", "delText", "Fallback", "trPr", "tcPr", "rubyPr", "ffData"),
})  # fmt: skip
_SYMBOLS: Final = {
    "F0FE": "☑", "F0FD": "☒", "F052": "☑", "F053": "☒", "F0A8": "□", "F06F": "□",
    "F0A3": "□", "F071": "□", "F0FC": "✓", "F0FB": "✗",
}  # fmt: skip
"""Signs of Wingdings and Wingdings 2 that people tick boxes with."""


def laid(raw: bytes, limits: Limits, purse: Purse) -> Laid:
    """Lay a document out; ShutError where it cannot be read."""
    parts = {
        member.name: member for member in zipfile.members(raw, limits.workbook_parts)
    }
    main = main_part(raw, limits, purse)
    if main not in parts:
        raise ShutError("unreadable")
    body = tree(_content(raw, parts[main], limits, purse), limits)
    folder = main.rpartition("/")[0]
    styles = parts.get(f"{folder}/styles.xml")
    looks = Looks.of(
        tree(_content(raw, styles, limits, purse), limits) if styles else None
    )
    writer = _Writer(looks, limits.cells)
    writer.blocks(body)
    return writer.laid()


def main_part(raw: bytes, limits: Limits, purse: Purse) -> str:
    """Return the name of the main part (ECMA-376, part 2); "" if there is none."""
    for member in zipfile.members(raw, limits.workbook_parts):
        if member.name == _RELATIONS:
            found = _content(raw, member, limits, purse)
            for relation in _MAIN.findall(found):
                target = _TARGET.search(relation)
                if b"/officeDocument" in relation and target:
                    return target[1].decode("utf-8", "replace")
    return ""


def _content(raw: bytes, member: zipfile.Member, limits: Limits, purse: Purse) -> bytes:
    octets = zipfile.content(raw, member, limits, purse)
    if len(octets) > limits.word_octets:
        raise ShutError("too_large", "word_octets")
    return octets


@dataclass(slots=True)
class _Writer:
    """Writes the blocks of a document down, in their order."""

    looks: Looks
    left: int
    lines: list[str] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    _headings: list[str] = field(default_factory=list)
    _dark: bool = False

    def laid(self) -> Laid:
        """Return what was written."""
        return Laid(tuple(self.grids), tuple(self.lines))

    def blocks(self, holder: Element) -> None:
        """Write the paragraphs and tables in something."""
        for each in holder:
            name = local(each)
            if name in _SKIPPED:
                continue
            if name == "p":
                self._paragraph(each)
            elif name == "tbl":
                self._table(each)
            elif not _is_hint(each):
                self.blocks(each)

    def _paragraph(self, paragraph: Element) -> None:
        text = self.text(paragraph)
        self.lines += text.split("\n")
        if is_heading(text):
            self._headings.append(text)
        self._boxes(paragraph)

    def _boxes(self, holder: Element) -> None:
        """Write the text boxes that hang at a paragraph, below it."""
        for each in holder:
            if local(each) in _SKIPPED:
                continue
            if local(each) == "txbxContent":
                self.blocks(each)
            else:
                self._boxes(each)

    # --- tables -------------------------------------------------------------------

    def _table(self, table: Element) -> None:
        """Write a table as a grid; the tables in its cells are written after it."""
        rows: list[tuple[Cell, ...]] = [
            (Cell(number, 0, heading),)
            for number, heading in enumerate(self._headings[-_ABOVE:])
        ]
        self._headings.clear()
        inner: list[Element] = []
        for number, row in enumerate(_rows(table), start=len(rows)):
            cells = tuple(self._cells(row, number, inner))
            rows.append(cells)
        self.grids.append(Grid("", _spanned(rows)))
        for each in inner:
            self._table(each)

    def _cells(self, row: Element, number: int, inner: list[Element]) -> Iterator[Cell]:
        """Yield the cells of a row; one that goes on from above has no text."""
        column = _before(row)
        for cell in _named(row, "tc"):
            look = child(cell, "tcPr")
            if child(look, "cellDel") is not None:
                continue
            width = _count(look, "gridSpan")
            merged = child(look, "vMerge")
            self.left -= width
            if self.left < 0:
                raise ShutError("too_large", "cells")
            goes_on = merged is not None and value(merged) != "restart"
            text = "" if goes_on else self._cell_text(cell, inner)
            yield Cell(number, column, text, rows=0 if goes_on else 1, columns=width)
            column += width

    def _cell_text(self, cell: Element, inner: list[Element]) -> str:
        """Return the text of a cell, without that of tables in it."""
        out: list[str] = []
        self._dark = is_dark(child(child(cell, "tcPr"), "shd"))
        self._cell_lines(cell, out, inner)
        self._dark = False
        return "\n".join(out).strip("\n")

    def _cell_lines(
        self, holder: Element, out: list[str], inner: list[Element]
    ) -> None:
        for each in holder:
            name = local(each)
            if name in _SKIPPED or _is_hint(each):
                continue
            if name == "p":
                out.append(self.text(each))
                self._cell_boxes(each, out, inner)
            elif name == "tbl":
                inner.append(each)
            else:
                self._cell_lines(each, out, inner)

    def _cell_boxes(
        self, holder: Element, out: list[str], inner: list[Element]
    ) -> None:
        for each in holder:
            if local(each) == "txbxContent":
                self._cell_lines(each, out, inner)
            elif local(each) not in _SKIPPED:
                self._cell_boxes(each, out, inner)

    # --- text ---------------------------------------------------------------------

    def text(self, paragraph: Element) -> str:
        """Return the visible words of a paragraph."""
        look = child(paragraph, "pPr")
        return "".join(self._runs(paragraph, self.looks.of_paragraph(look)))

    def _runs(self, holder: Element, shown: Shown) -> Iterator[str]:
        for each in holder:
            name = local(each)
            if name in _SKIPPED or name == "txbxContent" or _is_hint(each):
                continue
            if name == "r":
                look = self.looks.of_run(child(each, "rPr"), shown)
                if look.seen or (self._dark and replace(look, white=False).seen):
                    yield from self._run(each, look)
            elif name:
                yield from self._runs(each, shown)

    def _run(self, run: Element, shown: Shown) -> Iterator[str]:
        for each in run:
            name = local(each)
            if name == "t":
                yield each.text or ""
            elif name in _BLANKS:
                yield _BLANKS[name]
            elif name in _HYPHENS:
                yield _HYPHENS[name]
            elif name == "sym":
                yield _symbol(each)
            elif name == "fldChar":
                yield _choice(each)
            elif name == "ruby":
                base = child(each, "rubyBase")
                yield from self._runs(base, shown) if base is not None else ()


# --- the tree -----------------------------------------------------------------------


def _named(holder: Element, name: str) -> Iterator[Element]:
    """Yield the rows of a table or cells of a row, those in wrappers among them."""
    for each in holder:
        if local(each) == name:
            yield each
        elif local(each) in {"sdt", "sdtContent", "customXml", "ins", "moveTo"}:
            yield from _named(each, name)


def _rows(table: Element) -> Iterator[Element]:
    """Yield the rows that are seen: not hidden and not deleted."""
    for row in _named(table, "tr"):
        look = child(row, "trPr")
        if child(look, "del") is None and not flag(child(look, "hidden")):
            yield row


def _before(row: Element) -> int:
    found = child(child(row, "trPr"), "gridBefore")
    return _number(value(found)) if found is not None else 0


def _count(look: Element | None, name: str) -> int:
    found = child(look, name)
    return max(_number(value(found)), 1) if found is not None else 1


def _number(text: str) -> int:
    return min(int(text), _WIDEST) if text.isascii() and text.isdigit() else 0


_WIDEST: Final = 1_000
_ABOVE: Final = 2
"""Headings above a table that say what it is about."""


def _spanned(rows: list[tuple[Cell, ...]]) -> tuple[tuple[Cell, ...], ...]:
    """Return cells that go on below their span, and leave out what is empty."""
    ends: dict[int, list[int]] = {}
    spans: dict[tuple[int, int], int] = {}
    for row in rows:
        for cell in row:
            if cell.rows:
                ends[cell.column] = [cell.row, cell.column]
            elif start := ends.get(cell.column):
                spans[start[0], start[1]] = cell.row - start[0] + 1
    kept = (
        tuple(
            Cell(
                *(cell.row, cell.column, cell.text),
                rows=spans.get((cell.row, cell.column), 1),
                columns=cell.columns,
            )
            for cell in row
            if cell.text.strip()
        )
        for row in rows
    )
    return tuple(row for row in kept if row)


def _is_hint(each: Element) -> bool:
    """Return whether a field shows only its hint (ここをクリックして入力)."""
    look = child(each, "sdtPr") if local(each) == "sdt" else None
    return flag(child(look, "showingPlcHdr"))


def _symbol(sign: Element) -> str:
    code = next((v for k, v in sign.attrib.items() if k.endswith("}char")), "").upper()
    if code in _SYMBOLS:
        return _SYMBOLS[code]
    return "\ufffd"


def _choice(mark: Element) -> str:
    """Return what an old form field shows by itself: a box, or the entry of a list."""
    data = child(mark, "ffData")
    box, choices = child(data, "checkBox"), child(data, "ddList")
    if box is not None:
        ticked = child(box, "checked")
        ticked = child(box, "default") if ticked is None else ticked
        return "☑" if flag(ticked) else "□"
    if choices is not None:
        entries = [value(each) for each in choices if local(each) == "listEntry"]
        chosen = child(choices, "result")
        at = _number(value(chosen)) if chosen is not None else 0
        return entries[at] if at < len(entries) else ""
    return ""
