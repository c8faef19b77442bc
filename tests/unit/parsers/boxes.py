"""Files for tests, made in memory: workbooks, archives, PDFs, and mails with them."""

from __future__ import annotations

import struct
import zlib
from base64 import encodebytes
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from parsers.files import ole
from parsers.read import read
from parsers.reading import Context, Reading
from tests.unit.parsers.letters import NOW

Rows = Iterable[Sequence[object]]
FORM = (
    ("会社名", "株式会社髙橋建設"),
    ("発注者名", "角田市長"),
    ("工事名", "市道角田1号線道路改良工事"),
    ("請負金額", "50,000,000円"),
    ("請負契約日", "令和8年3月2日"),
    ("前払金保証金額", "20,000,000円"),
)
WANTED = {
    "contractor_name": "株式会社髙橋建設",
    "obligee_name": "角田市長",
    "project_name": "市道角田1号線道路改良工事",
    "contract_amount": 50_000_000,
    "contract_date": "2026-03-02",
    "advance.amount": 20_000_000,
}


def with_files(
    files: Mapping[str, bytes],
    text: str = "",
    subject: str = "Application",
    types: Mapping[str, str] | None = None,
) -> bytes:
    """Write a mail with files; a name may be Japanese."""
    head = (
        f"From: soumu@kensetsu.example.jp\r\nSubject: {subject}\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    )
    out = [head.encode(), text.encode(), b"\r\n"]
    for name, octets in files.items():
        kind = (types or {}).get(name, "application/octet-stream")
        out.append(
            f"--b\r\nContent-Type: {kind}\r\n"
            "Content-Transfer-Encoding: base64\r\n"
            f'Content-Disposition: attachment; filename="{name}"\r\n\r\n'.encode()
        )
        out.append(encodebytes(octets))
    return b"".join([*out, b"--b--\r\n"])


def mail_with(
    files: Mapping[str, bytes],
    text: str = "",
    subject: str = "Application",
    context: Context | None = None,
) -> Reading:
    """Read a mail with files."""
    return read(with_files(files, text, subject), NOW, context)


def said(reading: Reading) -> dict[str, object]:
    """Give the fields with their days written in ISO."""
    return {
        key: value.isoformat() if hasattr(value, "isoformat") else value
        for key, value in reading.fields.items()
    }


def troubles(reading: Reading) -> list[tuple[str, str]]:
    """Give field and code of each problem."""
    return [(problem.field, problem.code) for problem in reading.problems]


# --- workbooks ----------------------------------------------------------------------


def xlsx(sheets: Mapping[str, Rows], merged: Iterable[str] = ()) -> bytes:
    """Write a workbook; `merged` are ranges of its first sheet."""
    book = Workbook()
    book.remove(cast("Worksheet", book.active))
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    for place in merged:
        book.worksheets[0].merge_cells(place)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def rezipped(octets: bytes, changes: Mapping[str, bytes]) -> bytes:
    """Replace members of an archive."""
    out = BytesIO()
    with ZipFile(BytesIO(octets)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changes.get(name) or old.read(name))
    return out.getvalue()


def member(octets: bytes, name: str) -> bytes:
    """Give a member of an archive."""
    with ZipFile(BytesIO(octets)) as archive:
        return archive.read(name)


_ODS = "urn:oasis:names:tc:opendocument:xmlns"


def ods(rows: str, name: str = "申込書") -> bytes:
    """Write an .ods whose table has these rows (table:table-row …)."""
    content = (
        '<?xml version="1.0"?><office:document-content'
        f' xmlns:office="{_ODS}:office:1.0"'
        f' xmlns:table="{_ODS}:table:1.0" xmlns:text="{_ODS}:text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="{name}">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    entry = f'manifest:full-path="/" manifest:media-type="{kind}"'
    manifest = (
        f'<manifest:manifest xmlns:manifest="{_ODS}:manifest:1.0">'
        f"<manifest:file-entry {entry}/></manifest:manifest>"
    )
    return archive(
        {
            "mimetype": kind.encode(),
            "content.xml": content.encode(),
            "META-INF/manifest.xml": manifest.encode(),
        },
        packed=False,
    )


def ods_row(*values: object) -> str:
    """Write a row: texts, amounts, and days as ("date", "2026-03-02")."""
    cells = []
    for value in values:
        match value:
            case int():
                kind, shown = f'float" office:value="{value}', f"{value:,}"
            case ("date", str(day)):
                kind, shown = f'date" office:date-value="{day}', "R8.3.2"
            case _:
                kind, shown = "string", str(value)
        text = f"<text:p>{shown}</text:p>"
        cells.append(
            f'<table:table-cell office:value-type="{kind}">{text}</table:table-cell>'
        )
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def record(kind: int, body: bytes = b"") -> bytes:
    """Write a BIFF record."""
    return struct.pack("<HH", kind, len(body)) + body


def biff(cells: Mapping[tuple[int, int], str | float], *extra: bytes) -> bytes:
    """Write the workbook stream of a small .xls (BIFF8)."""
    head = record(0x809, struct.pack("<HHHHLL", 0x600, 5, 0, 0, 0, 0x606))
    name = "申込書".encode("utf-16-le")
    sheet_head = struct.pack("<LHBB", 0, 0, 3, 1) + name
    start = len(head) + len(record(0x85, sheet_head)) + len(record(0xA))
    sheet_head = struct.pack("<L", start) + sheet_head[4:]
    body = [record(0x809, struct.pack("<HHHHLL", 0x600, 0x10, 0, 0, 0, 0x606))]
    body.append(record(0x200, struct.pack("<LLHHH", 0, 100, 0, 10, 0)))
    body += extra
    for (row, column), value in cells.items():
        place = struct.pack("<HHH", row, column, 0)
        if isinstance(value, str):
            text = value.encode("utf-16-le")
            size = struct.pack("<HB", len(value), 1)
            body.append(record(0x204, place + size + text))
        else:
            body.append(record(0x203, place + struct.pack("<d", value)))
    return head + record(0x85, sheet_head) + record(0xA) + b"".join(body) + record(0xA)


def xls(cells: Mapping[tuple[int, int], str | float], *extra: bytes) -> bytes:
    """Write a small .xls."""
    return ole.with_one_stream("Workbook", biff(cells, *extra))


# --- archives -----------------------------------------------------------------------


def archive(files: Mapping[str, bytes], *, packed: bool = True) -> bytes:
    """Write a ZIP."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED if packed else 0) as made:
        for name, content in files.items():
            info = ZipInfo(name)
            info.compress_type = ZIP_DEFLATED if packed else 0
            made.writestr(info, content)
    return out.getvalue()


def cp932_archive(name: str, content: bytes, flags: int = 0) -> bytes:
    """Write a ZIP as old Windows programs do: the name in CP932, unmarked."""
    written = name.encode("cp932")
    packer = zlib.compressobj(wbits=-15)
    packed = packer.compress(content) + packer.flush()
    crc = zlib.crc32(content)
    middle = (20, flags, 8, 0, 0, crc, len(packed), len(content), len(written), 0)
    local = struct.pack("<4s5H3L2H", b"PK\3\4", *middle) + written + packed
    entry = struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, *middle, 0, 0, 0, 0, 0) + written
    end = (0, 0, 1, 1, len(entry), len(local), 0)
    return local + entry + struct.pack("<4s4H2LH", b"PK\5\6", *end)


def rtf_packed(rtf: bytes) -> bytes:
    """Write a PR_RTF_COMPRESSED whose tokens are all octets as they are."""
    body = b"".join(b"\0" + rtf[at : at + 8] for at in range(0, len(rtf), 8))
    return struct.pack("<LL4sL", len(body) + 12, len(rtf), b"LZFu", 0) + body


def winmail(files: Mapping[str, bytes], text: bytes = b"", rich: bytes = b"") -> bytes:
    """Write a winmail.dat with files and a body, as text or as packed RTF."""

    def attribute(level: int, kind: int, value: bytes) -> bytes:
        head = struct.pack("<BLL", level, kind, len(value))
        return head + value + struct.pack("<H", sum(value) % 65_536)

    out = [b"\x78\x9f\x3e\x22\x01\x00"]
    out.append(attribute(1, 0x69007, struct.pack("<LL", 932, 0)))
    if text:
        out.append(attribute(1, 0x2800C, text + b"\0"))
    if rich:
        value = struct.pack("<LHHLL", 1, 0x102, 0x1009, 1, len(rich)) + rich
        out.append(attribute(1, 0x69003, value + bytes(-len(rich) % 4)))
    for name, content in files.items():
        out.append(attribute(2, 0x69002, bytes(14)))
        out.append(attribute(2, 0x18010, name.encode("cp932", "replace") + b"\0"))
        out.append(attribute(2, 0x6800F, content))
    return b"".join(out)


# --- PDF ----------------------------------------------------------------------------


def pdf_form(values: Mapping[str, str], password: str = "") -> bytes:
    """Write a PDF with text fields, or a ticked box for a value that begins with /."""
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    fields = ArrayObject()
    for name, value in values.items():
        box = value.startswith("/")
        field = DictionaryObject(
            {
                NameObject("/FT"): NameObject("/Btn" if box else "/Tx"),
                NameObject("/T"): TextStringObject(name),
                NameObject("/V"): NameObject(value) if box else TextStringObject(value),
                NameObject("/Subtype"): NameObject("/Widget"),
                NameObject("/Rect"): ArrayObject(map(NumberObject, (0, 0, 9, 9))),
            }
        )
        fields.append(writer._add_object(field))  # noqa: SLF001 - no public way
    form = DictionaryObject({NameObject("/Fields"): fields})
    writer.root_object[NameObject("/AcroForm")] = form
    if password:
        writer.encrypt(password, algorithm="AES-256")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def pages(octets: bytes) -> int:
    """Count the pages of a PDF."""
    return len(PdfReader(BytesIO(octets)).pages)
