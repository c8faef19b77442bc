"""The straight lines and the coloured grounds that are drawn on a page of a PDF."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from parsers.files.box import Box

if TYPE_CHECKING:
    from collections.abc import Iterator

_FORMS_IN_FORMS: Final = 4
_PAPER: Final = 0xFE
"""From here on a ground is not told from the paper."""

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
Stroke = tuple[float, float, float, float]
_SAME: Final[Matrix] = (1, 0, 0, 1, 0, 0)
_STRAIGHT: Final = 0.7
_THIN: Final = 3.0
"""Points up to which a filled rectangle is a line."""


def _after(one: Matrix, two: Matrix) -> Matrix:
    """Return the matrix that applies `one`, then `two`."""
    a, b, c, d, e, f = one
    m, n, o, p, q, r = two
    return (
        *(a * m + b * o, a * n + b * p, c * m + d * o, c * n + d * p),
        *(e * m + f * o + q, e * n + f * p + r),
    )


def _moved(point: Point, matrix: Matrix) -> Point:
    a, b, c, d, e, f = matrix
    return a * point[0] + c * point[1] + e, b * point[0] + d * point[1] + f


class Drawing:
    """Collects the straight lines and the coloured grounds of a page."""

    __slots__ = ("_c", "_left", "pieces", "shades")

    def __init__(self, page: Any, operations: int) -> None:
        import pypdfium2.raw as c

        self._c: Any = c
        self._left = operations
        self.pieces: list[Box] = []
        self.shades: list[Box] = []
        self._take(page, c.FPDFPage_CountObjects, c.FPDFPage_GetObject, _SAME)

    def _take(
        self, holder: Any, count: Any, object_of: Any, matrix: Matrix, depth: int = 0
    ) -> None:
        """Take the paths of a page or of a form on it."""
        c = self._c
        for number in range(count(holder)):
            self._left -= 1
            if self._left < 0:
                return
            each = object_of(holder, number)
            kind = c.FPDFPageObj_GetType(each)
            if kind == c.FPDF_PAGEOBJ_PATH:
                self._path(each, matrix)
            elif kind == c.FPDF_PAGEOBJ_FORM and depth < _FORMS_IN_FORMS:
                inner = _after(self._matrix(each), matrix)
                self._take(
                    each,
                    c.FPDFFormObj_CountObjects,
                    c.FPDFFormObj_GetObject,
                    inner,
                    depth + 1,
                )

    def _matrix(self, each: Any) -> Matrix:
        found = self._c.FS_MATRIX()
        if not self._c.FPDFPageObj_GetMatrix(each, found):
            return _SAME
        return found.a, found.b, found.c, found.d, found.e, found.f

    def _path(self, path: Any, matrix: Matrix) -> None:
        c = self._c
        mode, stroked = c.c_int(), c.c_int()
        c.FPDFPath_GetDrawMode(path, mode, stroked)
        points = list(self._segments(path, _after(self._matrix(path), matrix)))
        if not points or not all(math.isfinite(n) for pair in points for n in pair):
            return
        corners = [point for piece in points for point in (piece[:2], piece[2:])]
        whole = Box(
            *(min(x for x, _ in corners), min(y for _, y in corners)),
            *(max(x for x, _ in corners), max(y for _, y in corners)),
        )
        if stroked.value:
            self.pieces += filter(None, map(_piece, points))
        elif mode.value and not self._white(path):
            self._ground(whole, points)

    def _ground(
        self, whole: Box, points: list[tuple[float, float, float, float]]
    ) -> None:
        """Take a filled shape: a thin one is a line, a larger one has four edges."""
        wide, high = whole.right - whole.left, whole.top - whole.bottom
        across, up = whole.middle
        if high <= _THIN or wide <= _THIN:
            if wide >= high:
                self.pieces.append(Box(whole.left, up, whole.right, up))
            else:
                self.pieces.append(Box(across, whole.bottom, across, whole.top))
            return
        self.shades.append(whole)
        self.pieces += filter(None, map(_piece, points))

    def _white(self, path: Any) -> bool:
        colour = [self._c.c_uint() for _ in range(4)]
        if not self._c.FPDFPageObj_GetFillColor(path, *colour):
            return False
        return colour[3].value == 0 or all(part.value >= _PAPER for part in colour[:3])

    def _segments(self, path: Any, matrix: Matrix) -> Iterator[Stroke]:
        c = self._c
        across, up = c.c_float(), c.c_float()
        start = last = (0.0, 0.0)
        for number in range(max(c.FPDFPath_CountSegments(path), 0)):
            self._left -= 1
            if self._left < 0:
                return
            segment = c.FPDFPath_GetPathSegment(path, number)
            c.FPDFPathSegment_GetPoint(segment, across, up)
            point = _moved((across.value, up.value), matrix)
            kind = c.FPDFPathSegment_GetType(segment)
            if kind == c.FPDF_SEGMENT_MOVETO:
                start = point
            elif kind == c.FPDF_SEGMENT_LINETO:
                yield *last, *point
            last = point
            if c.FPDFPathSegment_GetClose(segment) and point != start:
                yield *point, *start
                last = start


def _piece(points: Stroke) -> Box | None:
    """Return a stroke as a line across or down, None where it is neither."""
    one, two, three, four = points
    left, right = sorted((one, three))
    bottom, top = sorted((two, four))
    if top - bottom <= _STRAIGHT and right - left > _STRAIGHT:
        middle = (top + bottom) / 2
        return Box(left, middle, right, middle)
    if right - left <= _STRAIGHT and top - bottom > _STRAIGHT:
        middle = (left + right) / 2
        return Box(middle, bottom, middle, top)
    return None
