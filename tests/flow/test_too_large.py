"""Mail that is not read, or not all of it: its sender is told why, and what to do."""

import re
from base64 import b64encode

import pytest

from parsers.message.limits import SENTENCES
from tests.support.actors import Actor, Post, Relay, application
from tests.support.live import LiveDesk

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


LOCKED = (
    "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n申込書を添付します。\r\n"
    '--b\r\nContent-Type: application/zip; name="form.zip"\r\n'
    "Content-Transfer-Encoding: base64\r\n\r\n"
).encode()


def test_a_password_is_refused_with_the_reason_and_another_way(
    desk: LiveDesk, relay: Relay, hoshi: Actor
) -> None:
    """The file is named, why it was not opened, and what can be sent instead."""
    post = hoshi.writes("x")
    head = post.raw.partition(b"\r\n\r\n")[0].split(b"\r\n")
    kept = [line for line in head if not line.lower().startswith(b"content-")]
    packed = b64encode(b"PK\x03\x04\x14\x00\x01\x00\x08\x00" + bytes(40))
    raw = b"\r\n".join(
        [
            *(*kept, b"Content-Type: multipart/mixed; boundary=b", b"", LOCKED),
            *(packed, b"--b--", b""),
        ]
    )
    relay.hand_over(Post(raw, post.sender, post.recipient))
    text = re.sub(r"[\r\n\u3000]", "", hoshi.letter(1).text)

    assert "form.zip" in text
    assert "パスワードや暗号化で保護されたものは、当方では開くことができません" in text
    assert "パスワードや暗号化のないファイル、または" in text
    desk.rest()
