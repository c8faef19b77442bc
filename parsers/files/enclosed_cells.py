"""The cells that the lines of a page enclose.

Lines are joined from their pieces, so that a dotted one is one.  A cell is a rectangle
with a line on each side; rows whose lines end alike, without a border there, are closed
where they end.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from operator import neg
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from parsers.files.box import Box
    from parsers.files.pdf_pages import Sign

_SAME: Final = 2.5
"""Points within which two lines are one."""
_GAP: Final = 3.0
"""Points between the dots of a dotted line."""
_SHORT: Final = 5.0
"""Points that a line must have; the strokes of a drawn sign are shorter."""
_MOST_LINES: Final = 1_500
_MOST_CELLS: Final = 15_000
"""A page with more of them is no form: it is read as lines of text."""

Place = tuple[int, int]


class Table:
    """The cells that the lines of a page enclose.

    `_across` are the places of the lines down, `_up` those of the lines across, from
    the top.  Region 0 is what is open to the edge of the page.
    """

    __slots__ = ("_across", "_region", "_up", "regions")

    def __init__(self, pieces: Sequence[Box]) -> None:
        flat = _merged((p.bottom, p.left, p.right) for p in pieces if p.top == p.bottom)
        tall = _merged((p.left, p.bottom, p.top) for p in pieces if p.left == p.right)
        self._across = _places([at for at, _, _ in tall], flat)
        self._up = _places([at for at, _, _ in flat], ())[::-1]
        if len(flat) + len(tall) > _MOST_LINES or (
            (len(self._across) + 1) * (len(self._up) + 1) > _MOST_CELLS
        ):
            self._across, self._up, flat, tall = [], [], [], []
        walls = self._walls(tall, flat)
        self._region, self.regions = _regions(
            len(self._up) + 1, len(self._across) + 1, *walls
        )

    def _walls(
        self, tall: Sequence[Span], flat: Sequence[Span]
    ) -> tuple[set[Place], set[Place]]:
        """Return the walls at the left of a place, and those above it."""
        left: set[Place] = set()
        above: set[Place] = set()
        rows = [(one + two) / 2 for one, two in pairwise(self._up)]
        columns = [(one + two) / 2 for one, two in pairwise(self._across)]
        for at, low, high in tall:
            if (column := _index(self._across, at)) is not None:
                left.update((row, column + 1) for row in _between(rows, low, high))
        ends: dict[tuple[int, int], set[int]] = {}
        for at, low, high in flat:
            if (row := _index(self._up, at)) is None:
                continue
            above.update((row + 1, column) for column in _between(columns, low, high))
            first, last = _index(self._across, low), _index(self._across, high)
            if first is not None and last is not None:
                ends.setdefault((first, last), set()).add(row)
        left.update(tuple(self._closed(ends, left)))
        return left, above

    def _closed(
        self, ends: dict[tuple[int, int], set[int]], left: set[Place]
    ) -> Iterator[Place]:
        """Close rows whose lines end alike and which a line down divides."""
        for (first, last), rows in ends.items():
            for row in rows:
                inner = range(first + 1, last)
                if row + 1 in rows and any((row + 1, k + 1) in left for k in inner):
                    yield row + 1, first + 1
                    yield row + 1, last + 1

    def region_at(self, across: float, up: float) -> int:
        """Return the region in which a point lies."""
        column = bisect_left(self._across, across)
        row = bisect_left(self._up, -up, key=neg)
        return self._region[row, column]

    def sorted(self, signs: Iterable[Sign]) -> tuple[dict[int, list[Sign]], list[Sign]]:
        """Part the signs into those of each cell and those outside."""
        inside: dict[int, list[Sign]] = {}
        outside: list[Sign] = []
        for sign in signs:
            number = self.region_at(*sign.box.middle)
            if number in self.regions:
                inside.setdefault(number, []).append(sign)
            else:
                outside.append(sign)
        return inside, outside

    def top(self, row: int) -> float:
        """Return the height at which a row begins."""
        return self._up[row - 1]


Span = tuple[float, float, float]


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Join the pieces of one line (at, from, to); drop what stays too short."""
    rows: list[list[Span]] = []
    for span in sorted(spans):
        if rows and span[0] - rows[-1][0][0] <= 1:
            rows[-1].append(span)
        else:
            rows.append([span])
    out: list[Span] = []
    for row in rows:
        at = row[0][0]
        low, high = None, 0.0
        for _, start, end in sorted(row, key=lambda span: span[1]):
            if low is None:
                low, high = start, end
            elif start <= high + _GAP:
                high = max(high, end)
            else:
                out.append((at, low, high))
                low, high = start, end
        if low is not None:
            out.append((at, low, high))
    return [span for span in out if span[2] - span[1] >= _SHORT]


def _places(found: Iterable[float], flat: Iterable[Span]) -> list[float]:
    """Return the places of lines, those of the ends of others among them, in order."""
    every = sorted([*found, *(end for _, low, high in flat for end in (low, high))])
    out: list[float] = []
    for at in every:
        if not out or at - out[-1] > _SAME:
            out.append(at)
    return out


def _between(middles: Sequence[float], low: float, high: float) -> Iterator[int]:
    for number, middle in enumerate(middles, 1):
        if low - 1 <= middle <= high + 1:
            yield number


def _index(places: Sequence[float], at: float) -> int | None:
    near = min(range(len(places)), key=lambda i: abs(places[i] - at), default=None)
    if near is None or abs(places[near] - at) > _SAME:
        return None
    return near


@dataclass(frozen=True, slots=True)
class Region:
    """A cell: its first row and column, and how many it spans."""

    row: int
    column: int
    rows: int
    columns: int


def _regions(
    rows: int, columns: int, left: set[Place], above: set[Place]
) -> tuple[dict[Place, int], dict[int, Region]]:
    """Return each place its region; those that are closed rectangles are cells."""
    number: dict[Place, int] = {}
    this = -1
    cells: dict[int, Region] = {}
    for start in ((row, column) for row in range(rows) for column in range(columns)):
        if start in number:
            continue
        this += 1
        found = _flooded(start, rows, columns, left, above)
        number.update(dict.fromkeys(found, this))
        if this and (cell := _rectangle(found)):
            cells[this] = cell
    return number, cells


def _flooded(
    start: Place, rows: int, columns: int, left: set[Place], above: set[Place]
) -> set[Place]:
    """Return all places that no wall parts from one."""
    found, todo = {start}, [start]
    while todo:
        row, column = todo.pop()
        steps = (
            ((row, column - 1), (row, column) in left),
            ((row, column + 1), (row, column + 1) in left),
            ((row - 1, column), (row, column) in above),
            ((row + 1, column), (row + 1, column) in above),
        )
        for there, wall in steps:
            known = 0 <= there[0] < rows and 0 <= there[1] < columns
            if known and not wall and there not in found:
                found.add(there)
                todo.append(there)
    return found


def _rectangle(found: set[Place]) -> Region | None:
    top, bottom = min(r for r, _ in found), max(r for r, _ in found)
    first, last = min(c for _, c in found), max(c for _, c in found)
    rows, columns = bottom - top + 1, last - first + 1
    return Region(top, first, rows, columns) if rows * columns == len(found) else None
