"""Printed signs to lines of text, as a person would have typed them.

A line is cut into pieces where a gap is wider than a sign; what was wrapped in a column
goes back to the piece above it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from parsers.files.grid import Cell
from parsers.files.value_cells import label_of
from parsers.message import lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from parsers.files.pdf_pages import Sign

APART: Final = "\u3000\u3000\u3000"
"""What stands between the pieces of a line."""

_RADICALS: Final = re.compile("[\u2e80-\u2fdf]")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\ud800-\udfff]")
_ALIKE: Final = 2.5
"""Points within which two pieces begin at the same place."""
_WIDE: Final = 1.2
"""Heights of a sign from which on a gap parts two pieces."""
_BLANK: Final = 0.3
_NEXT: Final = 1.9
"""Heights of a line within which the next one begins."""
_MARK: Final = re.compile(r"[：:＝=■【]")


@dataclass(frozen=True, slots=True)
class Written:
    """One line of text: its pieces with the place of each, and its height."""

    pieces: tuple[tuple[float, str], ...]
    up: float
    size: float

    @property
    def text(self) -> str:
        """Return it with wide gaps between its pieces."""
        return APART.join(text for _, text in self.pieces)


def written(signs: Iterable[Sign]) -> Iterator[Written]:
    """Yield signs as lines, from the top, with the gaps between them as blanks."""
    found: list[tuple[float, list[Sign]]] = []
    for sign in sorted(signs, key=lambda each: -each.box.middle[1]):
        middle = sign.box.middle[1]
        height = sign.box.top - sign.box.bottom
        if found and abs(found[-1][0] - middle) < height / 2:
            found[-1][1].append(sign)
        else:
            found.append((middle, [sign]))
    for up, line in found:
        ordered = sorted(line, key=lambda each: (each.box.left, each.box.right))
        pieces = tuple(_pieces(ordered))
        if pieces:
            yield Written(pieces, up, max(s.box.top - s.box.bottom for s in line))


def _pieces(line: Sequence[Sign]) -> Iterator[tuple[float, str]]:
    """Cut a line where a gap is wider than a sign; smaller gaps are blanks."""
    start, text, end = 0.0, "", None
    for sign in line:
        height = max(sign.box.top - sign.box.bottom, 1)
        gap = 0.0 if end is None else sign.box.left - end
        if gap > _WIDE * height and text:
            yield from _piece(start, text)
            text = ""
        elif gap > _BLANK * height and not (text[-1:] + sign.text).count(" "):
            text += " "
        start = start if text.strip() else sign.box.left
        text += sign.text
        end = sign.box.right
    yield from _piece(start, text)


def _piece(start: float, text: str) -> Iterator[tuple[float, str]]:
    if kept := _typed(text).strip(" "):
        yield start, kept


def _typed(text: str) -> str:
    """Return a line as a person would have typed it.

    QUIRK: a font may name 田 by its radical U+2F65; no sender ever typed that.
    """
    text = _RADICALS.sub(lambda sign: unicodedata.normalize("NFKC", sign[0]), text)
    return _CONTROL.sub("\ufffd", text.replace("\u00a0", " "))


def unwrapped(written: Sequence[Written]) -> Iterator[Written]:
    """Put what was wrapped in a column back to the piece above it."""
    before: Written | None = None
    for line in written:
        whole = _joined(before, line) if before else None
        if whole:
            before = whole
            continue
        if before:
            yield before
        before = line
    if before:
        yield before


def _joined(before: Written, line: Written) -> Written | None:
    """Join a line to the one above, None where it is a line of its own.

    It goes on with columns of that line, but not with its first.
    """
    if before.up - line.up > _NEXT * max(before.size, line.size):
        return None
    pieces = list(before.pieces)
    for left, text in line.pieces:
        at = [n for n, (x, _) in enumerate(pieces) if n and abs(x - left) <= _ALIKE]
        if not at or label_of(Cell(0, 0, text)) or _MARK.search(text):
            return None
        there, above = pieces[at[0]]
        pieces[at[0]] = there, lines.joined(above, text)
    return Written(tuple(pieces), line.up, line.size)
