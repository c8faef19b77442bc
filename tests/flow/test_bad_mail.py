"""Mail that is no application, too much of it, or twice the same."""

import smtplib

import pytest

from tests.support.actors import BANK, Actor, Post, Relay, application
from tests.support.live import LiveDesk

MEGABYTE = 1024 * 1024


def test_empty_mail_gets_help(desk: LiveDesk, relay: Relay, hoshi: Actor) -> None:
    """A registered sender who writes nothing is told what can be written."""
    relay.hand_over(hoshi.writes("", ""))

    assert "①" in hoshi.letter(1).text or "会社名" in hoshi.letter(1).text
    desk.rest()
    assert ["help"] == [kind for kind, _ in desk.went()]
    with desk.app.store.snapshot() as tx:
        assert tx.cases.find(1) is None


def test_announced_size_is_refused_at_once(
    desk: LiveDesk, relay: Relay, hoshi: Actor
) -> None:
    """30 MB announced by SIZE=: 552 at MAIL FROM, and nothing of it is sent."""
    code, text = relay.offer(_huge(hoshi))

    assert 552 == code
    assert text.startswith("5.3.4")
    assert () == desk.mails()
    _still_takes_mail(desk, relay, hoshi)


def test_size_that_was_not_announced_is_refused_in_data(
    desk: LiveDesk, relay: Relay, hoshi: Actor
) -> None:
    """30 MB from a client that says no SIZE=: 552, nothing stored, the desk goes on."""
    huge = _huge(hoshi)
    with smtplib.SMTP("127.0.0.1", desk.port, timeout=30) as peer:
        peer.helo("client.example.jp")
        assert 250 == peer.mail(huge.sender)[0]
        assert 250 == peer.rcpt(huge.recipient)[0]
        assert 354 == peer.docmd("DATA")[0]
        _push(peer, huge.raw)
        code, text = peer.getreply()

    assert (552, b"5.3.4 Mail too large") == (code, text)
    assert () == desk.mails()
    _still_takes_mail(desk, relay, hoshi)


def _huge(who: Actor) -> Post:
    post = who.writes(application())
    lines = (b"x" * 76 + b"\r\n") * (30 * MEGABYTE // 78 + 1)
    return Post(post.raw + lines, post.sender, post.recipient)


def _push(peer: smtplib.SMTP, octets: bytes) -> None:
    """Send until the server closes its ear: it may do so before the end."""
    assert peer.sock is not None
    try:
        peer.sock.sendall(octets + b"\r\n.\r\n")
    except OSError:
        return


def _still_takes_mail(desk: LiveDesk, relay: Relay, who: Actor) -> None:
    relay.hand_over(who.writes(application()))
    who.letter(1)
    desk.rest()
    assert [("applied", "questions")] == desk.came()


@pytest.mark.parametrize(
    "recipient",
    [
        "somebody@elsewhere.example",
        "moushikomi@elsewhere.example",
        "nobody@hosho.example.jp",
        "moushikomi%elsewhere.example@hosho.example.net",
    ],
)
def test_foreign_recipient_is_refused(
    desk: LiveDesk, relay: Relay, hoshi: Actor, recipient: str
) -> None:
    """550 for whoever is not ours: the desk relays for nobody."""
    code, _ = relay.offer(hoshi.writes(application(), to=recipient))

    assert 550 == code
    assert () == desk.mails()


def test_same_bytes_twice_are_one_application(
    desk: LiveDesk, relay: Relay, hoshi: Actor
) -> None:
    """A10, C43: a repeat is acknowledged and counted, with no second answer."""
    post = hoshi.writes(application())
    relay.hand_over(post)
    hoshi.letter(1)

    relay.hand_over(post)
    desk.rest()

    (mail,) = desk.mails(direction="in")
    assert 1 == mail.copies
    assert ["questions"] == [kind for kind, _ in desk.went()]
    with desk.app.store.snapshot() as tx:
        assert tx.cases.find(2) is None


def test_same_bytes_twice_at_once_are_one_application(
    desk: LiveDesk, relay: Relay, hoshi: Actor
) -> None:
    """The repeat may come before the first was looked at."""
    post = hoshi.writes(application())
    for _ in range(3):
        relay.hand_over(post)
    desk.rest()

    assert [2] == [mail.copies for mail in desk.mails(direction="in")]
    assert ["questions"] == [kind for kind, _ in desk.went()]


def test_same_message_id_with_other_content_is_kept_and_flagged(
    desk: LiveDesk, relay: Relay, hoshi: Actor
) -> None:
    """C44: two mails; the second names the first."""
    first = hoshi.writes(application(bank=BANK))
    hoshi.written -= 1
    second = hoshi.writes(application(project="別の工事", bank=BANK))
    relay.hand_over(first)
    relay.hand_over(second)
    desk.rest()

    one, two = desk.mails(direction="in")
    assert one.message_id == two.message_id
    assert (None, one.id) == (one.twin_of, two.twin_of)
    with desk.app.store.snapshot() as tx:
        assert first.raw == tx.blobs.raw(one.digest)
        assert second.raw == tx.blobs.raw(two.digest)


def test_line_ends_in_headers_reach_no_mail_of_ours(
    desk: LiveDesk, relay: Relay, hoshi: Actor
) -> None:
    """C48: a subject that decodes to line ends adds no header to the answer."""
    post = hoshi.writes(application(bank=BANK))
    evil = "=?utf-8?q?x=0D=0ABcc:_x@evil.example=E2=80=A8Y:_z?="
    start = post.raw.index(b"Subject:")
    end = post.raw.index(b"\r\nDate:")
    raw = post.raw[:start] + b"Subject: " + evil.encode() + post.raw[end:]

    relay.hand_over(Post(raw, post.sender, post.recipient))

    message = hoshi.letter(1).message
    assert message["Bcc"] is None
    assert message["Y"] is None
    desk.rest()
    assert [(hoshi.address,)] == [to for _, to in desk.went()]
