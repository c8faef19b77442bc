"""The form as a workbook: what stands in it, and that our own reader reads it back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from mailbot.assets import assets
from mailbot.composer import application_workbook
from mailbot.composer.wording import Wording, load
from mailbot.core.model.form_fields import CONDITIONS, FIELDS, KINDS
from parsers.read import read
from parsers.reading import PRODUCTS, Reading, Value
from parsers.values.flaws import absent
from tests.unit.composer.letters import COMPOSER, OFFICE

WORDS = COMPOSER.words
ENGLISH = load(assets("templates") / "mail" / "en")
BLANK = application_workbook.blank_form(OFFICE, WORDS)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
CHOICES = {
    "form": ("electronic", "paper"),
    "payment_method": ("monthly", "transfer", "cash", "cheque"),
    "work_kind": ("works", "design", "survey", "services"),
    "submission": ("forward", "self"),
}
PLAIN = {
    "phone": st.sampled_from(["0224-00-1234", "03-0000-1234", "090-0000-1234"]),
    "notify_email": st.sampled_from(["soumu@kensetsu.example.jp", "A.b@x.example.jp"]),
    "branch": st.just("宮城支店"),
}
NAMES = st.text(
    st.sampled_from("角田髙﨑市道号線改良工事株式会社東北ー・A1（第2工区）年月円　~"),
    min_size=3,
    max_size=25,
).filter(lambda text: text == text.strip(" \u3000") and not absent(text))


def value_of(key: str) -> st.SearchStrategy[Value]:
    """Give any value that a field can have."""
    last = key.rpartition(".")[2]
    if last in CHOICES:
        return st.sampled_from(CHOICES[last])
    if last in PLAIN:
        return PLAIN[last]
    kinds: dict[str, st.SearchStrategy[Value]] = {
        "yen": st.integers(100_000, 10**11),
        "date": DAYS,
        "bool": st.booleans(),
    }
    return kinds.get(KINDS[key], NAMES)


@st.composite
def applications(draw: st.DrawFn) -> dict[str, Value]:
    """Make any application for one to three products."""
    products = draw(st.lists(st.sampled_from(PRODUCTS), min_size=1, unique=True))
    own_ends = draw(st.booleans())
    chosen: dict[str, Value] = {}
    for field in FIELDS:
        head, dot, last = field.key.partition(".")
        if (dot and head not in products) or draw(st.integers(0, 3)) == 0:
            continue
        if last == "guarantee_until" and not own_ends:
            continue
        chosen[field.key] = draw(value_of(field.key))
    for product in products:
        chosen[f"{product}.amount"] = draw(value_of(f"{product}.amount"))
    if own_ends:
        chosen.pop("guarantee_until", None)
    return chosen


def sheet_of(book: Workbook) -> Worksheet:
    """Give the one sheet of the form."""
    (sheet,) = book.worksheets
    return sheet


def fill_in(values: dict[str, Value], words: Wording = WORDS) -> bytes:
    """Write values into the form as a clerk does, in the cells' own kinds."""
    form = BLANK if words is WORDS else application_workbook.blank_form(OFFICE, words)
    book = load_workbook(BytesIO(form))
    for key, value in values.items():
        place = book.defined_names[application_workbook.cell_name(key)].attr_text
        cell = sheet_of(book)[str(place).partition("!")[2].replace("$", "")]
        kept = value if isinstance(value, date) else words.show(key, value)
        cell.value = value if KINDS[key] == "yen" else kept
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def mail_with(content: bytes, text: str = "申込書を添付します。") -> Reading:
    """Read a mail with the form attached."""
    mail = MIMEMultipart()
    mail["From"] = "soumu@kensetsu.example.jp"
    mail["Subject"] = "Application"
    mail.attach(MIMEText(text, "plain", "utf-8"))
    part = MIMEApplication(content, application_workbook.TYPE.partition("/")[2])
    part.add_header("Content-Disposition", "attachment", filename="application.xlsx")
    mail.attach(part)
    return read(mail.as_bytes(), NOW)


def as_read(values: dict[str, Value]) -> dict[str, Value]:
    """Say what the reader gives: planned only if so, one end where all agree."""
    wanted = dict(values)
    if "contract_date" not in wanted or wanted.get("contract_date_planned") is False:
        wanted.pop("contract_date_planned", None)
    products = {key.partition(".")[0] for key in wanted if "." in key}
    ends = [wanted.get(f"{product}.guarantee_until") for product in products]
    if len(set(ends)) == 1 and isinstance(ends[0], date):
        for product in products:
            del wanted[f"{product}.guarantee_until"]
        wanted["guarantee_until"] = ends[0]
    return wanted


@settings(max_examples=40)
@given(applications())
def test_a_form_filled_in_is_read_back_without_loss(values: dict[str, Value]) -> None:
    """Whatever is written into the cells is read, and nothing else."""
    reading = mail_with(fill_in(values))

    assert dict(reading.fields) == as_read(values)
    assert not reading.problems
    assert reading.intent == "apply"
    assert [each.role for each in reading.attachments] == ["source"]


@settings(max_examples=10)
@given(applications())
def test_the_english_form_is_read_back_without_loss(values: dict[str, Value]) -> None:
    """Its labels and choices are English with the form's own beside them."""
    reading = mail_with(fill_in(values, ENGLISH), "Please find our application below.")

    assert dict(reading.fields) == as_read(values)
    assert not reading.problems
    assert reading.intent == "apply"


def test_every_field_has_a_named_cell_and_a_label() -> None:
    """All fields of the application can be filled in, declarations included."""
    names = load_workbook(BytesIO(BLANK)).defined_names

    assert {application_workbook.cell_name(field.key) for field in FIELDS} == set(names)
    assert {application_workbook.cell_name(key) for key in CONDITIONS} < set(names)


def test_the_blank_form_says_nothing() -> None:
    """Labels, examples and lists of choices are no values."""
    reading = mail_with(BLANK, "")

    assert not reading.fields
    assert not reading.products
    assert not reading.problems
    assert not reading.remainder


def test_the_same_office_gives_the_same_octets() -> None:
    """A mail that is composed again encloses the same file."""
    assert application_workbook.blank_form(OFFICE, WORDS) == BLANK
    with ZipFile(BytesIO(BLANK)) as archive:
        assert {info.date_time for info in archive.infolist()} == {
            (1980, 1, 1, 0, 0, 0)
        }


def test_choices_are_offered_and_nothing_is_locked_or_hidden() -> None:
    """Drop-down lists stand on every choice; the sheet prints on A4 upright."""
    book = load_workbook(BytesIO(BLANK))
    sheet = sheet_of(book)

    listed = {
        str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation
    }
    place = str(book.defined_names["advance_payment_method"].attr_text)
    assert (
        listed[place.partition("!")[2].replace("$", "")]
        == '"一括納付,振込,現金,小切手"'
    )
    assert '"宮城支店"' in listed.values()
    assert not sheet.protection.sheet
    assert [one.sheet_state for one in book.worksheets] == ["visible"]
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToWidth) == (9, 1)


@pytest.mark.parametrize(
    ("key", "written", "value"),
    [
        ("contract_amount", "5,000万円", 50_000_000),
        ("contract_date", "令和8年3月2日", date(2026, 3, 2)),
        ("advance.form", "紙", "paper"),
        ("advance.redeposit", "しない", False),
        ("phone", 224001234, "0224001234"),
    ],
)
def test_a_clerk_may_write_in_his_own_words(
    key: str, written: str | int, value: Value
) -> None:
    """Cells take what a letter takes, whatever kind the cell was meant to have."""
    book = load_workbook(BytesIO(fill_in({"project_name": "市道改良工事"})))
    place = str(book.defined_names[application_workbook.cell_name(key)].attr_text)
    sheet_of(book)[place.partition("!")[2].replace("$", "")].value = written
    out = BytesIO()
    book.save(out)

    reading = mail_with(out.getvalue())

    assert reading.fields[key] == value
    assert reading.evidence[key].rule == "sheet"
    assert reading.evidence[key].cell is not None
