"""Doors and clients that are closed when the test ends."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from mailbot.doors.limits import Limits
from mailbot.doors.smtp import Listening
from tests.unit.doors.raw import Client, Connect, OpenADoor, OpenDoor


@pytest.fixture
def open_door() -> Iterator[OpenADoor]:
    """Open a door; keyword arguments are those of `Listening`, limits as a dict."""
    with ExitStack() as closing:

        def opened(
            limits: dict[str, float] | None = None,
            loop: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop,
            admit: Callable[[str, str], bool] | None = None,
            **how: object,
        ) -> OpenDoor:
            bounds = Limits(**limits or {})  # type: ignore[arg-type] # ints and floats
            listening = Listening(limits=bounds, **how)  # type: ignore[arg-type] # any field
            door = OpenDoor(listening, loop(), admit)
            closing.callback(door.close)
            return door

        yield opened


@pytest.fixture
def connect() -> Iterator[Connect]:
    """Connect to a door."""
    with ExitStack() as closing:

        def connected(door: OpenDoor, source: str = "127.0.0.1") -> Client:
            client = Client(door.port, source)
            closing.callback(client.close)
            return client

        yield connected
