"""The page as a part of the desk: opened and closed with it, or not there at all."""

import asyncio
import socket
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from mailbot.app import build
from mailbot.server.server import Running
from tests.support.live import Watch, settings_for


def running_in(folder: Path, listen: str) -> Running:
    """Return a desk that has not begun."""
    settings = settings_for(folder, web={"listen": listen})
    return Running(build(settings, Watch()))


def test_page_opens_and_closes_with_the_desk(tmp_path: Path) -> None:
    """`serve` opens the page after the doors; when it stops nothing listens there."""

    async def live() -> tuple[int, int]:
        running = running_in(tmp_path, "127.0.0.1:0")
        await running.start()
        assert running.web is not None
        port = running.web.port
        async with httpx.AsyncClient(trust_env=False) as client:
            page = await client.get(f"http://127.0.0.1:{port}/", follow_redirects=True)
            await running.stop(1.0)  # while the client keeps its connection
        return port, page.status_code

    port, status = asyncio.run(live())

    assert status == 200
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), 5).close()


def test_desk_without_a_page_opens_none(tmp_path: Path) -> None:
    """Where web.listen is empty there is no page, and nothing of it is loaded."""

    async def live() -> bool:
        running = running_in(tmp_path, "")
        await running.start()
        await running.stop(1.0)
        return running.web is None

    assert asyncio.run(live())


def test_port_that_is_taken_stops_the_start(tmp_path: Path) -> None:
    """A page that cannot be opened is an error at the start; the desk ends in order."""

    async def live(listen: str) -> None:
        running = running_in(tmp_path, listen)
        try:
            with pytest.raises(OSError, match="address already in use"):
                await running.start()
        finally:
            await running.stop(1.0)

    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        asyncio.run(live(f"127.0.0.1:{other.getsockname()[1]}"))


def test_desk_stops_soon_although_clients_hang(tmp_path: Path) -> None:
    """Half a mail and half a request are not waited for; a whole mail is kept."""

    async def live() -> int:
        running = running_in(tmp_path, "127.0.0.1:0")
        await running.start()
        assert running.web is not None
        _, slow = await asyncio.open_connection("127.0.0.1", running.web.port)
        slow.write(b"POST /verify HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\nn")
        reader, half = await asyncio.open_connection("127.0.0.1", running.port)
        half.write(
            b"EHLO x\r\nMAIL FROM:<a@b.example>\r\n"
            b"RCPT TO:<moushikomi@hosho.example.jp>\r\nDATA\r\n"
        )
        while b"354" not in await reader.readline():
            pass
        half.write(b"Subject: half\r\n")
        await half.drain()
        async with asyncio.timeout(20):  # of the 300 that were offered
            await running.stop(300.0)
        half.close()
        slow.close()
        return len(running.smtp_servers)

    assert asyncio.run(live()) == 1
