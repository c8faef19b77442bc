"""A viewing platform on a port of this machine, which can be told to misbehave."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.support.reference_platform import Platform
from tests.support.waiting import wait_until

TOKEN = "a-token-of-the-platform"


def now() -> datetime:
    """Tell the time of the platform, which is not the desk's."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Mood:
    """What goes wrong next: a status, "silence", "rubbish", "lost" (done, untold)."""

    wrong: list[int | str] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)


def moody(inner: ASGIApp, mood: Mood) -> ASGIApp:
    """Return a server that writes down what it is asked, and fails as it is told."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await inner(scope, receive, send)
            return
        mood.asked.append((scope["method"], scope["path"]))
        fault = mood.wrong.pop(0) if mood.wrong else None
        if fault == "lost":
            kept_back: list[Message] = []

            async def keep(message: Message) -> None:
                kept_back.append(message)

            await inner(scope, receive, keep)
            raise ConnectionResetError
        if fault == "silence":
            raise ConnectionResetError
        if fault is None:
            await inner(scope, receive, send)
            return
        status = fault if isinstance(fault, int) else 200
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b"<html>not ours</html>"})

    return serve


@dataclass(slots=True)
class Served:
    """A platform at work: its certificates, its mood, and where it is."""

    platform: Platform
    mood: Mood
    port: int

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def clear(self) -> None:
        """Forget all certificates, and what was asked."""
        self.platform.shelves.clear()
        self.mood.wrong.clear()
        self.mood.asked.clear()


@contextmanager
def serving(
    platform: Platform | None = None,
    port: int = 0,
    certificate: Path | None = None,
    clock: Callable[[], datetime] = now,
) -> Iterator[Served]:
    """Serve a platform until the end of the block; over TLS with a certificate."""
    platform = platform or Platform(TOKEN, clock)
    mood = Mood()
    server = uvicorn.Server(
        uvicorn.Config(
            moody(platform.application(), mood),
            host="127.0.0.1",
            port=port,
            log_config=None,
            log_level="critical",
            lifespan="off",
            ssl_certfile=certificate,
            http="h11",
            loop="asyncio",
        )
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        wait_until(lambda: server.started, "the platform to listen")
        (socket, *_) = server.servers[0].sockets
        yield Served(platform, mood, socket.getsockname()[1])
    finally:
        server.should_exit = True
        thread.join()
