"""What may be printed: text without controls, in letters that the face really has.

A missing glyph is a silent fault: Typst would stop or draw an empty box, long after
anyone could ask.  So every character is looked up in the face's own table first, and
an unknown one (or an unknown 異体字 of a known one) is named to a person.
"""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from mailbot.errors import MailbotError

RUN = 24
"""Letters without a break that fit the narrowest column in the largest type."""

_SMALL = "[ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ]"
"""Kana that no line begins with."""

_BREAKING = (
    "\u3041-\u30fa"  # kana, but not the long mark ー, which clings
    "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # kanji
    "\ufe00-\ufe0f\U000e0100-\U000e01ef"  # selectors belong to the letter before
)


class MissingGlyph(MailbotError):  # noqa: N818 - what is missing is the error
    """A document cannot be drawn: `field` holds `characters` that no face has."""

    def __init__(self, field: str, characters: tuple[str, ...]) -> None:
        named = ", ".join(code_of(character) for character in characters)
        super().__init__(
            f"The fonts cannot draw {named} in {field}: correct the text or add a font."
        )
        self.field = field
        self.characters = characters


class Coverage:
    """The characters one face can draw, from its Unicode table (cmap)."""

    def __init__(
        self, letters: frozenset[int], variants: frozenset[tuple[int, int]]
    ) -> None:
        self._letters = letters
        self._variants = variants

    @classmethod
    def of_font(cls, path: Path) -> Self:
        """Read the table of the font file at `path`."""
        import uharfbuzz  # type: ignore[import-untyped] # it ships no types

        face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)))
        variants = (
            (letter, selector)
            for selector in face.variation_selectors
            for letter in face.variation_unicodes(selector)
        )
        return cls(frozenset(face.unicodes), frozenset(variants))

    def missing(self, text: str) -> tuple[str, ...]:
        """List what cannot be drawn, once each; a 異体字 with its selector."""
        return tuple(dict.fromkeys(c for c in clusters(text) if not self._draws(c)))

    def _draws(self, cluster: str) -> bool:
        base, *marks = (ord(character) for character in cluster)
        return base in self._letters and all(
            (base, mark) in self._variants or mark in self._letters for mark in marks
        )


def clusters(text: str) -> Iterator[str]:
    """Yield each base character together with the marks that follow it."""
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or not unicodedata.category(text[at]).startswith("M"):
            yield text[start:at]
            start = at


def pieces(text: str, run: int = RUN) -> list[str]:
    """Cut `text` where it may break although it offers no break of its own.

    Japanese breaks between any two letters; anything else that goes on for more than
    `run` characters comes back letter by letter.  The pieces joined are `text`.
    """
    found: list[str] = []
    done = 0
    for stuck in re.finditer(rf"(?:[^{_BREAKING}\s]|{_SMALL}){{{run + 1},}}", text):
        found += [text[done : stuck.start()], *clusters(stuck[0])]
        done = stuck.end()
    return [piece for piece in (*found, text[done:]) if piece]


def code_of(cluster: str) -> str:
    """Name a character so that a person finds it: `⛇ (U+26C7)`, or its code alone."""
    codes = " ".join(f"U+{ord(character):04X}" for character in cluster)
    return f"{cluster} ({codes})" if cluster.isprintable() else codes
