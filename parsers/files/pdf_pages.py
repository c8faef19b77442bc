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

from parsers.files.box import Box
from parsers.files.budget import ShutError
from parsers.files.page_drawing import Drawing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parsers.files.budget import Limits

_INVISIBLE: Final = frozenset({3, 7})
"""Text rendering modes (ISO 32000-1, 9.3.6): neither filled nor stroked."""
_WHITE: Final = 0xF0
"""From here on, in red, green and blue, a sign is not seen on white."""
_SPECK: Final = 1.0
"""Points below which nobody can read a sign."""
_NO_SIGN: Final = frozenset({0, 0xFFFE, 0xFFFF})


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
    drawing = Drawing(page.raw, operations)
    turn = _Turn(page)
    signs = tuple(
        Sign(sign.text, turn.box(sign.box))
        for sign in _signs(page, most)
        if not _lost(sign, drawing) and turn.shows(sign.box)
    )
    return Page(signs, tuple(map(turn.box, drawing.pieces)))


def _lost(sign: _Printed, drawing: Drawing) -> bool:
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
