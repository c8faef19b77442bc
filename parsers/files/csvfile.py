"""CSV and tab-separated files to a grid: any Japanese encoding, `,` `;` or tab."""

from __future__ import annotations

import csv
import re
from io import StringIO
from typing import TYPE_CHECKING, Final

from parsers.files.budget import ShutError
from parsers.files.grid import Cell, Grid
from parsers.message import charset

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parsers.files.budget import Limits

_DELIMITERS: Final = ",\t;"
_SAMPLE: Final = 50
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_FIGURE: Final = re.compile(r"[0-9]{1,15}")


def decoded(octets: bytes, label: str, limits: Limits) -> charset.Decoded:
    """Decode a text file, byte-order mark and all; ShutError when it is too large."""
    if len(octets) > limits.text_octets:
        raise ShutError("too_large", "text_octets")
    if octets.startswith(_UTF16):
        text = octets.decode("utf-16", "replace")
        return charset.Decoded(text, "utf-16", text.count("\ufffd"))
    found = charset.decode(octets, label)
    text = found.text.removeprefix("\ufeff")
    return charset.Decoded(text, found.codec, found.replaced, guessed=found.guessed)


def grid(text: str, limits: Limits) -> Grid:
    """Read the cells of a decoded file; ShutError when there are too many."""
    delimiter = _delimiter(text)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    rows, left, line = [], limits.cells, 1
    try:
        for number, values in enumerate(reader):
            left -= len(values)
            if left < 0:
                raise ShutError("too_large", "cells")
            if cells := tuple(_cells(values, number, line)):
                rows.append(cells)
            line = reader.line_num + 1
    except csv.Error:
        raise ShutError("unreadable") from None
    return Grid("", tuple(rows))


def _delimiter(text: str) -> str:
    lines = text[:20_000].splitlines()[:_SAMPLE]
    score = {sign: sum(sign in line for line in lines) for sign in _DELIMITERS}
    return max(_DELIMITERS, key=lambda sign: score[sign])


def _cells(values: list[str], row: int, line: int) -> Iterator[Cell]:
    for column, value in enumerate(values):
        text = value.replace("\0", "").removeprefix("\ufeff")
        if text.strip():
            figure = bool(_FIGURE.fullmatch(text.strip()))
            yield Cell(row, column, text, "number" if figure else "text", line=line)
