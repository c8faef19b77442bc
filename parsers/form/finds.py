"""What readers of layouts and sentences hand on: values with labels, and products.

A find is a label and the text beside it; `collector` makes fields of finds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parsers.reading import Product

if TYPE_CHECKING:
    from parsers.message.lines import Line
    from parsers.words.labels import Label


@dataclass(frozen=True, slots=True)
class Find:
    """A label and the text beside it.  `product` is that of the section, if any."""

    label: Label
    value: str
    line: Line
    product: Product | None = None
    boxed: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    """A product applied for, or left out, by a check box or a heading."""

    product: Product
    on: bool
    line: Line


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, its wrapped lines joined, and the line it begins on."""

    text: str
    line: Line


@dataclass(frozen=True, slots=True)
class Mention:
    """A product that a sentence applies for (or drops), with its form if named."""

    product: Product
    wanted: bool
    form: str | None
    sentence: Sentence
