"""What a mail's way adds to it: warnings of gateways, and clauses on confidence.

「このメールは社外から送信されています。」 above a letter and "intended solely for the
addressee" below it are nobody's word to us.  They are known by what they do - tell that
a mail came from outside, warn of links and files, forbid to pass it on, say what to do
when it went astray, ask not to print it, disclaim - in whatever words; a sentence
that speaks of a guarantee (`parsers.prose.subject_matter`) is the sender's, whatever
else it says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from parsers import fold
from parsers.words import courtesy
from parsers.words.gateway_phrases import BESIDE, HINTS, MATTER, SURE, TAG

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parsers.message.lines import Line

_LINK: Final = re.compile(r"<?(?:https?://|mailto:)[^\s<>]{0,500}>?", re.IGNORECASE)
MAX_LINES: Final = 40
"""Lines of one paragraph that are looked at together."""
MAX_SENTENCE: Final = 600


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence of a paragraph: where it begins and ends in the joined text."""

    text: str
    start: int
    end: int


def without(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return a letter's lines with what its way added to it blanked out."""
    whole = "\n".join(line.text for line in lines).lower()
    if not any(map(whole.__contains__, HINTS)):
        return tuple(lines)
    out = list(lines)
    for first, last in _paragraphs(lines):
        for at, text in _kept([line.text for line in lines[first:last]]):
            out[first + at] = lines[first + at]._replace(text=text)
    return tuple(out)


def _paragraphs(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Yield the runs of lines without a blank or drawn line between."""
    start: int | None = None
    for at, line in enumerate((*lines, None)):
        bare = fold.trim(line.text) if line else ""
        if not bare or courtesy.is_rule(bare):
            if start is not None:
                yield start, at
            start = None
        elif start is None:
            start = at
        elif at - start >= MAX_LINES:
            yield start, at
            start = at


_CUT: Final = re.compile(r"(?<=[。！？])|(?<=[.!?])(?=\s)|(?<=[.!?][>\"])(?=\s)|\n")


def _kept(texts: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the lines of a paragraph that change, with what is left of them."""
    joined = "\n".join(texts)
    if not any(map(joined.lower().__contains__, HINTS)):
        return
    added = [*_added(joined)]
    if not added:
        return
    begins = 0
    for at, text in enumerate(texts):
        ends = begins + len(text)
        left = "".join(
            sign
            for place, sign in enumerate(text, begins)
            if not any(piece.start <= place < piece.end for piece in added)
        )
        if len(left) != len(text):
            yield at, "" if not re.search(r"\w", left) else fold.trim(left)
        begins = ends + 1


def _added(joined: str) -> Iterator[_Piece]:
    """Yield the pieces of a paragraph that its way added."""
    pieces = [*_sentences(joined)]
    sure = [_is_sure(piece.text) for piece in pieces]
    if any(sure):
        for piece, known in zip(pieces, sure, strict=True):
            if known or _goes_along(piece.text):
                yield piece
    elif tag := TAG.match(joined):
        yield _Piece(tag[0], 0, tag.end())


def _sentences(joined: str) -> Iterator[_Piece]:
    """Cut a paragraph into sentences; a wrapped one is one, where that makes sense."""
    start = 0
    ends = [match.end() for match in _CUT.finditer(joined) if match.end() > start]
    full = [at for at in ends if joined[at - 1 : at] != "\n"]
    for end in (*full, len(joined)):
        if end <= start:
            continue
        piece = _Piece(joined[start:end], start, end)
        if "\n" in piece.text.strip("\n") and not _is_sure(piece.text):
            at = start
            for row in piece.text.split("\n"):
                yield _Piece(row, at, at + len(row))
                at += len(row) + 1
        else:
            yield piece
        start = end


def _folded(text: str) -> str:
    bare = fold.narrow(_LINK.sub(" ", text)).strip()
    joins = r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])"
    return re.sub(r"\s+", " ", re.sub(joins, "", bare))


def _is_sure(text: str) -> bool:
    folded = _folded(text)
    if not folded or len(folded) > MAX_SENTENCE or MATTER.search(folded):
        return False
    return bool(SURE.search(folded))


def _goes_along(text: str) -> bool:
    """Return whether a sentence belongs to such a paragraph, or is a link alone."""
    folded = _folded(text)
    if not folded:
        return True
    if len(folded) > MAX_SENTENCE or MATTER.search(folded):
        return False
    return bool(BESIDE.search(folded))
