"""Lines of text with their place: what every layout, quotation and command reads.

Text is cut at CRLF, LF and CR only (`str.splitlines` also cuts at U+0085 and U+2028),
and format=flowed (RFC 3676) is joined again, each joined line keeping its first number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, NamedTuple

from parsers import fold

_NEW_LINE: Final = re.compile(r"\r\n|\n|\r")
_JAPANESE: Final = re.compile(r"[\u3000-\u9fff\uf900-\ufaff\uff00-\uffef\u2460-\u24ff]")


@dataclass(frozen=True, slots=True)
class Source:
    """Where lines come from: the part's number, its type and its decoding.

    `file` is the name of the file they stood in ("" for the letter itself), `sheet` and
    `cell` their place in a workbook.
    """

    part: str
    type: str = "text/plain"
    decoding: str = "utf-8"
    file: str = ""
    sheet: str | None = None
    cell: str | None = None


class Line(NamedTuple):
    """One line (a tuple: there are many).  `quoted` tells that it stood in a quote."""

    text: str
    number: int
    source: Source
    quoted: bool = False


def split(text: str, source: Source) -> list[Line]:
    """Cut a text into lines, numbered from 1."""
    pieces = _NEW_LINE.split(text)
    return [Line(piece, number, source) for number, piece in enumerate(pieces, 1)]


def unflowed(lines: list[Line], *, delsp: bool) -> list[Line]:
    """Join the lines of format=flowed (RFC 3676 4.1); quoted lines are left alone."""
    out: list[Line] = []
    open_line = False
    for line in lines:
        text = line.text.removeprefix(" ")
        quoted = text.startswith(">")
        if open_line and not quoted and text != "-- ":
            out[-1] = out[-1]._replace(text=out[-1].text + text)
        else:
            out.append(line._replace(text=text))
        open_line = text.endswith(" ") and not quoted and text != "-- "
        if open_line and delsp:
            out[-1] = out[-1]._replace(text=out[-1].text[:-1])
    return out


def joined(one: str, two: str) -> str:
    """Join wrapped text: no space between Japanese signs, one between Latin ones."""
    one, two = fold.trim(one), fold.trim(two)
    if not one or not two:
        return one or two
    if _JAPANESE.match(one[-1]) or _JAPANESE.match(two[0]):
        return one + two
    return f"{one} {two}"


def width(text: str) -> int:
    """Return the width in columns: Japanese signs take two."""
    return len(text) + (0 if text.isascii() else len(_JAPANESE.findall(text)))
