"""Doors and clients that are closed when the test ends."""

import asyncio
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from mailbot.inbound.smtp.limits import Limits
from mailbot.inbound.smtp.listener import Listener
from tests.unit.inbound.smtp.certificate import write_certificate
from tests.unit.inbound.smtp.raw import Client, Connect, OpenADoor, OpenDoor


@pytest.fixture
def open_door() -> Iterator[OpenADoor]:
    """Open a door; keyword arguments are those of `Listener`, limits as a dict."""
    with ExitStack() as closing:

        def opened(
            limits: dict[str, float] | None = None,
            loop: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop,
            admit: Callable[[str, str], bool] | None = None,
            **how: object,
        ) -> OpenDoor:
            bounds = Limits(**limits or {})  # type: ignore[arg-type] # ints and floats
            listening = Listener(limits=bounds, **how)  # type: ignore[arg-type] # any field
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


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a certificate for localhost, with its key, in one file."""
    return write_certificate(tmp_path_factory.mktemp("tls") / "localhost.pem")


@pytest.fixture
def server_tls(certificate: Path) -> ssl.SSLContext:
    """Speak TLS as the server."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def client_tls(certificate: Path) -> ssl.SSLContext:
    """Speak TLS as a client that trusts the server."""
    return ssl.create_default_context(cafile=str(certificate))
