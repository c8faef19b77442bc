"""Mails after public reports of other systems, read as they should be.

docs/reports.md tells each situation, `tests/reports/NNN-name.json` the reading to be
expected: `application` complete, `intent` one or several of which any is right, the
rest compared where it is given.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from parsers.read import read

REPORTS = Path(__file__).parents[2] / "reports"
TABLE = Path(__file__).parents[3] / "docs" / "reports.md"
NOW = datetime.fromisoformat("2026-12-01T10:12:03+09:00")
NAMES = sorted(path.stem for path in REPORTS.glob("*.eml"))


def expected_of(name: str) -> dict[str, Any]:
    """Load what is expected of a mail."""
    found: dict[str, Any] = json.loads((REPORTS / f"{name}.json").read_text("utf-8"))
    return found


def reading_of(name: str) -> dict[str, Any]:
    """Read one of the mails."""
    return read((REPORTS / f"{name}.eml").read_bytes(), NOW).to_json(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_reported_situation_reads_as_it_should(name: str) -> None:
    """Intent, application and whatever else is given agree exactly."""
    want = expected_of(name)

    got = reading_of(name)

    intents = want["intent"]
    assert got["intent"] in ([intents] if isinstance(intents, str) else intents)
    for key in ("application", "commands", "remainder", "sender"):
        if key in want:
            assert got[key] == want[key], key
    if "problems" in want:
        pairs = {(each["field"], each["code"]) for each in want["problems"]}
        assert {(each["field"], each["code"]) for each in got["problems"]} == pairs


def test_every_report_stands_in_the_table_with_its_situation() -> None:
    """docs/reports.md names each mail that is kept here."""
    table = TABLE.read_text("utf-8")

    assert NAMES
    assert [name for name in NAMES if f"`{name}`" not in table] == []
