"""No pattern of the server's own process is slow, whatever a stranger writes.

Parsers of heavy mails and of strangers work in a child that may be killed; everything
in `mailbot/` meets the same octets where nobody kills it.  So each pattern there is run
over the texts that make careless patterns slow, and its cost has to grow as the text.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import pytest

from tests.meta.sources import sources
from tests.support.adversarial import RUNS, faults

Pattern = re.Pattern[str] | re.Pattern[bytes]
_SEARCHED = frozenset({"search"})
_NOT_OF_STRANGERS = ("mailbot.cli", "mailbot.configuration", "mailbot.replay")
"""What the operator writes, on the operator's own machine."""

_MOST = 16_384
"""Octets of the longest run: here a quadratic pattern takes tenths of a second."""


def modules() -> list[str]:
    """Name each module of the server that compiles a pattern."""
    return [
        source.module
        for source in sources()
        if source.module.startswith("mailbot.")
        and not source.module.startswith(_NOT_OF_STRANGERS)
        and "re.compile(" in source.text
    ]


def patterns_of(module: str) -> Iterator[tuple[Pattern, frozenset[str]]]:
    """Yield each pattern of a module, and how it is used there.

    A pattern inside a mapping, or one that another module uses, is searched for.
    """
    loaded = importlib.import_module(module)
    text = next(one.text for one in sources() if one.module == module)
    for name, value in vars(loaded).items():
        if isinstance(value, re.Pattern):
            used = frozenset(re.findall(rf"\b{name}\.([a-z]+)\(", text))
            yield value, used or _SEARCHED
        elif isinstance(value, Mapping):
            yield from (
                (one, _SEARCHED)
                for one in value.values()
                if isinstance(one, re.Pattern)
            )


def own_runs(pattern: Pattern) -> tuple[str, ...]:
    """Return runs of what a pattern looks for: its words, with a blank and without."""
    text = pattern.pattern
    plain = text.decode("latin-1") if isinstance(text, bytes) else text
    words = dict.fromkeys(re.findall(r"[^\W_]{2,}|[!-~]", plain))
    return tuple(f"{word}{end}" for word in [*words][:30] for end in ("", " "))


def search(pattern: Pattern, used: frozenset[str], text: str) -> None:
    """Use a pattern on a text in the ways in which its module does."""
    given: Any = text.encode() if isinstance(pattern.pattern, bytes) else text
    if "match" in used:
        pattern.match(given)
    if "fullmatch" in used:
        pattern.fullmatch(given)
    if used - {"match", "fullmatch"}:
        for _ in pattern.finditer(given):
            pass


@pytest.mark.parametrize("module", modules())
def test_patterns_grow_as_their_text(module: str) -> None:
    """Each pattern of the server costs twice as much for a text twice as long."""
    found = [
        f"{pattern.pattern!r} over {fault}"
        for pattern, used in patterns_of(module)
        for fault in faults(
            partial(search, pattern, used), _MOST, RUNS + own_runs(pattern)
        )
    ]
    assert found == []


def test_a_quadratic_pattern_is_found() -> None:
    """The measure sees what it is there for: the old pattern of quoted runs."""
    old = re.compile(r'(?:[^;"]|"(?:\\.|[^"\\])*")+')
    assert list(faults(old.findall, _MOST, ('"', '\\"')))
