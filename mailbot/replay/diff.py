"""What was recorded of an event, beside what would be recorded of it now.

Compared are what a mail was read as (intent, commands, values, problems, sentences not
understood, files) and what was decided (fate, reason, how the case stood, every effect
with its content).  Not compared are where a value was read, and the templates' words.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Part = Literal["reading", "decision"]

_DECIDED = ("fate", "reason", "state", "holder")
_LISTS = ("commands", "problems", "remainder")
_FILES = ("name", "type", "bytes", "sha256", "role")
_NAMED_BY = ("kind", "reason", "what", "guarantee_id")
"""What tells two effects of one class apart."""

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that would be another.  "" stands for what is not there."""

    part: Part
    name: str
    was: str
    now: str


def of_readings(was: Json, now: Json) -> Iterator[Difference]:
    """Yield where two readings of one mail differ (their public shape, keys masked)."""
    yield from _compared("reading", "intent", was.get("intent"), now.get("intent"))
    before, after = (_flat(one.get("application")) for one in (was, now))
    for key in dict.fromkeys((*before, *after)):
        yield from _compared("reading", key, before.get(key), after.get(key))
    for name in _LISTS:
        yield from _lists(name, _items(was.get(name)), _items(now.get(name)))
    files = (
        [{key: one.get(key) for key in _FILES} for one in _mappings(read)]
        for read in (was.get("attachments"), now.get("attachments"))
    )
    yield from _lists("attachments", *(_items(one) for one in files))


def of_decisions(
    was: tuple[Json, Sequence[Json]], now: tuple[Json, Sequence[Json]]
) -> Iterator[Difference]:
    """Yield where two decisions differ: payload and effects of their events."""
    for name in _DECIDED:
        if name in was[0]:  # an old event may not have been recorded with it
            yield from _compared("decision", name, was[0].get(name), now[0].get(name))
    before, after = (_named(one[1]) for one in (was, now))
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name), after.get(name)
        if old is None or new is None:
            told = ("", "yes") if old is None else ("yes", "")
            yield Difference("decision", name, *told)
        else:
            yield from _effects(name, old, new)


def _effects(name: str, was: Json, now: Json) -> Iterator[Difference]:
    """Compare two effects of one name; what the old one never had is not compared."""
    for key in was:
        yield from _deep(f"{name}: {key}", was[key], now.get(key))


def _deep(path: str, was: object, now: object) -> Iterator[Difference]:
    if isinstance(was, Mapping) and isinstance(now, Mapping):
        for key in dict.fromkeys((*was, *now)):
            yield from _deep(f"{path}.{key}", was.get(key), now.get(key))
    elif isinstance(was, list) and isinstance(now, list) and _aligned(was, now):
        for place, pair in enumerate(zip(was, now, strict=True)):
            yield from _deep(f"{path}[{_called(pair[0], place)}]", *pair)
    else:
        yield from _compared("decision", path, was, now)


def _aligned(was: list[object], now: list[object]) -> bool:
    told = [[_called(one, place) for place, one in enumerate(x)] for x in (was, now)]
    return told[0] == told[1]


def _called(one: object, place: int) -> str:
    """Return what an item of a list speaks of: a field, a product, or its place."""
    if not isinstance(one, Mapping):
        return str(place)
    return str(one.get("field") or one.get("product") or one.get("code") or place)


def _named(effects: Sequence[Json]) -> dict[str, Json]:
    """Return effects by a name that tells them apart, in their order."""
    found: dict[str, Json] = {}
    for one in effects:
        told = (str(one[key]) for key in _NAMED_BY if one.get(key) not in {None, ""})
        name = " ".join((str(one.get("effect", "")), *told))
        again = sum(known.split(" #")[0] == name for known in found)
        found[f"{name} #{again + 1}" if again else name] = one
    return found


def _compared(part: Part, name: str, was: object, now: object) -> Iterator[Difference]:
    if was != now:
        yield Difference(part, name, _said(was), _said(now))


def _lists(name: str, was: list[str], now: list[str]) -> Iterator[Difference]:
    """Yield what is in one of two lists only; their order says nothing."""
    for one in dict.fromkeys((*was, *now)):
        if was.count(one) != now.count(one):
            here = was.count(one) > now.count(one)
            yield Difference("reading", name, one if here else "", "" if here else one)


def _items(value: object) -> list[str]:
    return [_said(one) for one in value] if isinstance(value, list) else []


def _mappings(value: object) -> list[Json]:
    if not isinstance(value, list):
        return []
    return [one for one in value if isinstance(one, Mapping)]


def _flat(value: object, above: str = "") -> dict[str, object]:
    """Return an application by dotted keys; a product alone stands by its name."""
    found: dict[str, object] = {}
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if isinstance(inner, Mapping):
                found[f"{above}{key}"] = "named"
                found |= _flat(inner, f"{above}{key}.")
            else:
                found[f"{above}{key}"] = "dropped" if inner is None else inner
    return found


def _said(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
