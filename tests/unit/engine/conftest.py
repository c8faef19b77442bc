"""A store of its own for every test, as real files."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailbot.store.store import Store
from tests.unit.store.making import Hands, open_store, vault_in


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an empty database in its newest shape, to be copied."""
    folder = tmp_path_factory.mktemp("empty")
    open_store(folder).close()
    return folder / "mailbot.db"


@pytest.fixture
def clock() -> Hands:
    """Give a clock that stands still until it is set."""
    return Hands()


@pytest.fixture
def store(tmp_path: Path, clock: Hands, empty: Path) -> Iterator[Store]:
    """Give an empty store in its newest shape."""
    shutil.copy(empty, tmp_path / "mailbot.db")
    opened = Store.open(f"sqlite:///{tmp_path}/mailbot.db", vault_in(tmp_path), clock)
    yield opened
    opened.close()
