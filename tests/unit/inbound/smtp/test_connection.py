"""A connection over a real socket: what aiosmtpd does of it, and how it can end."""

import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from struct import pack
from types import FrameType

import pytest
from structlog.testing import capture_logs

from tests.support.waiting import wait_until
from tests.unit.inbound.smtp.raw import (
    PATIENCE_SECONDS,
    Client,
    Connect,
    OpenADoor,
    OpenDoor,
)
from tests.unit.inbound.smtp.test_tls import LOOPS, Loop

END = b".\r\n"
BALANCER = "127.0.0.7"

FOR_EACH_CONNECTION = {
    "smtp.SMTP.__init__",
    "smtp.SMTP.connection_made",
    "smtp.SMTP._cb_client_connected",
    "smtp.SMTP._create_session",
    "smtp.SMTP._create_envelope",
    "smtp.SMTP._reset_timeout",
    "smtp.SMTP._set_rset_state",
    "smtp.SMTP._set_post_data_state",
    "smtp.SMTP.connection_lost",
}
"""What runs of aiosmtpd for every connection; `docs/decisions` tells why no more."""


@contextmanager
def watched() -> Iterator[set[str]]:
    """Collect which functions of aiosmtpd run in the threads that begin meanwhile."""
    ran: set[str] = set()

    def note(frame: FrameType, event: str, _argument: object) -> None:
        room, _, module = frame.f_globals["__name__"].partition(".")
        if event == "call" and room == "aiosmtpd":
            ran.add(f"{module}.{frame.f_code.co_qualname}")

    threading.setprofile(note)
    try:
        yield ran
    finally:
        threading.setprofile(None)


def methods(ran: set[str]) -> set[str]:
    """Leave out what runs inside others, the making of records, and the end."""
    of_the_protocol = {one for one in ran if one.startswith("smtp.SMTP.")}
    return {one for one in of_the_protocol if "<locals>" not in one} - {
        "smtp.SMTP.__del__"
    }


@LOOPS
def test_what_aiosmtpd_does_for_a_mail(
    open_door: OpenADoor, connect: Connect, loop: Loop
) -> None:
    """It carries the connection: protocol, streams, timer.  Its dialogue never runs."""
    with watched() as ran:
        door = open_door(loop=loop)
        client = connect(door).envelope().send(b"x\r\n" + END)
        assert client.reply().startswith("250")
        client.close()
        door.settled()

    assert methods(ran) == FOR_EACH_CONNECTION


@LOOPS
def test_what_aiosmtpd_does_for_tls(
    open_door: OpenADoor,
    server_tls: ssl.SSLContext,
    client_tls: ssl.SSLContext,
    loop: Loop,
) -> None:
    """It does the whole change to TLS: its STARTTLS runs, and again connection_made."""
    with watched() as ran:
        door = open_door(loop=loop, tls=server_tls, tls_required=True)
        with smtplib.SMTP("localhost", door.port, timeout=PATIENCE_SECONDS) as client:
            client.starttls(context=client_tls)
            client.sendmail("a@b.example", "x@hosho.example.jp", b"a\r\n")
        door.settled()

    assert [mail.tls for mail in door.shelf.arrivals] == [True]
    assert methods(ran) == FOR_EACH_CONNECTION | {"smtp.SMTP.smtp_STARTTLS"}


def behind_balancer(open_door: OpenADoor, **how: object) -> OpenDoor:
    """Open a door that one address balances the load of."""
    return open_door(is_proxy=lambda peer: peer == BALANCER, **how)


def header(door: OpenDoor, octets: bytes) -> socket.socket:
    """Connect as the load balancer, and say so."""
    place = ("127.0.0.1", door.port)
    one = socket.create_connection(place, PATIENCE_SECONDS, (BALANCER, 0))
    one.sendall(octets)
    return one


V2 = b"\r\n\r\n\x00\r\nQUIT\n"


@pytest.mark.parametrize(
    ("octets", "peer"),
    [
        (b"PROXY TCP4 203.0.113.5 192.0.2.1 50000 25\r\n", "203.0.113.5"),
        (b"PROXY TCP6 2001:db8::5 2001:db8::1 50000 25\r\n", "2001:db8::5"),
        (b"PROXY UNKNOWN\r\n", BALANCER),
        (
            V2 + pack("!BBH4B4BHH", 0x21, 0x11, 12, 203, 0, 113, 5, 192, 0, 2, 1, 5, 2),
            "203.0.113.5",
        ),
        (V2 + pack("!BBH", 0x20, 0x00, 0), BALANCER),
    ],
)
def test_load_balancer_says_whose_connection_it_is(
    open_door: OpenADoor, octets: bytes, peer: str
) -> None:
    """PROXY protocol, read by aiosmtpd: the mail's peer is who stands behind."""
    dialogue = b"HELO x\r\nMAIL FROM:<>\r\nRCPT TO:<x@hosho.example.jp>\r\nDATA\r\n"
    with watched() as ran:
        door = behind_balancer(open_door)
        with header(door, octets + dialogue) as one:
            file = one.makefile("rb")
            assert [file.readline()[:3] for _ in range(5)][-1] == b"354"
            one.sendall(b"x\r\n" + END)
            assert file.readline()[:3] == b"250"
            file.close()
        door.settled()

    assert [mail.peer for mail in door.shelf.arrivals] == [peer]
    assert "proxy_protocol.get_proxy" in ran
    assert f"proxy_protocol._get_v{2 if octets.startswith(V2) else 1}" in ran


@pytest.mark.parametrize(
    "octets",
    [
        b"EHLO x\r\n",
        b"PROXY TCP4 203.0.113.5 192.0.2.1 50000\r\n",
        b"PROXY TCP4 " + b"1" * 70_000,
        V2 + pack("!BBH", 0x21, 0x11, 3) + b"abc",
        b"PRO",
    ],
)
def test_load_balancer_without_a_header_gets_no_word(
    open_door: OpenADoor, octets: bytes
) -> None:
    """A connection that nobody answers for ends at once, and no mail comes by it."""
    door = behind_balancer(open_door)

    with capture_logs() as logged, header(door, octets) as one:
        one.shutdown(socket.SHUT_WR)
        said = b""
        with suppress(ConnectionError):
            said = one.recv(4096)
        wait_until(lambda: len(door.door.connections) == 0, "the connection to end")

    assert said == b""
    assert "203.0.113.5" not in str(logged)


def test_nobody_else_may_say_whose_connection_it_is(
    open_door: OpenADoor, connect: Connect
) -> None:
    """From any other address a PROXY header is no SMTP."""
    client = connect(behind_balancer(open_door))

    said = client.say("PROXY TCP4 203.0.113.5 192.0.2.1 50000 25")

    assert said.startswith("500 5.5.2 Command")


def test_clients_behind_a_load_balancer_are_counted_one_by_one(
    open_door: OpenADoor,
) -> None:
    """One client behind it takes its share and no more; another is served."""
    limits = {"connections_per_client": 2}
    door = behind_balancer(open_door, limits=limits)
    of = [b"PROXY TCP4 203.0.113.%d 192.0.2.1 5 25\r\n" % n for n in (5, 5, 5, 6)]

    connected = [header(door, octets) for octets in of]

    assert [one.recv(3) for one in connected] == [b"220", b"220", b"421", b"220"]
    for one in connected:
        one.close()
    door.settled()
    assert len(door.door.connections) == 0


def test_half_closed_client_gets_its_250(
    open_door: OpenADoor, connect: Connect
) -> None:
    """Who has said all and closes its side still hears that the mail is kept."""
    door = open_door()
    door.shelf.held = True
    client = connect(door).envelope().send(b"x\r\n" + END)
    assert door.shelf.begun.wait(PATIENCE_SECONDS)
    client.socket.shutdown(socket.SHUT_WR)
    door.go_on()

    assert client.reply() == "250 2.0.0 Kept as mail 1"


def to_handshake(client: Client) -> Client:
    """Go on until the server waits for a TLS hello."""
    client.say("EHLO x")
    assert client.say("STARTTLS").startswith("220")
    return client


@LOOPS
def test_silent_handshake_ends_at_the_deadline(
    open_door: OpenADoor, connect: Connect, server_tls: ssl.SSLContext, loop: Loop
) -> None:
    """STARTTLS and then nothing: the connection ends, and nothing is said in clear."""
    door = open_door({"idle_seconds": 0.2}, loop=loop, tls=server_tls)
    client = to_handshake(connect(door))

    wait_until(lambda: len(door.door.connections) == 0, "the connection to end")

    assert client.is_closed()


@LOOPS
def test_client_that_leaves_in_the_handshake_is_forgotten(
    open_door: OpenADoor, connect: Connect, server_tls: ssl.SSLContext, loop: Loop
) -> None:
    """No connection stays counted whose client went away before TLS was there."""
    door = open_door(loop=loop, tls=server_tls)

    to_handshake(connect(door)).close()

    wait_until(lambda: len(door.door.connections) == 0, "the connection to end")
    assert connect(door).greeting.startswith("220")
