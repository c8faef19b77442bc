"""A TOML file that knows its lines, and what is wrong with it in plain sentences.

`tomllib` keeps no positions and pydantic speaks of Python; an operator needs the file,
the line and what to write instead.  No sentence repeats a value: a value may be secret.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from mailbot.configuration.meanings import meaning_of
from mailbot.errors import ConfigurationError

Place = tuple[int | str, ...]
"""Where a value stands: ("obligee", 2, "name") is the name of the third obligee."""

_NAME = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_DOTTED = rf"{_NAME}(?:\s*\.\s*{_NAME})*"
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_DOTTED})\s*\]")
_KEY = re.compile(rf"\s*({_DOTTED})\s*=")
_PART = re.compile(_NAME)
_FENCE = re.compile(r'"""|\'\'\'')
_SYNTAX = re.compile(r"^(.*?)\s*\(at (?:line (\d+), column \d+|end of document)\)$")

_PLAIN = {
    "bool_parsing": "should be true or false",
    "bool_type": "should be true or false",
    "date_from_datetime_parsing": "should be a day such as 2026-03-01",
    "date_type": "should be a day such as 2026-03-01",
    "int_parsing": "should be a whole number",
    "int_type": "should be a whole number",
    "model_attributes_type": "should be a table",
    "model_type": "should be a table",
    "string_too_short": "should not be empty",
    "string_type": "should be text in quotes",
    "too_short": "should have at least one entry",
    "tuple_type": "should be a list in brackets",
}
"""What pydantic's kinds of error mean to the operator who wrote the file."""


@dataclass(frozen=True, slots=True)
class TomlFile:
    """A file that was read: where it lies, what it holds, and on which lines."""

    path: Path
    table: dict[str, Any]
    lines: dict[Place, int]

    def at(self, place: Place) -> str:
        """Return `file:line` of `place`, or of the nearest thing around it."""
        for end in range(len(place), 0, -1):
            if line := self.lines.get(place[:end]):
                return f"{self.path}:{line}"
        return str(self.path)


def read_toml(path: Path) -> TomlFile:
    """Read `path`.  Raises ConfigurationError when it is no readable TOML file."""
    try:
        text = path.read_bytes().decode()
        table = tomllib.loads(text, parse_float=Decimal)
    except FileNotFoundError:
        raise ConfigurationError(
            f"{path}: there is no such file; copy the one that is shipped with mailbot"
        ) from None
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigurationError(
            f"{path}: is not written in UTF-8; save it as UTF-8"
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(_syntax(path, error)) from None
    return TomlFile(path, table, dict(_lines(text)))


def _syntax(path: Path, error: tomllib.TOMLDecodeError) -> str:
    hit = _SYNTAX.match(str(error))
    what, line = hit.groups() if hit else (str(error), None)
    place = f"{path}:{line}" if line else f"{path}, at its end"
    return f"{place}: is not TOML: {what[:1].lower()}{what[1:]}"


def _lines(text: str) -> Iterator[tuple[Place, int]]:
    """Yield the line of each table header and each key, by place.

    LIMIT: what stands inside an array or an inline table has the line of its key.
    """
    counts: dict[Place, int] = {}
    table: Place = ()
    fenced = False
    for number, line in enumerate(text.splitlines(), start=1):
        begun_inside = fenced
        fenced ^= len(_FENCE.findall(line)) % 2 == 1
        if begun_inside:
            continue
        if header := _HEADER.match(line):
            table = _opened(header, counts)
            yield table, number
            if table[-1] == 0:
                yield table[:-1], number
        elif key := _KEY.match(line):
            yield (*table, *_names(key.group(1))), number


def _opened(header: re.Match[str], counts: dict[Place, int]) -> Place:
    """Return the place of a table; `counts` holds the last index of each array."""
    place: Place = ()
    *outer, last = _names(header.group(2))
    for name in outer:
        place = (*place, name)
        if place in counts:
            place = (*place, counts[place])
    place = (*place, last)
    if header.group(1) == "[[":
        counts[place] = counts.get(place, -1) + 1
        place = (*place, counts[place])
    return place


def _names(dotted: str) -> list[str]:
    return [name.strip("\"'") for name in _PART.findall(dotted)]


def complaints(
    error: ValidationError, model: type[BaseModel]
) -> Iterator[tuple[Place, str]]:
    """Yield every problem that pydantic found: its place, and a sentence about it."""
    found = error.errors(include_url=False, include_input=False)
    for one in found:
        place = tuple(one["loc"])
        inside = any(len(o["loc"]) > len(place) for o in found if _is_in(o, place))
        if one["type"] != "too_short" or not inside:
            yield place, f"{_dotted(place)} {_sentence(one, place, model)}".lstrip()


def _is_in(one: ErrorDetails, place: Place) -> bool:
    return tuple(one["loc"][: len(place)]) == place


def _sentence(one: ErrorDetails, place: Place, model: type[BaseModel]) -> str:
    match one["type"]:
        case "extra_forbidden":
            return f"is not a known key{suggestion(place, model)}"
        case "missing":
            return f"is missing: {_meaning(place, model)}"
        case "value_error":
            return str(one["ctx"]["error"])
        case kind:
            return _PLAIN.get(kind) or one["msg"].replace("Input should", "should")


def suggestion(place: Place, model: type[BaseModel]) -> str:
    """Return the sentence that names the key that was probably meant."""
    wrong = str(place[-1])
    known = _fields_at(model, place[:-1])
    near = difflib.get_close_matches(wrong, known, n=1)
    if near:
        return f"; did you mean {near[0]}?"
    return f"; known here: {', '.join(sorted(known))}" if known else ""


def _meaning(place: Place, model: type[BaseModel]) -> str:
    owner, option = _model_at(model, place[:-1]), str(place[-1])
    field = owner.model_fields.get(option) if owner else None
    if owner is None or field is None:
        return "give it a value"
    below = inner_model(field.annotation)
    meaning = meaning_of(owner, option) or (below.__doc__ if below else None)
    return meaning or "give it a value"


def _fields_at(model: type[BaseModel], place: Place) -> list[str]:
    owner = _model_at(model, place)
    return [] if owner is None else list(owner.model_fields)


def _model_at(model: type[BaseModel], place: Place) -> type[BaseModel] | None:
    """Follow `place` down from `model`; indexes of arrays lead to the same model."""
    owner: type[BaseModel] | None = model
    for name in place:
        if owner is None or isinstance(name, int):
            continue
        field = owner.model_fields.get(name)
        owner = None if field is None else inner_model(field.annotation)
    return owner


def inner_model(annotation: object) -> type[BaseModel] | None:
    """Return the model that a field holds, alone or in an array, if it holds one."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (inner_model(one) for one in get_args(annotation))
    return next((one for one in found if one is not None), None)


def _dotted(place: Sequence[int | str]) -> str:
    """Write a place as people count: obligee[3].name is the third obligee's name."""
    text = ""
    for one in place:
        text += f"[{one + 1}]" if isinstance(one, int) else f".{one}"
    return text.lstrip(".")


def leaves(table: Mapping[str, Any], above: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Yield every value of `table` that is no table itself, with its place."""
    for key, value in table.items():
        if isinstance(value, Mapping) and value:
            yield from leaves(value, (*above, key))
        else:
            yield (*above, key), value


def put(table: dict[str, Any], place: Place, value: object) -> None:
    """Set the value at `place`, making the tables around it."""
    *outer, last = (str(one) for one in place)
    for name in outer:
        inner = table.get(name)
        if not isinstance(inner, dict):
            inner = table[name] = {}
        table = inner
    table[last] = value


def without(full: dict[str, Any], places: list[Place]) -> dict[str, Any]:
    """Return a copy of `full` that lacks what stands at `places`."""
    rest = deepcopy(full)
    for *outer, last in places:
        table: Any = rest
        for name in outer:
            table = table.get(name) if isinstance(table, dict) else None
        if isinstance(table, dict):
            table.pop(last, None)
    return rest
