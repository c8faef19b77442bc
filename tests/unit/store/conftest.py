"""A store of its own for every test, as real files."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mailbot.store.store import Store
from tests.unit.store.making import Hands, open_store


@pytest.fixture
def clock() -> Hands:
    """Give a clock that stands still until it is set."""
    return Hands()


@pytest.fixture
def store(tmp_path: Path, clock: Hands) -> Iterator[Store]:
    """Give an empty store in its newest shape."""
    opened = open_store(tmp_path, clock)
    yield opened
    opened.close()
