"""What laid-out pages say: tables of a document or PDF, and the text around them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from parsers.files import sheet
from parsers.files.content import Content
from parsers.layout import text as layout
from parsers.message import lines
from parsers.words import labels

if TYPE_CHECKING:
    from parsers.files import pdf
    from parsers.files.laid_out import Laid
    from parsers.form.finds import Find
    from parsers.message.lines import Line


def of_document(laid: Laid, source: lines.Source) -> Content:
    """Return what the tables of a document say, and its text."""
    sheets = [sheet.find(grid, source) for grid in laid.grids]
    around = layout.find(lines.split("\n".join(laid.lines), source))
    finds = [find for each in sheets for find in each.finds]
    second = [each.second for each in sheets if each.second]
    told = tuple(replace(find, line=_off_sheet(find.line)) for find in finds)
    return Content(
        "table" if finds else "label",
        (*told, *around.finds),
        (*(tick for each in sheets for tick in each.ticks), *around.ticks),
        rest=around.rest,
        second=_off_sheet(second[0]) if second else None,
        titles=laid.titles,
    )


def of_paper(paper: pdf.Paper, source: lines.Source) -> Content:
    """Return what the tables of a PDF say, and the text around them."""
    sheets = [sheet.find(grid, source) for page in paper.pages for grid in page.grids]
    text = "\n".join(_set_apart(line) for page in paper.pages for line in page.lines)
    around = layout.find(lines.split(text, source))
    finds = [find for each in sheets for find in each.finds]
    sure = [find for find in around.finds if not _runs_on(find)]
    ticks = [tick for each in sheets for tick in each.ticks]
    second = [each.second for each in sheets if each.second]
    return Content(
        "table" if finds else "label",
        tuple(
            replace(find, value=_unspaced(find.value), line=_off_sheet(find.line))
            for find in (*finds, *sure)
        ),
        (*ticks, *around.ticks),
        second=_off_sheet(second[0]) if second else None,
        titles=paper.titles,
        doubtful=tuple(find for find in around.finds if _runs_on(find)),
    )


def _runs_on(find: Find) -> bool:
    """Return whether a value runs on into another label, so that its end is unknown."""
    words = re.split(r"[\s\u3000]+", find.value)[1:]
    return not find.boxed and any(
        len(word) > 1 and labels.lookup(word) for word in words
    )


def _off_sheet(line: Line) -> Line:
    return line._replace(source=replace(line.source, cell=None))


_SPACED: Final = re.compile(
    r"(?<=[\u3040-\u9fff\uff00-\uffef々〆]) (?=[0-9A-Za-z])"
    r"|(?<=[0-9A-Za-z]) (?=[\u3040-\u9fff\uff00-\uffef々〆])"
)


def _set_apart(line: str) -> str:
    """Widen the one space that is left of a table's line between label and value."""
    label, space, value = line.partition(" ")
    known = space and len(label) <= labels.MAX_LABEL and labels.lookup(label)
    return f"{label}\u3000{value}" if known else line


def _unspaced(text: str) -> str:
    return _SPACED.sub("", text)
