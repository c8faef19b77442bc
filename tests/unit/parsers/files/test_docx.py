"""Word documents: what their reader sees is read, and nothing else."""

from __future__ import annotations

import time

import pytest

from parsers.files import docx as reader
from parsers.files.budget import LIMITS, Purse, ShutError
from tests.unit.parsers.boxes import FORM, WANTED, archive, mail_with, said, troubles
from tests.unit.parsers.sheets_of_paper import LINES, VALUES
from tests.unit.parsers.word import (
    cell,
    docx,
    docx_of,
    line,
    paired,
    para,
    row,
    run,
    table,
)

HEAD = line("会社名：株式会社髙橋建設") + line("発注者名：角田市長")
NAME = "市道改良工事"


def read(body: str, styles: str = "") -> dict[str, object]:
    """Give what is read from a document with this body below two lines."""
    return said(mail_with({"a.docx": docx(HEAD + body, styles)}))


def test_lines_of_a_document_are_read() -> None:
    """Label and value on a line of a Word document are read as in a letter."""
    body = "".join(line(f"{label}：{value}") for label, value in FORM)
    reading = mail_with({"保証申込書.docx": docx(body)})
    assert said(reading) == WANTED
    assert [each.role for each in reading.attachments] == ["source"]
    assert reading.evidence["project_name"].decoding == "docx"


@pytest.mark.parametrize("pairs", [1, 2, 3])
def test_tables_of_a_document_are_read(pairs: int) -> None:
    """A table is read by its cells, with one, two or three pairs in a row."""
    body = line("前払金保証申込書") + paired(LINES, pairs)
    reading = mail_with({"a.docx": docx(body)})
    assert said(reading) == VALUES
    assert reading.evidence["project_name"].rule == "table"


def test_merged_cells_keep_their_span() -> None:
    """GridSpan and vMerge: a section's name beside its rows is no label's value."""
    begin, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    wide = '<w:gridSpan w:val="3"/>'
    body = table(
        row(cell("契約", begin), "工事名", cell(NAME, wide)),
        row(cell("", goes_on), "工事番号", "R8-12", "請負金額", "50,000,000円"),
        row(cell("保証", begin), "前払金保証金額", cell("20,000,000円", wide)),
        row(cell("", goes_on), "預託金融機関", cell("七十七銀行 角田支店", wide)),
    )
    assert read(body) == {
        "contractor_name": "株式会社髙橋建設",
        "obligee_name": "角田市長",
        "project_name": NAME,
        "project_number": "R8-12",
        "contract_amount": 50_000_000,
        "advance.amount": 20_000_000,
        "advance.bank": "七十七銀行 角田支店",
    }


def test_a_table_in_a_table_is_a_table() -> None:
    """A frame made of a table holds the form as another table."""
    inner = paired([("工事名", NAME), ("請負金額", "50,000,000円")])
    found = read(table(row(cell("", inside=inner))))
    assert found["project_name"] == NAME
    assert found["contract_amount"] == 50_000_000


def test_a_heading_above_a_table_gives_its_product() -> None:
    """保証金額 below ■契約保証 is the performance bond's."""
    body = line("■契約保証") + paired([("保証金額", "5,000,000円")])
    assert read(body)["performance.amount"] == 5_000_000


def test_what_was_deleted_is_not_read_and_what_was_inserted_is() -> None:
    """Tracked changes: the words as they stand after them, in lines and rows."""
    changed = para(
        run("請負金額："),
        f'<w:del w:id="1"><w:r><w:delText>3</w:delText></w:r>{run("30,0")}</w:del>',
        f'<w:ins w:id="2">{run("50,000,000円")}</w:ins>',
        f'<w:moveFrom w:id="3">{run("9")}</w:moveFrom>',
    )
    gone = row("工事名", "取りやめた工事", look='<w:del w:id="4"/>')
    body = changed + table(gone, row("工事名", NAME))
    found = read(body)
    assert found["contract_amount"] == 50_000_000
    assert found["project_name"] == NAME


@pytest.mark.parametrize(
    "look",
    [
        "<w:vanish/>",
        '<w:color w:val="FFFFFF"/>',
        "<w:strike/>",
        '<w:rStyle w:val="Hidden"/>',
        '<w:rStyle w:val="Based"/>',
    ],
)
def test_words_that_nobody_sees_are_not_read(look: str) -> None:
    """Hidden, white and struck-out words, by themselves or by a style, say nothing."""
    styles = (
        '<w:style w:styleId="Hidden"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:styleId="Based"><w:basedOn w:val="Hidden"/></w:style>'
    )
    found = read(para(run("工事名："), run("旧", look), run(NAME)), styles)
    assert found["project_name"] == NAME


def test_words_that_are_seen_after_all_are_read() -> None:
    """A style's switch turned off again, and white words on a dark cell, are seen."""
    off = '<w:vanish w:val="0"/>'
    styles = '<w:style w:styleId="Ghost"><w:rPr><w:vanish/></w:rPr></w:style>'
    dark = '<w:shd w:val="clear" w:fill="1F3864"/>'
    white = run("請負金額", '<w:color w:val="FFFFFF"/>')
    label = f"<w:tc><w:tcPr>{dark}</w:tcPr>{para(white)}</w:tc>"
    body = para(run(f"工事名：{NAME}", off), style="Ghost")
    found = read(body + table(row(label, "50,000,000円")), styles)
    assert found["project_name"] == NAME
    assert found["contract_amount"] == 50_000_000
    assert "project_name" not in read(
        para(run(f"工事名：{NAME}"), style="Ghost"), styles
    )


def test_a_hidden_row_says_nothing() -> None:
    """w:hidden hides a row as a sheet hides one."""
    hidden = row("請負金額", "90,000,000円", look="<w:hidden/>")
    assert "contract_amount" not in read(table(row("工事名", NAME), hidden))


def test_a_text_box_is_read_once() -> None:
    """A box stands twice in the file, for new and old programs; it is one text."""
    inside = f"<w:txbxContent>{line(f'工事名：{NAME}')}</w:txbxContent>"
    box = (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{inside}"
        "</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>"
        f"{inside}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    laid = reader.laid(docx(para(box)), LIMITS, Purse(LIMITS.unpacked))
    assert [text for text in laid.lines if text] == [f"工事名：{NAME}"]


def test_boxes_keep_their_ticks() -> None:
    """Boxes of today, old form fields and Wingdings are ☑ or □ in the text."""
    old = (
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox>'
        '<w:default w:val="0"/>{}</w:checkBox></w:ffData></w:fldChar></w:r>'
    )
    sign = '<w:r><w:sym w:font="Wingdings" w:char="{}"/></w:r>'
    ticked, empty = old.format("<w:checked/>"), old.format("")
    body = para(ticked, run(" 電子保証　"), empty, run("証書"))
    body += para(sign.format("F0FE"), run("希望する "), sign.format("F0A8"))
    laid = reader.laid(docx(body), LIMITS, Purse(LIMITS.unpacked))
    assert laid.lines == ("☑ 電子保証　□証書", "☑希望する □")
    choice = (run("証書の形式　"), ticked, run("電子保証　"), empty, run("証書"))
    amount = line(f"工事名：{NAME}") + line("前払金保証金額：2,000万円")
    found = read(amount + para(*choice))
    assert found["advance.form"] == "electronic"


def test_furigana_and_hints_are_not_the_senders_words() -> None:
    """The reading above a name, and the hint of a field left empty, are left out."""
    name = (
        "<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>かくだ</w:t></w:r></w:rt>"
        "<w:rubyBase><w:r><w:t>角田</w:t></w:r></w:rubyBase></w:ruby></w:r>"
    )
    hint = (
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
        f"{run('ここをクリックして入力')}</w:sdtContent></w:sdt>"
    )
    body = para(run("工事名：市道"), name, run("線")) + para(run("工事番号："), hint)
    found = read(body)
    assert found["project_name"] == "市道角田線"
    assert "project_number" not in found


def test_a_letter_in_word_is_read_as_a_letter() -> None:
    """Sentences of an application that came as a document are read, too."""
    text = "角田市発注の市道改良工事について、前払金保証2,000万円を申し込みます。"
    reading = mail_with({"保証申込書.docx": docx(HEAD + line(text))})
    assert reading.fields["advance.amount"] == 20_000_000
    assert reading.evidence["advance.amount"].rule == "prose"


def test_another_document_is_a_paper() -> None:
    """契約書.docx is a paper of the case, whatever it says."""
    body = "".join(line(f"{label}：{value}") for label, value in FORM)
    reading = mail_with({"請負契約書写.docx": docx(body)})
    assert not reading.fields
    assert [each.role for each in reading.attachments] == ["paper"]


def test_the_main_part_may_have_another_name() -> None:
    """The relations say which part is the document; some name it document2.xml."""
    made = docx(HEAD + line(f"工事名：{NAME}"), main="word/document2.xml")
    assert said(mail_with({"a.docx": made}))["project_name"] == NAME


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'
)


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (LAUGHS.encode(), "unreadable"),
        (LAUGHS.encode("utf-16"), "unreadable"),
        (b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>', "unreadable"),
        (b"<a>" * 500 + b"</a>" * 500, "too_large"),
        (b"<a>" + b"<b/>" * 300_000 + b"</a>", "too_large"),
        (b"<a>" + b"x" * 6_000_000 + b"</a>", "too_large"),
        (b"<a><b></a>", "unreadable"),
        (b"", "unreadable"),
        (b'<?xml version="1.0" encoding="x-none"?><a/>', None),
    ],
)
def test_a_hostile_document_is_shut_within_a_second(
    document: bytes, code: str | None
) -> None:
    """Entities, depth, number and size of elements end the reading of that file."""
    start = time.process_time()
    reading = mail_with({"申込書.docx": docx_of(document)}, "工事名：甲工事")
    assert time.process_time() - start < 1
    assert reading.fields["project_name"] == "甲工事"
    assert troubles(reading) == ([("", code)] if code else [])


def test_a_table_of_endless_columns_is_shut() -> None:
    """Cells count as wide as they claim to be."""
    wide = cell("x", '<w:gridSpan w:val="1000"/>')
    with pytest.raises(ShutError) as shut:
        reader.laid(
            docx(table(*(row(wide) for _ in range(60)))),
            LIMITS,
            Purse(LIMITS.unpacked),
        )
    assert shut.value.limit == "cells"


def test_a_document_with_a_password_says_so() -> None:
    """A Word file with a password lies in a compound file and is `encrypted`."""
    from parsers.files import ole

    shut = ole.with_one_stream("EncryptedPackage", b"x" * 5_000)
    reading = mail_with({"申込書.docx": shut})
    assert troubles(reading) == [("", "encrypted")]


def test_a_package_without_its_document_is_unreadable() -> None:
    """Relations that point nowhere leave a paper and a problem."""
    empty = archive({"[Content_Types].xml": b"<Types/>", "word/other.xml": b"<a/>"})
    assert troubles(mail_with({"申込書.docx": empty})) == [("", "unreadable")]
