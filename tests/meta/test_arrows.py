"""The arrows of the house: who may import whom, and what the pure rooms never touch.

    doors -> intake -> parsers -> core.decide -> store -> worker -> outbound

Each rule is a function from one file to its faults; a test shows that the tree has none
and another that the rule can fail.
"""

import ast
import sys
from collections.abc import Callable, Iterator

import pytest

from tests.meta.sources import Source, names_of, source, sources, within

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
KNOWS_DATABASE = ("mailbot.store", "mailbot.store.queue")
NEVER = {  # no call runs from right to left
    "parsers": ("mailbot",),
    "mailbot.inbound": ("mailbot.composer", "mailbot.jobs.worker", "mailbot.app"),
    "mailbot.intake.intake": ("mailbot.inbound", "mailbot.composer", "mailbot.app"),
    "mailbot.store": ("mailbot.inbound", "mailbot.intake.intake", "mailbot.composer"),
    "mailbot.store.queue": (
        "mailbot.inbound",
        "mailbot.intake.intake",
        "mailbot.composer",
    ),
    "mailbot.jobs.worker": ("mailbot.inbound", "mailbot.app"),
    "mailbot.composer": ("mailbot.inbound", "mailbot.intake.intake", "mailbot.app"),
}

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
    if not within(code.module, ("mailbot", "parsers")):
        return
    if within(code.module, KNOWS_DATABASE):
        return
    for line, names in names_of(code.tree):
        if any(within(name, DATABASE) for name in names):
            yield f"{code.path}:{line}: only store and engine import {names[-1]}"


def leaves_composition_to_app(code: Source) -> Iterator[str]:
    """Only the composition root knows both ends of the way."""
    if code.module == "mailbot.app" or not within(code.module, ("mailbot",)):
        return
    found = [name for _, names in names_of(code.tree) for name in names]
    doors = any(within(name, ("mailbot.inbound",)) for name in found)
    if doors and any(within(name, ("mailbot.composer",)) for name in found):
        yield f"{code.path}: only mailbot/app.py imports both doors and outbound"


def runs_left_to_right(code: Source) -> Iterator[str]:
    """Rooms import none that stands before them, nor the composition root."""
    for room, banned in NEVER.items():
        if not within(code.module, (room,)):
            continue
        for line, names in names_of(code.tree):
            if any(within(name, banned) for name in names):
                yield f"{code.path}:{line}: {room} must not import {names[-1]}"


RULES: tuple[Rule, ...] = (
    imports_only_its_own,
    touches_nothing,
    leaves_database_to_the_store,
    leaves_composition_to_app,
    runs_left_to_right,
)


@pytest.mark.parametrize("rule", RULES)
def test_house_keeps_its_arrows(rule: Rule) -> None:
    """No file of the project draws an arrow that the architecture forbids."""
    faults = [fault for code in sources() for fault in rule(code)]

    assert not faults, "\n".join(faults)


def rooms_of_the_rules() -> Iterator[str]:
    """Yield every room of ours that a rule names; libraries are not ours."""
    named = (*MAY_IMPORT, *NEVER, *PURE, *KNOWS_DATABASE)
    named += tuple(one for banned in NEVER.values() for one in banned)
    named += tuple(one for allowed in MAY_IMPORT.values() for one in allowed)
    yield from (one for one in named if within(one, ("mailbot", "parsers")))


@pytest.mark.parametrize("room", sorted(set(rooms_of_the_rules())))
def test_every_room_that_a_rule_names_is_there(room: str) -> None:
    """A rule about a room that was moved away would guard nothing."""
    assert any(within(code.module, (room,)) for code in sources())


@pytest.mark.parametrize(
    ("rule", "path", "text"),
    [
        (imports_only_its_own, "parsers/x.py", "import mailbot"),
        (imports_only_its_own, "parsers/x.py", "from mailbot.core import case"),
        (imports_only_its_own, "parsers/x.py", "import openpyxl"),
        (imports_only_its_own, "parsers/x.py", "from urllib import request"),
        (imports_only_its_own, "parsers/x.py", "from io import open"),
        (imports_only_its_own, "parsers/x.py", "from . import y"),
        (imports_only_its_own, "mailbot/core/x.py", "from mailbot import store"),
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
            "from mailbot.inbound import smtp\nfrom mailbot import outbound",
        ),
        (runs_left_to_right, "mailbot/outbound/x.py", "from mailbot import intake"),
        (runs_left_to_right, "mailbot/outbound/x.py", "import mailbot.intake.intake"),
        (
            runs_left_to_right,
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
        ("mailbot/core/x.py", "from mailbot.core import case\nx = clock.time()"),
        ("parsers/x.py", "from io import BytesIO\nimport email.message, zipfile"),
        ("parsers/x.py", "from urllib.parse import quote\nx = f(now=now, today=today)"),
        ("parsers/x.py", "from dateutil import parser\nd = parser.parse(t, default=d)"),
        ("mailbot/store/x.py", "import sqlalchemy\nfrom mailbot.core import case"),
        (
            "mailbot/app.py",
            "import mailbot.inbound.smtp.server\nimport mailbot.delivery.transport",
        ),
        ("tests/x.py", "import sqlite3, os\nfrom mailbot import doors, outbound"),
    ],
)
def test_what_is_allowed_passes(path: str, text: str) -> None:
    """The rules leave alone what the architecture allows."""
    assert [] == [fault for rule in RULES for fault in rule(source(path, text))]
