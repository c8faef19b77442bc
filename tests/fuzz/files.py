"""Files to fuzz: sound ones of every kind, and a mail around whatever became of them.

The first octet says what the rest is.  A sheet of an .xlsx and the content of an .ods
are put into a sound archive, because what is packed is hardly ever changed into
something that can be unpacked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping

from parsers.files import ole
from tests.unit.parsers.boxes import (
    FORM,
    archive,
    biff,
    cp932_archive,
    member,
    ods,
    ods_row,
    pdf_form,
    rezipped,
    rtf_packed,
    winmail,
    with_files,
    xls,
    xlsx,
)
from tests.unit.parsers.envelopes import streamed
from tests.unit.parsers.word import docx, docx_of, docx_text, paired
from tests.unit.parsers.xmlbooks import book, row

BOOK = xlsx({"申込書": FORM})
SHEET = "xl/worksheets/sheet1.xml"
TABLE = ods("".join(ods_row(*row) for row in FORM))
CELLS = {
    (row, column): text
    for row, pair in enumerate(FORM)
    for column, text in enumerate(pair)
}
XML_BOOK = book("".join(row(*pair) for pair in FORM))
RICH = (
    rb"{\rtf1\ansi\ansicpg932{\fonttbl{\f0\fcharset128 MS;}}\f0 \'8d\'48\u21517?\par}"
)


def _table(content: bytes) -> bytes:
    names = ("mimetype", "META-INF/manifest.xml")
    kept = {name: member(TABLE, name) for name in names}
    return archive({**kept, "content.xml": content}, packed=False)


Pack = Callable[[bytes], tuple[str, bytes]]
KINDS: Mapping[str, tuple[Pack, bytes]] = {
    "sheet": (
        lambda raw: ("a.xlsx", rezipped(BOOK, {SHEET: raw})),
        member(BOOK, SHEET),
    ),
    "table": (lambda raw: ("a.ods", _table(raw)), member(TABLE, "content.xml")),
    "records": (
        lambda raw: ("a.xls", ole.with_one_stream("Workbook", raw)),
        biff(CELLS),
    ),
    "rtf": (
        lambda raw: ("winmail.dat", winmail({}, rich=rtf_packed(raw))),
        RICH,
    ),
    "rich": (lambda raw: ("winmail.dat", winmail({}, rich=raw)), rtf_packed(RICH)),
    "xlsx": (lambda raw: ("a.xlsx", raw), BOOK),
    "ods": (lambda raw: ("a.ods", raw), TABLE),
    "xls": (lambda raw: ("a.xls", raw), xls(CELLS)),
    "csv": (
        lambda raw: ("a.csv", raw),
        "\n".join(f'{label},"{value}"' for label, value in FORM).encode("cp932"),
    ),
    "json": (
        lambda raw: ("a.json", raw),
        json.dumps({"advance": {"amount": 1}, **dict(FORM)}).encode(),
    ),
    "pdf": (lambda raw: ("a.pdf", raw), pdf_form(dict(FORM))),
    "zip": (lambda raw: ("a.zip", raw), cp932_archive("申込書.csv", b"a,b\n")),
    "tnef": (lambda raw: ("winmail.dat", raw), winmail({"a.xlsx": BOOK}, b"text")),
    "document": (
        lambda raw: ("a.docx", docx_of(raw)),
        docx_text(paired(FORM)).encode(),
    ),
    "docx": (lambda raw: ("a.docx", raw), docx(paired(FORM))),
    "xmlsheet": (lambda raw: ("a.xls", raw), XML_BOOK),
    "signed": (lambda raw: ("smime.p7m", raw), streamed(with_files({}, "工事名：甲"))),
    "mail": (lambda raw: ("a.eml", raw), with_files({"a.csv": b"a,b"}, "工事名：甲")),
}
_NAMES = tuple(KINDS)


def mail_of(raw: bytes) -> bytes:
    """Give the mail with the file that these octets stand for."""
    pack, _ = KINDS[_NAMES[raw[0] % len(_NAMES)]] if raw else KINDS["csv"]
    name, octets = pack(raw[1:])
    return with_files({name: octets}, "申込書を添付します。")


def seeds() -> Iterator[bytes]:
    """Give a sound file of every kind."""
    for number, (_, sound) in enumerate(KINDS.values()):
        yield bytes((number,)) + sound
