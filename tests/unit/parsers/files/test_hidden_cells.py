"""What the sender of a workbook did not see, and cells that are merged."""

import struct
from collections.abc import Callable
from io import BytesIO
from typing import cast

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.unit.parsers.boxes import (
    archive,
    mail_with,
    member,
    ods,
    ods_row,
    record,
    said,
    xls,
    xlsx,
)

ROWS: tuple[tuple[str, str | int, str], ...] = (
    ("会社名", "株式会社甲", "注"),
    ("工事名", "市道角田1号線道路改良工事", "契約書のとおり"),
    ("前払金保証金額", 20_000_000, "円"),
    ("請負金額", 50_000_000, "税込"),
)
SHOWN = {
    "contractor_name": "株式会社甲",
    "project_name": "市道角田1号線道路改良工事",
    "contract_amount": 50_000_000,
}
ALL = {**SHOWN, "advance.amount": 20_000_000}


def hidden_xlsx(row: int | None, column: str | None) -> bytes:
    """Write the form as an .xlsx with a hidden row (from 1), or column."""
    book = load_workbook(BytesIO(xlsx({"申込書": ROWS})))
    sheet = cast("Worksheet", book.active)
    if row:
        sheet.row_dimensions[row].hidden = True
    if column:
        sheet.column_dimensions[column].hidden = True
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def hidden_ods(row: int | None, column: str | None) -> bytes:
    """Write the form as an .ods; columns A and B are one repeated column."""
    rows = [ods_row(*each) for each in ROWS]
    if row:
        rows[row - 1] = rows[row - 1].replace(
            "table-row>", 'table-row table:visibility="filter">', 1
        )
    shown = ' table:visibility="collapse"' if column in {"A", "B"} else ""
    columns = f'<table:table-column table:number-columns-repeated="2"{shown}/>'
    return ods(columns + "".join(rows))


def hidden_xls(row: int | None, column: str | None) -> bytes:
    """Write the form as an .xls with ROW and COLINFO records."""
    cells: dict[tuple[int, int], str | float] = {
        (down, across): value
        for down, values in enumerate(ROWS)
        for across, value in enumerate(values)
    }
    extra = []
    if row:
        place = struct.pack("<HHHHHH", row - 1, 0, 3, 0, 0, 0)
        extra.append(record(0x208, place + b"\x20\0\0\0"))
    if column:
        at = ord(column) - 65
        extra.append(record(0x7D, struct.pack("<HHHHHH", at, at, 0, 0, 1, 0)))
    return xls(cells, *extra)


BOOKS: dict[str, Callable[[int | None, str | None], bytes]] = {
    "a.xlsx": hidden_xlsx,
    "a.ods": hidden_ods,
    "a.xls": hidden_xls,
}


@pytest.mark.parametrize("name", BOOKS)
def test_a_hidden_row_says_nothing(name: str) -> None:
    """The third row is hidden: its amount is no value, the rows around it are."""
    write = BOOKS[name]

    assert said(mail_with({name: write(None, None)})) == ALL
    assert said(mail_with({name: write(3, None)})) == SHOWN


@pytest.mark.parametrize("name", BOOKS)
def test_a_hidden_column_says_nothing(name: str) -> None:
    """Labels whose values nobody sees have none; the notes behind do not step in."""
    reading = mail_with({name: BOOKS[name](None, "B")})

    assert "advance.amount" not in reading.fields
    assert "contract_amount" not in reading.fields


def test_a_hidden_table_of_an_ods_says_nothing() -> None:
    """Its style says that it is not displayed."""
    style = (
        '<office:automatic-styles xmlns:style="urn:x:style"><style:style'
        ' style:name="ta2" style:family="table"><style:table-properties'
        ' table:display="false"/></style:style></office:automatic-styles>'
    ).replace("urn:x:style", "urn:oasis:names:tc:opendocument:xmlns:style:1.0")
    book = ods("".join(ods_row(*each) for each in ROWS))
    content = member(book, "content.xml").decode()
    other = ods_row("会社名", "株式会社乙") + ods_row("発注者名", "角田市長")
    content = content.replace("<office:body>", f"{style}<office:body>").replace(
        "</office:spreadsheet>",
        f'<table:table table:name="隠し" table:style-name="ta2">{other}</table:table>'
        "</office:spreadsheet>",
    )
    members = {
        name: content.encode() if name == "content.xml" else member(book, name)
        for name in ("mimetype", "content.xml", "META-INF/manifest.xml")
    }

    assert said(mail_with({"a.ods": archive(members, packed=False)})) == ALL


MERGED = (
    '<table:table-row><table:table-cell office:value-type="string"'
    ' table:number-columns-spanned="{span}"><text:p>{label}</text:p></table:table-cell>'
    "{covered}{blank}"
    '<table:table-cell office:value-type="string"><text:p>{value}</text:p>'
    "</table:table-cell></table:table-row>"
)
COVERED = "<table:covered-table-cell/>"


def test_merged_cells_of_an_ods_are_one_cell() -> None:
    """As in an .xlsx: a value stands right behind the whole of its label."""
    rows = [
        MERGED.format(
            span=3, label="工事名", covered=COVERED * 2, blank="", value="甲工事"
        ),
        MERGED.format(
            span=5, label="発注者名", covered=COVERED * 4, blank="", value="角田市長"
        ),
    ]

    assert said(mail_with({"a.ods": ods("".join(rows))})) == {
        "project_name": "甲工事",
        "obligee_name": "角田市長",
    }


def test_a_sheet_whose_name_is_written_with_signs_is_found() -> None:
    """申込 & <控>: what is hidden in it is hidden."""
    book = load_workbook(BytesIO(xlsx({"申込 & <控>": ROWS})))
    cast("Worksheet", book.active).row_dimensions[3].hidden = True
    out = BytesIO()
    book.save(out)

    assert said(mail_with({"a.xlsx": out.getvalue()})) == SHOWN
