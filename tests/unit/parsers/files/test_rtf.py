"""RTF as Outlook packs it into a winmail.dat."""

import random
import time
from contextlib import suppress

import pytest

from parsers.files import rtf
from parsers.files.budget import ShutError
from tests.unit.parsers.boxes import mail_with, rtf_packed, said, winmail

# The two examples of MS-OXRTFCP 3.1.
HELLO = (
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c0900206277"
    "05b06c647d0a800fa0"
)
RING = "1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0"
MOST = 100_000


def test_the_examples_of_the_specification_are_unpacked() -> None:
    """References into the ring, also to what they themselves write."""
    hello, ring = bytes.fromhex(HELLO), bytes.fromhex(RING)

    assert (
        rtf.unpacked(hello, MOST)
        == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    )
    assert rtf.unpacked(ring, MOST) == b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"
    assert rtf.unpacked(rtf_packed(b"{\\rtf1 x}"), MOST) == b"{\\rtf1 x}"
    assert rtf.unpacked(hello[:8] + b"MELA" + bytes(4) + b"{x}", MOST) == b"{x}"


@pytest.mark.parametrize("octets", [b"", b"x" * 15, b"x" * 40])
def test_what_is_no_packed_rtf_is_shut(octets: bytes) -> None:
    """Neither packed nor stored: it is unreadable, and nothing else is raised."""
    with pytest.raises(ShutError):
        rtf.unpacked(octets, MOST)


def written(text: str) -> bytes:
    """Write text as Outlook does in Japan: CP932 octets as escapes."""
    return "".join(f"\\'{octet:02x}" for octet in text.encode("cp932")).encode()


FORM = "工事名：市道角田1号線道路改良工事\n請負金額：50,000,000円\n"
HEAD = (
    rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fnil\fcharset128 MS Gothic;}"
    rb"{\f1\fcharset0 Arial;}}{\colortbl;\red0\green0\blue0;}{\*\generator x;}\f0 "
)
PLAIN = HEAD + b"\\par ".join(map(written, FORM.split("\n"))) + b"}"
UNICODE = (
    HEAD
    + b"\\par ".join(
        b"".join(f"\\u{ord(sign)}?".encode() for sign in line)
        for line in FORM.split("\n")
    )
    + b"}"
)
CELLS = (
    b"{\\*\\htmltag64 <table><tr><td>}"
    + b"{\\*\\htmltag64 </td></tr><tr><td>}".join(
        written(line).replace(written("："), b"{\\*\\htmltag64 </td><td>}")
        for line in FORM.split("\n")[:2]
    )
    + b"{\\*\\htmltag64 </td></tr></table>}\\htmlrtf {\\b never shown}\\htmlrtf0 }"
)
AS_HTML = HEAD.replace(b"\\deff0", b"\\fromhtml1\\deff0") + CELLS


@pytest.mark.parametrize("rich", [PLAIN, UNICODE, AS_HTML], ids=["cp932", "u", "html"])
def test_an_application_that_stands_in_rtf_alone_is_read(rich: bytes) -> None:
    """Rich text of Outlook: as octets of CP932, as Unicode, and as HTML within."""
    reading = mail_with({"winmail.dat": winmail({}, rich=rtf_packed(rich))})

    assert said(reading) == {
        "project_name": "市道角田1号線道路改良工事",
        "contract_amount": 50_000_000,
    }
    assert not reading.problems


def test_a_text_beside_the_rtf_goes_before_it() -> None:
    """Plain text needs no taking out."""
    octets = winmail(
        {}, "工事名：甲工事\n請負金額：1億円".encode("cp932"), rtf_packed(PLAIN)
    )

    assert mail_with({"winmail.dat": octets}).fields["project_name"] == "甲工事"


def test_fonts_styles_and_pictures_are_no_text() -> None:
    """Escaped braces, a surrogate pair and a note for older readers are read right."""
    text = (
        rb"{\rtf1{\info{\title x}}{\pict 00ff}a\{b\}\~c\u-10187?\u-8960?\tab d\line e}"
    )

    assert rtf.text_of(text) == rtf.Text("a{b} c\U0001d500\td\ne")


HOSTILE = {
    "escapes": b"\\'8d" * 300_000,
    "numbers": b"\\u1 " * 300_000,
    "words": b"\\fonttbl" * 150_000,
    "one long word": b"\\" + b"a" * 1_000_000,
    "closed groups": b"}" * 1_000_000,
    "backslashes": b"\\" * 1_000_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_rtf_costs_little(name: str) -> None:
    """Linear: a megabyte takes seconds at the most."""
    start = time.process_time()
    rtf.text_of(HOSTILE[name])

    assert time.process_time() - start < 5


def test_groups_in_groups_have_an_end() -> None:
    """A million open braces are no document."""
    with pytest.raises(ShutError):
        rtf.text_of(b"{" * 1_000_000)


def test_mangled_rtf_gives_a_text_or_is_shut() -> None:
    """Whatever is overwritten, nothing else is raised."""
    chance = random.Random(1)  # noqa: S311 - the same each time
    for _ in range(500):
        octets = bytearray(AS_HTML)
        packed = bytearray.fromhex(HELLO)
        for _ in range(8):
            octets[chance.randrange(len(octets))] = chance.randrange(256)
            packed[chance.randrange(len(packed))] = chance.randrange(256)
        rtf.text_of(bytes(octets)).text.encode()
        with suppress(ShutError):
            assert len(rtf.unpacked(bytes(packed), MOST)) <= MOST
