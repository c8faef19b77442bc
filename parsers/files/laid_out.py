"""A page or document laid out: its tables as grids, its other text line by line."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from parsers.files.grid import Cell
from parsers.files.value_cells import bare
from parsers.words import labels

if TYPE_CHECKING:
    from parsers.files.grid import Grid

_TITLES: Final = 4


@dataclass(frozen=True, slots=True)
class Laid:
    """What was laid out, both from top to bottom."""

    grids: tuple[Grid, ...]
    lines: tuple[str, ...]

    @property
    def titles(self) -> tuple[str, ...]:
        """Return the first words of either: they say what it is."""
        cells = (row[0].text for grid in self.grids for row in grid.rows)
        return (*filter(None, self.lines[:_TITLES]), *islice(cells, _TITLES))


def is_heading(text: str) -> bool:
    """Return whether words name what stands below them: ■前払金保証."""
    return labels.heading(bare(Cell(0, 0, text))) is not None
