"""What the pages of a PDF show: their signs with their places, and their ruling lines.

PDFium draws nothing here: it says where each sign stands, as in a viewer, the entries
of form fields and of typed remarks among them.  What a viewer would not show is left
out: invisible and white signs (a scan's recognised text is nobody's writing), and what
lies beyond the page.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from parsers.files.budget import ShutError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parsers.files.budget import Limits

_FORMS_IN_FORMS: Final = 4
_INVISIBLE: Final = frozenset({3, 7})
"""Text rendering modes (ISO 32000-1, 9.3.6): neither filled nor stroked."""
_WHITE: Final = 0xF0
"""From here on, in red, green and blue, a sign is not seen on white."""
_PAPER: Final = 0xFE
"""From here on a ground is not told from the paper."""
_SPECK: Final = 1.0
"""Points below which nobody can read a sign."""
_NO_SIGN: Final = frozenset({0, 0xFFFE, 0xFFFF})


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in points; `top` is larger than `bottom`."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre, across and up."""
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2

    def holds(self, across: float, up: float) -> bool:
        """Return whether a point lies in it."""
        return self.left <= across <= self.right and self.bottom <= up <= self.top


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of the text and the box in which it stands."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its signs, the pieces of lines on it, and its boxes to be ticked.

    A piece is a Box without height (a line across) or without width (one down).
    """

    signs: tuple[Sign, ...]
    pieces: tuple[Box, ...]


def pages(octets: bytes, limits: Limits) -> tuple[Page, ...] | None:
    """Return the pages; None where it is no PDF, or has more pages than are read.

    ShutError `encrypted` where it opens with a password only.
    """
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(octets)
    except pdfium.PdfiumError as fault:
        if getattr(fault, "err_code", None) == pdfium.raw.FPDF_ERR_PASSWORD:
            raise ShutError("encrypted") from None
        return None
    try:
        return _pages(document, limits)
    except pdfium.PdfiumError:
        return None
    finally:
        document.close()


def _pages(document: Any, limits: Limits) -> tuple[Page, ...] | None:
    import pypdfium2.raw as c

    if len(document) > limits.pdf_pages:
        return None
    if document.get_formtype():
        document.init_forms()
    found, left = [], limits.pdf_signs
    for number in range(len(document)):
        page = document[number]
        # Entries of fields and typed remarks become part of the page.
        c.FPDFPage_Flatten(page.raw, c.FLAT_NORMALDISPLAY)
        page.close()
        page = document[number]
        found.append(_page(page, left, limits.pdf_operations))
        left -= len(found[-1].signs)
        page.close()
    return tuple(found)


def _page(page: Any, most: int, operations: int) -> Page:
    drawing = _Drawing(operations)
    drawing.take(page.raw, drawing.count_of_page, drawing.object_of_page, _SAME)
    turn = _Turn(page)
    signs = tuple(
        Sign(sign.text, turn.box(sign.box))
        for sign in _signs(page, most)
        if not _lost(sign, drawing) and turn.shows(sign.box)
    )
    return Page(signs, tuple(map(turn.box, drawing.pieces)))


def _lost(sign: _Printed, drawing: _Drawing) -> bool:
    """Return whether a sign cannot be seen: white on white, or far too small."""
    if sign.box.top - sign.box.bottom < _SPECK:
        return True
    return sign.white and not any(
        shade.holds(*sign.box.middle) for shade in drawing.shades
    )


# --- signs ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Printed:
    text: str
    box: Box
    white: bool


def _signs(page: Any, most: int) -> Iterator[_Printed]:
    import pypdfium2.raw as c

    text = page.get_textpage()
    place = c.FS_RECTF()
    colour = [c.c_uint() for _ in range(4)]
    high = ""
    for number in range(min(c.FPDFText_CountChars(text.raw), most)):
        code = c.FPDFText_GetUnicode(text.raw, number)
        if c.FPDFText_IsGenerated(text.raw, number) == 1 or code in {10, 13}:
            continue
        owner = c.FPDFText_GetTextObject(text.raw, number)
        if owner and c.FPDFTextObj_GetTextRenderMode(owner) in _INVISIBLE:
            continue
        sign = "\ufffd" if code in _NO_SIGN else chr(code)
        if "\ud800" <= sign <= "\udbff":
            high = sign
            continue
        sign, high = _whole(high + sign), ""
        c.FPDFText_GetLooseCharBox(text.raw, number, place)
        known = c.FPDFText_GetFillColor(text.raw, number, *colour)
        white = bool(known) and all(part.value >= _WHITE for part in colour[:3])
        faint = bool(known) and colour[3].value == 0
        box = Box(place.left, place.bottom, place.right, place.top)
        if not faint and _is_finite(box):
            yield _Printed(sign, box, white)
    text.close()


def _whole(pair: str) -> str:
    return pair.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _is_finite(box: Box) -> bool:
    return all(map(math.isfinite, (box.left, box.bottom, box.right, box.top)))


# --- lines ----------------------------------------------------------------------------

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


class _Drawing:
    """Collects the straight lines and the coloured grounds of a page."""

    __slots__ = ("_c", "_left", "pieces", "shades")

    def __init__(self, operations: int) -> None:
        import pypdfium2.raw as c

        self._c: Any = c
        self._left = operations
        self.pieces: list[Box] = []
        self.shades: list[Box] = []

    def count_of_page(self, holder: Any) -> int:
        """Count the objects of a page."""
        return int(self._c.FPDFPage_CountObjects(holder))

    def object_of_page(self, holder: Any, number: int) -> Any:
        """Return an object of a page."""
        return self._c.FPDFPage_GetObject(holder, number)

    def take(
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
                self.take(
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


class _Turn:
    """Turns places as a viewer turns the page (/Rotate)."""

    __slots__ = ("_page", "_quarter")

    def __init__(self, page: Any) -> None:
        self._page = Box(*page.get_bbox())
        self._quarter = page.get_rotation() // 90 % 4

    def shows(self, box: Box) -> bool:
        """Return whether something lies on the page."""
        return self._page.holds(*box.middle)

    def box(self, box: Box) -> Box:
        """Return a box as it lies on the turned page."""
        for _ in range(self._quarter):
            box = Box(box.bottom, -box.right, box.top, -box.left)
        return box
