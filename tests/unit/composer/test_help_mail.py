"""The help mail says all that can be written here: every field, every command."""

from __future__ import annotations

from typing import get_args

import pytest

from mailbot.assets import assets
from mailbot.composer import wording
from mailbot.core.model.form_fields import FIELDS
from mailbot.core.office.language import Language
from parsers.commands import commands
from parsers.message.lines import Line, Source
from parsers.reading import Intent
from tests.unit.composer.letters import composed, letter

NOT_THE_CONTRACTORS: frozenset[Intent] = frozenset(
    {
        *("receipt", "lookup", "verify"),  # an obligee's
        *("bounce", "automatic"),  # a machine's
        *("apply", "answer", "unknown"),  # no words of command
    }
)
SPELT = {"保証契約番号": "00427-000001", "guarantee-number": "00427-000001"}


def words(language: Language) -> wording.Wording:
    """Return the words of one language."""
    return wording.load(assets("templates") / "mail" / language)


def flat(text: str) -> str:
    """Undo the folding of lines."""
    return "".join(text.split())


def test_help_names_every_field() -> None:
    """Whoever reads the help finds the label of each field of the application."""
    text = flat(composed(letter("help")).text)
    told = words("ja")

    missing = [one.key for one in FIELDS if flat(told.label(one.key)) not in text]

    assert missing == []


@pytest.mark.parametrize("language", ["ja", "en"])
def test_help_names_every_command(language: Language) -> None:
    """Each command of a contractor is in the list, spelt so that it works."""
    spelt = []
    for one in words(language).words["commands"]:
        word = one["word"]
        for name, example in SPELT.items():
            word = word.replace(name, example)
        found = commands.said("", commands_lines(word), reply=True).commands
        spelt += [each.name for each in found]

    assert set(spelt) >= set(get_args(Intent)) - NOT_THE_CONTRACTORS


def commands_lines(text: str) -> tuple[Line, ...]:
    """Return a text as the one line of a mail."""
    return (Line(text, 1, Source("1", "text", "")),)


def test_help_names_the_site() -> None:
    """The platform's address stands in the help, in a line of its own."""
    made = composed(letter("help"))

    assert any(line.strip().startswith("https://") for line in made.text.splitlines())
