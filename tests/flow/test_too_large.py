"""Mail that is more than is read: its sender is told which limit it passed."""

import pytest

from parsers.mime import SENTENCES
from tests.actors import Actor, Post, Relay, application
from tests.live import LiveDesk

LIMITS = {
    "one line of 2.4 MB": (b"\xe7\x94\xb2" * 800_000 + b"\r\n", "text_octets"),
    "a long text": ("工事の説明です。\r\n".encode() * 60_000, "text_octets"),
}


@pytest.mark.parametrize("name", LIMITS)
def test_its_sender_is_told_which_limit_a_mail_passed(
    desk: LiveDesk, relay: Relay, hoshi: Actor, name: str
) -> None:
    """A plain sentence and what to do instead, and a person reads the mail."""
    octets, limit = LIMITS[name]
    post = hoshi.writes(application())
    head, _, body = post.raw.partition(b"\r\n\r\n")
    plain = head.replace(b"base64", b"8bit").replace(b"quoted-printable", b"8bit")
    raw = plain + b"\r\n\r\n" + body + octets
    relay.hand_over(Post(raw, post.sender, post.recipient))
    answer = hoshi.letter(1)

    assert SENTENCES[limit] in answer.text.replace("\n", "").replace("\u3000", "")
    assert answer.text.count("\n") < 100
    desk.rest()
    assert [("held", "unclear")] == desk.came()
