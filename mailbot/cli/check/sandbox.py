"""The child that reads mails with files: does it start, and is it confined."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import get_args

from mailbot.cli.check.result import Checked, fail, ok, warn
from mailbot.configuration.settings import Settings
from mailbot.sandbox.child_process import WALLS, NotStarted, Task
from mailbot.sandbox.sandbox import Sandbox


def reading(_settings: Settings) -> Iterator[Checked]:
    """Start the child of each task once, as the first mail with a file does."""
    lacking: set[str] = set()
    with closing(Sandbox()) as room:
        for task in get_args(Task):
            try:
                lacking |= WALLS - room.walls(task)
            except NotStarted as wrong:
                yield fail("reading", str(wrong), "mails with files wait until then")
                return
    if lacking:
        said = (
            f"mails with files are read in a child without {', '.join(sorted(lacking))}"
        )
        yield warn("reading", said, "use a kernel that has them (docs/security.md)")
    else:
        yield ok("reading", "mails with files are read in a confined child")
