"""The reading room: what a hostile mail costs, and what is left of it."""

import io
import os
import signal
import threading
import time
import zipfile
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from mailbot.sandbox.child_process import NotStarted, SandboxLimits
from mailbot.sandbox.libraries import missing
from mailbot.sandbox.sandbox import (
    LIGHT_OCTETS,
    SENTENCES,
    Sandbox,
    is_light,
    unread,
)
from parsers.automatic.classify import OwnMail
from parsers.message import limits as mail_limits
from parsers.read import read
from parsers.reading import Context, Problem

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.eml"))
HEAD = b"From: soumu@kensetsu.example.jp\r\nSubject: x\r\n"
MIXED = HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
SECONDS = 30.0
"""A mail has 5; a busy machine may take its time to start a child."""


@pytest.fixture(scope="module")
def room() -> Iterator[Sandbox]:
    """Give one room for all tests: its child is started once."""
    one = Sandbox()
    yield one
    one.close()


def children() -> set[int]:
    """Find the processes that read mails for us."""
    found = set()
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            ours = f"\nPPid:\t{os.getpid()}\n" in status.read_text()
            command = status.with_name("cmdline").read_bytes()
        except OSError:  # it ended while we looked
            continue
        if ours and b"mailbot.sandbox.child" in command:
            found.add(int(status.parent.name))
    return found


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_child_reads_what_we_read(room: Sandbox, path: Path) -> None:
    """A reading that came over a pipe is equal to the one made here."""
    raw = path.read_bytes()
    known = Context(("phone",), "TEL：", {"work_start": date(2026, 3, 3)})
    own = OwnMail(frozenset({"hosho.example.jp"}), frozenset({"m"}))

    assert room.read_apart((raw, NOW, known, own)) == read(raw, NOW, known, own)


def test_light_is_short_and_text_alone() -> None:
    """A short text is read here; a file, a forwarded mail or a long text is not."""
    text = HEAD + "\r\n工事名：市道改良工事\r\n".encode()

    assert is_light(text)
    assert not is_light(text + b"x" * LIGHT_OCTETS)
    assert not is_light(MIXED + b"--b\r\nContent-Type: Application/PDF\r\n\r\nx")
    assert not is_light(MIXED + b"--b\r\nContent-Type: message/rfc822\r\n\r\nx")
    assert not is_light(
        MIXED + b"--b\r\nContent-Disposition: attachment; filename*0*=a.zip\r\n\r\nx"
    )
    # What is opened by its octets, whatever it is called, is not read here either.
    assert not is_light(MIXED + b"--b\r\nContent-Disposition:\r\n attachment\r\n\r\nx")
    assert not is_light(MIXED + b"--b\r\nContent-Type: text/csv\r\n\r\nx")
    assert not is_light(text + b"begin 644 a.xlsx\r\nM4$L#\r\nend\r\n")


def nested(depth: int) -> bytes:
    """Write multiparts in multiparts."""
    out = HEAD
    for level in range(depth):
        out += f"Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n".encode()
        out += f"--b{level}\r\n".encode()
    return out + b"\r\ntext"


def forwarded(depth: int) -> bytes:
    """Write mails in mails."""
    return HEAD + b"Content-Type: message/rfc822\r\n\r\n" * depth + b"text"


def bomb() -> bytes:
    """Write a mail with a ZIP whose one member is 200 MB of zeros."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("a.csv", "w", force_zip64=True) as member,
    ):
        for _ in range(200):
            member.write(bytes(2**20))
    return attached(file.getvalue(), "a.zip")


def workbook_bomb() -> bytes:
    """Write a mail with a workbook whose sheet unpacks to 300 MB of one cell."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as member:
            for _ in range(300):
                member.write(b"<c><v>" * 170_000)
    return attached(file.getvalue(), "a.xlsx")


def attached(octets: bytes, name: str) -> bytes:
    """Write a mail with one file."""
    head = (
        "--b\r\nContent-Type: application/octet-stream\r\n"
        f'Content-Disposition: attachment; filename="{name}"\r\n'
        "Content-Transfer-Encoding: binary\r\n\r\n"
    )
    return MIXED + head.encode() + octets + b"\r\n--b--\r\n"


HOSTILE = {
    "100,000 parts": MIXED + b"--b\r\n\r\nx\r\n" * 100_000,
    "1,000 nested multiparts": nested(1_000),
    "1,000 nested mails": forwarded(1_000),
    "20,000 quotes": HEAD + b"To: " + b'"' * 20_000 + b"\r\n\r\nx",
    "100,000 headers": HEAD + b"A: b\r\n" * 100_000 + b"\r\nx",
    "10 MB of Japanese": HEAD + b"\r\n" + "請負金額は、".encode() * 580_000,
    "10 MB of Japanese lines": HEAD + b"\r\n" + "工事名：甲\r\n".encode() * 600_000,
    "30 MB of zeros": HEAD + b"\r\n" + bytes(30_000_000),
    "30 MB of base64": HEAD
    + b"Content-Transfer-Encoding: base64\r\n\r\n"
    + b"QUJD" * 7_500_000,
    "a name that hangs the library": HEAD
    + b"Content-Type: text/plain; "
    + b"a" * 76
    + b'="xxxxxxxxxxx"\r\n\r\nx',
    "a ZIP of 200 MB": bomb(),
    "a workbook of 300 MB": workbook_bomb(),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_mail_costs_seconds_and_the_next_is_read(
    room: Sandbox, name: str
) -> None:
    """Whatever a mail is made to cost, the room answers in time and goes on."""
    start = time.monotonic()
    reading = room.read_apart((HOSTILE[name], NOW, None, None))
    took = time.monotonic() - start
    after = room.read_apart((EXAMPLES[0].read_bytes(), NOW, None, None))

    assert took < SECONDS
    assert reading.envelope.sender in {"soumu@kensetsu.example.jp", None}
    assert after.intent == "apply"


def test_a_mail_that_takes_too_long_is_too_large() -> None:
    """A child that passes its time is ended, and a person reads the mail."""
    room = Sandbox(SandboxLimits(seconds=0.05))
    heavy = HEAD + b"\r\n" + "工事名：甲\r\n".encode() * 40_000
    reading = room.read_apart((heavy, NOW, None, None))
    room.close()

    assert reading.problems == (Problem("", "too_large", SENTENCES["too_large"]),)
    assert reading.intent == "unknown"
    assert reading.envelope.sender == "soumu@kensetsu.example.jp"
    assert not reading.fields


def test_time_is_the_processors_and_a_machine_that_sleeps_refuses_nothing() -> None:
    """A child that was stopped for longer than it may take still reads its mail."""
    room = Sandbox(SandboxLimits(seconds=0.5))
    raw = EXAMPLES[0].read_bytes()
    before = children()
    assert room.read_apart((raw, NOW, None, None)).intent == "apply"
    (child,) = children() - before
    os.kill(child, signal.SIGSTOP)
    waker = threading.Timer(1.0, os.kill, (child, signal.SIGCONT))
    waker.start()
    start = time.monotonic()

    assert room.read_apart((raw, NOW, None, None)).intent == "apply"
    assert time.monotonic() - start > 0.5
    room.close()


def test_a_child_that_hangs_is_killed_by_the_clock() -> None:
    """One that uses no time of the processor ends by the wall's."""
    room = Sandbox(SandboxLimits(wall=0.5))
    raw = EXAMPLES[0].read_bytes()
    before = children()
    room.read_apart((raw, NOW, None, None))
    (child,) = children() - before
    os.kill(child, signal.SIGSTOP)
    reading = room.read_apart((raw, NOW, None, None))
    room.close()

    assert reading.problems == (Problem("", "too_large", SENTENCES["too_large"]),)


def test_a_mail_that_takes_too_much_memory_is_unreadable() -> None:
    """A child that passes its memory dies alone: the next mail is read."""
    room = Sandbox(SandboxLimits(octets=96 * 2**20))
    heavy = HEAD + b"\r\n" + bytes(30_000_000) + "工事名：甲\r\n".encode() * 40_000
    reading = room.read_apart((heavy, NOW, None, None))
    after = room.read_apart((EXAMPLES[0].read_bytes(), NOW, None, None))
    room.close()

    assert reading.problems == (Problem("", "unreadable", SENTENCES["unreadable"]),)
    assert after.intent == "apply"


def test_a_child_that_is_killed_is_replaced() -> None:
    """Whoever kills the child loses one mail's reading to a person, and no more."""
    room = Sandbox()
    raw = EXAMPLES[0].read_bytes()
    before = children()
    assert room.read_apart((raw, NOW, None, None)).intent == "apply"
    (child,) = children() - before
    os.kill(child, signal.SIGKILL)

    assert room.read_apart((raw, NOW, None, None)) == unread(raw, "unreadable")
    assert room.read_apart((raw, NOW, None, None)).intent == "apply"
    room.close()
    assert children() <= before


def test_a_child_is_replaced_after_its_mails() -> None:
    """What a mail leaves behind in a child does not grow for ever."""
    room = Sandbox(SandboxLimits(mails=2))
    raw = EXAMPLES[10].read_bytes()
    before = children()
    seen = set()
    for _ in range(4):
        assert room.read_apart((raw, NOW, None, None)).intent == "confirm"
        seen |= children() - before
    room.close()

    assert len(seen) == 2


def test_a_child_that_cannot_start_is_one_sentence() -> None:
    """A machine that has no room for a child says so; nothing of it stays behind."""
    before = children()
    room = Sandbox(SandboxLimits(octets=1))

    with pytest.raises(NotStarted, match=r"does not start: install mailbot"):
        room.read_apart((MIXED, NOW, None, None))
    with pytest.raises(NotStarted):
        room.walls("examine")

    assert children() == before
    assert missing("read") == missing("examine") == []


def test_a_light_mail_starts_no_child() -> None:
    """A short text mail is read in this process."""
    room = Sandbox()
    before = children()

    assert room(EXAMPLES[10].read_bytes(), NOW).intent == "confirm"
    assert children() == before


def test_every_limit_of_a_mail_has_a_sentence_for_its_sender() -> None:
    """Each limit is named, and each name is a plain Japanese sentence."""
    names = {field.name for field in fields(mail_limits.Limits)}

    assert names == set(mail_limits.SENTENCES)
    assert read(MIXED + b"--b\r\n\r\nx\r\n" * 200, NOW).problems[0] == Problem(
        "", "too_large", mail_limits.SENTENCES["parts"]
    )
