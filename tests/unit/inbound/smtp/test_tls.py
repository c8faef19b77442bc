"""STARTTLS on the SMTP door, on both event loops that we run on."""

import asyncio
import ssl
from collections.abc import Callable

import pytest
import uvloop

from tests.support.waiting import wait_until
from tests.unit.inbound.smtp.raw import Connect, OpenADoor

END = b".\r\n"


Loop = Callable[[], asyncio.AbstractEventLoop]
LOOPS = pytest.mark.parametrize("loop", [asyncio.new_event_loop, uvloop.new_event_loop])


@LOOPS
def test_mail_over_starttls(
    open_door: OpenADoor,
    connect: Connect,
    server_tls: ssl.SSLContext,
    client_tls: ssl.SSLContext,
    loop: Loop,
) -> None:
    """After STARTTLS the dialogue begins anew, and the mail says it was encrypted."""
    door = open_door(loop=loop, tls=server_tls, tls_required=True)
    client = connect(door)
    assert "250 STARTTLS" in client.say("EHLO x")
    assert client.say("MAIL FROM:<>").startswith("530")
    assert client.say("STARTTLS").startswith("220")
    client.encrypt(client_tls)
    assert client.say("MAIL FROM:<>").startswith("503")
    assert "STARTTLS" not in client.say("EHLO x")
    assert client.say("STARTTLS").startswith("503")

    big = b"x" * 100_000 + b"\r\n"
    assert client.envelope().send(big + END).reply().startswith("250")

    assert [(big, True)] == [(mail.raw, mail.tls) for mail in door.shelf.arrivals]


@LOOPS
def test_commands_behind_starttls_are_dropped(
    open_door: OpenADoor,
    connect: Connect,
    server_tls: ssl.SSLContext,
    client_tls: ssl.SSLContext,
    loop: Loop,
) -> None:
    """A2: what was sent in clear before the handshake is not obeyed after it."""
    client = connect(open_door(loop=loop, tls=server_tls))
    client.say("EHLO x")

    client.send(b"STARTTLS\r\nEHLO injected\r\nMAIL FROM:<evil@x.example>\r\n")
    assert client.reply().startswith("220")
    client.encrypt(client_tls)

    assert client.say("NOOP") == "250 2.0.0 OK"
    assert client.say("MAIL FROM:<>").startswith("503")


@LOOPS
def test_failed_handshake_ends_the_session(
    open_door: OpenADoor,
    connect: Connect,
    server_tls: ssl.SSLContext,
    loop: Loop,
) -> None:
    """What follows STARTTLS and is no handshake gets no reply in clear."""
    door = open_door(loop=loop, tls=server_tls)
    client = connect(door)
    client.say("EHLO x")
    client.say("STARTTLS")

    client.send(b"MAIL FROM:<>\r\n" * 100)

    wait_until(lambda: len(door.door.connections) == 0, "the session to end")
    assert "250" not in client.reply()
