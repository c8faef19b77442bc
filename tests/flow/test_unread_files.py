"""Files that nobody here can read: whoever sent them is told why, in the next mail."""

import re
from base64 import encodebytes

import pytest

from tests.support.actors import Actor, Post, Relay
from tests.support.live import LiveDesk

PICTURE = b"\xff\xd8\xff\xe0" + bytes(90)
WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
APPLIES = "前払金保証を申し込みます。保証申込書を添付します。"
CASES = {
    "old Word, nothing else": ("保証申込書です。", "form.doc", WORD, "古いWord文書"),
    "a photographed form": (APPLIES, "IMG_0012.jpg", PICTURE, "写真や画像の文字"),
    "a paper of no known kind": (
        "書類です。",
        "a.xdw",
        b"x",
        "（.xdw）は読み取れません",
    ),
}


def with_file(post: Post, text: str, name: str, octets: bytes) -> Post:
    """Write a mail anew with this text and this file."""
    head = post.raw.partition(b"\r\n\r\n")[0].split(b"\r\n")
    kept = [line for line in head if not line.lower().startswith(b"content-")]
    parts = (
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n--b\r\n"
        f'Content-Type: application/octet-stream; name="{name}"\r\n'
        "Content-Transfer-Encoding: base64\r\n\r\n"
    ).encode()
    code = encodebytes(octets).replace(b"\n", b"\r\n")
    raw = b"\r\n".join([*kept, parts]) + code + b"--b--\r\n"
    return Post(raw, post.sender, post.recipient)


@pytest.mark.parametrize("name", CASES)
def test_its_sender_is_told_why_a_file_was_not_read(
    desk: LiveDesk, relay: Relay, hoshi: Actor, name: str
) -> None:
    """The sentence stands in the questions of an application and in other answers."""
    text, file, octets, sentence = CASES[name]
    relay.hand_over(with_file(hoshi.writes("x"), text, file, octets))
    answer = re.sub(r"[\r\n\u3000]", "", hoshi.letter(1).text)

    assert file in answer
    assert sentence in answer
    desk.rest()
