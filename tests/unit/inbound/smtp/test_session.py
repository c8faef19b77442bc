"""An SMTP session without a socket: what is answered to which octets, however cut."""

import ssl
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.inbound.smtp import replies
from mailbot.inbound.smtp.actions import (
    Content,
    HangUp,
    KeepMessage,
    Reply,
    StartTls,
    VerifyCredentials,
)
from mailbot.inbound.smtp.limits import Limits
from mailbot.inbound.smtp.listener import Listener
from mailbot.inbound.smtp.session import SessionRules, SmtpSession
from mailbot.inbound.smtp.states import State
from tests.unit.inbound.smtp.raw import accepts
from tests.unit.inbound.smtp.talk import RIGHT, Talk, nothing_against

ENVELOPE = b"MAIL FROM:<a@b.example>\r\nRCPT TO:<x@hosho.example.jp>\r\n"
TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
SECRET = b64encode(f"\0{RIGHT.name}\0{RIGHT.password}".encode())

COMMANDS = (
    *(b"EHLO x\r\n", b"HELO x\r\n", b"EHLO\r\n", b"LHLO x\r\n", b"NOOP\r\n"),
    *(b"MAIL FROM:<>\r\n", b"MAIL FROM:<a@b.example> SIZE=9\r\n", b"MAIL x\r\n"),
    *(b"RCPT TO:<x@hosho.example.jp>\r\n", b"RCPT TO:<x@x.example>\r\n"),
    *(b"RSET\r\n", b"VRFY x\r\n", b"XYZZY\r\n", b"\r\n", b"\xe8\x8a\xb1\r\n"),
    *(b"AUTH PLAIN\r\n", b"AUTH LOGIN eA==\r\n", b"*\r\n", b"eA==\r\n"),
    *(b"AUTH PLAIN " + SECRET + b"\r\n", b"DATA now\r\n", b"x" * 80 + b"\r\n"),
    *(b"NOOP \x00\r\n", b"QUIT\r\n", b"MAIL FROM:<b@b.example> SIZE=999\r\n"),
)
CONTENT = (b"a\r\n", b"..\r\n", b".b\r\n", b"x" * 90 + b"\r\n")
BARE = (b"\n", b"\r", b".\n", b"NOOP\n")


def turns_of(*pieces: bytes) -> st.SearchStrategy[list[bytes]]:
    """Draw what a client sends at once, before it waits for replies (RFC 2920, 3.1)."""
    some = st.lists(st.sampled_from(pieces), max_size=6).map(b"".join)
    envelopes = some | st.just(ENVELOPE)
    data = envelopes.map(lambda before: before + b"DATA\r\n")
    mail = some.map(lambda content: content + b"\r\n.\r\n")
    turn = st.one_of(envelopes, st.just(b"STARTTLS\r\n"), data, mail)
    return st.lists(turn, max_size=6).map(lambda more: [AT_ONCE, *more])


AT_ONCE = b"EHLO x\r\n" + ENVELOPE + b"DATA\r\n"
TURNS = st.one_of(
    # Too large or with a bare newline: which of two faults is told depends on the cut.
    st.tuples(st.just(150), turns_of(*COMMANDS, *CONTENT)),
    st.tuples(st.just(10**6), turns_of(*COMMANDS, *CONTENT, *BARE)),
)


def cut(octets: bytes, where: list[int]) -> list[bytes]:
    """Cut octets at these places."""
    places = sorted(each % (len(octets) + 1) for each in where)
    bounds = zip([0, *places], [*places, len(octets)], strict=True)
    return [octets[start:end] for start, end in bounds]


def begin(message_octets: int = 150) -> Talk:
    """Begin a session with narrow limits, in which everything is offered."""
    limits: dict[str, float] = {"command_octets": 70, "errors": 4, "commands": 20}
    limits["message_octets"] = message_octets
    return Talk.begin(limits, tls=TLS, signs_in=True)


@given(TURNS, st.lists(st.integers(0, 10**4), max_size=8))
def test_the_cut_does_not_matter(
    drawn: tuple[int, list[bytes]], where: list[int]
) -> None:
    """Whole, octet by octet or cut anywhere: the same replies, mails and end."""
    most, turns = drawn
    whole, pieces, octets = begin(most), begin(most), begin(most)

    for turn in turns:
        whole.send(turn)
        pieces.send(*cut(turn, where))
        octets.send(*(bytes([one]) for one in turn))

    for other in (pieces, octets):
        assert other.said == whole.said
        assert other.mails == whole.mails
        assert (other.ended, other.refused) == (whole.ended, whole.refused)
        assert other.session.state == whole.session.state


@given(st.binary(max_size=300), st.sampled_from([b"", b"EHLO x\r\n", ENVELOPE]))
def test_no_octets_raise(octets: bytes, before: bytes) -> None:
    """Whatever a stranger sends, there are replies of ours and no exception."""
    ours = {one for one in vars(replies).values() if isinstance(one, bytes)}
    talk = begin()
    talk.send(b"HELO x\r\n" + before)
    talk.said = b""

    talk.send(octets, b"\r\nSTARTTLS\r\n", octets, b"\r\nAUTH LOGIN\r\n", octets)

    last = {line + b"\r\n" for line in talk.said.splitlines() if line[3:4] == b" "}
    assert {one for one in last if not one.startswith(b"250 ")} <= ours


def test_mail_is_handed_over_with_its_envelope() -> None:
    """Content without its dots, sender and recipients; then the next mail may come."""
    talk = Talk.begin()

    talk.send(b"EHLO x\r\n" + ENVELOPE + b"DATA\r\n")
    talk.send(b"..a\r\nb\r\n.\r\n" + ENVELOPE + b"DATA\r\n")
    talk.send(b".\r\nQUIT\r\n")

    message = KeepMessage("x", "a@b.example", ("x@hosho.example.jp",), None, tls=False)
    assert talk.mails == [(message, b".a\r\nb\r\n"), (message, b"")]
    assert talk.codes == ["220", *["250"] * 3, "354", *["250"] * 3, "354", "250", "221"]
    assert talk.ended == "Close"


def test_250_waits_for_the_answer() -> None:
    """Between the final dot and `answer` nothing is said, and the client waits."""
    talk = Talk.begin()
    talk.send(b"HELO x\r\n" + ENVELOPE + b"DATA\r\n")
    session = talk.session
    session.receive(b"x\r\n.\r\nNOOP\r\n")

    assert session.next_action(0.0) == Content(b"x\r\n")
    assert isinstance(session.next_action(0.0), KeepMessage)
    assert session.busy
    assert session.next_action(10.0**9) is None
    assert talk.waits_for_us

    session.answer(replies.kept(7))
    assert session.next_action(0.0) == Reply(b"250 2.0.0 Kept as mail 7\r\n")
    assert session.next_action(0.0) == Reply(replies.OK)


def test_mail_without_room_is_not_handed_over() -> None:
    """Who refuses the content of a whole mail is not asked to keep it as well."""
    talk = Talk.begin()
    talk.send(b"HELO x\r\n" + ENVELOPE + b"DATA\r\n")
    talk.session.receive(b"x\r\n.\r\nNOOP\r\n")
    assert talk.session.next_action(0.0) == Content(b"x\r\n")

    talk.session.refuse(replies.STORAGE_FULL)

    refusal = Reply(replies.STORAGE_FULL, refuses_mail=True)
    assert talk.session.next_action(0.0) == refusal
    assert talk.session.next_action(0.0) == HangUp()
    assert talk.session.next_action(0.0) is None


@pytest.mark.parametrize(
    "false_end",
    [b"\n.\n", b"\n.\r\n", b"\r.\r\n", b"\r\n.\n", b"\r.\r", b"\n.\r", b"\r\n.\rx"],
)
def test_smuggled_mail_is_refused(false_end: bytes) -> None:
    """A false end of DATA is 550 and the end; nothing behind it is obeyed."""
    talk = Talk.begin()
    talk.send(b"HELO x\r\n" + ENVELOPE + b"DATA\r\n")

    talk.send(b"a" + false_end + ENVELOPE + b"DATA\r\nevil\r\n.\r\n")

    assert talk.codes[-2:] == ["354", "550"]
    assert (talk.ended, talk.mails, talk.refused) == ("HangUp", [], 1)


def test_behind_a_relay_of_ones_own_bare_newlines_are_content() -> None:
    """`bare_newlines = "accept"`: one mail, as it came; content may come early too."""
    talk = Talk.begin(bare_newlines="accept", lmtp=True)

    talk.send(b"LHLO x\r\n" + ENVELOPE + b"DATA\r\na\n.\nMAIL\r\n.\r\n")

    assert [raw for _, raw in talk.mails] == [b"a\n.\nMAIL\r\n"]


def test_content_before_354_ends_the_session() -> None:
    """Whoever does not wait for 354 is no mail server."""
    talk = Talk.begin()

    talk.send(b"HELO x\r\n" + ENVELOPE + b"DATA\r\nx\r\n.\r\n")

    assert talk.said.endswith(replies.TALKED_EARLY)
    assert talk.ended == "HangUp"


def test_lmtp_answers_for_each_recipient() -> None:
    """As many replies as recipients were taken (RFC 2033, 4.2), 451 among them."""
    talk = Talk.begin(lmtp=True)
    more = b"RCPT TO:<y@hosho.example.jp>\r\nRCPT TO:<y@x.example>\r\n"
    talk.kept = lambda _: replies.OUR_FAULT

    talk.send(b"LHLO x\r\n" + ENVELOPE + more + b"DATA\r\n", b".\r\n")

    assert talk.codes[2:] == ["250", "250", "250", "550", "354", "451", "451"]


def test_nothing_said_in_clear_counts_inside_tls() -> None:
    """CVE-2011-0411: what came before the handshake ended is dropped, all of it."""
    talk = Talk.begin(tls=TLS, tls_required=True)
    session = talk.session
    session.receive(b"EHLO x\r\nMAIL FROM:<>\r\nSTARTTLS\r\nEHLO evil\r\nMAIL FR")
    assert isinstance(session.next_action(0.0), Reply)
    assert session.next_action(0.0) == Reply(replies.TLS_REQUIRED)
    assert session.next_action(0.0) == Reply(replies.READY_FOR_TLS)
    assert session.next_action(0.0) == StartTls()
    session.receive(b"OM:<evil@x.example>\r\n")

    session.encrypted()
    talk.send(b"MAIL FROM:<>\r\nSTARTTLS\r\nEHLO x\r\n" + ENVELOPE)

    assert talk.codes == ["220", "503", "503", "250", "250", "250"]


def test_password_is_asked_for_and_checked_outside() -> None:
    """AUTH asks for a check, and says what came of it; meanwhile all waits."""
    talk = Talk.begin(tls=TLS, signs_in=True)
    talk.send(b"EHLO x\r\n", b"STARTTLS\r\n", b"EHLO x\r\n")
    session = talk.session
    session.receive(b"AUTH PLAIN " + SECRET + b"\r\nNOOP\r\n")

    assert session.next_action(0.0) == VerifyCredentials(RIGHT, 0)
    assert session.next_action(0.0) is None
    assert talk.waits_for_us

    session.verified(None)
    assert session.next_action(0.0) == Reply(replies.SIGN_IN_LATER)
    assert session.next_action(0.0) == Reply(replies.OK)
    talk.send(b"AUTH LOGIN\r\n" + b64encode(RIGHT.name.encode()) + b"\r\n")
    talk.send(b64encode(RIGHT.password.encode()) + b"\r\n")
    assert talk.said.endswith(replies.PASSWORD_PLEASE + replies.SIGNED_IN)


def test_third_wrong_password_ends_the_session() -> None:
    """535 twice, then 535 and 421."""
    talk = Talk.begin(tls=TLS, signs_in=True)
    talk.send(b"EHLO x\r\n", b"STARTTLS\r\n", b"EHLO x\r\n")

    talk.send(b"AUTH PLAIN AGEAYg==\r\n" * 4)

    assert talk.codes[-4:] == ["535", "535", "535", "421"]
    assert talk.ended == "HangUp"


def test_a_line_must_come_whole_in_its_time() -> None:
    """Silence ends at the deadline, and half a command does not move it."""
    talk = Talk.begin({"idle_seconds": 300.0})
    assert talk.patience == 300

    talk.now = 200.0
    talk.send(b"NO")
    assert talk.patience == 100

    talk.send(b"OP\r\n")
    assert talk.patience == 300


def test_content_must_come_at_its_rate() -> None:
    """After the grace the average rate counts, and before it silence does."""
    talk = Talk.begin(
        {
            "idle_seconds": 30.0,
            "data_grace_seconds": 60.0,
            "data_octets_per_second": 10,
        }
    )
    talk.send(b"HELO x\r\n" + ENVELOPE + b"DATA\r\n")
    assert talk.patience == 30

    talk.now = 50.0
    talk.send(b"x" * 100)
    assert talk.patience == 60 + 100 / 10 - 50


@pytest.mark.parametrize(
    ("limit", "line", "last"),
    [
        ("commands", b"NOOP\r\n", replies.TOO_MANY_COMMANDS),
        ("errors", b"XYZZY\r\n", replies.TOO_MANY_ERRORS),
    ],
)
def test_idle_talk_is_limited(limit: str, line: bytes, last: bytes) -> None:
    """Over the limit the last command still gets its reply; then 421."""
    talk = Talk.begin({limit: 3})

    talk.send(line * 9)

    assert len(talk.codes) == 1 + 4 + 1
    assert talk.said.endswith(last)
    assert talk.ended == "HangUp"


def test_fault_of_ours_is_451_and_the_session_goes_on() -> None:
    """What `accepts` raises comes out once; `fail` says that it is ours."""
    talk = Talk.begin()
    talk.send(b"HELO x\r\nMAIL FROM:<>\r\n")
    talk.session.receive(b"RCPT TO:<broken@hosho.example.jp>\r\n" + ENVELOPE)

    with pytest.raises(RuntimeError, match="gone"):
        talk.session.next_action(0.0)
    talk.session.fail()
    talk.go_on()

    assert talk.codes == ["220", "250", "250", "451", "503", "250"]


def test_closing_server_ends_a_session_between_commands() -> None:
    """A mail under way gets its reply first; a command that waits is not obeyed."""
    talk = Talk.begin()
    talk.send(b"HELO x\r\n" + ENVELOPE + b"DATA\r\n", b"x")

    talk.session.interrupt()
    talk.send(b"\r\n.\r\nNOOP\r\n")

    assert talk.said.endswith(replies.kept(1) + replies.CLOSING)
    assert talk.ended == "HangUp"


def test_refusal_of_the_moment_is_asked_for_with_the_announced_size() -> None:
    """`refuse_now` hears SIZE=, and what it says is said and logged."""
    heard: list[int] = []

    def refuse(octets: int) -> bytes:
        heard.append(octets)
        return replies.NOT_NOW

    rules = SessionRules(Listener(limits=Limits()), accepts, refuse, signs_in=False)
    talk = Talk(SmtpSession(rules))

    talk.send(b"HELO x\r\nMAIL FROM:<> SIZE=77\r\nMAIL FROM:<>\r\n")

    assert heard == [77, 0]
    assert talk.codes == ["220", "250", "451", "451"]
    assert talk.refused == 2
    assert talk.session.state is State.GREETED


def test_what_is_announced_follows_from_what_is_offered() -> None:
    """STARTTLS in clear where there is a certificate, AUTH inside TLS for users."""
    with_all = SessionRules(Listener(tls=TLS), accepts, nothing_against, signs_in=True)
    bare = SessionRules(Listener(), accepts, nothing_against, signs_in=False)

    assert b"250 STARTTLS\r\n" in with_all.welcome(encrypted=False)
    assert b"250 AUTH PLAIN LOGIN\r\n" in with_all.welcome(encrypted=True)
    assert b"AUTH" not in with_all.welcome(encrypted=False)
    assert bare.welcome(encrypted=False).endswith(b"250 ENHANCEDSTATUSCODES\r\n")
