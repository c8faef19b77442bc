"""Every verb is told everywhere: with an example, on its page, and in both READMEs."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.core import TyperCommand

from docs.make_commands import PAGE, page, parameters, verbs
from mailbot.cli.app import VERBS as TABLE
from mailbot.cli.app import whole

ROOT = Path(__file__).parents[3]
VERBS = dict(verbs())


def test_page_of_commands_is_fresh() -> None:
    """The page is the one that `make docs` would write now."""
    assert page() == PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_says_what_it_does(verb: str) -> None:
    """Its help is a sentence, and every option has a word."""
    command = VERBS[verb]

    assert command.help
    assert command.help.strip().endswith((".", "?", "）"))
    for param in parameters(command):
        assert param.help, f"{verb}: {param.name}"


@pytest.mark.parametrize("verb", sorted(set(VERBS) & set(TABLE)))
def test_every_example_is_taken_as_it_is_typed(verb: str) -> None:
    """What --help shows below the options is read by the verb without a complaint."""
    example = (VERBS[verb].epilog or "").removeprefix("Example: ")
    words = shlex.split(example)

    assert words[:2] == ["mailbot", verb]
    assert VERBS[verb].make_context(verb, words[2:]).params


@pytest.mark.parametrize("verb", sorted(TABLE))
def test_table_says_what_the_verb_says(verb: str) -> None:
    """The help that loads no verb shows the first sentence of the verb's own."""
    shown = TyperCommand(verb, help=TABLE[verb]).get_short_help_str(200)

    assert shown == TABLE[verb]
    assert shown == whole(verb).get_short_help_str(200)


@pytest.mark.parametrize("name", ["README.md", "README.ja.md"])
def test_both_readmes_name_every_verb(name: str) -> None:
    """The tables of the READMEs lack no verb and have none that there is not."""
    lines = (ROOT / name).read_text("utf-8").splitlines()
    rows = [line for line in lines if line.startswith("| ") and "`" in line]
    told = [verb for row in rows for verb in re.findall("`([^`]+)`", row)]

    assert sorted(told) == sorted(VERBS)
