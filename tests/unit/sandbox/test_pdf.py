"""A stranger's file is looked at in a child, which may die of it; the desk does not."""

import io
import subprocess
import sys
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from pypdf import PdfWriter

from mailbot.documents.examine import MOST_OCTETS
from mailbot.documents.typst import TypstRenderer
from mailbot.sandbox.child_process import SandboxLimits
from mailbot.sandbox.pdf import Examination, examine_file, examine_octets
from mailbot.sandbox.sandbox import Sandbox
from tests.unit.documents.sheets import KEY, NOTICE


@pytest.fixture(scope="module")
def notice() -> bytes:
    """Give a key notice, unsigned."""
    return TypstRenderer().key_notice(NOTICE).pdf


@pytest.fixture
def room() -> Iterator[Sandbox]:
    """Give a room with the usual ceilings, and time for a busy machine."""
    room = Sandbox(SandboxLimits(seconds=60))
    yield room
    room.close()


def mail_with(octets: bytes) -> bytes:
    """Return a mail whose second part is a file."""
    mail = EmailMessage()
    mail["From"] = "zaisei@city.kakuda.example.jp"
    mail["Subject"] = "検証"
    mail.set_content("検証")
    mail.add_attachment(octets, maintype="application", subtype="pdf", filename="a.pdf")
    return mail.as_bytes()


def test_child_finds_what_we_find(room: Sandbox, notice: bytes) -> None:
    """What comes back from the child is what the same look here would give."""
    raw = mail_with(notice)

    seen = room.examine(raw, "2", ())

    assert examine_file(raw, "2", ()) == seen
    assert seen.examined is not None
    assert (NOTICE.facts.number, KEY) == (seen.examined.number, seen.examined.page.key)
    assert KEY not in repr(seen)


def test_child_that_takes_too_long_is_ended(notice: bytes) -> None:
    """A file that costs more than its time is not read; the next one is."""
    hasty = Sandbox(SandboxLimits(seconds=0.01))

    assert Examination("unreadable") == hasty.examine(mail_with(notice), "2", ())
    hasty.close()


def test_child_that_takes_too_much_memory_is_ended(notice: bytes) -> None:
    """So is one that wants more memory than a child may have."""
    small = Sandbox(SandboxLimits(seconds=60, octets=90 * 2**20))

    assert Examination("unreadable") == small.examine(
        mail_with(notice + b"\0" * 60_000_000), "2", ()
    )
    small.close()


def test_part_that_is_not_there_is_unreadable(room: Sandbox) -> None:
    """A part that the mail does not have is no file."""
    assert Examination("unreadable") == room.examine(mail_with(b"x"), "7", ())


def test_file_that_is_too_large_is_not_opened() -> None:
    """Fifty megabytes are no notice of ours, whatever they begin with."""
    assert Examination("too_large") == examine_octets(
        b"%PDF-1.7" + b"0" * 50_000_000, ()
    )
    assert MOST_OCTETS < 50_000_000


def test_locked_file_is_not_guessed_at(notice: bytes) -> None:
    """A password on a file is said, and not tried."""
    out = io.BytesIO()
    writer = PdfWriter(clone_from=io.BytesIO(notice))
    writer.encrypt("himitsu", algorithm="AES-256")
    writer.write(out)

    assert Examination("encrypted") == examine_octets(out.getvalue(), ())


@pytest.mark.parametrize(
    ("octets", "state"),
    [
        (b"", "not_pdf"),
        (b"PK\x03\x04", "not_pdf"),
        (b"\n" * 2000 + b"%PDF-1.7", "not_pdf"),
        (b"%PDF-1.7", "seen"),
        (b"junk before it %PDF-1.7 \xff\xff", "seen"),
    ],
)
def test_rubbish_is_told_from_broken_files(octets: bytes, state: str) -> None:
    """What does not begin as a PDF is none; what does is looked at, and is not ours."""
    seen = examine_octets(octets, ())

    assert state == seen.state
    assert seen.examined is None or seen.examined.kind is None


def test_child_that_opens_files_loads_no_core() -> None:
    """What reads a stranger's PDF stays small: no case, no office, no pydantic."""
    code = (
        "import sys, mailbot.sandbox.pdf; "
        "print(sorted({'pydantic', 'mailbot.core.model.case'} & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)

    assert told.stdout.decode().strip() == "[]"
