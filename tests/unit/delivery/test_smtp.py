"""The SMTP courier against a peer that fails on cue (rows F63-F70)."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from mailbot.delivery.smtp import Credentials, Smarthost, SmtpOutbound
from mailbot.delivery.transport import (
    Later,
    Never,
    Outcome,
    OutgoingMessage,
    Phase,
    Sent,
    Unknown,
)
from mailbot.errors import ConfigurationError
from tests.unit.delivery.peer import Cue, Peer
from tests.unit.inbound.smtp.certificate import write_certificate

RAW = b"From: desk@hosho.example.jp\r\nSubject: x\r\n\r\n.dot\r\nend\r\n"
PARCEL = OutgoingMessage(
    raw=RAW,
    mail_from="desk+1@hosho.example.jp",
    recipient="keiyaku@city.example.jp",
    name="mail-1-0",
)
SECRET = "correct-horse-battery"
AUTH = "250-peer.example\r\n250 AUTH PLAIN"
OpenPeer = Callable[..., Peer]


@pytest.fixture
def open_peer() -> Iterator[OpenPeer]:
    """Start a server with a script."""
    with ExitStack() as closing:

        def opened(
            tls: ssl.SSLContext | None = None, *, implicit: bool = False, **script: Cue
        ) -> Peer:
            peer = Peer(script, tls, implicit=implicit)
            closing.callback(peer.close)
            return peer

        yield opened


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a certificate for localhost."""
    return write_certificate(tmp_path_factory.mktemp("tls") / "localhost.pem")


def server_context(certificate: Path) -> ssl.SSLContext:
    """Speak TLS as the server."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


def send(
    peer: Peer, parcel: OutgoingMessage = PARCEL, **how: object
) -> tuple[Outcome, list[Phase]]:
    """Send a parcel with little patience; return outcome and recorded phases."""
    phases: list[Phase] = []
    settings = {"tls": "never", "step_seconds": 0.2, "final_seconds": 0.2, **how}
    smarthost = Smarthost("localhost", peer.port, **settings)  # type: ignore[arg-type] # any field
    return SmtpOutbound(smarthost).send(parcel, phases.append), phases


def test_accepted_mail_is_sent_with_its_queue_id(open_peer: OpenPeer) -> None:
    """The peer gets the stuffed octets once; its reply and queue id come back."""
    peer = open_peer()

    outcome, phases = send(peer)

    assert Sent("250 2.0.0 Ok: queued as 4ABC", "4ABC") == outcome
    assert ["dialog", "dot_sent"] == phases
    assert [RAW.replace(b"\r\n.dot", b"\r\n..dot")] == peer.mails
    assert [
        "ehlo localhost",
        f"MAIL FROM:<desk+1@hosho.example.jp> SIZE={len(RAW)}",
        "RCPT TO:<keiyaku@city.example.jp>",
        "DATA",
        "quit",
    ] == peer.commands


@pytest.mark.parametrize("step", ["greeting", "EHLO", "MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize(
    "cue", ["421 go away", "451 greylisted", "hang up", "silence", "rubbish"]
)
def test_temporary_failure_before_the_dot_is_safe_to_retry(
    open_peer: OpenPeer, step: str, cue: Cue
) -> None:
    """F63, F66: 4xx, a broken line and silence before the dot are Later."""
    peer = open_peer(**{step: cue})

    outcome, phases = send(peer)

    assert isinstance(outcome, Later)
    assert ["dialog"] == phases
    assert [] == peer.mails


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "dot"])
def test_permanent_refusal_is_never_tried_again(open_peer: OpenPeer, step: str) -> None:
    """F64, F65: a 5xx about this mail is Never, with the peer's whole reply."""
    outcome, _ = send(open_peer(**{step: "550 5.1.1 no such\x07 mailbox"}))

    assert Never("550 5.1.1 no such  mailbox") == outcome


@pytest.mark.parametrize("step", ["greeting", "EHLO"])
def test_refusal_before_the_mail_says_nothing_about_it(
    open_peer: OpenPeer, step: str
) -> None:
    """F70: a smarthost that is not ready for us is a fault to mend, not the mail's."""
    script: dict[str, Cue] = {step: "554 not you", "HELO": "554 not you"}

    outcome, phases = send(open_peer(**script))

    assert Later("554 not you") == outcome
    assert ["dialog"] == phases


@pytest.mark.parametrize("cue", ["hang up", "silence", "rubbish", "354 go ahead"])
def test_no_answer_after_the_dot_is_unknown(open_peer: OpenPeer, cue: Cue) -> None:
    """F67: whether the peer has the mail cannot be known, so it is not sent again."""
    peer = open_peer(dot=cue)

    outcome, phases = send(peer)

    assert isinstance(outcome, Unknown)
    assert ["dialog", "dot_sent"] == phases
    smarthost = Smarthost("localhost", peer.port)
    assert SmtpOutbound(smarthost).settle(PARCEL) is None


def test_temporary_refusal_after_the_dot_is_later(open_peer: OpenPeer) -> None:
    """F63: a 4xx after the dot is an answer: the peer does not have the mail."""
    outcome, _ = send(open_peer(dot="452 disk full"))

    assert Later("452 disk full") == outcome


@pytest.mark.parametrize("cue", ["421 shutting down", "hang up", "silence"])
def test_failing_quit_takes_nothing_back(open_peer: OpenPeer, cue: Cue) -> None:
    """F69: after 250 the mail is accepted, however the session ends."""
    outcome, _ = send(open_peer(QUIT=cue, dot="250 ok"))

    assert Sent("250 ok") == outcome


@pytest.mark.parametrize(
    ("cue", "fate"), [("552 too much", Never), ("451 full", Later), ("hang up", Later)]
)
def test_reply_in_the_middle_of_the_content_is_read(
    open_peer: OpenPeer, cue: Cue, fate: type[Outcome]
) -> None:
    """F65: a peer that hangs up on the content may say why; the dot was not sent."""
    parcel = OutgoingMessage(RAW + b"x\r\n" * 4_000_000, "", "a@b.example", "big")
    script: dict[str, Cue] = {"content": cue, "EHLO": "250 peer.example"}
    peer = open_peer(**script)

    outcome, phases = send(peer, parcel, step_seconds=20.0)

    assert isinstance(outcome, fate)
    assert ["dialog"] == phases


@pytest.mark.parametrize("failing", ["dialog", "dot_sent"])
def test_phase_that_cannot_be_recorded_stops_everything(
    open_peer: OpenPeer, failing: Phase
) -> None:
    """Without the record nothing more is written: the peer never sees the dot."""
    peer = open_peer()

    def record(phase: Phase) -> None:
        if phase == failing:
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="the disk is full"):
        SmtpOutbound(Smarthost("localhost", peer.port, tls="never")).send(
            PARCEL, record
        )

    peer.close()
    assert [] == peer.mails
    assert (failing == "dialog") == (not peer.commands)
    assert "quit" not in peer.commands


def test_nobody_listens(open_peer: OpenPeer) -> None:
    """F71: a smarthost that is down is Later."""
    peer = open_peer()
    peer.close()

    outcome, phases = send(peer)

    assert isinstance(outcome, Later)
    assert ["dialog"] == phases


def test_missing_starttls_sends_nothing(open_peer: OpenPeer) -> None:
    """F70: where TLS is required and not offered, not even the sender is named."""
    peer = open_peer()

    outcome, _ = send(peer, tls="required")

    assert isinstance(outcome, Later)
    assert ["ehlo localhost"] == peer.commands


def test_refused_starttls_sends_nothing(open_peer: OpenPeer) -> None:
    """F70: where STARTTLS is refused the session ends."""
    peer = open_peer(EHLO="250-x\r\n250 STARTTLS", STARTTLS="454 not now")

    assert Later("454 not now") == send(peer, tls="if_offered")[0]
    assert ["ehlo localhost", "STARTTLS"] == peer.commands


def test_mail_over_verified_tls(open_peer: OpenPeer, certificate: Path) -> None:
    """With STARTTLS the dialogue begins anew, logged in, and the mail is sent."""
    peer = open_peer(
        server_context(certificate),
        EHLO="250-peer.example\r\n250-STARTTLS\r\n250 AUTH PLAIN",
    )

    outcome, _ = send(
        peer,
        tls="required",
        credentials=Credentials("desk", SECRET),
        context=ssl.create_default_context(cafile=str(certificate)),
        step_seconds=20.0,
    )

    assert isinstance(outcome, Sent)
    assert peer.encrypted
    assert ["ehlo", "STARTTLS", "ehlo", "AUTH", "MAIL"] == [
        command.split()[0] for command in peer.commands[:5]
    ]


def test_mail_over_implicit_tls(open_peer: OpenPeer, certificate: Path) -> None:
    """Where TLS begins with the first octet there is no STARTTLS."""
    peer = open_peer(server_context(certificate), implicit=True)
    trusting = ssl.create_default_context(cafile=str(certificate))

    outcome, _ = send(peer, tls="implicit", context=trusting, step_seconds=20.0)

    assert isinstance(outcome, Sent)
    assert peer.encrypted
    assert "STARTTLS" not in peer.commands


def test_bad_certificate_sends_nothing(open_peer: OpenPeer, certificate: Path) -> None:
    """F70: a certificate that nobody vouches for ends the session before the mail."""
    peer = open_peer(server_context(certificate), EHLO="250-x\r\n250 STARTTLS")

    outcome, phases = send(peer, tls="if_offered", step_seconds=20.0)

    assert isinstance(outcome, Later)
    assert ["dialog"] == phases
    assert ["ehlo localhost", "STARTTLS"] == peer.commands


def test_refused_login_is_later_and_tells_no_password(
    open_peer: OpenPeer, certificate: Path
) -> None:
    """F70: a wrong password is a fault to mend; it stands in no outcome."""
    peer = open_peer(
        server_context(certificate),
        EHLO="250-x\r\n250-STARTTLS\r\n250 AUTH PLAIN",
        AUTH="535 5.7.8 wrong",
    )

    outcome, _ = send(
        peer,
        tls="required",
        credentials=Credentials("desk", SECRET),
        context=ssl.create_default_context(cafile=str(certificate)),
        step_seconds=20.0,
    )

    assert Later("535 5.7.8 wrong") == outcome


def test_password_is_never_sent_in_clear(open_peer: OpenPeer) -> None:
    """F70: where no TLS is offered there is no login, whatever the peer asks for."""
    peer = open_peer(EHLO=AUTH)
    credentials = Credentials("desk", SECRET)

    outcome, _ = send(peer, tls="if_offered", credentials=credentials)

    assert isinstance(outcome, Later)
    assert ["ehlo localhost"] == peer.commands
    assert SECRET not in repr(credentials)


@pytest.mark.parametrize(
    ("tls", "password"), [("never", SECRET), ("required", "パスワード")]
)
def test_login_that_cannot_work_is_refused_at_start(tls: str, password: str) -> None:
    """A password without TLS, or one SMTP cannot carry, is told before any mail."""
    with pytest.raises(ConfigurationError) as caught:
        Smarthost("localhost", 25, tls, Credentials("desk", password))  # type: ignore[arg-type] # one of them

    assert password not in str(caught.value)


def test_what_the_peer_offers_is_used(open_peer: OpenPeer) -> None:
    """8-bit content, UTF-8 addresses and failure notices are asked for by name."""
    offers = "250-x\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 DSN"
    peer = open_peer(EHLO=offers)
    raw = "Subject: 申込\r\n\r\n申込\r\n".encode()
    parcel = OutgoingMessage(raw, "desk@hosho.example.jp", "契約@city.example.jp", "n")

    outcome, _ = send(peer, parcel)

    assert isinstance(outcome, Sent)
    assert [
        "MAIL FROM:<desk@hosho.example.jp> BODY=8BITMIME SMTPUTF8 RET=HDRS",
        "RCPT TO:<契約@city.example.jp> NOTIFY=FAILURE,DELAY",
    ] == peer.commands[1:3]


@pytest.mark.parametrize(
    ("parcel", "offers"),
    [
        (
            OutgoingMessage(RAW + b"x" * 200, "", "a@b.example", "n"),
            "250-x\r\n250 SIZE 100",
        ),
        (OutgoingMessage(RAW + "申込".encode(), "", "a@b.example", "n"), "250 x"),
        (OutgoingMessage(RAW, "", "契約@b.example", "n"), "250-x\r\n250 8BITMIME"),
    ],
)
def test_what_the_peer_cannot_take_is_never_tried(
    open_peer: OpenPeer, parcel: OutgoingMessage, offers: str
) -> None:
    """Too large, 8-bit or UTF-8 where the peer says that it takes none: our fault."""
    peer = open_peer(EHLO=offers)

    outcome, _ = send(peer, parcel)

    assert isinstance(outcome, Never)
    assert outcome.reply.startswith("own fault")
    assert ["ehlo localhost", "quit"] == peer.commands
