"""Files made to break their reader: everything ends soon, and with a plain reason."""

from __future__ import annotations

import dataclasses
import json
import random
import re
import struct
import time
import zlib
from collections.abc import Callable
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter

from parsers.files import csvfile, ole, open_files, safe_copy, zipfile
from parsers.files import members as packed
from parsers.files.budget import LIMITS, SENTENCES, Limits, Purse, ShutError
from parsers.reading import Reading
from tests.unit.parsers.boxes import (
    FORM,
    archive,
    biff,
    cp932_archive,
    mail_with,
    member,
    ods,
    ods_row,
    pdf_form,
    record,
    rezipped,
    troubles,
    winmail,
    with_files,
    xls,
    xlsx,
)

SECONDS = 5.0
CELLS = {(i, j): text for i, row in enumerate(FORM) for j, text in enumerate(row)}
BOOK = xlsx({"申込書": FORM}, ["A1:A1"])
SHEET = "xl/worksheets/sheet1.xml"
FIGURE = struct.pack("<d", 1.0)


def with_cell(cell: str) -> bytes:
    """Add a row to the sheet of a workbook."""
    sheet = member(BOOK, SHEET)
    return rezipped(
        BOOK, {SHEET: sheet.replace(b"</sheetData>", cell.encode() + b"</sheetData>")}
    )


def pdf_of(stream: bytes, extra: bytes = b"") -> bytes:
    """Write a PDF of one page with a content stream, packed."""
    packed = zlib.compress(stream, 9)
    head = f"<</Filter/FlateDecode/Length {len(packed)}>>stream\n".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<<" + extra + b">>>>",
        head + packed + b"\nendstream",
    ]
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 5\n0000000000 65535 f \n" + table
    return (
        out + head + b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(out)
    )


REPEATED = 'table:number-rows-repeated="1048570"'
WIDE = 'table:number-columns-repeated="16384"'
TOO_LARGE = {
    "a cell at the far corner": (
        "a.xlsx",
        with_cell('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    ),
    "a row far below": ("a.xlsx", with_cell('<row r="1048576"><c><v>1</v></c></row>')),
    "a far cell behind a sign": (
        "a.xlsx",
        with_cell("<row><x:c a='>' r='XFD1048576'><v>1</v></x:c></row>"),
    ),
    "a million cells": (
        "a.xlsx",
        with_cell("<row>" + "<c><v>1</v></c>" * 1_000_000 + "</row>"),
    ),
    "a far cell in an old workbook": (
        "a.xls",
        xls(CELLS, record(0x203, struct.pack("<HHH", 65535, 65280, 0) + FIGURE)),
    ),
    "many old cells in one record": (
        "a.xls",
        xls(CELLS, record(0xBD, struct.pack("<HHHLH", 65535, 0, 0, 0, 255))),
    ),
    "a row repeated a million times": (
        "a.ods",
        ods(ods_row("工事名", "x").replace("row>", f"row {REPEATED}>", 1)),
    ),
    "a cell repeated across and down": (
        "a.ods",
        ods(
            f"<table:table-row {REPEATED}><table:table-cell {WIDE}"
            ' office:value-type="float" office:value="1"/></table:table-row>'
        ),
    ),
    "a bomb in an archive": ("a.zip", archive({"a.csv": bytes(60_000_000)})),
    "a bomb in a workbook": (
        "a.xlsx",
        rezipped(BOOK, {"xl/styles.xml": b" " * 60_000_000}),
    ),
    "archives in archives": ("a.zip", archive({"b.zip": archive({"c.csv": b"a,b"})})),
    "a hundred and one files": (
        "a.zip",
        archive({f"{number}.bin": b"x" for number in range(101)}),
    ),
    "a long table": ("a.csv", b"a,b\n" * 300_000),
    "many cells": ("a.csv", b"," * 60_000),
    "deep JSON": ("a.json", b'{"a":' * 50_000 + b"1" + b"}" * 50_000),
    "nested JSON": ("a.json", b'{"advance":' * 20 + b"1" + b"}" * 20),
    "too many attributes": (
        "winmail.dat",
        b"\x78\x9f\x3e\x22\0\0" + (b"\1" + bytes(8) + b"\0\0") * 2_000,
    ),
    "too many sheets": ("a.xlsx", xlsx({f"S{n}": FORM for n in range(31)})),
}


@pytest.mark.parametrize("name", TOO_LARGE)
def test_a_file_beyond_a_limit_says_so_and_costs_little(name: str) -> None:
    """The reason is `too_large` with the file's name and a sentence."""
    file, octets = TOO_LARGE[name]
    start = time.process_time()

    reading = mail_with({file: octets})

    assert time.process_time() - start < SECONDS
    assert troubles(reading) == [("", "too_large")]
    assert re.fullmatch(rf"{file}（.+）|b\.zip（.+）", reading.problems[0].text)
    assert reading.problems[0].part in {"2", "2.1"}
    assert not reading.fields


def test_a_shut_file_leaves_the_letter_as_it_is() -> None:
    """What stands in the letter is read although its file is too large."""
    _, octets = TOO_LARGE["a cell at the far corner"]

    reading = mail_with({"a.xlsx": octets}, "工事名：市道改良工事")

    assert reading.fields == {"project_name": "市道改良工事"}
    assert reading.intent == "apply"


def test_the_size_that_an_old_sheet_claims_is_not_believed() -> None:
    """DIMENSIONS with four milliards of rows asks for 11 PB: it is blotted out."""
    claim = record(0x200, struct.pack("<LLHHH", 0, 0xFFFFFFFF, 0, 0xFFFF, 0))

    assert len(mail_with({"a.xls": xls(CELLS, claim)}).fields) == len(FORM)


UNREADABLE = {
    "half a workbook": ("a.xlsx", BOOK[:3000]),
    "no sheet": (
        "a.xlsx",
        archive({"[Content_Types].xml": b"", "xl/workbook.xml": b""}),
    ),
    "UTF-16 in a sheet": ("a.xlsx", rezipped(BOOK, {SHEET: "<c/>".encode("utf-16")})),
    "two places for a cell": ("a.xlsx", with_cell('<row><c r="A9" r="B9"/></row>')),
    "a place that is none": ("a.xlsx", with_cell('<row><c r="&#65;9"/></row>')),
    "an old workbook cut off": ("a.xls", xls(CELLS)[:700]),
    "more strings than octets": (
        "a.xls",
        xls(CELLS, record(0xFC, struct.pack("<LL", 2**31, 2**31))),
    ),
    "nonsense repeated": (
        "a.ods",
        ods('<table:table-row table:number-rows-repeated="x"></table:table-row>'),
    ),
    "half an archive": ("a.zip", cp932_archive("申込書.csv", b"a,b\n" * 50)[:60]),
    "no JSON": ("a.json", b'{"a": NaN}'),
    "half of JSON": ("a.json", b'{"a": "'),
    "an endless field": ("a.csv", b'"' + b"x" * 200_000),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_broken_file_is_unreadable_and_kept(name: str) -> None:
    """A file that should be readable and is not, is named and stays a paper."""
    file, octets = UNREADABLE[name]

    reading = mail_with({file: octets})

    assert troubles(reading) == [("", "unreadable")]
    assert reading.problems[0].text == file
    assert [each.role for each in reading.attachments] == ["paper"]


def loop() -> bytes:
    """Write a PDF whose page tree contains itself."""
    return pdf_of(b"").replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]")


def long_paper() -> bytes:
    """Write a PDF of six pages."""
    writer = PdfWriter()
    for _ in range(6):
        writer.add_blank_page(100, 100)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


PDFS: dict[str, Callable[[], bytes]] = {
    "an endless stream": lambda: pdf_of(b"q Q " * 20_000_000),
    "endless text": lambda: pdf_of(b"BT (a) Tj ET\n" * 500_000),
    "arrays in arrays": lambda: pdf_of(b"[" * 200_000),
    "a tree with a loop": loop,
    "six pages": long_paper,
    "nothing but its mark": lambda: b"%PDF-1.7\n" * 10_000,
    "objects without end": lambda: b"%PDF-1.7\n" + b"1 0 obj\n<<" * 50_000,
    "a long table of places": lambda: b"%PDF-1.7\nxref\n0 9999999\n" + b"0" * 500_000,
}


@pytest.mark.parametrize("name", PDFS)
@pytest.mark.filterwarnings("ignore")
def test_a_hostile_pdf_is_a_paper_within_seconds(name: str) -> None:
    """Loops, bombs and long papers are kept and not read."""
    octets = PDFS[name]()
    start = time.process_time()

    reading = mail_with({"a.pdf": octets})

    assert time.process_time() - start < SECONDS
    assert [each.role for each in reading.attachments] == ["paper"]
    # A mail that brings nothing but a file that nobody can read is told why.
    assert {each.code for each in reading.problems} <= {"unreadable"}
    assert not reading.fields


def test_only_so_many_files_of_a_mail_are_opened() -> None:
    """The thirty-first file is kept and named; the thirty before are read."""
    files = {f"{number}.csv": b"a,b" for number in range(32)}

    reading = mail_with(files)

    assert troubles(reading) == [("", "too_large")] * 2
    assert reading.problems[0].text.startswith("30.csv（")


def test_the_files_of_a_mail_share_what_may_be_unpacked() -> None:
    """Two archives of 30 MB each: the second finds too little left."""
    big = {f"{number}.bin": bytes(1_000_000) for number in range(30)}
    octets = archive(big, packed=False)
    small = dataclasses.replace(LIMITS, file_octets=10**9)
    opener = open_files.Opener(lambda _: (), small)

    roles = [opener.open(packed.File("a.zip", "", octets, part)) for part in "23"]

    assert roles == ["paper", "paper"]
    assert [problem.part for problem in opener.problems] == ["3"]


def test_mails_in_mails_end() -> None:
    """Forwarding again and again is followed twice, and never without an end."""
    raw = with_files({}, "工事名：市道改良工事\n請負金額：5,000万円")
    for _ in range(30):
        raw = with_files({"f.eml": raw})

    assert not mail_with({"f.eml": raw}).fields


def test_every_limit_has_a_default_and_a_sentence() -> None:
    """A limit that a sender can meet is told to him in plain words."""
    silent = {"workbook_parts", "pdf_pages", "pdf_stream_octets", "pdf_operations"}
    names = {each.name for each in dataclasses.fields(Limits)}

    assert names - set(SENTENCES) == silent | {"pdf_fields", "pdf_signs"}
    assert set(SENTENCES) <= names
    assert all(getattr(LIMITS, name) > 0 for name in names)


def test_names_of_files_inside_are_never_paths() -> None:
    """A member ../../x is shown by its last part alone."""
    octets = archive({"../../etc/申込.csv": "請負金額,5000000\n工事名,甲".encode()})

    reading = mail_with({"a.zip": octets}, "請負金額：60,000,000円")

    (problem,) = reading.problems
    assert problem.text.endswith("（申込.csv）")


# --- any octets ---------------------------------------------------------------------

ENDINGS = (
    "xlsx",
    "xls",
    "ods",
    "csv",
    "json",
    "txt",
    "eml",
    "pdf",
    "zip",
    "html",
    "dat",
)
MARKS = (
    *(b"PK\3\4", b"PK\5\6", ole.MAGIC, b"%PDF-1.7\n", b"\x78\x9f\x3e\x22", b"{"),
    *(b"\xff\xfe", b"", b"<table>", b"From: a@b\r\n\r\n"),
)
SOUND = {
    "xlsx": BOOK,
    "xls": xls(CELLS),
    "ods": ods("".join(ods_row(*row) for row in FORM)),
    "csv": "\n".join(f'{label},"{value}"' for label, value in FORM).encode("cp932"),
    "json": json.dumps({"advance": {"amount": 1}, **dict(FORM)}).encode(),
    "pdf": pdf_form(dict(FORM)),
    "zip": cp932_archive("申込書.xlsx", BOOK),
    "dat": winmail({"申込書.xlsx": BOOK}, b"text"),
    "eml": with_files({"a.xlsx": BOOK}, "工事名：甲"),
}


def expect_sane(reading: Reading) -> None:
    """Check what holds for every reading."""
    json.dumps(reading.to_json("x"), ensure_ascii=False).encode("utf-8")
    spoilt = {problem.field for problem in reading.problems}
    assert not spoilt & set(reading.fields)
    for key in reading.fields:
        assert key.replace("_planned", "") in reading.evidence


def mangled(octets: bytes, chance: random.Random) -> bytes:
    """Overwrite, cut out and double octets."""
    out = bytearray(octets)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(out) or 1)
        match chance.randrange(3):
            case 0:
                out[at : at + 1] = bytes((chance.randrange(256),))
            case 1:
                del out[at : at + chance.randint(1, 40)]
            case _:
                out[at:at] = out[at : at + chance.randint(1, 80)]
    return bytes(out)


@pytest.mark.filterwarnings("ignore")
@given(st.sampled_from(ENDINGS), st.sampled_from(MARKS), st.binary(max_size=300))
def test_any_octets_under_any_name_give_a_reading(
    ending: str, mark: bytes, octets: bytes
) -> None:
    """No file raises, whatever it is called and however it begins."""
    expect_sane(mail_with({f"a.{ending}": mark + octets}))


@pytest.mark.filterwarnings("ignore")
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(SOUND)), st.randoms(use_true_random=False))
def test_a_mangled_file_gives_a_reading(kind: str, chance: random.Random) -> None:
    """A sound file with a few octets changed never raises."""
    expect_sane(mail_with({f"a.{kind}": mangled(SOUND[kind], chance)}))


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.randoms(use_true_random=False))
def test_a_mangled_sheet_inside_a_sound_workbook_gives_a_reading(
    chance: random.Random,
) -> None:
    """Changed cells and records reach the library only after they were measured."""
    sheet = mangled(member(BOOK, SHEET), chance)
    expect_sane(mail_with({"a.xlsx": rezipped(BOOK, {SHEET: sheet})}))
    stream = mangled(biff(CELLS), chance)
    expect_sane(mail_with({"a.xls": ole.with_one_stream("Workbook", stream)}))


@given(st.binary(max_size=600))
def test_the_parts_of_a_reader_raise_nothing_but_that_a_file_is_shut(
    octets: bytes,
) -> None:
    """ZIP, compound file, workbook and CSV: an answer, or ShutError."""
    for mark in (b"PK\3\4", b"PK\1\2", ole.MAGIC):
        whole = mark + octets + b"PK\5\6" + octets[:18]
        for attempt in (
            lambda whole=whole: zipfile.members(whole, 10),
            lambda whole=whole: ole.Compound(whole).names(),
            lambda whole=whole: safe_copy.vetted(whole, "xls", LIMITS, Purse(10**6)),
            lambda whole=whole: safe_copy.vetted(whole, "xlsx", LIMITS, Purse(10**6)),
            lambda whole=whole: csvfile.decoded(whole, "", LIMITS),
        ):
            assert outcome(attempt) in {"unreadable", "too_large", "encrypted", ""}


def outcome(attempt: Callable[[], object]) -> str:
    """Say why a file is shut, or "" when it is not."""
    try:
        attempt()
    except ShutError as shut:
        return shut.code
    return ""
