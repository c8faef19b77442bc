"""What a desk has kept, opened by a verb that looks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mailbot.configuration.load_settings import load_settings
from mailbot.configuration.settings import Settings
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
