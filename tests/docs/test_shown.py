"""The page that says where each promise is shown names only what there is."""

from __future__ import annotations

import re
from pathlib import Path

TOP = Path(__file__).parents[2]
PAGE = (TOP / "docs" / "shown.md").read_text("utf-8")


def test_every_test_that_the_page_names_is_there() -> None:
    """A file that was moved or taken away is noticed here."""
    named = set(re.findall(r"`(tests/[\w/.]+)`", PAGE))

    assert len(named) > 15
    assert [one for one in sorted(named) if not (TOP / one).exists()] == []


def test_every_dialogue_that_the_page_names_is_there() -> None:
    """The numbers in its tables are those of the dialogues."""
    rows = [line.rpartition("| ")[2] for line in PAGE.splitlines() if "| " in line]
    named = {number for row in rows for number in re.findall(r"\b\d\d\b", row)}
    there = {path.name[:2] for path in (TOP / "tests" / "dialogues").glob("*.txt")}

    assert len(named) > 50
    assert named <= there
