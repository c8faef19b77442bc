"""A part of a page that a person of the office reads, on a terminal or elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, and below it lines, rows of cells, or a text as it stands.

    A line that begins with a blank belongs to the line before it.
    """

    heading: str = ""
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    heads: tuple[str, ...] = ()
    text: str = ""

    @classmethod
    def of_lines(cls, heading: str, lines: Iterable[str]) -> Self:
        """Return a section of lines."""
        return cls(heading, tuple(lines))

    @classmethod
    def of_lists(cls, lists: Mapping[str, Iterable[str]]) -> Iterator[Self]:
        """Yield a section of each list of lines that has any, by its heading."""
        for heading, lines in lists.items():
            if not (one := cls.of_lines(heading, lines)).is_empty:
                yield one

    @classmethod
    def of_pairs(cls, heading: str, pairs: Iterable[tuple[str, str]]) -> Self:
        """Return names and values; what has no value is left out."""
        return cls(heading, rows=tuple(pair for pair in pairs if pair[1]))

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing below the heading."""
        return not (self.lines or self.rows or self.text)
