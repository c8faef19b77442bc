"""The project's own files, as the meta tests look at them."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TOP = Path(__file__).parents[2]
ROOMS = ("mailbot", "parsers", "tests", "bench", "docs")
MADE = {".git", ".venv", "dist", "build", ".mypy_cache", ".ruff_cache", ".pytest_cache"}


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file: its path from the top, its text and its tree."""

    path: str
    text: str
    tree: ast.Module

    @property
    def module(self) -> str:
        """The dotted name by which others import it."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def source(path: str, text: str) -> Source:
    """Make a Source of a text, from the tree or invented by a test."""
    return Source(path, text, ast.parse(text))


@cache
def sources() -> tuple[Source, ...]:
    """Read every Python file of the project once."""
    paths = (p for room in ROOMS for p in sorted((TOP / room).rglob("*.py")))
    return tuple(
        source(path.relative_to(TOP).as_posix(), path.read_text(encoding="utf-8"))
        for path in paths
    )


@cache
def project_files() -> tuple[Path, ...]:
    """Name every file that belongs to the project, as git sees it or as it lies."""
    if (TOP / ".git").exists():
        command = ["git", "ls-files", "-z", "--cached", "--others"]
        listing = subprocess.run(
            [*command, "--exclude-standard"], cwd=TOP, check=True, capture_output=True
        ).stdout.decode()
        found = (TOP / name for name in listing.split("\0") if name)
    else:
        found = (p for p in TOP.rglob("*") if not MADE & {*p.relative_to(TOP).parts})
    return tuple(path for path in found if path.is_file())


def names_of(tree: ast.AST) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield line and possible dotted names of everything imported, wherever it stands.

    `from a import b` may name a module `a.b` or a thing in `a`: both are given.
    """
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                for alias in names:
                    yield node.lineno, (alias.name,)
            case ast.ImportFrom(module=module, names=names, level=level):
                base = "." * level + (module or "")
                for alias in names:
                    yield node.lineno, (base, f"{base}.{alias.name}")


def within(name: str, rooms: tuple[str, ...]) -> bool:
    """Say whether a dotted name is one of the rooms or lies inside one."""
    return any(name == room or name.startswith(room + ".") for room in rooms)
