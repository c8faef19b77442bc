"""The application form as a workbook: labels, cells to fill in, ways of writing.

The same labels as in our mails, so that our own reader reads it back without loss.
Nothing is hidden, protected or run.  The same office gives the same octets: a mail that
is composed again is the same mail.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from mailbot.composer.mime import Enclosure
from mailbot.composer.wording import Wording, filled
from mailbot.core.model.form_fields import (
    CONTRACT_FIELDS,
    DESK_FIELDS,
    Field,
    product_fields,
)
from mailbot.core.office.office import Office
from parsers.reading import PRODUCTS

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LABEL, _VALUE, _NOTE = 2, 3, 4
_WIDTHS = {"A": 2, "B": 30, "C": 44, "D": 46}
_FORMATS = {
    "yen": '#,##0"円"',
    "date": '[$-ja-JP-x-gannen]ggge"年"m"月"d"日";@',
    "text": "@",
}
_FONT = "Yu Gothic"
_INK, _PALE, _BAND = "FF333333", "FFFFF8E1", "FFE3ECF4"
_MOST_LISTED = 255
"""Characters of a list of choices that stands in the cell's own rule (Excel)."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
_MADE = datetime(2026, 1, 1, tzinfo=UTC)


def blank_form(office: Office, words: Wording) -> bytes:
    """Return the blank form of an office: an .xlsx, the same for the same words."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = cast("Worksheet", book.active)
    sheet.title = words.words["workbook"]["title"]
    _lay_out(sheet)
    at = _heading(sheet, office, words)
    for title, fields in _sections(words):
        at = _section(sheet, at, title)
        for field in fields:
            _row(book, sheet, at, field, words)
            _rule(sheet, at, _choices(field, office, words), words)
            at += 1
    sheet.print_area = f"A1:D{at - 1}"
    return _settled(book)


def enclosed(office: Office, words: Wording) -> Enclosure:
    """Return the blank form as a file to attach."""
    names = words.words["workbook"]
    form = blank_form(office, words)
    return Enclosure(names["file"], names["ascii_file"], TYPE, form)


def _sections(words: Wording) -> Iterator[tuple[str, tuple[Field, ...]]]:
    titles = words.words["sections"]
    yield titles["contract"], CONTRACT_FIELDS
    for product in PRODUCTS:
        yield titles[product], product_fields(product)
    yield titles["desk"], DESK_FIELDS


# --- what stands in it ------------------------------------------------------------


def _heading(sheet: Worksheet, office: Office, words: Wording) -> int:
    """Write title, guidance and the heads of the columns; return the next row."""
    from openpyxl.styles import Alignment, Font

    text = words.words["workbook"]
    sheet.cell(1, _LABEL, text["title"]).font = Font(_FONT, 16, bold=True, color=_INK)
    sheet.merge_cells(start_row=1, end_row=1, start_column=_LABEL, end_column=_NOTE)
    sheet.row_dimensions[1].height = 30
    at = 2
    for sentence in text["guide"]:
        cell = sheet.cell(at, _LABEL, filled(sentence, {"desk": office.surety.desk}))
        cell.font = Font(_FONT, 10, color=_INK)
        sheet.merge_cells(
            start_row=at, end_row=at, start_column=_LABEL, end_column=_NOTE
        )
        at += 1
    for column, head in ((_LABEL, "item"), (_VALUE, "value"), (_NOTE, "note")):
        cell = sheet.cell(at, column, text[head])
        cell.font = Font(_FONT, 10, bold=True, color=_INK)
        cell.alignment = Alignment("center", "center")
    sheet.print_title_rows = f"{at}:{at}"
    sheet.freeze_panes = f"A{at + 1}"
    return at + 1


def _section(sheet: Worksheet, at: int, title: str) -> int:
    from openpyxl.styles import Font, PatternFill

    cell = sheet.cell(at, _LABEL, title)
    cell.font = Font(_FONT, 11, bold=True, color=_INK)
    for column in (_LABEL, _VALUE, _NOTE):
        sheet.cell(at, column).fill = PatternFill("solid", _BAND)
    sheet.merge_cells(start_row=at, end_row=at, start_column=_LABEL, end_column=_NOTE)
    return at + 1


def _row(
    book: Workbook, sheet: Worksheet, at: int, field: Field, words: Wording
) -> None:
    """Write one field: its label, its named cell, how to fill it in."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.workbook.defined_name import DefinedName

    line = Side("thin", color="FF9AA5B1")
    around = Border(line, line, line, line)
    for column, text in (
        (_LABEL, words.label(field.key)),
        (_NOTE, _note(field, words)),
    ):
        cell = sheet.cell(at, column, text)
        cell.font = Font(_FONT, 10 if column == _LABEL else 9, color=_INK)
        cell.alignment = Alignment("left", "center", wrap_text=True)
        cell.border = around
    value = sheet.cell(at, _VALUE)
    value.number_format = _FORMATS.get(field.kind, "@")
    value.alignment = Alignment("left", "center", wrap_text=True)
    value.font = Font(_FONT, 11)
    value.fill = PatternFill("solid", _PALE)
    value.border = around
    name = cell_name(field.key)
    place = f"'{sheet.title}'!$C${at}"
    book.defined_names[name] = DefinedName(name, attr_text=place)


def cell_name(key: str) -> str:
    """Return the name of a field's cell: advance.amount is advance_amount."""
    return key.replace(".", "_")


def _note(field: Field, words: Wording) -> str:
    expects, example = words.expects(field.key), words.example(field.key)
    shown = f"{words.words['workbook']['example']}{example}" if example else ""
    return "\u3000".join(filter(None, (expects, shown)))


def _choices(field: Field, office: Office, words: Wording) -> list[str]:
    """Return what a field is chosen from; [] for one that is written."""
    if field.key == "branch":
        return [branch.name for branch in office.branches.values()]
    if field.kind == "bool":
        return [words.show(field.key, value) for value in (True, False)]
    listed = words.words["choices"].get(field.key.rpartition(".")[2], {})
    return list(listed.values()) if field.kind == "choice" else []


def _rule(sheet: Worksheet, at: int, choices: list[str], words: Wording) -> None:
    """Give a cell its drop-down list; another answer stays possible."""
    from openpyxl.worksheet.datavalidation import DataValidation

    listed = ",".join(choices)
    if not choices or len(listed) > _MOST_LISTED or '"' in listed:
        return
    rule = DataValidation("list", formula1=f'"{listed}"', allow_blank=True)
    rule.errorStyle = "warning"
    rule.error = words.words["workbook"]["unlisted"]
    rule.add(sheet.cell(at, _VALUE).coordinate)
    sheet.add_data_validation(rule)


# --- paper ------------------------------------------------------------------------


def _lay_out(sheet: Worksheet) -> None:
    """Make the sheet ready to be printed: A4 upright, as wide as the page."""
    from openpyxl.worksheet.properties import PageSetupProperties

    for column, width in _WIDTHS.items():
        sheet.column_dimensions[column].width = width
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.orientation = "portrait"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top = sheet.page_margins.bottom = 0.6
    footer = sheet.oddFooter
    if footer and footer.center:
        footer.center.text = "&P / &N"


def _settled(book: Workbook) -> bytes:
    """Save a workbook without the moment at which it was made."""
    book.properties.creator = ""
    book.properties.created = _MADE.replace(tzinfo=None)
    made = BytesIO()
    book.save(made)
    stamp = f"{book.properties.modified:%Y-%m-%dT%H:%M:%SZ}".encode()
    out = BytesIO()
    with ZipFile(made) as before, ZipFile(out, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name)
            if name == "docProps/core.xml":
                content = content.replace(stamp, f"{_MADE:%Y-%m-%dT%H:%M:%SZ}".encode())
            info = ZipInfo(name, _EPOCH)
            info.compress_type = ZIP_DEFLATED
            after.writestr(info, content)
    return out.getvalue()
