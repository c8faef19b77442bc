"""What the READMEs and docs show is what happens."""

from __future__ import annotations

import io
import re
import shlex
import subprocess
import sys
from contextlib import redirect_stdout
from functools import cache
from pathlib import Path

import pytest

from mailbot.cli.app import run

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "README.ja.md")
LONGEST = 150


def blocks(page: str, language: str) -> list[str]:
    """Return the code blocks of one language in a page."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def mailbot(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in the checkout, as its reader would."""
    return subprocess.run(
        [sys.executable, "-m", "mailbot", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@cache
def help_of(verb: str) -> str:
    """Return the help of a verb, asked once for all pages; it must be one."""
    with redirect_stdout(io.StringIO()) as told:
        assert run([verb, "--help"]) == 0, verb
    return told.getvalue()


@pytest.mark.parametrize("page", READMES)
def test_readme_is_short(page: str) -> None:
    """A newcomer reads the whole page: it stays under 150 lines."""
    assert len((ROOT / page).read_text(encoding="utf-8").splitlines()) < LONGEST


@pytest.mark.parametrize("page", READMES)
def test_readme_shows_real_output(page: str) -> None:
    """Each `$ mailbot …` of a page prints exactly what the page shows below it."""
    shown = blocks(page, "console")
    assert shown

    for block in shown:
        command, _, expected = block.partition("\n")
        ran = mailbot(*shlex.split(command.removeprefix("$ mailbot ")))
        assert ran.stdout == expected
        assert ran.returncode == 0


@pytest.mark.parametrize("page", READMES)
def test_readme_names_verbs_that_exist(page: str) -> None:
    """Every `mailbot VERB` of a page is a verb, and every option of it an option."""
    lines = "".join(blocks(page, "sh")).splitlines()
    commands = [line.split("#")[0] for line in lines if line.startswith("mailbot ")]
    assert commands

    for command in commands:
        _, verb, *arguments = shlex.split(command)
        told = help_of(verb)
        for option in (one for one in arguments if one.startswith("-")):
            assert re.search(rf"(?<![\w-]){option}(?![\w-])", told)


@pytest.mark.parametrize("page", READMES)
def test_readme_names_targets_that_exist(page: str) -> None:
    """Every `make TARGET` of a page is a target of the Makefile."""
    text = (ROOT / page).read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    for target in set(re.findall(r"^make (\w+)", text, re.MULTILINE)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_demo_shows_the_lines_of_the_readme(tmp_path: Path) -> None:
    """The demo prints the README's lines in their order, and ends by itself."""
    (shown,) = [b for b in blocks("README.md", "text") if "SMTP listener" in b]

    ran = mailbot("demo", "--once", "--folder", str(tmp_path))

    output = re.sub(r"[│╭╮╰╯─\s]+", "", ran.stdout)
    place = 0
    for line in shown.splitlines():
        for piece in filter(None, re.sub(r"\s+", "", line).split("…")):
            found = output.find(piece, place)
            assert found >= 0, f"{piece} is not shown after {output[:place][-60:]}"
            place = found + len(piece)
    assert ran.returncode == 0


@pytest.mark.parametrize(
    "page",
    [
        "docs/flow.md",
        "docs/known-issues.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        *READMES,
    ],
)
def test_page_names_places_that_exist(page: str) -> None:
    """Every file that a page names or links to is there."""
    path = ROOT / page
    text = path.read_text(encoding="utf-8")
    named = re.findall(r"`((?:mailbot|parsers|tests|templates|config)/[\w/.]*)`", text)
    linked = re.findall(r"\]\(([\w/.-]+)\)", text)

    assert named or linked
    assert [one for one in named if not (ROOT / one).exists()] == []
    assert [one for one in linked if not (path.parent / one).exists()] == []
