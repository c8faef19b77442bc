"""The HTTP server: uvicorn's protocol in our own event loop, with our limits.

No signal handler, no log line of each request, no configuration of logging: the desk
has its own.  TLS and HTTP/2 are the business of a proxy in front.

LIMIT: connections are counted per address (behind a trusted proxy: all together).
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from starlette.types import ASGIApp
from typing_extensions import override
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from mailbot.network.full_listener import Guest, who_leaves
from mailbot.web.middleware import FIXED_HEADERS
from mailbot.web.proxies import Proxies

_LAST_ANSWERS = 1.5
"""Seconds for the answers in hand at the end: each takes some hundredths."""


@dataclass(frozen=True, slots=True)
class WebLimits:
    """The limits of one listener."""

    seconds: float = 30.0
    """From a connection, or its last answer, to the end of the next answer."""
    idle_seconds: int = 5
    """Of an open connection between two requests."""
    connections: int = 200
    connections_per_address: int = 30
    crowded_seconds: float = 2.0
    """How long a client may get nowhere when all connections are taken."""
    head_octets: int = 16 * 1024
    """Request line and headers together."""


@dataclass(slots=True)
class _OpenConnections:
    """The connections of one server, counted by address."""

    limits: WebLimits
    proxies: Proxies
    inside: dict[_Connection, str] = field(default_factory=dict)

    def admits(self, connection: _Connection, address: str, now: float) -> bool:
        """Count a connection in, in place of another if need be; False when full."""
        crowd = Counter(self.inside.values())[address]
        many = crowd >= self.limits.connections_per_address
        if many and not self.proxies.trust(address):
            return False
        if len(self.inside) >= self.limits.connections:
            guests = (
                Guest(one, client, one.since)
                for one, client in self.inside.items()
                if not one.is_answered_now
            )
            leaver = who_leaves(guests, address, now, self.limits.crowded_seconds)
            if leaver is None:
                return False
            del self.inside[leaver]
            leaver.transport.abort()
        self.inside[connection] = address
        return True

    def leaves(self, connection: _Connection) -> None:
        """Count a connection out."""
        self.inside.pop(connection, None)


class _Connection(H11Protocol):
    """One connection: dropped when it is slower than the limits allow.

    QUIRK: uvicorn waits for ever for the rest of a request, or for a slow reader.
    """

    open_connections: _OpenConnections
    since: float = 0.0
    """When it came, or had its last answer (seconds of the loop)."""
    _deadline: asyncio.TimerHandle | None = None

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        # QUIRK: uvicorn logs each address, query included, when anything listens.
        self.access_log = False

    @override
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        super().connection_made(transport)
        address = self.client[0] if self.client else ""
        if not self.open_connections.admits(self, address, self.loop.time()):
            transport.abort()
            return
        self._begin()

    @property
    def is_answered_now(self) -> bool:
        """Whether all was asked, and the desk owes the answer."""
        cycle = self.cycle
        return bool(
            cycle is not None
            and not cycle.more_body
            and not cycle.response_complete
            and not self.transport.get_write_buffer_size()
        )

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        self.open_connections.leaves(self)
        super().connection_lost(exc)

    @override
    def on_response_complete(self) -> None:
        self._begin()
        super().on_response_complete()

    @override
    def send_400_response(self, msg: str) -> None:
        """Answer 400 to bytes that are no HTTP request, and close."""
        if self.transport.is_closing():
            return
        head = "".join(f"{name}: {value}\r\n" for name, value in FIXED_HEADERS.items())
        self.transport.write(
            b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n"
            b"Connection: close\r\n"
            + head.encode("ascii")
            + b"\r\n"
            + "送信内容を読み取れません。\r\n".encode()
        )
        self.transport.close()

    def _begin(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        seconds = self.open_connections.limits.seconds
        self.since = self.loop.time()
        self._deadline = self.loop.call_later(seconds, self.transport.abort)


class WebServer:
    """Listens on one address.  Open and close it in one event loop."""

    def __init__(
        self,
        app: ASGIApp,
        host: str,
        port: int,
        proxies: Proxies,
        limits: WebLimits | None = None,
    ) -> None:
        # QUIRK: uvicorn warns of every scanner's octets, and tells who they are.
        logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
        self._host, self._port = host, port
        self._state = ServerState()
        chosen = limits or WebLimits()
        open_connections = _OpenConnections(chosen, proxies)
        protocol: Any = type(
            "Connection", (_Connection,), {"open_connections": open_connections}
        )
        self._config = Config(
            app,
            http=protocol,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=chosen.idle_seconds,
            h11_max_incomplete_event_size=chosen.head_octets,
        )
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """Begin to listen.  OSError when the address cannot be bound."""
        self._config.load()
        loop = asyncio.get_running_loop()
        protocol: Any = self._config.http_protocol_class
        self._server = await loop.create_server(
            lambda: protocol(
                config=self._config, server_state=self._state, app_state={}
            ),
            self._host,
            self._port,
        )

    @property
    def port(self) -> int:
        """The port that is listened on, also where 0 was asked for."""
        if self._server is None or not self._server.sockets:
            raise RuntimeError("The server does not listen.")
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self, grace_seconds: float) -> None:
        """Accept no connection, finish the answers in hand, then drop the rest.

        A client that has not asked yet, or does not read, is not waited for.
        """
        if self._server is None:
            return
        grace_seconds = min(grace_seconds, _LAST_ANSWERS)
        self._server.close()
        for connection in list(self._state.connections):
            connection.shutdown()
        if self._state.tasks:
            await asyncio.wait(list(self._state.tasks), timeout=grace_seconds)
        for task in list(self._state.tasks):
            task.cancel()
        for connection in list(self._state.connections):
            connection.transport.abort()
        self._server = None
