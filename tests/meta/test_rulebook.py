"""The rulebook holds every rule: its page is fresh, and no finding is without one."""

import ast
from pathlib import Path
from typing import get_args

import pytest

from docs.make_rules import PAGE, page
from mailbot.core.rules.catalogue import BY_ID, RULES
from parsers.reading import ProblemCode

CORE = Path(__file__).parents[2] / "mailbot" / "core"
ELSEWHERE = frozenset(get_args(ProblemCode))
"""Codes of the reader: a finding repeats them under R-01 or R-18."""


def made() -> list[tuple[str, str, str]]:
    """Return rule, weight and code of every finding that the core writes down."""
    found = []
    for path in sorted(CORE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _is_finding(node.func):
                rule, weight, code = map(_text, node.args[:3])
                found.append((rule, weight, code))
    return found


def _is_finding(called: ast.expr) -> bool:
    return isinstance(called, ast.Name) and called.id == "Finding"


def _text(argument: ast.expr) -> str:
    """Return what is written, "" where it is a name for something else."""
    return str(argument.value) if isinstance(argument, ast.Constant) else ""


MADE = made()


def test_page_of_rules_is_fresh() -> None:
    """The page has every rule, with source and weight, as the table has it."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_rules_are_those_of_the_specification() -> None:
    """Each id once and in order, each with a source and a sentence."""
    ids = [rule.id for rule in RULES]
    assert ids == sorted(set(ids))
    assert {f"R-{n:02}" for n in range(1, 25)} <= set(ids)
    for rule in RULES:
        assert rule.source[0] in "SWA"
        assert rule.says.endswith(".")


@pytest.mark.parametrize(("rule", "weight", "code"), sorted(set(MADE)))
def test_every_finding_has_its_rule(rule: str, weight: str, code: str) -> None:
    """A finding names a rule of the book, a weight that it may have, and its code."""
    wanted = BY_ID.get(rule)

    assert wanted is not None or not rule, "a rule that is not in the book"
    if wanted is not None:
        assert weight in {"", *wanted.weights}
        assert code in {"", *wanted.codes}


def test_every_code_of_the_book_is_found_somewhere() -> None:
    """The book promises no finding that no code makes."""
    there = {
        node.value
        for path in CORE.rglob("*.py")
        if path.name != "rulebook.py"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant)
    }

    for rule in RULES:
        assert set(rule.codes) <= there | ELSEWHERE, rule.id
