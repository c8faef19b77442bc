"""Bytes to parts: limits, part numbers, broken structure, transfer encodings."""

import email
import email.policy
from email.message import EmailMessage

import pytest

from parsers.message import transfer
from parsers.message.limits import LIMITS, Limits
from parsers.message.mime import parse

PLAIN = b"Content-Type: text/plain; charset=utf-8\r\n\r\n"


def multipart(boundary: str, *parts: bytes, kind: str = "mixed") -> bytes:
    """Write a multipart with its header."""
    mark = boundary.encode()
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode()
    body = b"".join(b"--" + mark + b"\r\n" + part + b"\r\n" for part in parts)
    return head + body + b"--" + mark + b"--\r\n"


def numbers(raw: bytes) -> list[tuple[str, str]]:
    """Give part numbers and types."""
    return [(part.number, part.type) for part in parse(raw).parts]


def test_part_numbers_are_those_of_imap() -> None:
    """A forwarded mail is one part, and its own parts are numbered behind it."""
    inner = multipart("in", PLAIN + b"a", b"Content-Type: text/html\r\n\r\nb")
    forwarded = b"Content-Type: message/rfc822\r\n\r\nSubject: x\r\n" + inner
    single = b"Content-Type: message/rfc822\r\n\r\nSubject: y\r\n\r\ntext"
    raw = multipart("out", inner.replace(b'"in"', b'"in"'), forwarded, single)

    assert numbers(raw) == [
        ("1.1", "text/plain"),
        ("1.2", "text/html"),
        ("2", "message/rfc822"),
        ("2.1", "text/plain"),
        ("2.2", "text/html"),
        ("3", "message/rfc822"),
        ("3.1", "text/plain"),
    ]
    assert numbers(b"Subject: x\r\n\r\ntext") == [("1", "text/plain")]


def test_our_parts_are_those_of_the_standard_library() -> None:
    """A mail built by `email` is cut into the same leaves with the same octets."""
    built = EmailMessage()
    built["Subject"] = "申込"
    built.set_content("工事名：市道改良工事\n")
    built.add_alternative("<p>工事名：市道改良工事</p>", subtype="html")
    built.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf",
                         filename="請求書.pdf")  # fmt: skip
    raw = built.as_bytes(policy=email.policy.SMTPUTF8)
    theirs = email.message_from_bytes(raw, policy=email.policy.compat32)

    leaves = [part for part in theirs.walk() if not part.is_multipart()]
    ours = parse(raw).parts

    assert [part.get_content_type() for part in leaves] == [part.type for part in ours]
    assert [part.get_payload(decode=True) for part in leaves] == [
        part.octets() for part in ours
    ]
    assert ours[2].name == "請求書.pdf"


BROKEN = [
    (b"", [("1", "text/plain")]),
    (b"no header at all\r\nsecond line", [("1", "text/plain")]),
    (b"Content-Type: multipart/mixed\r\n\r\ntext", [("1", "multipart/mixed")]),
    (b"Content-Type: multipart/mixed; boundary=x\r\n\r\ntext", [("1", "text/plain")]),
    (b"Content-Type: nonsense\r\n\r\ntext", [("1", "text/plain")]),
    (b"Content-Type: text/plain; charset\r\n\r\ntext", [("1", "text/plain")]),
    (
        (
            b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\na\r\n--x\r\n"
            b"\r\nb"
        ),
        [("1", "text/plain"), ("2", "text/plain")],
    ),
    (
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\n\na\n--xy\nb\n--x--\nc",
        [("1", "text/plain")],
    ),
]


@pytest.mark.parametrize(("raw", "parts"), BROKEN)
def test_broken_structure_is_best_effort_text(
    raw: bytes, parts: list[tuple[str, str]]
) -> None:
    """Missing, unclosed and prefixed boundaries give text, not an exception."""
    assert numbers(raw) == parts


def test_a_prefix_of_another_boundary_is_no_delimiter() -> None:
    """`--xy` does not end a part of boundary x."""
    raw = b"Content-Type: multipart/mixed; boundary=x\n\n--x\n\na\n--xy\nb\n--x--\nc"
    (part,) = parse(raw).parts
    assert part.octets() == b"a\n--xy\nb"


@pytest.mark.parametrize(
    ("limits", "raw", "exceeded"),
    [
        (Limits(octets=100), b"A: b\r\n\r\n" + b"x" * 200, "octets"),
        (Limits(header_octets=50), b"A: " + b"b" * 100 + b"\r\n\r\nx", "header_octets"),
        (Limits(headers=3), b"A: b\r\n" * 4 + b"\r\nx", "headers"),
        (Limits(parts=2), multipart("m", *([PLAIN + b"x"] * 3)), "parts"),
        (Limits(boundary=3), multipart("long", PLAIN + b"x"), "boundary"),
    ],
)
def test_each_limit_is_named_when_it_is_passed(
    limits: Limits, raw: bytes, exceeded: str
) -> None:
    """Beyond a limit reading stops and says which it was."""
    assert parse(raw, limits).exceeded == exceeded
    assert parse(raw).exceeded == ""


def test_limits_hold_at_the_limit_itself() -> None:
    """As many headers, parts and octets as allowed are no excess."""
    raw = multipart("m", PLAIN + b"x", PLAIN + b"y")
    assert parse(raw, Limits(parts=2, headers=1, octets=len(raw))).exceeded == ""
    assert parse(raw, Limits(octets=len(raw) - 1)).exceeded == "octets"


def test_a_thousand_nested_multiparts_end_at_the_depth() -> None:
    """Depth is counted while cutting; nothing recurses beyond it."""
    raw = b"".join(
        (
            f"Content-Type: multipart/mixed; boundary=b{depth}\r\n\r\n--b{depth}\r\n"
        ).encode()
        for depth in range(1000)
    )
    assert parse(raw).exceeded == "depth"
    nested = b"Content-Type: message/rfc822\r\n\r\n" * 1000
    assert parse(nested).exceeded in {"depth", "parts"}


def test_a_hundred_thousand_parts_cost_no_more_than_the_limit() -> None:
    """Only as many parts are cut as are allowed."""
    raw = b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\n\n" * 100_000
    mail = parse(raw)
    assert mail.exceeded == "parts"
    assert len(mail.parts) == LIMITS.parts


TRANSFERS = [
    (b"base64", b"5bel5LqL", "工事".encode()),
    (b"BASE64", b"5bel\r\n5LqL\r\n", "工事".encode()),
    (b"base64", b"5bel!5LqL", "工事".encode()),
    (b"base64", b"5bel5LqLx", "工事".encode()),
    (b"base64", b"5bel5Lq", "工".encode() + b"\xe4\xba"),
    (b"base64", b"====", b""),
    (b"quoted-printable", b"=E5=B7=A5=\r\n=E4=BA=8B", "工事".encode()),
    (b"quoted-printable", b"=E5=B7=A5=  \r\n=E4=BA=8B", "工事".encode()),
    (b"quoted-printable", b"100=ZZ%", b"100=ZZ%"),
    (b"x-uuencode", b"begin 644 a.txt\n#0V%T\n`\nend\n", b"Cat"),
    (b"x-uuencode", b"no begin", b"no begin"),
    (b"8bit", "工事".encode(), "工事".encode()),
    (b"x-unknown", b"abc", b"abc"),
]


@pytest.mark.parametrize(("encoding", "body", "octets"), TRANSFERS)
def test_a_transfer_encoding_is_undone_as_far_as_it_goes(
    encoding: bytes, body: bytes, octets: bytes
) -> None:
    """Broken base64, quoted-printable and uuencode give what can be had."""
    assert transfer.decoded(body, encoding) == octets


def test_a_multipart_that_does_not_say_its_boundary_is_cut_at_its_first() -> None:
    """The fold of the header lost its blank: `boundary=` is a line of its own."""
    raw = (
        b"Content-Type: multipart/mixed;\r\nboundary=x-1\r\n\r\n"
        b"--x-1\r\n\r\none\r\n--x-1\r\n\r\ntwo\r\n--x-1--\r\n"
    )

    assert [part.octets() for part in parse(raw).parts] == [b"one", b"two"]
