"""How many octets of mails are whole in memory at once: counted, not timed."""

import asyncio
import threading
from dataclasses import dataclass
from itertools import count

import pytest

from mailbot.inbound.handler import Arrival, Handler, Kept
from mailbot.inbound.smtp.limits import Limits
from mailbot.inbound.smtp.listener import Listener
from mailbot.inbound.smtp.server import SmtpServer
from mailbot.sandbox.memory_budget import LARGE_OCTETS, Budget, InHand
from tests.unit.inbound.smtp.raw import accepts

LARGE = b"x" * (LARGE_OCTETS + 1000)
SMALL = b"small"
CLIENTS = 6


@dataclass(slots=True)
class Scale:
    """A keep that weighs what it has been given and not yet kept."""

    held: int = 0
    most: int = 0
    kept: int = 0

    async def keep(self, arrival: Arrival) -> Kept:
        """Hold the octets for as many turns of the loop as others need to come in."""
        self.held += len(arrival.raw)
        self.most = max(self.most, self.held)
        for _ in range(200):
            await asyncio.sleep(0)
        self.held -= len(arrival.raw)
        self.kept += 1
        return Kept(self.kept, duplicate=False)


async def send(port: int, content: bytes) -> bytes:
    """Send one mail over a connection of its own; return the reply to its end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await reader.readline()
    for line in (
        b"HELO c",
        b"MAIL FROM:<a@b.example>",
        b"RCPT TO:<x@hosho.example.jp>",
    ):
        writer.write(line + b"\r\n")
        await reader.readline()
    writer.write(b"DATA\r\n")
    await reader.readline()
    writer.write(content + b"\r\n.\r\n")
    reply = await reader.readline()
    writer.close()
    await writer.wait_closed()
    return reply


def test_two_doors_hold_one_large_mail_between_them() -> None:
    """Six large mails at two doors at once: the keeper never has more than one."""
    scale = Scale()
    in_hand = InHand()

    async def scenario() -> list[bytes]:
        backroom = Handler(scale.keep, accepts)
        doors = [
            SmtpServer(backroom, Listener(limits=Limits()), in_hand) for _ in range(2)
        ]
        for door in doors:
            await door.open()
        sending = [send(doors[n % 2].port, b"%d" % n + LARGE) for n in range(CLIENTS)]
        replies = await asyncio.gather(*sending)
        for door in doors:
            await door.close(1.0)
        return list(replies)

    replies = asyncio.run(scenario())

    assert [one[:3] for one in replies] == [b"250"] * CLIENTS
    assert scale.kept == CLIENTS
    assert scale.most < 2 * len(LARGE)
    assert in_hand.used == in_hand.waiting == 0


def test_who_reads_a_large_mail_holds_up_large_ones_only() -> None:
    """While a thread reads a large mail, a small one is kept and a large one waits."""
    scale = Scale()
    in_hand = InHand()

    async def scenario() -> None:
        door = SmtpServer(Handler(scale.keep, accepts), Listener(), in_hand)
        await door.open()
        with in_hand.large.taken(len(LARGE)):
            large = asyncio.create_task(send(door.port, LARGE))
            while not in_hand.waiting:  # noqa: ASYNC110 - a count has no event
                await asyncio.sleep(0)
            assert (await send(door.port, SMALL)).startswith(b"250")
            assert scale.kept == 1
            assert not large.done()
        assert (await large).startswith(b"250")
        await door.close(1.0)

    asyncio.run(scenario())

    assert scale.kept == 2
    assert in_hand.used == 0


@pytest.mark.parametrize("capacity", [1, 3])
def test_threads_take_and_give_back(capacity: int) -> None:
    """Eight threads that take one each are never more than the capacity at once."""
    budget = Budget(capacity)
    seen: list[int] = []
    numbers = count()

    def work() -> None:
        while next(numbers) < 400:
            with budget.taken(1):
                seen.append(budget.used)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert 0 < max(seen) <= capacity
    assert budget.used == budget.waiting == 0
