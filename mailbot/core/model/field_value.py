"""A value that was said: what stands for a field, and where it came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer

from parsers.reading import Reading, Value


def _freeze(value: Value) -> object:
    return {"date": value.isoformat()} if isinstance(value, date) else value


def _revive(value: object) -> object:
    if isinstance(value, dict) and set(value) == {"date"}:
        return date.fromisoformat(value["date"])
    return value


StoredValue = Annotated[
    Value, BeforeValidator(_revive), PlainSerializer(_freeze, when_used="json")
]
"""A field's value that keeps its type through JSON (a day stays a day)."""


@dataclass(frozen=True, slots=True)
class FieldValue:
    """One value of the application and where it came from.

    `source` is a reading rule ("label", "prose" …), "default" (a rule of ours),
    "registered" (the contractor's record), "project" (told from the project's name) or
    "staff".
    """

    value: StoredValue
    source: str
    original: str = ""
    mail_id: int | None = None
    slip: str = ""
    """The label as written, where it was misspelt and taken for the nearest one."""


def said_in(reading: Reading, key: str, mail_id: int) -> FieldValue:
    """Return a field of a reading with where it stood.  KeyError if it has none."""
    found = reading.evidence.get(key)
    value = reading.fields[key]
    if found is None:
        return FieldValue(value, "label", mail_id=mail_id)
    return FieldValue(value, found.rule, found.text, mail_id, found.slip or "")
