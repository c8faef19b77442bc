"""Where a verb writes: a terminal with its width and colours, or a plain pipe."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, Self, TypeVar

from rich.console import Console
from rich.table import Table
from rich.text import Text

from mailbot.cli.lines import say_json
from mailbot.staff.printable import one_line
from mailbot.staff.section import Section

Page_contra = TypeVar("Page_contra", contravariant=True)
_WIDE = 4_000
"""Columns of a pipe: nothing that we print is cut there."""


@dataclass(frozen=True, slots=True)
class Paper:
    """Standard output.  `width` is None where it is no terminal."""

    console: Console
    width: int | None

    @classmethod
    def standard(cls) -> Self:
        """Look at what standard output is now."""
        if sys.stdout.isatty():
            console = Console(highlight=False)
            return cls(console, console.width)
        return cls(Console(width=_WIDE, highlight=False, color_system=None), None)

    def say(self, text: str, style: str = "") -> None:
        """Write lines of text, as they are."""
        if self.width is None:
            sys.stdout.write(f"{text}\n")
        else:
            self.console.print(Text(text, style=style))

    def table(self, table: Table) -> None:
        """Write a table; in a pipe without the blanks that fill a terminal's lines."""
        if self.width is not None:
            self.console.print(table)
            return
        page = io.StringIO()
        Console(file=page, width=_WIDE, highlight=False, color_system=None).print(table)
        for line in page.getvalue().splitlines():
            sys.stdout.write(f"{line.rstrip()}\n")

    def write(self, sections: Iterable[Section]) -> None:
        """Write a page; each heading but the first stands below a blank line."""
        for number, one in enumerate(sections):
            if one.heading:
                self.say(f"\n{one.heading}" if number else one.heading, "bold")
            for line in one.lines:
                deeper = "      " if line.startswith(" ") else "  "
                self.say(f"{deeper}{one_line(line)}")
            if one.rows:
                self.rows(one.heads, one.rows)
            if one.text:
                self.say(one.text)

    def pairs(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Write names and values in two columns; what has no value is left out."""
        self.rows((), [pair for pair in pairs if pair[1]])

    def rows(self, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Write rows of text; on a terminal a long value goes on below itself."""
        table = Table(
            box=None,
            pad_edge=False,
            padding=(0, 2, 0, 0),
            show_header=bool(heads),
            header_style="dim",
        )
        table.add_column("", width=1)
        for row in rows:
            while len(table.columns) <= len(row):
                place = len(table.columns) - 1
                table.add_column(heads[place] if heads else "", overflow="fold")
            table.add_row("", *(Text(cell) for cell in row))
        self.table(table)


class View(Protocol[Page_contra]):
    """A file of `mailbot/staff` that shows a page: for programs, and for people."""

    def as_json(self, page: Page_contra, /) -> Mapping[str, object]:
        """Return the page as JSON has it."""
        ...

    def sections(self, page: Page_contra, /) -> Iterable[Section]:
        """Yield the page for people."""
        ...


def present(view: View[Page_contra], page: Page_contra, *, as_json: bool) -> None:
    """Write a page on standard output."""
    if as_json:
        say_json(view.as_json(page))
    else:
        Paper.standard().write(view.sections(page))
