"""Where a value was read: the evidence that stands beside it in a reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parsers import fold
from parsers.reading import Evidence

if TYPE_CHECKING:
    from parsers.message.lines import Line
    from parsers.reading import Rule


def of(line: Line, rule: Rule) -> Evidence:
    """Return where a value was read."""
    shown: Rule = (
        "table" if line.source.type == "text/html" and rule == "label" else rule
    )
    return Evidence(
        part=line.source.part,
        text=fold.trim(line.text),
        rule=shown,
        line=line.number or None,
        sheet=line.source.sheet,
        cell=line.source.cell,
        decoding=line.source.decoding,
    )
