"""What a door bears: memory, connections, time; how it closes (rows A4, A7, A18)."""

import asyncio
import contextlib
import resource
import time

import pytest

from mailbot.sandbox.memory_budget import Budget
from tests.support.waiting import wait_until
from tests.unit.inbound.smtp.raw import Client, Connect, OpenADoor, OpenDoor

MEGABYTE = 1024 * 1024
BOUND_KILOBYTES = 16 * 1024
END = b".\r\n"


def peak_kilobytes() -> int:
    """Return the most memory that this process has ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def flood(client: Client, octets: int) -> None:
    """Send that much without a line end, or until the server has had enough."""
    chunk = b"x" * 65_536
    with contextlib.suppress(ConnectionError):
        for _ in range(octets // len(chunk)):
            client.send(chunk)


def test_endless_line_is_cut_at_the_limit(
    open_door: OpenADoor, connect: Connect
) -> None:
    """A4: 40 MB without a line end on a 1 MB limit cost no memory, and are refused."""
    door = open_door({"message_octets": MEGABYTE})
    client = connect(door).envelope()
    before = peak_kilobytes()

    flood(client, 40 * MEGABYTE)

    door.settled()
    assert peak_kilobytes() - before < BOUND_KILOBYTES
    assert 0 == door.shelf.calls


def test_mail_too_large_is_told_so(open_door: OpenADoor, connect: Connect) -> None:
    """A4: a sender a little over the limit can read the 552 while it still sends."""
    door = open_door({"message_octets": MEGABYTE})
    client = connect(door).envelope()

    flood(client, MEGABYTE + MEGABYTE // 2)

    assert client.reply().startswith("552 5.3.4")
    assert client.is_closed()


def test_unfinished_mails_lie_on_disk(open_door: OpenADoor, connect: Connect) -> None:
    """Eight clients with 10 MB each, none finished, stay within their memory."""
    door = open_door()
    clients = [connect(door).envelope() for _ in range(8)]
    before = peak_kilobytes()

    for client in clients:
        flood(client, 10 * MEGABYTE)
    wait_until(
        lambda: door.door.mails.spooled.used > 75 * MEGABYTE, "the mails to arrive"
    )

    assert peak_kilobytes() - before < BOUND_KILOBYTES
    for client in clients:
        client.close()
    door.settled()
    assert 0 == door.door.mails.spooled.used


def test_sum_of_unfinished_mails_is_limited(
    open_door: OpenADoor, connect: Connect
) -> None:
    """Over the sum there is 452: in the content, or at MAIL where SIZE= says so."""
    door = open_door({"spool_octets": 1000})
    first = connect(door).envelope().send(b"x" * 900)
    wait_until(lambda: door.door.mails.spooled.used >= 900, "the first mail to arrive")

    second = connect(door)
    second.say("EHLO x")

    assert second.say("MAIL FROM:<> SIZE=101").startswith("452")
    assert second.envelope().send(b"x" * 200).reply().startswith("452 4.3.1")
    assert first.send(b"\r\n.\r\n").reply().startswith("250")


def test_mails_wait_for_their_turn_to_be_kept(
    open_door: OpenADoor, connect: Connect
) -> None:
    """Bytes in flight are bounded: the second mail waits, then both are kept."""
    door = open_door({"octets_in_flight": 1000})
    door.shelf.held = True
    first = connect(door).envelope().send(b"1" * 898 + b"\r\n" + END)
    assert door.shelf.begun.wait(20)
    second = connect(door).envelope().send(b"2" * 898 + b"\r\n" + END)
    wait_until(lambda: door.door.mails.in_flight.waiting, "the second mail to wait")
    assert 1 == door.shelf.calls

    door.go_on()

    assert first.reply().startswith("250")
    assert second.reply().startswith("250")
    assert 0 == door.door.mails.in_flight.used


def test_one_client_cannot_take_all_connections(
    open_door: OpenADoor, connect: Connect
) -> None:
    """A7: over its share a client gets 421; another one is served all the same."""
    door = open_door({"connections": 30, "connections_per_client": 20})

    greetings = [connect(door).greeting[:3] for _ in range(60)]

    assert ["220"] * 20 + ["421"] * 40 == greetings
    honest = connect(door, "127.0.0.2").envelope()
    assert honest.send(b"x\r\n" + END).reply().startswith("250")


def test_connections_are_limited_in_all(open_door: OpenADoor, connect: Connect) -> None:
    """A7: the sum is limited too, and a connection that ends makes room."""
    door = open_door({"connections": 2})
    first = connect(door, "127.0.0.1")
    connect(door, "127.0.0.2")
    assert connect(door, "127.0.0.3").greeting.startswith("421 4.7.0")

    first.say("QUIT")

    wait_until(
        lambda: connect(door, "127.0.0.3").greeting.startswith("220"), "a free place"
    )


@pytest.mark.parametrize("begun", [b"", b"EHLO", b"EHLO x\r\nMAIL FR"])
def test_silent_client_is_sent_away(
    open_door: OpenADoor, connect: Connect, begun: bytes
) -> None:
    """A7: after the idle time there is 421, in the middle of a command too."""
    client = connect(open_door({"idle_seconds": 0.1}))

    client.send(begun)

    last = client.reply()
    while last.startswith("250"):
        last = client.reply()
    assert last.startswith("421 4.4.2")
    assert client.is_closed()


def test_trickling_content_is_sent_away(open_door: OpenADoor, connect: Connect) -> None:
    """A7: whoever never falls silent, but sends too slowly, is cut by the rate."""
    door = open_door({"data_grace_seconds": 0.1, "data_octets_per_second": 1_000_000})
    client = connect(door).envelope()

    wait_until(lambda: trickled(client), "the door to lose patience")

    door.settled()
    assert 0 == door.shelf.calls


def trickled(client: Client) -> bool:
    """Send one octet; say whether the server has hung up."""
    try:
        client.send(b"x")
    except ConnectionError:
        return True
    return False


def test_client_that_does_not_read_is_sent_away(
    open_door: OpenADoor, connect: Connect
) -> None:
    """Replies that nobody takes fill no memory: the session ends at the deadline."""
    door = open_door(
        {"idle_seconds": 0.2, "linger_seconds": 0.2, "commands": 10**9, "errors": 10**9}
    )
    client = connect(door)

    with contextlib.suppress(ConnectionError):
        while True:
            client.send(b"NOOP\r\n" * 10_000)

    door.settled()
    assert 0 == door.shelf.calls


@pytest.mark.parametrize(
    ("limit", "command"), [("commands", "NOOP"), ("errors", "XYZZY")]
)
def test_idle_talk_is_limited(
    open_door: OpenADoor, connect: Connect, limit: str, command: str
) -> None:
    """Commands that lead to no mail, and wrong ones, end in 421."""
    client = connect(open_door({limit: 3}))

    replies = [client.say(command)[:3] for _ in range(4)]

    assert "421" not in replies
    assert client.reply().startswith("421 4.7.0")
    assert client.is_closed()


def test_closing_door_lets_a_mail_finish(
    open_door: OpenADoor, connect: Connect
) -> None:
    """A18: who only waits gets 421; a mail under way gets its 250, then 421."""
    door = open_door()
    idle = connect(door)
    sending = connect(door).envelope().send(b"Subject: x\r\n")
    closing = asyncio.run_coroutine_threadsafe(door.door.close(20), door.loop)
    assert idle.reply().startswith("421 4.3.2")

    sending.send(b"\r\nx\r\n" + END)

    assert sending.reply().startswith("250")
    assert sending.reply().startswith("421 4.3.2")
    sending.close()
    closing.result(20)
    assert [b"Subject: x\r\n\r\nx\r\n"] == door.shelf.raw


def test_closing_door_does_not_wait_for_ever(
    open_door: OpenADoor, connect: Connect
) -> None:
    """A18: when the grace is over an unfinished mail gets 421 and is not kept."""
    door = open_door()
    client = connect(door).envelope().send(b"Subject: x\r\n")
    wait_until(lambda: door.door.mails.spooled.used, "the content to arrive")

    door.run(door.door.close(grace_seconds=0.01))

    assert client.reply().startswith("421 4.3.2")
    assert 0 == door.shelf.calls


def test_closing_door_waits_for_what_is_being_kept(
    open_door: OpenADoor, connect: Connect
) -> None:
    """A18: however short the grace, close returns only when keep has."""
    door = open_door()
    door.shelf.held = True
    connect(door).envelope().send(b"x\r\n" + END)
    assert door.shelf.begun.wait(20)
    closing = asyncio.run_coroutine_threadsafe(door.door.close(0.01), door.loop)
    wait_until(lambda: sessions_are_gone(door), "the sessions to end")
    assert not closing.done()

    door.go_on()

    closing.result(20)
    assert [b"x\r\n"] == door.shelf.raw


def sessions_are_gone(door: OpenDoor) -> bool:
    """Say whether the door has parted with all its clients."""
    return len(door.door.connections) == 0


def test_budget_serves_in_order_and_forgets_who_left() -> None:
    """A large share is not overtaken by small ones; a cancelled one blocks nobody."""

    async def scenario() -> list[str]:
        budget = Budget(10)
        served: list[str] = []

        async def take(name: str, amount: int) -> None:
            await budget.take(amount)
            served.append(name)

        await take("first", 8)
        waiting = [
            asyncio.create_task(take(name, amount))
            for name, amount in (("left", 9), ("large", 9), ("small", 1))
        ]
        await asyncio.sleep(0)
        waiting[0].cancel()
        await asyncio.sleep(0)
        budget.give(8)
        await waiting[1]
        await waiting[2]
        budget.give(10)
        await take("more than all", 50)
        assert not budget.try_take(1)
        budget.give(50)
        assert 0 == budget.used
        return served

    assert ["first", "large", "small", "more than all"] == asyncio.run(scenario())


def trickle(door: OpenDoor, connect: Connect, addresses: int, each: int) -> int:
    """Open connections from many addresses that greet and then say no more."""
    greeted = [
        connect(door, f"127.0.{1 + number // 250}.{1 + number % 250}")
        for number in range(addresses)
        for _ in range(each)
    ]
    return sum(one.greeting.startswith("220") for one in greeted)


def test_ten_addresses_do_not_shut_the_door(
    open_door: OpenADoor, connect: Connect
) -> None:
    """Who holds twenty connections makes room for who has none, at once."""
    door = open_door({"crowded_seconds": 1000.0})
    trickle(door, connect, 10, 20)

    for last in range(1, 31):
        honest = connect(door, f"127.0.9.{last}").envelope()
        assert honest.send(b"%d\r\n" % last + END).reply().startswith("250")
        honest.close()


def test_many_addresses_do_not_shut_the_door(
    open_door: OpenADoor, connect: Connect
) -> None:
    """Of many clients with one connection each the one that gets nowhere leaves."""
    door = open_door({"connections": 60, "reserved_connections": 10})
    taken = trickle(door, connect, 80, 1)
    assert taken == 50
    assert connect(door, "127.0.9.1").greeting.startswith("421")

    def greeted() -> bool:
        return connect(door, "127.0.9.1").greeting.startswith("220")

    wait_until(greeted, "patience to end", 30)


def test_this_machine_always_has_room(open_door: OpenADoor, connect: Connect) -> None:
    """Connections are reserved for a relay here, however many strangers there are."""
    door = open_door({"crowded_seconds": 1000.0, "connections": 30})
    assert trickle(door, connect, 30, 1) == 10

    relay = connect(door, "127.0.0.1").envelope()

    assert relay.send(b"x\r\n" + END).reply().startswith("250")


def test_hanging_clients_do_not_hold_the_door_open(
    open_door: OpenADoor, connect: Connect
) -> None:
    """A door that closes waits for mails that it has whole, and for nobody else."""
    door = open_door()
    connect(door).envelope().send(b"a mail that never ends\r\n")
    connect(door).say("EHLO x")
    began = time.monotonic()

    door.run(door.door.close(grace_seconds=300.0))  # which must end within 20 s

    assert time.monotonic() - began < 15
    assert door.shelf.raw == []
