"""A letter that came twice, as plain text and as HTML, and what the two agree on.

Mail programs write both, and almost always alike.  Where the HTML has words that the
text has not, each is read for itself: values that differ are a conflict, and a value
that one of them alone holds is taken from there.  A layout that only one of the two
shows (a table, a wrapped name) is no difference.
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from parsers import letter as letters
from parsers.message.body import bare, text_of
from parsers.message.lines import width
from parsers.reading import PRODUCTS, Problem
from parsers.values import names

if TYPE_CHECKING:
    from parsers.letter import Letter
    from parsers.message.body import Body
    from parsers.reading import Evidence, Product, Reading, Value


def reading_of(letter: Letter, body: Body) -> Reading:
    """Read a letter; what its two forms do not agree on has no value."""
    first = letters.reading_of(letter, body.lines)
    if not body.other or (body.reset and _is_whole(first, body)):
        return first
    second = letters.reading_of(replace(letter, attachments=()), body.other)
    if _says_nothing(first) and not _says_nothing(second):
        return letters.reading_of(letter, body.other)
    return _Pair(first, second, bare(text_of(body.lines))).settled(letter)


_WRAPPED: Final = 56
"""Columns from which on a line may be the beginning of a longer one."""


_MOST_LINES: Final = 200
"""Lines that an HTML of はい may have, and each be found in its text."""


def _is_whole(reading: Reading, body: Body) -> bool:
    """Return whether nothing was missed for the way in which a text is set."""
    if reading.remainder or reading.problems:
        return False
    ends = {bare(line.text) for line in body.other}
    long = (line.text for line in body.lines if width(line.text) >= _WRAPPED)
    return all(bare(text) in ends for text in long)


def _says_nothing(reading: Reading) -> bool:
    said = reading.fields or reading.products or reading.commands
    return not (said or any(problem.field for problem in reading.problems))


class _Pair:
    """The two readings of one letter; `known` are the letters of its plain text."""

    __slots__ = ("_evidence", "_fields", "_first", "_known", "_problems", "_second")

    def __init__(self, first: Reading, second: Reading, known: str) -> None:
        self._first = first
        self._second = second
        self._known = known
        self._fields = dict(first.fields)
        self._evidence = dict(first.evidence)
        self._problems = list(first.problems)

    def settled(self, letter: Letter) -> Reading:
        """Return the first reading, with what the second adds or speaks against."""
        doubted = {problem.field for problem in self._first.problems}
        for key, value in self._second.fields.items():
            if key in self._fields:
                self._compare(key, value)
            elif key not in doubted and (not letter.reply or self._is_new(key)):
                self._fields[key] = value
                self._evidence |= self._placed(key)
        return self._consent(
            replace(
                self._first,
                fields=MappingProxyType(self._fields),
                evidence=MappingProxyType(self._evidence),
                products=MappingProxyType(self._products(letter)),
                problems=tuple(self._problems),
            )
        )

    def _products(self, letter: Letter) -> dict[Product, bool]:
        found = {} if letter.reply else dict(self._second.products)
        found |= self._first.products
        for product in PRODUCTS:
            if any(key.startswith(f"{product}.") for key in self._fields):
                found.setdefault(product, True)
        return found

    def _compare(self, key: str, value: Value) -> None:
        """Keep what both agree on; a difference of layout alone is none."""
        whole = self._whole(self._fields[key], value)
        if whole is not None:
            self._fields[key] = whole
        elif self._is_new(key):
            self._problems.append(self._conflict(key))
            del self._fields[key]
            self._evidence.pop(key, None)

    def _placed(self, key: str) -> dict[str, Evidence]:
        found = self._second.evidence.get(key)
        return {key: found} if found else {}

    def _is_new(self, key: str) -> bool:
        found = self._second.evidence.get(key)
        return found is not None and bare(found.text) not in self._known

    def _whole(self, one: Value, two: Value) -> Value | None:
        """Return the value on which both agree; the whole of one that was cut short."""
        if one == two:
            return one
        if not (isinstance(one, str) and isinstance(two, str)):
            return None
        if names.same_name(one, two):
            return one
        short, long = sorted((one, two), key=len)
        wrapped = bare(long).startswith(bare(short)) and bare(long) in self._known
        return long if wrapped and bare(long) in bare(self._second.text) else None

    def _conflict(self, key: str) -> Problem:
        one, two = self._first.evidence.get(key), self._second.evidence[key]
        text = f"{one.text if one else ''} / {two.text}（HTML）"
        return Problem(key, "conflict", text, two.part, two.line)

    def _consent(self, reading: Reading) -> Reading:
        """Leave to a person a はい beside an HTML that says more than that."""
        if reading.intent != "confirm" or self._second.intent == "confirm":
            return reading
        lines = self._second.text.split("\n")
        new = (each for each in lines[:_MOST_LINES] if bare(each) not in self._known)
        more = next(new, None)
        if more is None and len(lines) <= _MOST_LINES:
            return reading
        more = more or lines[-1]
        problem = Problem("", "conflict", f"{reading.text} / {more.strip()}（HTML）")
        return replace(
            reading,
            intent="unknown",
            commands=(),
            problems=(*reading.problems, problem),
        )
