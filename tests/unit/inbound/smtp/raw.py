"""A door in a thread, a store that only remembers, and a client that sends octets.

The client is a bare socket on purpose: smtplib would correct half of what these
tests want to say.
"""

import asyncio
import hashlib
import socket
import ssl
import threading
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar

from mailbot.inbound.handler import Arrival, Handler, Kept
from mailbot.inbound.smtp.listener import Listener
from mailbot.inbound.smtp.server import SmtpServer

PATIENCE_SECONDS = 20.0
"""How long a test waits for what must come; never how long it takes."""

REPLY_FAULT = "451 4.3.0 Fault on our side, please try again later"
REPLY_FULL = "452 4.3.1 Out of storage, please try again later"

_Result = TypeVar("_Result")


@dataclass
class Shelf:
    """A real keep that commits to memory: once for each digest, like the store."""

    arrivals: list[Arrival] = field(default_factory=list)
    calls: int = 0
    fault: BaseException | None = None
    """Raised instead of keeping."""
    sickness: str | None = None
    """What `healthy` says."""
    held: bool = False
    """Whether keep waits until `go_on`; `begun` tells that it waits."""
    begun: threading.Event = field(default_factory=threading.Event)
    going: asyncio.Event = field(default_factory=asyncio.Event)

    async def keep(self, arrival: Arrival) -> Kept:
        """Remember the mail, or raise the fault."""
        self.calls += 1
        self.begun.set()
        if self.held:
            await self.going.wait()
        if self.fault is not None:
            raise self.fault
        digest = hashlib.sha256(arrival.raw).digest()
        known = [hashlib.sha256(mail.raw).digest() for mail in self.arrivals]
        if digest in known:
            return Kept(mail_id=known.index(digest) + 1, duplicate=True)
        self.arrivals.append(arrival)
        return Kept(mail_id=len(self.arrivals), duplicate=False)

    def healthy(self) -> str | None:
        """Say what is wrong with the store."""
        return self.sickness

    @property
    def raw(self) -> list[bytes]:
        """The mails kept, as bytes."""
        return [arrival.raw for arrival in self.arrivals]


def accepts(address: str) -> bool:
    """Take what is ours; `broken@` is where the directory of recipients fails."""
    if address.startswith("broken@"):
        raise RuntimeError("the directory is gone")
    return address.endswith("@hosho.example.jp")


class OpenDoor:
    """A door that listens in a thread of its own."""

    def __init__(
        self,
        listening: Listener,
        loop: asyncio.AbstractEventLoop,
        admit: Callable[[str, str], bool] | None = None,
    ) -> None:
        self.shelf = Shelf()
        self.loop = loop
        self._thread = threading.Thread(target=self.loop.run_forever)
        self._thread.start()
        backroom = Handler(
            keep=self.shelf.keep,
            accepts=accepts,
            healthy=self.shelf.healthy,
            admit=admit,
        )
        self.door = SmtpServer(backroom, listening)
        self.run(self.door.open())
        self.port = self.door.port

    def run(self, step: Coroutine[Any, Any, _Result]) -> _Result:
        """Run something in the door's loop and wait for it."""
        running = asyncio.run_coroutine_threadsafe(step, self.loop)
        return running.result(PATIENCE_SECONDS)

    def go_on(self) -> None:
        """Let a held keep continue."""
        self.loop.call_soon_threadsafe(self.shelf.going.set)

    def settled(self) -> None:
        """Wait until nothing is being kept and nobody is connected."""
        self.run(self.door.close(grace_seconds=PATIENCE_SECONDS))

    def close(self) -> None:
        """Close the door and its loop."""
        self.go_on()
        self.run(self.door.close(grace_seconds=0.0))
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()


class Client:
    """One connection that sends and receives exactly what it is told."""

    def __init__(self, port: int, source: str = "127.0.0.1") -> None:
        self.socket: socket.socket = socket.create_connection(
            ("127.0.0.1", port), PATIENCE_SECONDS, (source, 0)
        )
        self._unread = b""
        self.greeting = self.reply()

    def send(self, octets: bytes) -> Self:
        """Send octets."""
        self.socket.sendall(octets)
        return self

    def reply(self) -> str:
        """Return the next whole reply, its lines joined by a line feed; '' at end."""
        lines: list[str] = []
        while line := self._next_line():
            lines.append(line)
            if line[3:4] != "-":
                break
        return "\n".join(lines)

    def say(self, line: str) -> str:
        """Send a command and return its reply."""
        return self.send(line.encode() + b"\r\n").reply()

    def is_closed(self) -> bool:
        """Wait for the server's end of the connection; say whether it came bare."""
        try:
            return self._unread + self.socket.recv(4096) == b""
        except ConnectionError:
            return True

    def envelope(self, *recipients: str, hello: str = "EHLO") -> Self:
        """Go on until the server waits for the content."""
        assert self.say(f"{hello} client.example.jp").startswith("250")
        assert self.say("MAIL FROM:<office@kensetsu.example.jp>").startswith("250")
        for recipient in recipients or ("shinsei@hosho.example.jp",):
            assert self.say(f"RCPT TO:<{recipient}>").startswith("250")
        assert self.say("DATA").startswith("354")
        return self

    def encrypt(self, context: ssl.SSLContext) -> None:
        """Do the TLS handshake."""
        self.socket = context.wrap_socket(self.socket, server_hostname="localhost")

    def close(self) -> None:
        """Close at once."""
        self.socket.close()

    def _next_line(self) -> str:
        while b"\n" not in self._unread:
            try:
                chunk = self.socket.recv(4096)
            except ConnectionError:
                chunk = b""
            if not chunk:
                return ""
            self._unread += chunk
        line, _, self._unread = self._unread.partition(b"\n")
        return line.decode("utf-8").rstrip("\r")


OpenADoor = Callable[..., OpenDoor]
Connect = Callable[..., Client]
