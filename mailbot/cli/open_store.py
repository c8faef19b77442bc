"""What a desk has kept, opened by a verb: to be looked at, or to be decided on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mailbot.configuration.load_settings import load_settings
from mailbot.configuration.settings import Settings
from mailbot.staff.clerk import Clerk, at_work
from mailbot.staff.staff_language import use
from mailbot.store.open_store import open_to_look
from mailbot.store.store import Store


@contextmanager
def archive(config: Path | None) -> Iterator[tuple[Settings, Store]]:
    """Open what `serve` has kept; NothingKept says why it cannot be."""
    settings = load_settings(config)
    use(settings)
    with open_to_look(settings) as store:
        yield settings, store


@contextmanager
def at_desk(
    config: Path | None, by: str, asked: str = "Say who does it: --by NAME."
) -> Iterator[Clerk]:
    """Open the desk for one verb; nothing is kept when the verb fails."""
    settings = load_settings(config)
    use(settings)
    with at_work(settings, by, asked) as clerk:
        yield clerk
