"""A store of its own for every test, as real files."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailbot.store.store import Store
from tests.unit.store.making import KEY, Hands, case, open_store, vault_in


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


@pytest.fixture
def with_case(store: Store) -> Store:
    """Give a store with two cases."""
    with store.transaction() as tx:
        tx.cases.save(case(1))
        tx.cases.save(case(2))
    return store


@pytest.fixture
def issued(with_case: Store) -> Store:
    """Give a store in which guarantee 1 has its number and key."""
    with with_case.transaction() as tx:
        tx.guarantees.assign_number(1, "00427", lambda: KEY)
    return with_case
