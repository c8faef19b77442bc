"""Signing in at the SMTP door: who may, where it is offered, and what is never said."""

import smtplib
import ssl
import threading
from base64 import b64encode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from mailbot.inbound.smtp import replies
from mailbot.inbound.smtp.credentials import Credentials
from tests.support.waiting import wait_until
from tests.unit.inbound.smtp.raw import (
    PATIENCE_SECONDS,
    Client,
    Connect,
    OpenADoor,
    OpenDoor,
)

NAME, PASSWORD = "hoshizora", "correct horse battery"
WRONG = "535 5.7.8 Name or password is wrong"
OURS = {one for one in vars(replies).values() if isinstance(one, bytes)}
ANY_OCTETS = st.binary(max_size=300)


def admit(name: str, password: str) -> bool:
    """Let one user in."""
    if name == "broken":
        raise RuntimeError(password)
    return (name, password) in {(NAME, PASSWORD), (NAME, "角田の星空")}


def base64(text: str | bytes) -> str:
    """Encode a response."""
    octets = text.encode() if isinstance(text, str) else text
    return b64encode(octets).decode()


def plain(name: str = NAME, password: str = PASSWORD, as_whom: str = "") -> str:
    """Return the command that signs in by PLAIN."""
    return "AUTH PLAIN " + base64(f"{as_whom}\0{name}\0{password}")


@pytest.fixture
def door(open_door: OpenADoor, server_tls: ssl.SSLContext) -> OpenDoor:
    """Open a door at which one user may sign in."""
    bounds = {"linger_seconds": 0.05, "idle_seconds": 5.0}
    return open_door(bounds, admit=admit, tls=server_tls, pause_seconds=0.001)


@pytest.fixture
def client(door: OpenDoor, connect: Connect, client_tls: ssl.SSLContext) -> Client:
    """Give a client that has said EHLO inside TLS."""
    return encrypted(connect(door), client_tls)


def encrypted(client: Client, context: ssl.SSLContext) -> Client:
    """Turn TLS on and greet."""
    client.say("EHLO x")
    assert client.say("STARTTLS").startswith("220")
    client.encrypt(context)
    assert "250 AUTH PLAIN LOGIN" in client.say("EHLO x")
    return client


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
def test_smtplib_signs_in_and_the_mail_says_who(
    door: OpenDoor, client_tls: ssl.SSLContext, mechanism: str
) -> None:
    """A real client signs in over STARTTLS; the mail is kept under the user's name."""
    with smtplib.SMTP("localhost", door.port, timeout=PATIENCE_SECONDS) as client:
        client.starttls(context=client_tls)
        client.ehlo()
        client.user, client.password = NAME, PASSWORD
        told = client.auth(mechanism, getattr(client, f"auth_{mechanism.lower()}"))
        to = "a@hosho.example.jp"
        client.sendmail("soumu@x.example", to, b"a\r\n", ["AUTH=<>"])

    assert told == (235, b"2.7.0 Signed in")
    assert [mail.authenticated for mail in door.shelf.arrivals] == [NAME]


@pytest.mark.parametrize(
    ("lines", "last"),
    [
        ([plain(password="角田の星空")], "235 2.7.0 Signed in"),
        ([plain(as_whom=NAME)], "235 2.7.0 Signed in"),
        (["auth plain", base64(f"\0{NAME}\0{PASSWORD}")], "235 2.7.0 Signed in"),
        (["AUTH LOGIN", base64(NAME), base64(PASSWORD)], "235 2.7.0 Signed in"),
        ([f"AUTH LOGIN {base64(NAME)}", base64(PASSWORD)], "235 2.7.0 Signed in"),
        ([plain(as_whom="somebody")], WRONG),
        ([plain(name="nobody")], WRONG),
        ([plain(password="")], WRONG),
        ([plain(name="", password="")], WRONG),
        (["AUTH PLAIN", "*"], "501 5.7.0 Cancelled"),
        (["AUTH LOGIN", "*"], "501 5.7.0 Cancelled"),
        (["AUTH LOGIN", base64(NAME), "*"], "501 5.7.0 Cancelled"),
        (["AUTH PLAIN ="], "501 5.5.2 Bad response"),
        (["AUTH PLAIN", ""], "501 5.5.2 Bad response"),
        (["AUTH PLAIN " + base64("no zero")], "501 5.5.2 Bad response"),
        (["AUTH PLAIN " + base64(b"\0\xff\0\xfe")], "501 5.5.2 Bad response"),
        (["AUTH PLAIN 角田"], "501 5.5.2 Bad response"),
        (["AUTH LOGIN", "not base64", base64(PASSWORD)], "501 5.5.2 Bad response"),
        (["AUTH"], "501 5.5.4 Bad argument"),
        (["AUTH CRAM-MD5"], "504 5.5.4 PLAIN or LOGIN, please"),
        ([plain(name="broken")], "451 4.3.0 Fault on our side, please try again later"),
        (["MAIL FROM:<>", plain()], "503 5.5.1 Sign in once, before MAIL"),
        ([plain(), plain()], "503 5.5.1 Sign in once, before MAIL"),
    ],
)
def test_each_claim_has_its_answer(client: Client, lines: list[str], last: str) -> None:
    """Both mechanisms, with and without a first response; what is no claim is 501."""
    assert [client.say(line) for line in lines][-1] == last


def test_in_clear_and_without_users_nobody_signs_in(
    open_door: OpenADoor, connect: Connect, server_tls: ssl.SSLContext
) -> None:
    """AUTH is not offered and not taken in clear, by LMTP, without TLS or users."""
    doors = {
        "538": open_door(admit=admit, tls=server_tls),
        "502 no users": open_door(tls=server_tls),
        "502 no TLS": open_door(admit=admit),
        "502 LMTP": open_door(admit=admit, tls=server_tls, lmtp=True),
    }

    for code, door in doors.items():
        client = connect(door)
        hello = "LHLO x" if "LMTP" in code else "EHLO x"
        assert "AUTH" not in client.say(hello)
        assert client.say(plain()).startswith(code[:3])


def test_third_wrong_try_ends_the_session(
    door: OpenDoor, client: Client, connect: Connect, client_tls: ssl.SSLContext
) -> None:
    """Two wrong tries are 535, the third is 535 and 421; a new session may try."""
    said = [client.say(plain(password="x")) for _ in range(3)]

    assert said == [WRONG] * 3
    assert client.reply() == "421 4.7.0 Too many tries to sign in"
    assert client.is_closed()
    again = encrypted(connect(door), client_tls)
    assert again.say(plain()).startswith("235")


def test_nothing_of_a_claim_is_logged(client: Client) -> None:
    """Right, wrong or failing: neither name nor password, in whatever form."""
    with capture_logs() as logged:
        for command in (plain(password="x"), plain(name="broken"), plain()):
            client.say(command)

    events = [line["event"] for line in logged]
    assert events == ["sign-in refused", "session fault", "signed in"]
    for secret in (NAME, PASSWORD, "broken", plain()[11:]):
        assert secret not in str(logged)
    claim = Credentials(NAME, PASSWORD)
    assert repr(claim) == "Credentials()"


def test_door_goes_on_while_a_password_is_checked(
    open_door: OpenADoor,
    connect: Connect,
    server_tls: ssl.SSLContext,
    client_tls: ssl.SSLContext,
) -> None:
    """A slow check holds up only who is waiting for it; beyond sixteen it is 454."""
    go_on = threading.Event()
    door = open_door(
        {"connections_per_client": 40},
        admit=lambda *_: go_on.wait(PATIENCE_SECONDS),
        tls=server_tls,
    )
    waiting = [encrypted(connect(door), client_tls) for _ in range(16)]
    for client in waiting:
        client.send(f"{plain()}\r\n".encode())
    authenticator = door.door.authenticator
    wait_until(lambda: authenticator.waiting == 16, "all to wait")

    other = encrypted(connect(door), client_tls)
    put_off = other.say(plain())
    waiting.pop().close()
    wait_until(lambda: authenticator.waiting == 15, "one to have left")
    go_on.set()

    assert put_off == "454 4.7.0 Too many are signing in, please try again later"
    assert {client.reply() for client in waiting} == {"235 2.7.0 Signed in"}
    assert other.say("NOOP") == "250 2.0.0 OK"


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    start=st.sampled_from(
        [b"AUTH ", b"AUTH PLAIN ", b"AUTH PLAIN\r\n", b"AUTH LOGIN\r\n"]
    ),
    octets=st.one_of(ANY_OCTETS, ANY_OCTETS.map(b64encode)),
)
def test_whatever_is_sent_the_answer_is_one_of_ours(
    door: OpenDoor,
    connect: Connect,
    client_tls: ssl.SSLContext,
    start: bytes,
    octets: bytes,
) -> None:
    """Any octets after AUTH: known replies only, no text of an exception, no hang."""
    client = encrypted(connect(door), client_tls)

    client.send(start + octets + b"\r\n*\r\n*\r\nQUIT\r\n")

    said = []
    while reply := client.reply():
        said.append(reply)
    client.close()
    assert said
    assert {f"{one}\r\n".encode() for one in said} <= OURS
