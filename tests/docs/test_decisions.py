"""The records of decisions: each has its number, and the index has them all."""

import re
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "docs" / "decisions"


def test_every_decision_has_a_number_of_its_own() -> None:
    """The numbers run on from 1, and name, title and index agree on each of them."""
    records = sorted(FOLDER.glob("[0-9]*.md"))
    numbers = [one.name[:4] for one in records]
    index = (FOLDER / "README.md").read_text(encoding="utf-8")

    assert numbers == [f"{one:04}" for one in range(1, len(records) + 1)]
    assert re.findall(r"^\| \[(\d{4})\]\((.+)\) \|", index, re.MULTILINE) == [
        (one.name[:4], one.name) for one in records
    ]
    for one in records:
        assert one.read_text(encoding="utf-8").startswith(f"# {one.name[:4]} ")
