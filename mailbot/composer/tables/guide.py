"""What the help mail shows: what can be written to us, how, and what is kept of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from mailbot.composer.tables.rows import TableRow
from mailbot.composer.wording import Wording
from mailbot.core.model.form_fields import FIELDS

_PRIVACY = ("kept", "purpose", "period", "contact")


@cache
def told(words: Wording) -> tuple[TableRow, ...]:
    """Return what can be written to this desk, and what it does."""
    commands: Sequence[Mapping[str, str]] = words.words["commands"]
    return tuple(
        TableRow(words.said("quoted", text=one["word"]), one["does"])
        for one in commands
    )


@cache
def privacy(words: Wording) -> tuple[TableRow, ...]:
    """Return what is kept, what for, how long, and whom to ask."""
    said = words.words["privacy"]
    return tuple(TableRow(words.said(name), said[name]) for name in _PRIVACY)


@cache
def explained(words: Wording) -> tuple[str, ...]:
    """Return how to write some fields, in sentences: no line here looks filled in."""
    left_out: Mapping[str, str] = words.words["blank"]["left_out"]
    return tuple(
        _explained(key, words) + left_out.get(key, "")
        for key in words.words["blank"]["explained"]
    )


@cache
def further(words: Wording) -> tuple[str, ...]:
    """Return how to write the fields that the blank form leaves out, each label once.

    They are wanted now and then only: written as a line of their own they are read.
    """
    blank = words.words["blank"]
    asked = {words.label(key) for key in form_keys(words)}
    asked |= {words.label(key) for key in blank["explained"]}
    found: dict[str, str] = {}
    for one in FIELDS:
        label = words.label(one.key)
        if label not in asked:
            found.setdefault(label, _explained(one.key, words))
    return tuple(found.values())


def form_keys(words: Wording) -> list[str]:
    """Return the fields of the blank form, in its order."""
    found: list[str] = []
    for name in words.words["sections"]:
        scope = f"{name}." if name in words.words["products"] else ""
        found += [scope + key for key in words.words["blank"][name]]
    return found


def _explained(key: str, words: Wording) -> str:
    return words.said(
        "explained",
        label=words.label(key),
        expects=words.expects(key),
        example=words.example(key),
    )
