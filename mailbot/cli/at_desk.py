"""The desk, opened by a verb that a person of the office decides something with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from mailbot.cli.lines import say
from mailbot.configuration.load_settings import load_settings
from mailbot.staff.clerk import Clerk, at_work
from mailbot.staff.staff_language import use


@contextmanager
def at_desk(
    config: Path | None, by: str, asked: str = "Say who does it: --by NAME."
) -> Iterator[Clerk]:
    """Open the desk for one verb; nothing is kept when the verb fails."""
    settings = load_settings(config)
    use(settings)
    with at_work(settings, by, asked) as clerk:
        yield clerk


def act(config: Path | None, by: str, verb: Callable[[Clerk], str]) -> None:
    """Do one thing at the desk; say what was done when it is kept."""
    with at_desk(config, by) as clerk:
        done = verb(clerk)
    say(done)
