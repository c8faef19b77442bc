"""A desk of its own for every test, and the people who write to it."""

import io
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from mailbot.log import configure
from tests.support.actors import CITY, Actor, Relay
from tests.support.live import LiveDesk

OpenDesk = Callable[..., LiveDesk]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Give everything that is logged, from the lowest level on."""
    written = io.StringIO()
    configure("json", "debug", written)
    yield written
    configure("pretty", "info", io.StringIO())


@pytest.fixture
def open_desk(tmp_path: Path) -> Iterator[OpenDesk]:
    """Give the means to open desks; all are closed at the end."""
    with ExitStack() as stack:

        def open_one(*given: Any, **chosen: Any) -> LiveDesk:
            return stack.enter_context(LiveDesk(tmp_path, *given, **chosen))

        yield open_one


@pytest.fixture
def desk(open_desk: OpenDesk) -> LiveDesk:
    """Give a desk with the shipped settings."""
    return open_desk()


@pytest.fixture
def relay(desk: LiveDesk) -> Relay:
    """Give the mail server that hands over to the desk."""
    return Relay(lambda: desk.port)


@pytest.fixture
def hoshi(tmp_path: Path) -> Actor:
    """Give a registered contractor."""
    return Actor("阿武隈星建設 髙橋", "soumu@abukumaboshi.example.jp", tmp_path)


@pytest.fixture
def mihon(tmp_path: Path) -> Actor:
    """Give another registered contractor."""
    return Actor("見本建設 経理", "keiri@mihon-kensetsu.example.jp", tmp_path)


@pytest.fixture
def stranger(tmp_path: Path) -> Actor:
    """Give somebody whom nobody knows."""
    return Actor("野良建設", "info@nora-kensetsu.example.jp", tmp_path)


@pytest.fixture
def city(tmp_path: Path) -> Actor:
    """Give the obligee."""
    return Actor("角田市 契約係", CITY, tmp_path)
