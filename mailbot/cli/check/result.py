"""What a check found: its state, what it says, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from mailbot.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing that was checked.  `do` is "" where nothing need be done."""

    check: str
    state: Literal["ok", "warn", "fail"]
    says: str
    do: str = ""


def ok(check: str, says: str) -> Checked:
    """Say that all is well."""
    return Checked(check, "ok", says)


def warn(check: str, says: str, do: str) -> Checked:
    """Say that it works, and why somebody should look."""
    return Checked(check, "warn", says, do)


def fail(check: str, says: str, do: str = "") -> Checked:
    """Say that it will not work."""
    return Checked(check, "fail", says, do)


def wrong(
    check: str,
    error: ConfigurationError,
    do: str = "correct this entry, then check again",
) -> Iterator[Checked]:
    """Say every problem of a file."""
    for problem in error.problems:
        yield fail(check, problem, do)
