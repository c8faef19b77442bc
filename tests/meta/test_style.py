"""The habits of the house that no linter knows.

Each rule is a function from one file to its faults; a test shows that the tree has none
and another that the rule can fail.
"""

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterator

import pytest

from tests.meta.sources import Source, source, sources

FILE_LINES = 500
FUNCTION_LINES = 50
LATER_WORDS = ("TO" + "DO", "FIX" + "ME", "X" * 3)
LATER = re.compile(rf"\b({'|'.join(LATER_WORDS)})\b")
SILENCER = re.compile(r"# (type: ignore|noqa|pragma: no (cover|branch)|ruff: noqa)\b")
NAMED = re.compile(r"# (type: ignore\[|noqa: [A-Z]|pragma: no |ruff: noqa: [A-Z])")
WHY = re.compile(r"(\]|[A-Z]+[0-9]+|cover|branch)\s+(#|-|--) (?!noqa|type:)\S.{3,}$")
IDLE = re.compile(r"\b(no|nothing|none|never|ignore)\b", re.IGNORECASE)
SAYS_SO = ("assert", "expect", "check", "verify", "raises", "warns")
VAGUE = re.compile(r"(Manager|Helper|Util|Utils|Service|Processor|Info|Data)$")

Function = ast.FunctionDef | ast.AsyncFunctionDef
Rule = Callable[[Source], Iterator[str]]


def functions(code: Source) -> Iterator[Function]:
    """Yield every function, nested ones too."""
    for node in ast.walk(code.tree):
        if isinstance(node, Function):
            yield node


def every_test(code: Source) -> Iterator[Function]:
    """Yield the test functions of a file under tests/."""
    if code.path.startswith("tests/"):
        yield from (f for f in functions(code) if f.name.startswith("test_"))


def comments(code: Source) -> Iterator[tuple[int, str]]:
    """Yield line and text of every comment; a string that looks like one is none."""
    for token in tokenize.generate_tokens(io.StringIO(code.text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def module_says_what_it_is(code: Source) -> Iterator[str]:
    """Every module opens with a docstring."""
    if not ast.get_docstring(code.tree):
        yield f"{code.path}: no docstring"


def says_what_it_proves(code: Source) -> Iterator[str]:
    """Every test has a docstring."""
    for function in every_test(code):
        if not ast.get_docstring(function):
            yield f"{code.path}:{function.lineno}: {function.name} has no docstring"


def proves_something(code: Source) -> Iterator[str]:
    """Every test asserts, expects an error, or calls something named so."""
    for function in every_test(code):
        calls = (n.func for n in ast.walk(function) if isinstance(n, ast.Call))
        asserts = any(isinstance(n, ast.Assert) for n in ast.walk(function))
        if not asserts and not any(
            word in ast.unparse(call).lower() for call in calls for word in SAYS_SO
        ):
            yield f"{code.path}:{function.lineno}: {function.name} asserts nothing"


def waits_for_a_condition(code: Source) -> Iterator[str]:
    """No test sleeps or replaces a thing by a mock; one place knows how to wait."""
    if not code.path.startswith("tests/") or code.path == "tests/support/waiting.py":
        return
    for node in ast.walk(code.tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            nothing = [a.value for a in node.args if isinstance(a, ast.Constant)] == [0]
            if name.rpartition(".")[2] == "sleep" and not nothing:
                place = f"{code.path}:{node.lineno}"
                yield f"{place}: {name}: use tests.support.waiting.wait_until"
            if name.endswith(("mark.skip", "mock.patch")):
                yield f"{code.path}:{node.lineno}: {name} proves nothing"


def file_is_short(code: Source) -> Iterator[str]:
    """No file is longer than a person reads in one go."""
    lines = code.text.count("\n")
    if lines > FILE_LINES:
        yield f"{code.path}: {lines} lines, at most {FILE_LINES}"


def function_is_short(code: Source) -> Iterator[str]:
    """No function is longer than a screen, its docstring not counted."""
    for function in functions(code):
        last = function.end_lineno or function.lineno
        lines = last - function.lineno + 1
        if text := ast.get_docstring(function, clean=False):
            lines -= text.count("\n") + 1
        if lines > FUNCTION_LINES:
            yield f"{code.path}:{function.lineno}: {function.name} has {lines} lines"


def function_is_finished(code: Source) -> Iterator[str]:
    """No function is a stub; one that means to do nothing says so."""
    protocols = {
        function
        for cls in ast.walk(code.tree)
        if isinstance(cls, ast.ClassDef)
        and any("Protocol" in ast.unparse(base) for base in cls.bases)
        for function in cls.body
    }
    for function in functions(code):
        marks = {ast.unparse(m).rpartition(".")[2] for m in function.decorator_list}
        if function in protocols or marks & {"overload", "abstractmethod"}:
            continue
        means_it = IDLE.search(ast.get_docstring(function) or "")
        if is_unwritten(function) or (does_nothing(function) and not means_it):
            yield f"{code.path}:{function.lineno}: {function.name} is a stub"


def does_nothing(function: Function) -> bool:
    """Say whether the body is a docstring, `pass` or `...` alone."""
    return all(
        isinstance(statement, ast.Pass)
        or (
            isinstance(statement, ast.Expr)
            and isinstance(statement.value, ast.Constant)
        )
        for statement in function.body
    )


def is_unwritten(function: Function) -> bool:
    """Say whether the body says that it does not exist yet."""
    return any(
        isinstance(statement, ast.Raise)
        and "NotImplementedError" in ast.dump(statement)
        for statement in function.body
    )


def nothing_is_left_for_later(code: Source) -> Iterator[str]:
    """Limits are said as LIMIT:, with what they mean; promises are not kept."""
    for number, line in enumerate(code.text.splitlines(), start=1):
        if found := LATER.search(line):
            yield f"{code.path}:{number}: {found[0]}"


def exception_says_why(code: Source) -> Iterator[str]:
    """Silencing a tool names the rule and gives a reason, there or one line above."""
    lines = ["", *code.text.splitlines()]
    for number, comment in comments(code):
        if not SILENCER.search(comment):
            continue
        above = re.match(r"\s*# \S.{7,}", lines[number - 1])
        if not NAMED.search(comment) or not (above or WHY.search(comment)):
            yield f"{code.path}:{number}: {comment}: no rule or no reason"


def name_says_what_it_is(code: Source) -> Iterator[str]:
    """Class names say what a thing is, not that it does something."""
    for node in ast.walk(code.tree):
        if isinstance(node, ast.ClassDef) and VAGUE.search(node.name):
            yield f"{code.path}:{node.lineno}: {node.name} is a vague name"


RULES: tuple[Rule, ...] = (
    module_says_what_it_is,
    says_what_it_proves,
    proves_something,
    waits_for_a_condition,
    file_is_short,
    function_is_short,
    function_is_finished,
    nothing_is_left_for_later,
    exception_says_why,
    name_says_what_it_is,
)

LONG_FUNCTION = "def f():\n" + "    x = 1\n" * FUNCTION_LINES
NO_DOCSTRING = "def test_x():\n    assert f()"
NO_ASSERT = 'def test_x():\n    """Fact."""\n    f()'


@pytest.mark.parametrize("rule", RULES)
def test_house_keeps_its_habits(rule: Rule) -> None:
    """No file of the project breaks a habit."""
    faults = [fault for code in sources() for fault in rule(code)]

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (module_says_what_it_is, "import os"),
        (says_what_it_proves, NO_DOCSTRING),
        (says_what_it_proves, "class TestX:\n    async def test_x(self): assert x"),
        (proves_something, NO_ASSERT),
        (waits_for_a_condition, "time.sleep(0.1)"),
        (waits_for_a_condition, "async def f():\n    await asyncio.sleep(1)"),
        (waits_for_a_condition, "@pytest.mark.skip(reason='x')\ndef test_x(): f()"),
        (waits_for_a_condition, "with mock.patch('a.b'): f()"),
        (file_is_short, "x = 1\n" * (FILE_LINES + 1)),
        (function_is_short, LONG_FUNCTION),
        (function_is_finished, "def f(): pass"),
        (function_is_finished, "def f():\n    ..."),
        (function_is_finished, 'class A:\n    def f(self):\n        """Run."""'),
        (function_is_finished, "def f():\n    raise NotImplementedError"),
        *((nothing_is_left_for_later, f"x = 1  # {w}") for w in LATER_WORDS),
        (exception_says_why, "x = f()  # type: " + "ignore"),
        (exception_says_why, "x = f()  # type: " + "ignore[attr-defined]"),
        (exception_says_why, "x = f()  # no" + "qa"),
        (exception_says_why, "x = f()  # no" + "qa: S101"),
        (exception_says_why, "x = f()  # no" + "qa: S101  # why"),
        (exception_says_why, "x = f()  # type: " + "ignore[misc]  # no" + "qa: S1"),
        (exception_says_why, "# The stub is old.\nx = f()  # type: " + "ignore"),
        (exception_says_why, "x = f()  # pragma: " + "no cover"),
        (name_says_what_it_is, "class MailManager: x = 1"),
        (name_says_what_it_is, "class DateUtils: x = 1"),
    ],
)
def test_each_habit_can_be_broken(rule: Rule, text: str) -> None:
    """A file that breaks the habit is reported once, with its path."""
    (fault,) = rule(source("tests/x.py", text))

    assert "tests/x.py" in fault


@pytest.mark.parametrize(
    "text",
    [
        'def test_x():\n    """Fact."""\n    with pytest.raises(E):\n        f()',
        'def test_x():\n    """Fact."""\n    expect_reply(f())',
        "async def f():\n    await asyncio.sleep(0)  # let the others run",
        'class A(Protocol):\n    def f(self) -> int:\n        """Give one."""',
        'def close():\n    """Do nothing: there is nothing open."""',
        "@overload\ndef f(a: int) -> int: ...",
        "x = f()  # type: " + "ignore[arg-type]  # the stub lacks the second form",
        "x = f()  # no" + "qa: S324 -- the protocol asks for this digest",
        "# The protocol asks for this.\nx = f()  # no" + "qa: S324",
        "x = '# type: " + "ignore'",
    ],
)
def test_what_is_good_passes(text: str) -> None:
    """The rules leave alone what the house allows."""
    code = source("tests/x.py", f'"""What it is."""\n{text}\n')

    assert [] == [fault for rule in RULES for fault in rule(code)]
