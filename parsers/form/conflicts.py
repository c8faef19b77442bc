"""Two values for one field: a letter against itself, or two applications."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from parsers.values.flaws import Flaw

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parsers.reading import Problem

_TELLING: Final = frozenset(
    {"project_name", "contract_amount", "contract_date", "obligee_name", "work_end"}
)
"""Fields that tell one application from another."""
_TOO_MANY: Final = 3


@dataclass(frozen=True, slots=True)
class Place:
    """Words as they stood, and the name of their file ("" for the letter)."""

    text: str
    file: str

    def shown(self) -> str:
        """Return the words with the name of their file."""
        return f"{self.text}（{self.file}）" if self.file else self.text


def flaw(key: str, before: Place, here: Place) -> Flaw:
    """Return what it means that a field has two values.

    Two letters or two files are two applications; a letter and its file are one that
    disagrees with itself, unless more than the name differs (`of_files`).
    """
    two = key == "project_name" and bool(here.file) == bool(before.file)
    return Flaw("two_applications" if two else "conflict")


def of_files(problems: Sequence[Problem]) -> list[Problem]:
    """Make one problem of many where files hold two applications."""
    torn = {each.field for each in problems if each.code == "conflict"}
    several = len(torn & _TELLING) >= _TOO_MANY and "project_name" in torn
    if not several and all(each.code != "two_applications" for each in problems):
        return list(problems)
    return [
        replace(each, code="two_applications") if each.code == "conflict" else each
        for each in problems
        if each.code != "conflict" or each.field == "project_name"
    ]
