"""Files with an application in them: every kind gives the same fields as a letter."""

import json
from pathlib import Path

import pytest
import typst

from parsers.files import ole
from parsers.read import read
from tests.unit.parsers.boxes import (
    FORM,
    WANTED,
    archive,
    cp932_archive,
    mail_with,
    ods,
    ods_row,
    pdf_form,
    said,
    troubles,
    winmail,
    with_files,
    xls,
    xlsx,
)
from tests.unit.parsers.letters import NOW

TEXT = "\r\n".join(f"{label}：{value}" for label, value in FORM)
CSV = "\r\n".join(f'{label},"{value}"' for label, value in FORM)
TABLE = "".join(f"<tr><td>{label}<td>{value}</tr>" for label, value in FORM)
BOOK = xlsx({"申込書": FORM})
PAGE = "\n".join(
    [
        '#set text(font: "Noto Sans CJK JP", lang: "ja")',
        "= 前払金保証の申込み",
        f"#table(columns: 2, {', '.join(f'[{a}], [{b}]' for a, b in FORM)})",
    ]
)
OWN_SHAPE = {
    "application": {
        **{key: value for key, value in WANTED.items() if "." not in key},
        "advance": {"amount": 20_000_000},
    }
}
FILES = {
    "workbook": ("application.xlsx", BOOK),
    "old workbook": (
        "application.xls",
        xls({(i, j): text for i, row in enumerate(FORM) for j, text in enumerate(row)}),
    ),
    "open workbook": ("application.ods", ods("".join(ods_row(*row) for row in FORM))),
    "table named .xls": ("a.xls", f"<table>{TABLE}</table>".encode()),
    "csv in CP932": ("a.csv", CSV.encode("cp932")),
    "csv with a mark": ("a.csv", CSV.encode("utf-8-sig")),
    "csv with semicolons": ("a.csv", CSV.replace(',"', ';"').encode()),
    "tabs in UTF-16": ("a.tsv", CSV.replace(',"', '\t"').encode("utf-16")),
    "csv with heads": (
        "a.csv",
        "\n".join(
            [
                ",".join(label for label, _ in FORM),
                ",".join(f'"{value}"' for _, value in FORM),
            ]
        ).encode(),
    ),
    "json of labels": ("a.json", json.dumps(dict(FORM)).encode()),
    "json of our shape": ("a.json", json.dumps(OWN_SHAPE).encode()),
    "text in CP932": ("a.txt", TEXT.encode("cp932")),
    "page": ("a.html", f"<h1>申込</h1><table>{TABLE}</table>".encode()),
    "form in PDF": ("a.pdf", pdf_form(dict(FORM))),
    "zip with a CP932 name": ("a.zip", cp932_archive("申込書.xlsx", BOOK)),
    "winmail.dat with a file": ("winmail.dat", winmail({"申込書.xlsx": BOOK})),
    "winmail.dat with text": ("winmail.dat", winmail({}, TEXT.encode("cp932"))),
    "forwarded text": ("a.eml", with_files({}, TEXT)),
    "forwarded file": ("a.eml", with_files({"a.xlsx": BOOK})),
}


@pytest.mark.parametrize("kind", FILES)
def test_every_kind_of_file_gives_the_same_application(kind: str) -> None:
    """Six fields come out of each container, exactly, and the file is a source."""
    name, octets = FILES[kind]

    reading = mail_with({name: octets})

    assert said(reading) == WANTED
    assert not reading.problems
    assert reading.intent == "apply"
    assert {each.role for each in reading.attachments} == {"source"}


def test_the_text_of_a_pdf_is_read_without_the_spaces_of_its_setting() -> None:
    """Typesetting parts 角田 from 1号線; the name read has no such space."""
    page = typst.compile(PAGE.encode())

    reading = mail_with({"application.pdf": page})

    assert said(reading) == WANTED


def test_a_forwarded_mail_is_no_sender() -> None:
    """The application inside is read; who wrote it is the outer From alone."""
    inner = with_files({}, TEXT).replace(b"soumu@", b"other@")

    reading = mail_with({"forwarded.eml": inner})

    assert reading.envelope.sender == "soumu@kensetsu.example.jp"
    assert said(reading) == WANTED


def test_evidence_names_sheet_and_cell_or_part_and_line() -> None:
    """A cell says its sheet and place, a CSV row its line, JSON its path."""
    book = mail_with({"a.xlsx": BOOK}).evidence["contract_amount"]
    rows = mail_with({"a.csv": CSV.encode()}).evidence["contract_amount"]
    keys = mail_with({"a.json": json.dumps(OWN_SHAPE).encode()})

    assert (book.part, book.sheet, book.cell) == ("2", "申込書", "B4")
    assert (book.rule, book.text, book.line) == ("sheet", "50,000,000円", None)
    assert (rows.line, rows.cell, rows.decoding) == (4, "B4", "utf-8 (guessed)")
    assert keys.evidence["advance.amount"].rule == "json"
    assert keys.evidence["advance.amount"].text == "advance.amount: 20000000"


# --- letter and file ----------------------------------------------------------------


def test_a_letter_and_its_file_that_agree_give_one_value_from_the_letter() -> None:
    """五千万円 and 50000000 are one amount; the letter is its evidence."""
    reading = mail_with({"a.xlsx": BOOK}, "請負金額：金五千万円也")

    assert reading.fields["contract_amount"] == 50_000_000
    assert reading.evidence["contract_amount"].part == "1"
    assert not reading.problems


def test_a_letter_and_its_file_that_disagree_are_a_conflict_naming_both() -> None:
    """Text and file differ in one amount: no value, and both are quoted."""
    reading = mail_with({"申込書.xlsx": BOOK}, "請負金額：60,000,000円")

    assert troubles(reading) == [("contract_amount", "conflict")]
    assert "contract_amount" not in reading.fields
    (problem,) = reading.problems
    assert problem.text == "請負金額：60,000,000円 / 50,000,000円（申込書.xlsx）"


@pytest.mark.parametrize("apart", [True, False], ids=["two files", "two sheets"])
def test_two_projects_are_two_applications(apart: bool) -> None:  # noqa: FBT001 - a parameter of a test
    """Two files, or two sheets of one, with different works are one problem."""
    other = [(label, value.replace("1号線", "2号線")) for label, value in FORM]
    books = (
        {"a.xlsx": BOOK, "b.xlsx": xlsx({"S": other})}
        if apart
        else {"a.xlsx": xlsx({"S": FORM, "T": other})}
    )

    reading = mail_with(books)

    assert troubles(reading) == [("project_name", "two_applications")]


def test_a_letter_about_another_work_than_its_file_is_two_applications() -> None:
    """Name, amount and obligee all differ: that is not one work told twice."""
    text = "工事名：堀川改修工事\n請負金額：30,000,000円\n発注者：白石市長\n"

    reading = mail_with({"a.xlsx": BOOK}, text)

    assert troubles(reading) == [("project_name", "two_applications")]


def test_rows_of_two_works_in_a_table_are_two_applications() -> None:
    """A CSV with one header row and two data rows cannot be one application."""
    rows = "工事名,請負金額\n市道改良工事,50000000\n河川改修工事,30000000\n"

    reading = mail_with({"a.csv": rows.encode()})

    assert ("project_name", "two_applications") in troubles(reading)


def test_a_list_of_two_in_json_is_two_applications() -> None:
    """A JSON list with two objects is two applications; with one it is one."""
    both = mail_with({"a.json": json.dumps([OWN_SHAPE, OWN_SHAPE]).encode()})
    one = mail_with({"a.json": json.dumps([OWN_SHAPE]).encode()})

    assert ("project_name", "two_applications") in troubles(both)
    assert said(one) == WANTED


def test_a_subject_names_no_product_beside_a_file_that_is_filled_in() -> None:
    """前払金 in the subject adds nothing to a form that applies for 契約保証 alone."""
    book = xlsx({"S": [("工事名", "市道"), ("契約保証金額", 5_000_000)]})
    subject = "=?utf-8?b?5YmN5omV6YeR5L+d6Ki855Sz6L685pu4?="  # 前払金保証申込書

    reading = mail_with({"a.xlsx": book}, "申込書を添付します。", subject)

    assert reading.envelope.subject == "前払金保証申込書"
    assert dict(reading.products) == {"performance": True}
    assert not reading.remainder


# --- types of JSON ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "field", "code"),
    [
        ({"contract_amount": True}, "contract_amount", "ambiguous_amount"),
        ({"contract_amount": 5e7}, "contract_amount", "ambiguous_amount"),
        ({"contract_amount": -1}, "contract_amount", "ambiguous_amount"),
        ({"advance": {"amount": []}}, "advance.amount", "ambiguous_amount"),
        ({"contract_date": 20260302}, "contract_date", "ambiguous_date"),
        ({"contract_date": "2026-02-30"}, "contract_date", "impossible_date"),
        ({"advance": {"redeposit": 1}}, "advance.redeposit", "ambiguous_choice"),
        ({"advance": {"form": 1}}, "advance.form", "ambiguous_choice"),
        ({"project_name": 12}, "project_name", "unreadable"),
        ({"phone": 224001234}, "phone", "invalid_phone"),
    ],
)
def test_json_types_are_strict(
    content: dict[str, object], field: str, code: str
) -> None:
    """A value of another type than its field's is a problem, never a guess."""
    whole = {"obligee_name": "角田市長", "notify": True, **content}

    reading = mail_with({"application.json": json.dumps(whole).encode()})

    assert troubles(reading) == [(field, code)]
    assert field not in reading.fields


def test_json_knows_products_keys_and_declarations() -> None:
    """Dotted keys, an empty product, null, and the declarations of R-05."""
    whole = {
        "advance.form": "electronic",
        "performance": {},
        "interim": {"amount": 10_000_000, "conditions": {"half_period": True}},
        "notify": False,
        "project_number": None,
        "guarantee_until": "2027-03-25",
    }

    reading = mail_with({"application.json": json.dumps(whole).encode()})

    assert said(reading) == {
        "advance.form": "electronic",
        "interim.amount": 10_000_000,
        "interim.conditions.half_period": True,
        "notify": False,
        "guarantee_until": "2027-03-25",
    }
    assert reading.products["performance"] is True


# --- papers -------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["請求書.xlsx", "工程表.xlsx", "契約書.csv"])
def test_other_papers_are_not_read(name: str) -> None:
    """A file that calls itself something else stays a paper of the case."""
    octets = xlsx({"S": FORM}) if name.endswith("x") else CSV.encode()

    reading = mail_with({name: octets}, "工事名：別の工事")

    assert [each.role for each in reading.attachments] == ["paper"]
    assert said(reading) == {"project_name": "別の工事"}


def test_files_of_a_command_are_papers() -> None:
    """What comes with 提出 is submitted, not read as an application."""
    reading = mail_with({"form.xlsx": BOOK}, "提出 00427-000318")

    assert reading.intent == "submit"
    assert [each.role for each in reading.attachments] == ["paper"]
    assert not reading.fields


@pytest.mark.parametrize(
    "octets", [b"\x89PNG\r\n\x1a\n", b"MZ\x90", b"\xff\xd8\xff\xe0"]
)
def test_a_file_of_another_kind_stays_a_paper_whatever_its_name(octets: bytes) -> None:
    """A picture or a program named .xlsx or .txt is not opened."""
    reading = mail_with({"a.xlsx": octets, "b.txt": octets})

    assert [each.role for each in reading.attachments] == ["paper", "paper"]


def test_a_pdf_without_text_is_a_paper() -> None:
    """A scan says nothing that can be read, and nothing is wrong with it."""
    reading = mail_with({"scan.pdf": pdf_form({})}, subject="Scan")

    assert [each.role for each in reading.attachments] == ["paper"]
    assert not reading.problems


def test_a_key_notice_is_recognised_by_its_title_and_not_read() -> None:
    """The key in an enclosed notice is neither a field nor a text of the reading."""
    text = (
        "電子保証にかかる「認証キー」のお知らせ\n認証キー：Z28YUE4J3Bux\n工事名：市道\n"
    )

    reading = mail_with({"notice.txt": text.encode()})

    assert [each.role for each in reading.attachments] == ["key_notice"]
    assert "Z28YUE4J3Bux" not in json.dumps(reading.to_json("x"), ensure_ascii=False)


# --- passwords ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "octets"),
    [
        ("a.zip", cp932_archive("申込書.xlsx", BOOK, flags=1)),
        ("a.xlsx", ole.with_one_stream("EncryptedPackage", b"x")),
        ("a.pdf", pdf_form(dict(FORM), password="x")),
        ("b.zip", archive({"a.pdf": pdf_form(dict(FORM), password="x")})),
    ],
)
def test_a_password_is_refused_and_never_tried(name: str, octets: bytes) -> None:
    """Packed, Office and PDF files with a password are `encrypted` and refused."""
    reading = mail_with({name: octets}, "パスワードは kensetsu です。")

    assert troubles(reading) == [("", "encrypted")]
    assert {each.role for each in reading.attachments} == {"refused"}
    assert not reading.fields


def test_the_example_workbook_is_a_source() -> None:
    """05 comes with a sheet: its 24 values have sheet and cell as evidence."""
    raw = (Path(__file__).parents[3] / "examples" / "05-workbook.eml").read_bytes()
    reading = read(raw, NOW)

    assert {each.sheet for each in reading.evidence.values()} == {"保証申込書"}
    assert reading.evidence["advance.amount"].cell == "C16"
