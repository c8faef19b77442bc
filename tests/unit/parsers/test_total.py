"""Total, deterministic, linear: whatever the bytes are."""

import json
import random
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.read import read
from parsers.reading import Reading

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.eml"))
RAW = [path.read_bytes() for path in EXAMPLES]
SECONDS = 5.0


def check_sane(reading: Reading) -> None:
    """Check what holds for every reading."""
    json.dumps(reading.to_json("x"), ensure_ascii=False).encode("utf-8")
    spoilt = {problem.field for problem in reading.problems}
    assert not spoilt & set(reading.fields)
    for key in reading.fields:
        assert key.replace("_planned", "") in reading.evidence


@given(st.binary(max_size=400))
def test_any_bytes_give_a_reading(raw: bytes) -> None:
    """No bytes raise, and every reading can be written as JSON."""
    check_sane(read(raw, NOW))


@given(st.sampled_from(RAW), st.randoms(use_true_random=False))
def test_a_mangled_mail_gives_a_reading(raw: bytes, chance: random.Random) -> None:
    """Cut, doubled, swapped and overwritten mails never raise."""
    mangled = bytearray(raw)
    for _ in range(chance.randint(1, 20)):
        at = chance.randrange(len(mangled) or 1)
        match chance.randrange(4):
            case 0:
                mangled[at : at + 1] = bytes((chance.randrange(256),))
            case 1:
                del mangled[at : at + chance.randint(1, 40)]
            case 2:
                mangled[at:at] = mangled[at : at + chance.randint(1, 40)]
            case _:
                mangled[at:at] = chance.choice(
                    (
                        b"\r\n",
                        b"\n\n",
                        b"\x1b$B",
                        b"=?utf-8?b?",
                        b"> ",
                        b"\0",
                        b"\xff\xfe",
                    )
                )
    check_sane(read(bytes(mangled), NOW))


@given(st.text(max_size=200), st.sampled_from(["", "Re: x", "提出 00427-000318"]))
def test_any_text_gives_a_reading(body: str, subject: str) -> None:
    """Any text below an ordinary header is read without an exception."""
    head = (
        f"From: a@b.example.jp\r\nSubject: {subject}\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n\r\n"
    )
    raw = head.encode() + body.encode("utf-8", "surrogatepass")
    check_sane(read(raw, NOW))


@pytest.mark.parametrize("raw", RAW, ids=[path.stem for path in EXAMPLES])
def test_the_same_bytes_give_the_same_reading(raw: bytes) -> None:
    """Reading twice gives equal readings."""
    assert read(raw, NOW) == read(raw, NOW)


ALTERNATIVE = (
    b"In-Reply-To: <a@b>\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b"
    b"\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nTEXT\r\n--b\r\nContent-Type:"
    b" text/html; charset=utf-8\r\n\r\nHTML\r\n--b--\r\n"
)
HOSTILE = {
    "quotes in To": b"To: " + b'"' * 20_000 + b"\r\n\r\nx",
    "dots in To": b"To: " + b"." * 20_000 + b"\r\n\r\nx",
    "comments in From": b"From: " + b"(" * 50_000 + b"\r\n\r\nx",
    "long Message-ID": b"Message-ID: <" + b"x" * 40_000 + b"\r\n\r\nx",
    "headers": b"A: b\r\n" * 100_000 + b"\r\nx",
    "parameters": b"Content-Type: text/plain" + b"; a=b" * 15_000 + b"\r\n\r\nx",
    "semicolons": b"Content-Type: text/plain" + b";" * 90_000 + b"\r\n\r\nx",
    "encoded words": b"Subject: " + b"=?utf-8?q?a?= " * 6_000 + b"\r\n\r\nx",
    "open words": b"Subject: " + b"=?" * 45_000 + b"\r\n\r\nx",
    "delimiters": b"Content-Type: multipart/mixed; boundary=x\r\n\r\n"
    + b"--x\r\n" * 200_000,
    "half delimiters": b"Content-Type: multipart/mixed; boundary=x\r\n\r\n"
    + b"--x " * 200_000,
    "labels": b"\r\n" + "工事名：".encode() * 50_000,
    "label lines": b"\r\n" + "工事名：A\r\n".encode() * 20_000,
    "colons": b"\r\n" + b":" * 500_000,
    "colon lines": b"\r\n" + b"aaaa: b\r\n" * 60_000,
    "quote marks": b"\r\n" + b"> " * 250_000,
    "dates": b"\r\n" + "令和8年3月1日".encode() * 20_000,
    "greetings": b"\r\n" + "よろしくお願い".encode() * 20_000,
    "greeting lines": b"\r\n" + "いつもお世話になっております。\r\n".encode() * 15_000,
    "greetings that nearly match": b"\r\n"
    + ("いつも大変" * 35 + "x\r\n").encode() * 500,
    "corrections": (
        b"In-Reply-To: <a@b>\r\n\r\n"
        + ("請負金額を" + "あ" * 110 + "。\r\n").encode() * 2_000
    ),
    "dated lines": b"\r\n" + b"2026/1/1 " * 60_000,
    "dated long lines": b"\r\n" + (b"2026/1/1 " + b"a" * 380 + b"\r\n") * 2_000,
    "boxes": b"\r\n" + "☒☐".encode() * 80_000,
    "spaces": b"\r\n" + b" " * 900_000,
    "dashes": b"\r\n" + b"-" * 900_000,
    "blank lines": b"\r\n" * 400_000,
    "attributions": b"\r\n" + b"On Mon, x\r\n" * 50_000,
    "from blocks": b"\r\n" + "差出人: a\r\n送信日時: b\r\n".encode() * 20_000,
    "html tags": b"Content-Type: text/html\r\n\r\n" + b"<td>" * 200_000,
    "html open": b"Content-Type: text/html\r\n\r\n" + b"<a " * 250_000,
    "html comments": b"Content-Type: text/html\r\n\r\n" + b"<!--" * 200_000,
    "escapes": b"Content-Type: text/plain; charset=iso-2022-jp\r\n\r\n"
    + b"\x1b$B" * 200_000,
    "stripped escapes": b"\r\n" + b"$B$3" * 200_000,
    "blocks of a report": (
        b"Content-Type: message/delivery-status\r\n\r\n" + b"\r\n \r\n" * 150_000
    ),
    "ascii words": b"\r\n" + b"a " * 400_000,
    "text and HTML": ALTERNATIVE.replace(
        b"TEXT", "工事名：甲\r\n".encode() * 20_000
    ).replace(b"HTML", "工事名：乙<br>\r\n".encode() * 20_000),
    "a yes and much HTML": ALTERNATIVE.replace(
        b"TEXT", "はい\r\n\r\n".encode() + b"> a b\r\n" * 100_000
    ).replace(b"HTML", b"<div>a</div>\r\n" * 60_000),
    "kanji words": b"\r\n" + "工 ".encode() * 200_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_mail_is_read_within_seconds(name: str) -> None:
    """The inputs that cost others minutes: quotes, dots, headers, parts, markup."""
    start = time.process_time()
    check_sane(read(HOSTILE[name], NOW))
    assert time.process_time() - start < SECONDS


ONE_LINERS = [
    b"From: a@", b"From: <a@", b"To: foo <", b'From: "', b"Cc: (c):",
    b"Content-Type: text/plain; name*", b"Content-Type: text/plain; filename*0*",
    b"Message-ID: <[x]@y>", b"Message-ID: <", b"To: a:b:c@d;;",
    b"From: a@b <c@d>, e: f@g; <h@i>", b"Subject: =?unicode_escape?q?=5Cud800?=",
    b"From: =?utf-8?q?a=0D=0Ab?= <c@d>", b"Subject: =?UTF-8?Q?a=0D=0ABcc:_x?=",
    b"Content-Type: text/plain; charset=windows-31j",
    b"Content-Type: text/plain; charset=x-sjis",
    b"Content-Type: text/plain; charset=cp50220",
    b'Content-Type: text/plain; charset=""',
    b"Content-Type: text/plain; charset=x-unknown",
    b"Content-Type: text/plain; charset=undefined",
    b'Content-Type: text/plain; charset="utf\0-8"',
    b"Content-Type: text/plain; charset=base64", b"Content-Type: multipart/mixed",
    b"Content-Type: multipart/alternative; boundary=", b"Date: 99999999999999999999",
    b"Content-Type: text/plain; " + b"a" * 76 + b'="xxxxxxxxxxx"',
    b"Content-Transfer-Encoding: nonsense",
]  # fmt: skip


@pytest.mark.parametrize("line", ONE_LINERS)
def test_a_line_that_breaks_the_standard_library_is_read(line: bytes) -> None:
    """Each one-line input of the list of defects gives a single-line reading."""
    reading = read(line + b"\r\n\r\ntext", NOW)
    check_sane(reading)
    assert "\n" not in reading.envelope.subject
    assert "\r" not in reading.envelope.from_text
