"""Two thousand value lines: each gives its value, its problem, or nothing."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from parsers.values import choices, dates, money, names, numbers, periods
from parsers.values.flaws import Flaw
from tests.values import make

FOLDER = Path(make.__file__).parent
FILES = sorted(FOLDER.glob("*.tsv"))
KNOWN = dates.Known("contract_date", date(2026, 3, 2), {})
BESIDE = dates.Known(
    "contract_date", date(2026, 3, 2), {"work_start": date(2026, 3, 3)}
)


def shown(value: object) -> str:
    """Write what a reader gave as the files write it."""
    text = str(value)
    match value:
        case None | ():
            text = "-"
        case Flaw(code):
            text = f"!{code}"
        case bool():
            text = text.lower()
        case dates.Day(day, planned):
            text = f"{day} planned" if planned else str(day)
        case periods.Period(start, end):
            text = "..".join(shown(each).removeprefix("-") for each in (start, end))
        case tuple():
            text = " ".join(map(str, value))
    return text


READERS: dict[str, Callable[[str, str], object]] = {
    "money": money.read,
    "dates": lambda text, note: dates.read(text, BESIDE if note else KNOWN),
    "periods": lambda text, _: periods.period(text, KNOWN),
    "flags": lambda text, _: choices.flag(text),
    "forms": lambda text, _: choices.form(text),
    "payments": lambda text, _: choices.payment(text),
    "kinds": lambda text, _: choices.work_kind(text),
    "submissions": lambda text, _: choices.submission(text),
    "phones": lambda text, _: names.phone(text),
    "emails": lambda text, _: names.email(text),
    "obligees": lambda text, _: names.addressee(text),
    "texts": lambda text, _: names.text(text),
    "numbers": lambda text, _: numbers.guarantee_numbers(text),
    "keys": lambda text, _: numbers.key(text),
}


def rows(path: Path) -> list[tuple[str, str, str]]:
    """Give the lines of a file: text, what it should give, note."""
    lines = path.read_text(encoding="utf-8").split("\n")
    found = []
    for line in lines:
        if line and not line.startswith("#"):
            written, expected, *note = line.split("\t")
            found.append((written, expected, note[0] if note else ""))
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_line_of_a_file_reads_as_it_says(path: Path) -> None:
    """Each line gives just what stands beside it; all that do not are named."""
    reader = READERS[path.stem.partition("-")[0]]
    wrong = [
        f"{written}: {shown(reader(written, note))}, not {expected}"
        for written, expected, note in rows(path)
        if shown(reader(written, note)) != expected
    ]

    assert not wrong, f"{len(wrong)} lines\n" + "\n".join(wrong)


def test_there_are_thousands_of_lines_and_each_file_says_why() -> None:
    """At least 2,000 lines, 400 of them written by hand, no line twice in a file."""
    count = {path.stem: len(rows(path)) for path in FILES}

    assert sum(count.values()) >= 2_000
    assert sum(n for name, n in count.items() if not name.endswith("-made")) >= 400
    for path in FILES:
        assert path.read_text(encoding="utf-8").startswith("# ")
        texts = [row[0::2] for row in rows(path)]
        assert len(set(texts)) == len(texts), path.stem


@pytest.mark.parametrize("name", make.MADE)
def test_made_files_are_the_ones_that_are_made(name: str) -> None:
    """Nobody has edited a made line until it passed."""
    assert make.text(name) == (FOLDER / f"{name}.tsv").read_text(encoding="utf-8")
