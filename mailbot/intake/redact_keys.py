"""Our own keys in what somebody writes: masked, and nothing else is.

A contractor may paste a key into a message, a project name, a file's name.  Whatever
has the shape of a key is asked for in the files, by keyed hash: what is a key of ours
is masked in everything that is kept, decided on or said back, and a product code or a
name of twelve letters is left as it was written (decision 0011).

The one place where a key stays is the command that is there to carry it (照会), which
is never kept or printed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Any

from parsers.identifiers import keys_in, without_keys
from parsers.reading import MASKED_KEY, Command, Reading

AreKeys = Callable[[Collection[str]], Collection[str]]
"""Says which of some words are authentication keys of ours."""


def without_own_keys(reading: Reading, are_keys: AreKeys) -> Reading:
    """Return a reading in which no key of ours is left, but for a 照会's own."""
    # Between two texts stands what no key goes across.
    words = {hit.key for hit in keys_in("\0".join(_texts(reading)))}
    ours = frozenset(are_keys(words) if words else ())
    if not ours:
        return reading
    hidden = _each(reading, lambda text: without_keys(text, ours, MASKED_KEY))
    return hidden if isinstance(hidden, Reading) else reading


def _texts(value: object) -> Iterator[str]:
    """Yield every text inside a value."""
    if isinstance(value, str):
        yield value
        return
    for inner in _inside(value):
        yield from _texts(inner)


def _inside(value: object) -> Iterable[object]:
    """Return what a value is made of; of a command, what is not its secret."""
    match value:
        case Mapping():
            return value.values()
        case tuple():
            return value
        case Command():
            return value.args
        case _ if is_dataclass(value):
            kind: type = type(value)
            return [getattr(value, name) for name in _names(kind)]
        case _:
            return ()


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))


def _each(value: Any, change: Callable[[str], str]) -> Any:
    """Return a value with every text in it changed; a command keeps its secret."""
    match value:
        case str():
            return change(value)
        case Mapping():
            inner = {key: _each(one, change) for key, one in value.items()}
            return MappingProxyType(inner)
        case tuple():
            return tuple(_each(one, change) for one in value)
        case Command():
            return replace(value, args=_each(value.args, change))
        case _ if is_dataclass(value) and not isinstance(value, type):
            changed = {
                one.name: _each(getattr(value, one.name), change)
                for one in fields(value)
            }
            return replace(value, **changed)
        case _:
            return value
