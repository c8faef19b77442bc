"""Workbooks and packed files as other programs really write them."""

from __future__ import annotations

import struct
from io import BytesIO
from zipfile import ZipFile

import pytest

from parsers.files import ole, tnef, xml_workbook, zipfile
from parsers.files.budget import LIMITS, Purse, ShutError
from parsers.files.safe_copy import vetted
from tests.unit.parsers.boxes import (
    FORM,
    WANTED,
    archive,
    biff,
    mail_with,
    member,
    ods,
    ods_row,
    record,
    said,
    troubles,
    xlsx,
)
from tests.unit.parsers.xmlbooks import SPACE, book, cell, row

CELLS = {
    (row, column): text
    for row, pair in enumerate(FORM)
    for column, text in enumerate(pair)
}


def repacked(octets: bytes, extra: dict[str, bytes], sign: str = "/") -> bytes:
    """Write an archive anew with more members, and another sign between folders."""
    with ZipFile(BytesIO(octets)) as old:
        files = {name: old.read(name) for name in old.namelist()}
    made = archive({**files, **extra})
    if sign == "/":
        return made
    for name in [*files, *extra]:
        made = made.replace(name.encode(), name.replace("/", sign).encode())
    return made


# --- .xlsx, .ods, .xls --------------------------------------------------------------


def test_a_book_with_other_data_in_utf16_is_read() -> None:
    """Power Query keeps its own XML in UTF-16; nobody needs it to read the cells."""
    query = '<?xml version="1.0" encoding="utf-16"?><DataMashup/>'.encode("utf-16")
    made = repacked(xlsx({"申込書": FORM}), {"customXml/item1.xml": query})
    assert said(mail_with({"a.xlsx": made})) == WANTED


def test_a_sheet_in_utf16_is_not_believed() -> None:
    """Cells whose places could not be counted are not given to the library."""
    made = xlsx({"申込書": FORM})
    sheet = "xl/worksheets/sheet1.xml"
    wide = member(made, sheet).decode().encode("utf-16")
    assert troubles(mail_with({"a.xlsx": repacked(made, {sheet: wide})})) == [
        ("", "unreadable")
    ]


def test_a_book_whose_folders_are_parted_by_a_backslash_is_read() -> None:
    r"""xl\workbook.xml is what some programs of Windows write."""
    made = repacked(xlsx({"申込書": FORM}), {}, "\\")
    assert b"xl\\workbook.xml" in made
    assert said(mail_with({"a.xlsx": made})) == WANTED
    packed = archive({"x\\申込書.txt": b"a"})
    assert zipfile.members(packed, 9)[0].name == "x/申込書.txt"


@pytest.mark.parametrize("whole", [False, True])
def test_a_table_with_a_password_says_so(whole: bool) -> None:  # noqa: FBT001 - a case
    """An .ods with a password is `encrypted`, by its list or as one packed piece."""
    table = ods("".join(ods_row(*row) for row in FORM))
    key = (
        b'<manifest:manifest><manifest:file-entry manifest:full-path="content.xml">'
        b"<manifest:encryption-data/></manifest:file-entry></manifest:manifest>"
    )
    made = repacked(
        table, {"content.xml": bytes(range(256)) * 4, "META-INF/manifest.xml": key}
    )
    if whole:
        mark = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}
        made = archive(
            {**mark, "encrypted-package": b"noise", "META-INF/manifest.xml": b""}
        )
    assert troubles(mail_with({"a.ods": made})) == [("", "encrypted")]


def test_a_list_of_sheets_that_leads_into_a_record_is_refused() -> None:
    """The library would follow it to a size that was never measured."""
    bomb = record(0x809, bytes(16)) + record(
        0x200, struct.pack("<LLHHH", 0, 9**9, 0, 255, 0)
    )
    book = bytearray(biff(CELLS, record(0xE0, bomb)))
    sound = vetted(
        ole.with_one_stream("Workbook", bytes(book)), "xls", LIMITS, _purse()
    )
    assert sound.octets
    inside = bytes(book).index(bomb)
    place = bytes(book).index(struct.pack("<H", 0x85)) + 4
    book[place : place + 4] = struct.pack("<L", inside)
    with pytest.raises(ShutError) as shut:
        vetted(ole.with_one_stream("Workbook", bytes(book)), "xls", LIMITS, _purse())
    assert shut.value.code == "unreadable"


def _purse() -> Purse:
    return Purse(LIMITS.unpacked)


# --- XML Spreadsheet 2003 -----------------------------------------------------------


@pytest.mark.parametrize("coding", ["utf-8", "utf-16", "Shift_JIS"])
@pytest.mark.parametrize("name", ["申込書.xls", "申込書.xml"])
def test_a_book_of_2003_in_xml_is_read(coding: str, name: str) -> None:
    """The XML of Excel 2003 is a workbook under either name, in any of its codes."""
    form = [pair for pair in FORM if pair[0] != "会社名"]
    octets = book("".join(row(*pair) for pair in form), coding=coding)
    reading = mail_with({name: octets})
    expected = {k: v for k, v in WANTED.items() if k != "contractor_name"}
    assert said(reading) == expected
    assert reading.evidence["project_name"].cell == "B2"


def test_figures_days_and_places_of_such_a_book_are_kept() -> None:
    """Numbers, days, cells that say where they stand, merged and spanned ones."""
    octets = book(
        row(cell("前払金保証申込書", 'ss:MergeAcross="3"'), look='ss:Index="2"')
        + row("工事名", cell("市道改良工事", 'ss:MergeAcross="1"'), "x")
        + row("請負金額", cell("50000000", 'ss:Index="4"', "Number"))
        + row("請負契約日", cell("2026-03-02T00:00:00.000", kind="DateTime"))
        + row("前払金保証金額", cell("#REF!", kind="Error"))
    )
    (grid,) = xml_workbook.grids(octets, LIMITS, _purse())
    named = {each.name: (each.text, each.kind) for line in grid.rows for each in line}
    assert named["A2"] == ("前払金保証申込書", "text")
    assert named["D3"] == ("x", "text")
    assert named["D4"] == ("50000000", "number")
    assert named["B5"] == ("2026-03-02", "date")
    assert "B6" not in named


def test_hidden_parts_of_such_a_book_say_nothing() -> None:
    """Hidden rows, columns and sheets were not seen by their sender."""
    hidden = (
        "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>"
    )
    octets = book(
        row("工事名", "市道改良工事", "隠")
        + row("請負金額", "9円", look='ss:Hidden="1"'),
        before='<Column ss:Index="3" ss:Hidden="1" ss:Span="2"/>',
    )
    (grid,) = xml_workbook.grids(octets, LIMITS, _purse())
    assert [[each.text for each in line] for line in grid.rows] == [
        ["工事名", "市道改良工事"]
    ]
    assert xml_workbook.grids(book(row("a"), after=hidden), LIMITS, _purse()) == ()


@pytest.mark.parametrize(
    "octets",
    [
        f'<x xmlns="{SPACE}"/>'.encode(),
        f'<!DOCTYPE x><Workbook xmlns="{SPACE}"></Workbook>'.encode(),
        f'<Workbook xmlns="{SPACE}">'.encode(),
    ],
)
def test_a_broken_book_of_2003_says_so(octets: bytes) -> None:
    """What is no workbook after all, or declares its type, is `unreadable`."""
    assert troubles(mail_with({"申込書.xls": octets})) == [("", "unreadable")]


# --- winmail.dat --------------------------------------------------------------------


def properties(*values: tuple[int, int, bytes]) -> bytes:
    """Write a block of MAPI properties: kind, id and octets of each."""
    out = [struct.pack("<L", len(values))]
    for kind, name, value in values:
        out.append(struct.pack("<HHLL", kind, name, 1, len(value)))
        out.append(value + bytes(-len(value) % 4))
    return b"".join(out)


def test_an_empty_property_hides_no_name() -> None:
    """Outlook writes PR_ATTACH_ENCODING without octets before the long name."""
    name = "前払金保証申込書.xlsx".encode("utf-16-le") + b"\0\0"
    block = properties(
        (0x102, 0x3702, b""), (0x1F, 0x3707, name), (0x102, 0x3701, b"x")
    )
    attributes = ((0x69002, bytes(14)), (0x18010, b"ALLPRO~1.XLS\0"), (0x69005, block))
    octets = b"\x78\x9f\x3e\x22\x01\x00"
    for kind, value in attributes:
        octets += struct.pack("<BLL", 2, kind, len(value)) + value + b"\0\0"
    (file,) = tnef.unpacked(octets, LIMITS, _purse()).files
    assert (file.name, file.octets) == ("前払金保証申込書.xlsx", b"x")
