"""Whatever the code imports is asked for in pyproject.toml.

A package that is there only because another one brought it, or because somebody put it
there by hand, is missing in a fresh clone.
"""

import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import packages_distributions

import pytest

from tests.meta.sources import ROOMS, TOP, Source, names_of, source, sources

SHIPPED = ("mailbot", "parsers")
COMES_WITH = {"pydantic-core": "pydantic"}  # one version each, by the same hands


def normal(name: str) -> str:
    """Write the name of a distribution as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", re.split(r"[<>=!~\[; ]", name)[0]).lower()


@cache
def declared() -> tuple[frozenset[str], frozenset[str]]:
    """Give what the program asks for, and what its developers ask for, too."""
    settings = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))
    runtime = {normal(one) for one in settings["project"]["dependencies"]}
    groups = settings["dependency-groups"].values()
    return frozenset(runtime), frozenset(
        runtime | {normal(one) for group in groups for one in group}
    )


@cache
def owners() -> Mapping[str, list[str]]:
    """Give the distributions that own each importable name of this environment."""
    return packages_distributions()


def undeclared(code: Source) -> Iterator[str]:
    """Find imports of a package that pyproject.toml does not ask for."""
    allowed = declared()[code.path.split("/")[0] not in SHIPPED]
    for line, names in names_of(code.tree):
        package = names[0].partition(".")[0]
        if package in sys.stdlib_module_names or package in ROOMS:
            continue
        found = {normal(owner) for owner in owners().get(package, [package])}
        if not {COMES_WITH.get(owner, owner) for owner in found} & allowed:
            yield f"{code.path}:{line}: {package} is not asked for in pyproject.toml"


def test_every_import_is_asked_for() -> None:
    """The program needs nothing but its dependencies, the tests nothing but theirs."""
    faults = [fault for code in sources() for fault in undeclared(code)]

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("mailbot/x.py", "import requests"),
        ("mailbot/x.py", "import pytest"),
        ("parsers/x.py", "def f():\n    from hypothesis import given"),
        ("tests/x.py", "import mako"),
    ],
)
def test_a_missing_requirement_is_found(path: str, text: str) -> None:
    """An import of something unknown, of a tool for tests or of a guest is reported."""
    (fault,) = undeclared(source(path, text))

    assert path in fault


def test_what_is_asked_for_passes() -> None:
    """Names of imports and of packages may differ; tests may use the program's own."""
    program = "import jinja2, dateutil.parser, pydantic_core, mailbot.core, os.path"

    assert [] == list(undeclared(source("mailbot/x.py", program)))
    assert [] == list(undeclared(source("tests/x.py", "import pytest, sqlalchemy")))
