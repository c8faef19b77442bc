"""What is known of a form so far, while one mail is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parsers.reading import Evidence, Problem, Product, Value

if TYPE_CHECKING:
    from parsers.form.finds import Find


@dataclass(slots=True)
class Gathered:
    """What is known so far.  Mutable while one mail is read, then copied."""

    fields: dict[str, Value] = field(default_factory=dict)
    products: dict[Product, bool] = field(default_factory=dict)
    evidence: dict[str, Evidence] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    unplaced: list[Find] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    key: str | None = field(default=None, repr=False)
