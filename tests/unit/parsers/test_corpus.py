"""The corpus: letters of imagined clerks in the wire forms of many mail programs.

Each expectation was written from the letter, by hand. A field that is asked back
counts as right where the letter says so under `problems`; anything else that differs
is a failure, and a value that nobody wrote is the worst of all.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from parsers.read import read
from parsers.reading import Context
from tests.support.wire import Letter, forms

FOLDER = Path(__file__).parents[2] / "corpus"
NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
EACH = 6
"""Wire forms of each letter."""
LETTERS, MAILS = 240, 1_500
"""How many there are at least."""


@dataclass(frozen=True, slots=True)
class Case:
    """One letter and its expectation."""

    letter: Letter
    expected: dict[str, Any]
    context: Context | None


def load() -> Iterator[Case]:
    """Read the letters of every file of the corpus."""
    for path in sorted(FOLDER.glob("*.toml")):
        data = tomllib.loads(path.read_text("utf-8"))
        sent = data.get("forms", {})
        for one in data["letter"]:
            yield _case(one, sent)


def _case(one: dict[str, Any], sent: dict[str, str]) -> Case:
    form = sent.get(one.get("form", ""), "")
    letter = Letter(
        one["name"],
        one["why"],
        one["body"].strip("\n"),
        one.get("subject", "保証の申込み"),
        form,
        one.get("place", "none"),
        one.get("headers", {}),
        one.get("markup", ""),
    )
    context = None
    if "asked" in one or form:
        days = {
            key: date.fromisoformat(day) for key, day in one.get("days", {}).items()
        }
        context = Context(tuple(one.get("asked", ())), form or None, days)
    expected = {
        "intent": one["intent"],
        "application": json.loads(one.get("application", "{}")),
        "problems": sorted(map(tuple, one.get("problems", []))),
        "commands": [tuple(each) for each in one.get("commands", [])],
        "remainder": [_bare(each) for each in one.get("remainder", [])],
    }
    return Case(letter, expected, context)


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)


CASES = {case.letter.name: case for case in load()}


def seen(raw: bytes, case: Case) -> dict[str, Any]:
    """Read a mail, and give what the expectation speaks of."""
    got = read(raw, NOW, case.context).to_json("-")
    commands: Any = got["commands"]
    problems: Any = got["problems"]
    remainder: Any = got["remainder"]
    return {
        "intent": got["intent"],
        "application": got["application"],
        "problems": sorted((each["field"], each["code"]) for each in problems),
        "commands": [(each["name"], *each["args"]) for each in commands],
        "remainder": [_bare(each) for each in remainder],
    }


@pytest.mark.parametrize("name", CASES)
def test_a_letter_reads_as_it_says_in_every_wire_form(name: str) -> None:
    """Intent, application, problems, commands and remainder agree exactly."""
    case = CASES[name]
    at = list(CASES).index(name)

    for client, coding, raw in forms(case.letter, at, EACH):
        form = f"{client.name}, {coding.label or 'no label'}/{coding.transfer}"
        assert seen(raw, case) == case.expected, f"{case.letter.why} ({form})"


def test_the_corpus_is_large_and_each_letter_says_why_it_exists() -> None:
    """At least 240 letters of different wording, and 1,500 mails of them."""
    made = [
        raw
        for at, case in enumerate(CASES.values())
        for _, _, raw in forms(case.letter, at, EACH)
    ]

    bodies = {case.letter.body for case in CASES.values() if case.letter.body}
    assert len(bodies) >= LETTERS
    assert len(set(made)) == len(made) >= MAILS
    assert all(case.letter.why.endswith(".") for case in CASES.values())
