"""Application forms as PDF: what a page shows is read, whatever its layout."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from mailbot.sandbox.child_process import SANDBOX_LIMITS, SandboxLimits
from mailbot.sandbox.sandbox import Sandbox
from parsers.files import pdf
from parsers.files.budget import LIMITS
from tests.unit.parsers.boxes import mail_with, said, troubles, with_files
from tests.unit.parsers.letters import NOW
from tests.unit.parsers.sheets_of_paper import LAYOUTS, LINES, VALUES, form, page

ASKED = {"four_columns_unruled": {"work_end", "advance.amount"}}
"""What a layout leaves to a question: its label is wrapped beside its value."""

SHORT = "会社名：株式会社見本建設 \\\n発注者名：角田市長 \\\n工事名：市道改良工事 \\\n"


def read_page(body: str) -> dict[str, object]:
    """Give what is read from a page of Typst's own language."""
    return said(mail_with({"application.pdf": page(body)}))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_form_is_read_in_every_layout(layout: str) -> None:
    """Of 276 values in 23 layouts 274 are right, two are asked and none is wrong."""
    found = said(mail_with({"application.pdf": form(layout)}))
    missing = ASKED.get(layout, set())
    assert found == {k: v for k, v in VALUES.items() if k not in missing}


def test_two_pairs_in_a_row_are_never_one_value() -> None:
    """角田市 beside 工事番号 is the obligee alone; without lines it is asked."""
    table = "#table(columns: 4, [発注者名], [角田市], [工事番号], [R8-道改-12])"
    short = SHORT.replace("発注者名：角田市長", "")
    found = read_page(f"{short}{table}")
    assert found["obligee_name"] == "角田市"
    assert found["project_number"] == "R8-道改-12"
    close = table.replace("columns: 4", "columns: 4, stroke: none")
    reading = mail_with({"application.pdf": page(f"{short}{close}")})
    assert "obligee_name" not in reading.fields
    assert ("obligee_name", "unreadable") in troubles(reading)


def test_a_value_that_runs_on_into_a_label_is_asked() -> None:
    """Where a line has two labels and no sure cut, there is a question and no value."""
    reading = mail_with(
        {"application.pdf": page(f"{SHORT}工事番号　R8-道改-12 請負金額 50,000,000円")}
    )
    assert "project_number" not in reading.fields
    assert ("project_number", "unreadable") in troubles(reading)


def test_what_a_viewer_does_not_show_is_not_read() -> None:
    """White, invisible and clipped words are nobody's words."""
    hidden = (
        "#text(white)[請負金額：90,000,000円] \\\n"
        "#text(0.1pt)[請負契約日：令和8年3月2日] \\\n"
        "#place(dx: 40cm)[担当者：見えない] \n"
    )
    found = read_page(SHORT + hidden)
    assert set(found) == {"contractor_name", "obligee_name", "project_name"}


def test_the_recognised_text_of_a_scan_is_not_read() -> None:
    """Invisible text over a picture (mode 3) was read by a machine, not written."""
    lines = b"BT /F1 12 Tf 3 Tr 50 700 Td (Project: Road) Tj ET"
    shown = lines.replace(b"3 Tr", b"0 Tr")
    assert "Project" in _text_of(shown)
    assert _text_of(lines) == ""


def _text_of(stream: bytes) -> str:
    writer = PdfWriter()
    sheet = writer.add_blank_page(595, 842)
    sheet[NameObject("/Resources")] = _fonts()
    content = writer._add_object(_stream(stream))  # noqa: SLF001 - no public way
    sheet[NameObject("/Contents")] = content
    out = BytesIO()
    writer.write(out)
    paper = pdf.paper(out.getvalue(), LIMITS)
    assert paper is not None
    return "\n".join(line for each in paper.pages for line in each.lines)


def _stream(octets: bytes) -> StreamObject:
    made = StreamObject()
    made.set_data(octets)
    return made


def _fonts() -> DictionaryObject:
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    named = DictionaryObject({NameObject("/F1"): font})
    return DictionaryObject({NameObject("/Font"): named})


def test_figures_in_squares_are_figures() -> None:
    """Squared paper has a figure in each square; they are no boxes to be ticked."""
    cells = ", ".join(f"[{figure}]" for figure in "50000000")
    body = (
        "#grid(columns: (6em, auto, auto), align: horizon, [請負金額],"
        f" table(columns: (1.2em,) * 8, inset: 3pt, {cells}), [円])"
    )
    assert read_page(SHORT + body).get("contract_amount", 50_000_000) == 50_000_000


def test_drawn_boxes_are_boxes() -> None:
    """A drawn square with a mark in it is ticked, an empty one is not."""
    box = "#box(width: 9pt, height: 9pt, stroke: 0.5pt, baseline: 1pt)"
    body = f"証書の形式　{box}[#align(center)[✓]] 電子保証　{box}[] 証書 \\\n"
    found = read_page(f"{SHORT}前払金保証金額：20,000,000円 \\\n{body}")
    assert found["advance.form"] == "electronic"


def test_a_page_that_was_turned_is_read_as_it_is_shown() -> None:
    """/Rotate turns a page for the reader; rows stay rows."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(form("four_columns"))))
    whole = PdfWriter()
    for sheet in writer.pages:
        sheet.rotate(90)
        sheet.transfer_rotation_to_content()
        sheet.rotate(270)
        whole.add_page(sheet)
    out = BytesIO()
    whole.write(out)
    assert PdfReader(BytesIO(out.getvalue())).pages[0].rotation == 270
    assert said(mail_with({"application.pdf": out.getvalue()})) == VALUES


def test_what_was_typed_on_top_of_a_form_is_read() -> None:
    """Remarks that a viewer put on a form stand beside its labels."""
    labels = "#set text(12pt)\n工事名 \\\n\\\n発注者名 \\\n\\\n会社名"
    writer = PdfWriter(clone_from=PdfReader(BytesIO(page(labels))))
    rows = (("Road A", 771), ("City B", 733), ("Mihon Ltd.", 695))
    remarks = ArrayObject(_remark(writer, text, up) for text, up in rows)
    writer.pages[0][NameObject("/Annots")] = remarks
    out = BytesIO()
    writer.write(out)
    found = said(mail_with({"application.pdf": out.getvalue()}))
    assert found == {
        "project_name": "Road A",
        "obligee_name": "City B",
        "contractor_name": "Mihon Ltd.",
    }


def _remark(writer: PdfWriter, text: str, up: int) -> PdfObject:
    """Write a remark with the look that a viewer gives it."""
    look = _stream(f"BT /F1 12 Tf 0 3 Td ({text}) Tj ET".encode())
    inner = ArrayObject(map(NumberObject, (0, 0, 150, 15)))
    look.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): inner,
            NameObject("/Resources"): _fonts(),
        }
    )
    shown = writer._add_object(look)  # noqa: SLF001 - no public way
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/FreeText"),
            NameObject("/Rect"): ArrayObject(
                map(NumberObject, (150, up, 300, up + 15))
            ),
            NameObject("/Contents"): TextStringObject(text),
            NameObject("/F"): NumberObject(4),
            NameObject("/AP"): DictionaryObject({NameObject("/N"): shown}),
        }
    )


def test_a_rare_sign_beyond_the_first_plane_is_kept() -> None:
    """𠮷野 stays 𠮷野, and ㎡ and Ⅱ stay as they are."""
    found = read_page(SHORT.replace("市道改良工事", "𠮷野町Ⅱ期500㎡舗装工事"))
    assert found["project_name"] == "𠮷野町Ⅱ期500㎡舗装工事"


def test_the_reading_child_has_room_for_it() -> None:
    """PDFium reads a form under a quarter of the child's ceiling of address space."""
    quarter = SandboxLimits(octets=SANDBOX_LIMITS.octets // 4)
    room = Sandbox(quarter)
    try:
        raw = with_files({"application.pdf": form("four_columns")})
        assert said(room(raw, NOW)) == VALUES
    finally:
        room.close()
    assert len(LINES) == len(VALUES)


def test_a_font_that_is_not_in_the_file_is_read_in_the_child() -> None:
    """MS-Mincho named and not embedded, as old printers do: no font file is needed."""
    room = Sandbox()
    try:
        raw = with_files({"application.pdf": _unembedded()})
        assert said(room(raw, NOW)) == VALUES
    finally:
        room.close()


def _unembedded() -> bytes:
    """Write the form in a font of Windows that is only named."""
    writer = PdfWriter()
    sheet = writer.add_blank_page(595, 842)
    system = {"/Registry": "Adobe", "/Ordering": "Japan1"}
    inner = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/CIDFontType2"),
            NameObject("/BaseFont"): NameObject("/MS-Mincho"),
            NameObject("/DW"): NumberObject(1000),
            NameObject("/W"): ArrayObject(map(NumberObject, (1, 632, 500))),
            NameObject("/CIDSystemInfo"): DictionaryObject(
                {
                    **{NameObject(k): TextStringObject(v) for k, v in system.items()},
                    NameObject("/Supplement"): NumberObject(2),
                }
            ),
        }
    )
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type0"),
            NameObject("/BaseFont"): NameObject("/MS-Mincho"),
            NameObject("/Encoding"): NameObject("/90ms-RKSJ-H"),
            NameObject("/DescendantFonts"): ArrayObject([inner]),
        }
    )
    named = DictionaryObject({NameObject("/F1"): font})
    sheet[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): named})
    rows = (
        f"BT /F1 10.5 Tf 60 {780 - 20 * number} Td "
        f"<{f'{label}：{value}'.encode('cp932').hex()}> Tj ET\n"
        for number, (label, value) in enumerate(LINES)
    )
    content = writer._add_object(_stream("".join(rows).encode()))  # noqa: SLF001 - no public way
    sheet[NameObject("/Contents")] = content
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
