"""The arrows of the house: who may import whom, and what the pure rooms never touch.

    inbound -> intake -> parsers -> core.decide -> store -> jobs -> composer, delivery

Which room may import which is one table, `arrows.txt`.  Each rule is a function from
one file to its faults; a test shows that the tree has none, another that it can fail.
"""

import ast
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from types import MappingProxyType

import pytest

from tests.meta.sources import Source, names_of, source, sources, within

PRODUCT = ("mailbot", "parsers")
PURE = ("parsers", "mailbot.core")
MAY_IMPORT = {
    # Dates in words: pure, when the default day is given.  Workbooks and PDFs: read
    # from bytes in memory, behind budgets.
    "parsers": (
        "parsers",
        "dateutil.parser",
        "dateutil.relativedelta",
        "pypdf",
        "pypdfium2",
        "python_calamine",
    ),
    "mailbot.core": (
        "mailbot.core",
        "parsers.reading",
        "pydantic",
        "pydantic_core",
        "typing_extensions",
    ),
}
WORLD = (  # the standard library's ways out: network, disk, clock, chance, log
    *("asyncio", "concurrent", "ctypes", "fcntl", "ftplib", "getpass", "glob"),
    *("http", "imaplib", "importlib", "io", "logging", "multiprocessing", "os"),
    *("pathlib", "platform", "poplib", "random", "secrets", "select", "selectors"),
    *("shelve", "shutil", "signal", "smtplib", "socket", "socketserver", "sqlite3"),
    *("ssl", "subprocess", "sys", "tempfile", "threading", "time", "urllib.request"),
)
IN_MEMORY = ("io.BytesIO", "io.StringIO")  # files that are values
ASKS_THE_WORLD = {"now", "utcnow", "today", "uuid1", "uuid4", "getnode"}
BUILTIN_WORLD = {"open", "print", "input", "breakpoint", "exec", "eval"}

DATABASE = ("sqlalchemy", "alembic", "sqlite3", "psycopg")
KNOWS_DATABASE = ("mailbot.store",)
ENDS = ("mailbot.inbound", ("mailbot.composer", "mailbot.delivery", "mailbot.jobs"))


def arrows() -> Mapping[str, tuple[str, ...]]:
    """Return the table of `arrows.txt`: a room to the rooms that it may import."""
    table: dict[str, tuple[str, ...]] = {}
    room = ""
    for line in Path(__file__).with_name("arrows.txt").read_text("utf-8").splitlines():
        words = line.partition("#")[0].split()
        if words and not line[0].isspace():
            room, *words = words
            table[room] = ()
        if words:
            table[room] = (*table[room], *words)
    return MappingProxyType(table)


ARROWS = arrows()


def room_of(module: str) -> str | None:
    """Return the room that a module of ours stands in, None for any other module."""
    rooms = [room for room in ARROWS if within(module, (room,))]
    return max(rooms, key=len, default=None)


Rule = Callable[[Source], Iterator[str]]


def imports_only_its_own(code: Source) -> Iterator[str]:
    """Pure rooms import their own kind and the harmless part of the library."""
    for room, allowed in MAY_IMPORT.items():
        if not within(code.module, (room,)):
            continue
        for line, names in names_of(code.tree):
            if any(within(name, (*allowed, *IN_MEMORY)) for name in names):
                continue
            known = names[0].partition(".")[0] in sys.stdlib_module_names
            if not known or any(within(name, WORLD) for name in names):
                yield f"{code.path}:{line}: {room} must not import {names[-1]}"


def touches_nothing(code: Source) -> Iterator[str]:
    """Pure rooms get time, ids and chance as arguments, and open nothing."""
    if not within(code.module, PURE):
        return
    for node in ast.walk(code.tree):
        match node:
            case ast.Call(func=ast.Attribute(attr=attr)) if attr in ASKS_THE_WORLD:
                yield f"{code.path}:{node.lineno}: {attr}() asks the world"
            case ast.Call(
                func=ast.Attribute(
                    value=ast.Name(id="dateutil" | "parser"), attr="parse"
                ),
                keywords=words,
            ) if "default" not in {word.arg for word in words}:
                yield f"{code.path}:{node.lineno}: parse() lacks default="
            case ast.Call(func=ast.Name(id=name)) if (
                name in BUILTIN_WORLD | ASKS_THE_WORLD - {"now", "today"}
            ):
                yield f"{code.path}:{node.lineno}: {name}() asks the world"


def leaves_database_to_the_store(code: Source) -> Iterator[str]:
    """Only store and engine know that there is a database."""
    if not within(code.module, PRODUCT):
        return
    if within(code.module, KNOWS_DATABASE):
        return
    for line, names in names_of(code.tree):
        if any(within(name, DATABASE) for name in names):
            yield f"{code.path}:{line}: only store and engine import {names[-1]}"


def leaves_composition_to_app(code: Source) -> Iterator[str]:
    """Only the composition root knows both ends of the way."""
    if within(code.module, ("mailbot.app", "mailbot.server")):
        return
    if not within(code.module, ("mailbot",)):
        return
    found = [name for _, names in names_of(code.tree) for name in names]
    comes_in, goes_out = ENDS
    inbound = any(within(name, (comes_in,)) for name in found)
    if inbound and any(within(name, goes_out) for name in found):
        yield f"{code.path}: only mailbot/app.py imports both ends of the way"


def runs_down_the_table(code: Source) -> Iterator[str]:
    """Rooms import what their row of the table names, and nothing else of ours."""
    room = room_of(code.module)
    if room is None:
        return
    for line, names in names_of(code.tree):
        imported = [one for one in map(room_of, names) if one]
        if imported and not set(imported) & {room, *ARROWS.get(room, ())}:
            yield f"{code.path}:{line}: {room} must not import {names[-1]}"


RULES: tuple[Rule, ...] = (
    imports_only_its_own,
    touches_nothing,
    leaves_database_to_the_store,
    leaves_composition_to_app,
    runs_down_the_table,
)


@pytest.mark.parametrize("rule", RULES)
def test_house_keeps_its_arrows(rule: Rule) -> None:
    """No file of the project draws an arrow that the architecture forbids."""
    faults = [fault for code in sources() for fault in rule(code)]

    assert not faults, "\n".join(faults)


def imports_of(files: Iterable[Source]) -> dict[str, set[str]]:
    """Return the modules of ours that each module of ours imports."""
    ours = {one.module: one for one in files if within(one.module, PRODUCT)}
    return {
        module: {
            next(name for name in reversed(names) if name in ours)
            for _, names in names_of(code.tree)
            if any(name in ours for name in names)
        }
        - {module}
        for module, code in ours.items()
    }


def rooms_of_the_rules() -> Iterator[str]:
    """Yield every room of ours that a rule names; libraries are not ours."""
    named = (*MAY_IMPORT, *ARROWS, *PURE, *KNOWS_DATABASE, ENDS[0], *ENDS[1])
    named += tuple(one for below in ARROWS.values() for one in below)
    named += tuple(one for allowed in MAY_IMPORT.values() for one in allowed)
    yield from (one for one in named if within(one, PRODUCT))


@pytest.mark.parametrize("room", sorted(set(rooms_of_the_rules())))
def test_every_room_that_a_rule_names_is_there(room: str) -> None:
    """A rule about a room that was moved away would guard nothing."""
    assert any(within(code.module, (room,)) for code in sources())


def test_no_row_of_the_table_points_below_itself() -> None:
    """The table is in order: no two rooms can come to import each other."""
    rooms = list(ARROWS)

    back = [
        f"{room} -> {one}"
        for at, room in enumerate(rooms)
        for one in ARROWS[room]
        if one not in rooms[:at]
    ]

    assert back == []


def test_every_module_stands_in_a_room_of_the_table() -> None:
    """A new room is placed in the table before anything may be imported from it."""
    ours = [one.module for one in sources() if within(one.module, PRODUCT)]

    assert [one for one in ours if not room_of(one)] == [
        "mailbot",
        "mailbot.core",
        "parsers",
    ]


def test_no_two_modules_import_each_other() -> None:
    """There is no circle of imports, whether for types only or inside a function."""
    graph = imports_of(sources())

    assert list(TopologicalSorter(graph).static_order())  # CycleError names a circle


def test_a_circle_of_modules_is_found() -> None:
    """Two modules that import each other are a circle, wherever the import stands."""
    one = source("parsers/a.py", "def f():\n    from parsers import b")
    other = source("parsers/b.py", "import parsers.a")

    with pytest.raises(CycleError):
        list(TopologicalSorter(imports_of([one, other])).static_order())


@pytest.mark.parametrize(
    ("rule", "path", "text"),
    [
        (imports_only_its_own, "parsers/x.py", "import mailbot"),
        (imports_only_its_own, "parsers/x.py", "from mailbot.core import case"),
        (imports_only_its_own, "parsers/x.py", "import openpyxl"),
        (imports_only_its_own, "parsers/x.py", "from urllib import request"),
        (imports_only_its_own, "parsers/x.py", "from io import open"),
        (imports_only_its_own, "parsers/x.py", "from . import y"),
        (imports_only_its_own, "mailbot/core/model/x.py", "from mailbot import store"),
        (imports_only_its_own, "mailbot/core/x.py", "import parsers.message.mime"),
        (imports_only_its_own, "mailbot/core/x.py", "from parsers import mime"),
        (imports_only_its_own, "mailbot/core/x.py", "def f():\n    import os.path"),
        (imports_only_its_own, "mailbot/core/x.py", "import structlog"),
        *(
            (imports_only_its_own, "mailbot/core/x.py", f"import {name}")
            for name in ("socket", "ssl", "smtplib", "imaplib", "sqlite3", "asyncio")
        ),
        *(
            (imports_only_its_own, "mailbot/core/x.py", f"import {name}")
            for name in ("subprocess", "random", "secrets", "logging", "pathlib")
        ),
        (imports_only_its_own, "mailbot/core/__init__.py", "import time"),
        (touches_nothing, "mailbot/core/x.py", "t = datetime.now(UTC)"),
        (touches_nothing, "mailbot/core/x.py", "t = datetime.datetime.utcnow()"),
        (touches_nothing, "parsers/x.py", "t = date.today()"),
        (touches_nothing, "parsers/x.py", "t = uuid4()"),
        (touches_nothing, "parsers/x.py", "with open('x') as f: pass"),
        (touches_nothing, "parsers/x.py", "d = dateutil.parse(text, fuzzy=False)"),
        (
            leaves_database_to_the_store,
            "mailbot/intake/intake.py",
            "import sqlalchemy as sa",
        ),
        (leaves_database_to_the_store, "mailbot/app.py", "import sqlite3"),
        (
            leaves_composition_to_app,
            "mailbot/cli/serve.py",
            "from mailbot.inbound import handler\nfrom mailbot import delivery",
        ),
        (runs_down_the_table, "mailbot/composer/x.py", "from mailbot import intake"),
        (runs_down_the_table, "mailbot/composer/x.py", "import mailbot.intake.intake"),
        (runs_down_the_table, "mailbot/delivery/x.py", "from mailbot.store import x"),
        (runs_down_the_table, "mailbot/core/model/x.py", "import mailbot.core.rules.x"),
        (runs_down_the_table, "parsers/form/x.py", "from parsers.layout import text"),
        (
            runs_down_the_table,
            "mailbot/store/x.py",
            "from mailbot.inbound.smtp.server import A",
        ),
    ],
)
def test_each_arrow_can_be_missed(rule: Rule, path: str, text: str) -> None:
    """A file that breaks the rule is reported once, with its path."""
    (fault,) = rule(source(path, text))

    assert path in fault


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("mailbot/core/x.py", "from parsers.reading import Reading\nimport re, hmac"),
        ("mailbot/core/x.py", "from parsers import reading\nimport pydantic"),
        ("mailbot/core/x.py", "from mailbot.core.model import case\nx = clock.time()"),
        ("parsers/x.py", "from io import BytesIO\nimport email.message, zipfile"),
        ("parsers/x.py", "from urllib.parse import quote\nx = f(now=now, today=today)"),
        ("parsers/x.py", "from dateutil import parser\nd = parser.parse(t, default=d)"),
        ("mailbot/store/x.py", "import sqlalchemy\nimport mailbot.core.model.case"),
        (
            "mailbot/app.py",
            "import mailbot.inbound.smtp.server\nimport mailbot.delivery.transport",
        ),
        ("tests/x.py", "import sqlite3, os\nfrom mailbot import inbound, delivery"),
    ],
)
def test_what_is_allowed_passes(path: str, text: str) -> None:
    """The rules leave alone what the architecture allows."""
    assert [] == [fault for rule in RULES for fault in rule(source(path, text))]
