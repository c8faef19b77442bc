"""Small squares drawn on a page: boxes to be ticked, as the signs □ and ☑.

A square with a figure or a letter in it is a cell of squared paper and stays one, and
so does a square that touches another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from parsers.files.box import Box
from parsers.files.pdf_pages import Sign

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from parsers.files.pdf_pages import Page

_SIDE: Final = (5.0, 16.0)
"""Points of the side of a box to be ticked."""
_TICKS: Final = frozenset("レ✓✔✗✘×xX■●☑☒v")
_MOST: Final = 60
_ABOUT: Final = 1.5


def boxed(page: Page) -> tuple[Sequence[Sign], Sequence[Box]]:
    """Return the signs of a page with its boxes among them, and its other lines."""
    squares = [each for each in _squares(page.pieces) if _is_box(each, page.signs)]
    squares = [each for each in squares if not _touches(each, squares)]
    if not squares:
        return page.signs, page.pieces
    free = [
        sign
        for sign in page.signs
        if not any(_within(square, sign) for square in squares)
    ]
    ticked = {
        square
        for square in squares
        if any(_within(square, sign) for sign in page.signs if sign.text.strip())
    }
    boxes = [Sign("☑" if each in ticked else "□", each) for each in squares]
    wide = [_grown(square) for square in squares]
    pieces = [each for each in page.pieces if not _is_edge(each, wide)]
    return [*free, *boxes], pieces


def _squares(pieces: Iterable[Box]) -> list[Box]:
    """Return the squares that two equal lines across and two down make."""
    short = [each for each in pieces if _SIDE[0] <= _length(each) <= _SIDE[1]]
    down = {
        (round(each.left), round(each.bottom))
        for each in short
        if each.left == each.right
    }
    found: dict[tuple[int, int], Box] = {}
    for each in short:
        if each.left == each.right or len(found) >= _MOST:
            continue
        for box in _on_either_side(each):
            if all(_near(down, at, box.bottom) for at in (box.left, box.right)):
                found.setdefault((round(box.left / 3), round(box.bottom / 3)), box)
    return _distinct(found.values())


def _on_either_side(edge: Box) -> Iterator[Box]:
    side = _length(edge)
    for bottom in (edge.bottom, edge.bottom - side):
        yield Box(edge.left, bottom, edge.right, bottom + side)


def _near(down: set[tuple[int, int]], across: float, bottom: float) -> bool:
    steps = (-1, 0, 1)
    at, low = round(across), round(bottom)
    return any((at + a, low + b) in down for a in steps for b in steps)


def _distinct(boxes: Iterable[Box]) -> list[Box]:
    kept: list[Box] = []
    for box in boxes:
        if not any(each.holds(*box.middle) for each in kept):
            kept.append(box)
    return kept


def _is_box(square: Box, signs: Iterable[Sign]) -> bool:
    held = (sign.text for sign in signs if _within(square, sign))
    return all(text in _TICKS for text in held if text.strip())


def _touches(square: Box, others: Iterable[Box]) -> bool:
    grown = _grown(square)
    return any(
        other is not square
        and other.left <= grown.right
        and grown.left <= other.right
        and other.bottom <= grown.top
        and grown.bottom <= other.top
        for other in others
    )


def _within(square: Box, sign: Sign) -> bool:
    return square.holds(*sign.box.middle)


def _grown(square: Box) -> Box:
    return Box(
        *(square.left - _ABOUT, square.bottom - _ABOUT),
        *(square.right + _ABOUT, square.top + _ABOUT),
    )


def _is_edge(piece: Box, grown: Iterable[Box]) -> bool:
    return any(
        box.holds(piece.left, piece.bottom) and box.holds(piece.right, piece.top)
        for box in grown
    )


def _length(piece: Box) -> float:
    return max(piece.right - piece.left, piece.top - piece.bottom)
