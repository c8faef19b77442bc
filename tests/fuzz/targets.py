"""What is fuzzed, and what must hold for whatever bytes.

    reader  whole mails            header  RFC 2047, RFC 2231, addresses, file names
    dates   days and periods       money   amounts
    files   workbooks, PDFs, archives, winmail.dat, RTF, CSV, JSON, saved mails

A target takes bytes and raises AssertionError where a promise is broken.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from parsers.files.attached_file import file_at
from parsers.message import header
from parsers.read import read
from parsers.reading import Reading
from parsers.values import dates, money, periods
from parsers.values.flaws import Flaw
from tests.fuzz import files

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KNOWN = dates.Known("contract_date", NOW.date(), {"work_start": date(2026, 4, 1)})
SECONDS = 5.0
HERE = Path(__file__).parent
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def check_reading(reading: Reading) -> None:
    """Check what holds for every reading."""
    json.dumps(reading.to_json("x"), ensure_ascii=False).encode("utf-8")
    spoilt = {problem.field for problem in reading.problems}
    assert not spoilt & set(reading.fields), "a field with a problem has a value"
    for key in reading.fields:
        assert key.replace("_planned", "") in reading.evidence, "no evidence"
    assert not _UNSAFE.search(reading.envelope.subject)


def reader(raw: bytes) -> None:
    """Read a mail twice: in time, sane, and the same."""
    start = time.process_time()
    reading = read(raw, NOW)
    assert time.process_time() - start < SECONDS, "too slow"
    check_reading(reading)
    assert read(raw, NOW) == reading, "not the same twice"


def attached(raw: bytes) -> None:
    """Read a mail with a file: what holds for a mail, and each member can be taken."""
    whole = files.mail_of(raw)
    reader(whole)
    for each in read(whole, NOW).attachments:
        found = file_at(whole, each.part)
        assert found is not None, "a file that is listed cannot be taken out"
        assert len(found.octets) == each.octets, "another file is taken out"


def headers(raw: bytes) -> None:
    """Read bytes as every kind of header value: one clean line each."""
    start = time.process_time()
    found = header.parameters(raw)
    texts = [header.text(raw), *found.named.values()]
    texts += [box.address for box in header.mailboxes(raw)]
    texts += [box.name for box in header.mailboxes(raw)]
    name = header.file_name(found.get("filename") or header.text(raw))
    assert not any(map(_UNSAFE.search, [*texts, name])), "a control in a header"
    assert len(name) <= header.MAX_FILE_NAME
    assert "/" not in name
    assert time.process_time() - start < SECONDS, "too slow"


def days(raw: bytes) -> None:
    """Read a text as a day and as a period, in either width of its figures."""
    text = raw.decode("utf-8", "replace")
    found, span = dates.read(text, KNOWN), periods.period(text, KNOWN)
    assert found is None or isinstance(found, Flaw | dates.Day)
    wide = text.translate(WIDE)
    assert dates.read(wide, KNOWN) == found, "width makes another day"
    assert periods.period(wide, KNOWN) == span, "width makes another period"


def amounts(raw: bytes) -> None:
    """Read a text as an amount, in either width of its figures."""
    text = raw.decode("utf-8", "replace")
    found = money.read(text)
    assert found is None or isinstance(found, Flaw) or found >= 0
    assert money.read(text.translate(WIDE)) == found, "width makes another amount"


Target = Callable[[bytes], None]
TARGETS: Mapping[str, Target] = {
    "reader": reader,
    "files": attached,
    "header": headers,
    "dates": days,
    "money": amounts,
}


def seeds(name: str) -> Iterator[bytes]:
    """Give what a target starts from: our own mails and value lines."""
    top = HERE.parent
    if name == "reader":
        for path in sorted((top / "examples").glob("*.eml")):
            yield path.read_bytes()
    elif name == "files":
        yield from files.seeds()
    elif name == "header":
        yield from (HERE / "headers.txt").read_bytes().splitlines()
    else:
        for path in sorted((top / "values").glob(f"{name}*.tsv")):
            for line in path.read_bytes().splitlines():
                if not line.startswith(b"#"):
                    yield line.split(b"\t")[0]
