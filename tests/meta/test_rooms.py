"""Every room says in its `__init__.py` what it is, and what it may import."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.meta.sources import TOP, sources
from tests.meta.test_arrows import ARROWS

ROOMS = sorted(
    path.parent.relative_to(TOP).as_posix()
    for part in ("mailbot", "parsers")
    for path in (TOP / part).rglob("__init__.py")
)
MOST_LINES = 8
SMALL = 9
"""A room with so few files names each of them."""


def docstring(room: str) -> str:
    """Return the docstring of a room."""
    source = (TOP / room / "__init__.py").read_text(encoding="utf-8")
    return ast.get_docstring(ast.parse(source)) or ""


def files(room: str) -> set[str]:
    """Return the modules and the inner rooms of a room."""
    modules = {path.stem for path in (TOP / room).glob("*.py")} - {"__init__"}
    return modules | {path.parent.name for path in (TOP / room).glob("*/__init__.py")}


def named(text: str) -> Iterator[str]:
    """Yield every file that a docstring names: `case`, `model/`, `core.decide`."""
    about = " ".join(text.split()).partition("May import")[0]
    yield from (found.strip("/") for found in re.findall(r"`([a-z_0-9.]+/?)`", about))


def missing(room: str) -> Iterator[str]:
    """Yield what the docstring of a room names and nobody finds there."""
    for name in named(docstring(room)):
        place = TOP / room / name.replace(".", "/")
        known = place.is_dir() or place.with_suffix(".py").is_file()
        if not known and not (TOP / name).is_dir():
            yield name


def may_import(room: str) -> set[str]:
    """Return the rooms that a room may import by the table, as it would call them."""
    module = room.replace("/", ".")
    own = "mailbot.core." if module.startswith("mailbot.core.") else "mailbot."
    own = own if module.startswith("mailbot") else "parsers."
    return {
        one.removeprefix(own).split(".")[0] if one.startswith(own) else "parsers"
        for one in ARROWS[module]
    }


@pytest.mark.parametrize("room", ROOMS)
def test_room_says_what_it_is(room: str) -> None:
    """The docstring of a room is one sentence on the first line, and short."""
    lines = docstring(room).splitlines()

    assert lines, f"{room}/__init__.py says nothing"
    most = 11 if room == "mailbot" else MOST_LINES
    assert len(lines) <= most, f"{room}/__init__.py has {len(lines)} lines"


@pytest.mark.parametrize("room", ROOMS)
def test_room_names_its_files(room: str) -> None:
    """Every file that a room names is there; a small room names each of its files."""
    assert [] == list(missing(room))
    if len(files(room)) <= SMALL:
        assert files(room) <= set(named(docstring(room)))


@pytest.mark.parametrize(
    "room", [room for room in ROOMS if room.replace("/", ".") in ARROWS]
)
def test_room_says_what_it_may_import(room: str) -> None:
    """What a docstring says of imports agrees with the table of arrows."""
    told = " ".join(docstring(room).split()).partition("May import")[2]
    listed = set(re.findall(r"`(\w+)`", told))

    assert told or not may_import(room), f"{room}/__init__.py lacks `May import`"
    assert listed <= may_import(room)


@pytest.mark.parametrize("room", ROOMS)
def test_room_itself_runs_nothing(room: str) -> None:
    """An `__init__.py` holds its docstring alone: to import a room costs nothing."""
    tree = ast.parse((TOP / room / "__init__.py").read_text(encoding="utf-8"))
    rest = [ast.unparse(one) for one in tree.body[1:]]

    assert [one for one in rest if not one.startswith("__version__ = ")] == []


def test_map_names_every_room_of_the_house() -> None:
    """`mailbot/__init__.py` names each room and each loose module, and no other."""
    loose = files("mailbot") - {"__main__"}

    assert loose == {name for name in named(docstring("mailbot")) if "." not in name}


def test_missing_file_is_found() -> None:
    """A docstring that names a file that is not there is a fault."""
    text = "What it is: `flaws`, `inner/` and `core.decide`.  May import `store`."

    assert ["flaws", "inner", "core.decide"] == list(named(text))
    assert not Path(TOP / "parsers" / "values" / "no_such_file.py").exists()


FILE_NAMED = re.compile(r"`((?:\w+/)*\w+\.py)`")


def test_comments_name_no_file_that_is_gone() -> None:
    """Whoever follows the name of a file in a docstring or comment finds the file."""
    paths = {one.path for one in sources()}
    gone = [
        f"{code.path}: {name}"
        for code in sources()
        for name in FILE_NAMED.findall(code.text)
        if not any(path == name or path.endswith(f"/{name}") for path in paths)
    ]

    assert gone == []
