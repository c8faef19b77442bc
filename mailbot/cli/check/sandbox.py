"""The child that reads mails with files: does it start, and is it confined."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import cache
from typing import get_args

from mailbot.cli.check.result import Checked, fail, ok, warn
from mailbot.configuration.settings import Settings
from mailbot.sandbox.child_process import WALLS, NotStarted, Task
from mailbot.sandbox.sandbox import Sandbox


def reading(_settings: Settings) -> Iterator[Checked]:
    """Start the child of each task once, as the first mail with a file does."""
    tasks = get_args(Task)
    try:
        with ThreadPoolExecutor(len(tasks)) as pool:
            walls = list(pool.map(_walls, tasks))
    except NotStarted as wrong:
        yield fail("reading", str(wrong), "mails with files wait until then")
        return
    lacking = WALLS - frozenset.intersection(*walls)
    if lacking:
        said = (
            f"mails with files are read in a child without {', '.join(sorted(lacking))}"
        )
        yield warn("reading", said, "use a kernel that has them (docs/security.md)")
    else:
        yield ok("reading", "mails with files are read in a confined child")


@cache
def _walls(task: Task) -> frozenset[str]:
    """Return what confines a child: a matter of the machine, asked once a process."""
    with closing(Sandbox()) as room:
        return room.walls(task)
