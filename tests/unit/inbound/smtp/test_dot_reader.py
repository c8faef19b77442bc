"""The end of DATA and the transparency dots, however the network cuts the stream."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.inbound.smtp.dot_reader import DotReader

PIECES = st.lists(st.sampled_from([b"\r", b"\n", b".", b"\r\n", b"a", b"bc"]))


def take(*chunks: bytes) -> tuple[bytes, bytes | None, bool]:
    """Feed the chunks; return content, rest and whether a newline was bare."""
    unstuffer = DotReader()
    content = after = b""
    for chunk in chunks:
        if unstuffer.rest is None:
            content += unstuffer.feed(chunk)
        else:
            after += chunk
    rest = unstuffer.rest
    return content, None if rest is None else rest + after, unstuffer.bare_newline


@pytest.mark.parametrize(
    ("stream", "content"),
    [
        (b".\r\n", b""),
        (b"\r\n.\r\n", b"\r\n"),
        (b"a\r\n.\r\n", b"a\r\n"),
        (b"..\r\n.\r\n", b".\r\n"),
        (b"a\r\n..b\r\n.\r\n", b"a\r\n.b\r\n"),
        (b"a\r\n.b\r\n.\r\n", b"a\r\nb\r\n"),
        (b"a..\r\n...\r\n.\r\n", b"a..\r\n..\r\n"),
    ],
)
def test_one_dot_is_taken_from_each_line_that_has_one(
    stream: bytes, content: bytes
) -> None:
    """A dot at the start of a line goes (RFC 5321, 4.5.2); any other dot stays."""
    assert (content, b"", False) == take(stream)


@pytest.mark.parametrize(
    "false_end",
    [
        b"\n.\n",
        b"\n.\r\n",
        b"\r.\r\n",
        b"\r\n.\r",
        b"\r\n.\n",
        b"\r.\r",
        b"\n.\r",
        b"\r.\n",
        b"\r\n.\r\r\n",
    ],
)
def test_no_other_line_end_ends_a_mail(false_end: bytes) -> None:
    """The nine ways to smuggle a mail are seen, and none of them ends DATA."""
    content, rest, bare = take(b"a" + false_end + b"MAIL FROM:<x@y.example>\r\n")

    assert rest is None
    assert bare
    assert content.startswith(b"a")


def test_what_follows_the_end_is_given_back() -> None:
    """The command behind the final dot is no part of the mail."""
    assert (b"a\r\n", b"QUIT\r\n", False) == take(b"a\r\n.\r\nQUIT\r\n")


@given(PIECES, st.data())
def test_the_cut_does_not_matter(pieces: list[bytes], choice: st.DataObject) -> None:
    """The same octets give the same mail, whole or in chunks of any size."""
    stream = b"".join(pieces) + b"\r\n.\r\nREST"
    cuts = choice.draw(st.lists(st.integers(0, len(stream)), max_size=6).map(sorted))
    bounds = zip([0, *cuts], [*cuts, len(stream)], strict=True)
    chunks = [stream[start:end] for start, end in bounds]

    assert take(stream) == take(*chunks)


@given(PIECES)
def test_what_was_stuffed_comes_back(pieces: list[bytes]) -> None:
    """Any content with clean line ends survives stuffing and unstuffing."""
    lines = b"".join(pieces).replace(b"\r", b"").split(b"\n")
    content = b"".join(line + b"\r\n" for line in lines)
    stuffed = b"".join(
        (b"." if line.startswith(b".") else b"") + line + b"\r\n" for line in lines
    )

    assert (content, b"", False) == take(stuffed + b".\r\n")
