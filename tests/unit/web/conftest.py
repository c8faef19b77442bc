"""One house for all tests of a worker that only look; a fresh one for the others."""

import io
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import structlog

from mailbot.log import configure
from tests.unit.web.house import House, Issued

BuildHouse = Callable[..., House]


@pytest.fixture(scope="session", autouse=True)
def quiet() -> Iterator[None]:
    """Keep the log of other threads out of what pytest shows."""
    configure("json", "info", io.StringIO())
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a closed house with two guarantees: issued once, copied."""
    folder = tmp_path_factory.mktemp("seed")
    with House(folder) as house:
        house.issue()
    return folder


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, seed: Path) -> Iterator[House]:
    """Give a house whose guarantees nobody changes."""
    folder = tmp_path_factory.mktemp("shared")
    shutil.copytree(seed, folder, dirs_exist_ok=True)
    with House(folder) as house:
        yield house


@pytest.fixture
def one(shared: House) -> Issued:
    """Give a guarantee that stands."""
    return shared.issued()[0]


@pytest.fixture
def build_house(tmp_path: Path, seed: Path) -> Iterator[BuildHouse]:
    """Give the means to open houses with two guarantees; all are closed at the end."""
    with ExitStack() as stack:

        def build(**chosen: Any) -> House:
            shutil.copytree(seed, tmp_path, dirs_exist_ok=True)
            return stack.enter_context(House(tmp_path, **chosen))

        yield build


@pytest.fixture
def house(build_house: BuildHouse) -> House:
    """Give a house of one's own, with two guarantees."""
    return build_house()
