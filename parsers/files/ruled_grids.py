"""A page of a PDF to grids of cells, and the text around them.

What stands in no cell is text: lines from top to bottom.  A heading that stands alone
above a table is a row of its grid too, because it says what the rows below are about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from parsers.files.enclosed_cells import Table
from parsers.files.grid import Cell, Grid
from parsers.files.laid_out import Laid, is_heading
from parsers.files.printed_lines import unwrapped, written
from parsers.files.tick_boxes import boxed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parsers.files.pdf_pages import Page, Sign
    from parsers.files.printed_lines import Written

_FRAME_LINES: Final = 4
"""Lines from which on a cell alone in its rows is a frame around a letter."""


def laid(page: Page) -> Laid:
    """Lay out a page."""
    signs, pieces = boxed(page)
    table = Table(pieces)
    inside, outside = table.sorted(signs)
    if _is_open(inside, outside):
        table, inside, outside = Table(()), {}, list(signs)
    text = list(written(outside))
    cells, framed = _cells(table, inside)
    around = [*text, *framed]
    alone = (line for line in text if len(line.pieces) == 1)
    headings = [line for line in alone if is_heading(line.text)]
    grids = tuple(_grids(table, cells, headings))
    around.sort(key=lambda line: -line.up)
    return Laid(grids, tuple(line.text for line in unwrapped(around)))


def _is_open(inside: Mapping[int, Sequence[Sign]], outside: Sequence[Sign]) -> bool:
    """Return whether only the labels, or only the values, of a table have cells."""
    free = {round(sign.box.middle[1]) for sign in outside if sign.text.strip()}
    rows = [
        {round(sign.box.middle[1]) for sign in signs if sign.text.strip()}
        for signs in inside.values()
    ]
    beside = [any(up + n in free for up in row for n in (-1, 0, 1)) for row in rows]
    return 2 * sum(beside) > len(beside) > 0


def _cells(
    table: Table, inside: dict[int, list[Sign]]
) -> tuple[list[Cell], list[Written]]:
    """Return the cells with text; a frame around a whole letter is no cell."""
    cells: list[Cell] = []
    framed: list[Written] = []
    beside: dict[int, int] = {}
    for region in map(table.regions.__getitem__, inside):
        for row in range(region.row, region.row + region.rows):
            beside[row] = beside.get(row, 0) + 1
    for number, signs in inside.items():
        region = table.regions[number]
        text = list(written(signs))
        alone = all(
            beside[row] == 1 for row in range(region.row, region.row + region.rows)
        )
        if alone and len(text) >= _FRAME_LINES:
            framed += text
        elif text:
            cells.append(
                Cell(
                    *(region.row, region.column),
                    "\n".join(line.text for line in text),
                    rows=region.rows,
                    columns=region.columns,
                )
            )
    return cells, framed


def _grids(
    table: Table, cells: Sequence[Cell], headings: Sequence[Written]
) -> Iterator[Grid]:
    """Yield the cells by rows, table by table, each below its headings."""
    rows: dict[int, list[Cell]] = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append(cell)
    tables: list[list[int]] = []
    end = 0
    for number in sorted(rows):
        if tables and number <= end:
            tables[-1].append(number)
        else:
            tables.append([number])
        end = max([end, *(cell.row + cell.rows for cell in rows[number])])
    waiting = sorted(headings, key=lambda line: -line.up)
    for numbers in tables:
        out: list[tuple[Cell, ...]] = []
        while waiting and waiting[0].up > table.top(numbers[0]):
            heading = waiting.pop(0)
            out.append((Cell(max(numbers[0] - 1, 0), 0, heading.text),))
        out += [
            tuple(sorted(rows[number], key=lambda cell: cell.column))
            for number in numbers
        ]
        yield Grid("", tuple(out))
