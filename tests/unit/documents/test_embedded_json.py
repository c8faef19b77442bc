"""Documents for programs: the JSON inside the file, and the QR code on the notice."""

import io
import json
import re
from dataclasses import replace

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from mailbot.documents.qr import drawing
from mailbot.documents.read_embedded import FILE, read_embedded
from mailbot.documents.sheets import Document
from mailbot.documents.typst import TypstRenderer
from tests.unit.documents.sheets import (
    CERTIFICATE,
    CHANGED,
    KEY,
    NOTICE,
    STATEMENT,
    saying,
)


@pytest.fixture(scope="module")
def renderer() -> TypstRenderer:
    """Give one warm press for all tests here."""
    return TypstRenderer()


def embedded(document: Document) -> dict[str, object]:
    """Take the one attachment out of a document, and read it."""
    attached = PdfReader(io.BytesIO(document.pdf)).attachments
    ((name, (octets,)),) = attached.items()
    assert name == FILE
    return dict(json.loads(octets))


def test_notice_says_the_same_to_a_program(renderer: TypstRenderer) -> None:
    """The JSON of the notice has its facts by name, and the page to look them up."""
    assert embedded(renderer.key_notice(NOTICE)) == {
        "format": "mailbot-document",
        "version": 1,
        "kind": "key_notice",
        "demo": False,
        "issuer": "みちのく建設業保証株式会社",
        "branch": "宮城支店",
        "number": "00427-000318",
        "product": "advance",
        "contractor_name": "角田土木株式会社",
        "project_name": "市道中央線道路改良工事",
        "dated": "2026-03-02",
        "platform_name": "保証確認サービス",
        "view_url": "https://hosho.example.jp/verify?n=00427-000318",
    }


def test_certificate_says_yen_as_numbers_and_iso_days(
    renderer: TypstRenderer,
) -> None:
    """A program reads 20000000 and 2026-12-25, whatever the page prints."""
    found = embedded(renderer.certificate(CERTIFICATE))

    assert (found["amount"], found["contract_amount"]) == (20_000_000, 50_000_000)
    assert found["guarantee_until"] == "2026-12-25"
    assert found["bank"] == "見本銀行　角田支店"
    assert (found["entry"], found["copy"]) == (1, False)


def test_what_is_not_on_the_page_is_not_in_the_json(renderer: TypstRenderer) -> None:
    """A row that is left out has no name in the JSON either."""
    sheet = saying(CERTIFICATE, bank="", contract_date=None, platform_name="")
    found = embedded(renderer.certificate(sheet))

    assert not {"bank", "contract_date", "jv_name", "platform_name"} & set(found)


def test_changed_certificate_counts_its_entry(renderer: TypstRenderer) -> None:
    """The second certificate of a guarantee says that it is the second."""
    assert embedded(renderer.certificate(CHANGED))["entry"] == 2


def test_statement_says_the_premium(renderer: TypstRenderer) -> None:
    """The premium, who pays it and by which tariff can be booked by a program."""
    found = embedded(renderer.statement(STATEMENT))

    assert (found["premium"], found["payment_method"]) == (70_000, "monthly")
    assert found["bill_to"] == "角田土木株式会社　本社経理部"
    assert found["tariff_version"] == "料率 2026-01"


def test_json_is_data_of_the_document(renderer: TypstRenderer) -> None:
    """PDF/A-3: the attachment names its type and how it belongs to the file."""
    root = PdfReader(io.BytesIO(renderer.key_notice(NOTICE).pdf)).root_object
    files = root["/AF"]
    assert isinstance(files, ArrayObject)
    (file,) = (one.get_object() for one in files)
    assert isinstance(file, DictionaryObject)
    stream = file["/EF"]
    assert isinstance(stream, DictionaryObject)

    assert str(file["/AFRelationship"]) == "/Data"
    assert "/application/json" in str(stream["/F"].get_object())


def test_neither_json_nor_qr_holds_the_key(renderer: TypstRenderer) -> None:
    """The address in the QR code is stored by browsers and servers: no key in it."""
    assert KEY not in json.dumps(embedded(renderer.key_notice(NOTICE)))
    assert KEY not in NOTICE.view_url


def test_qr_code_is_described_in_words(renderer: TypstRenderer) -> None:
    """Whoever listens to the sheet hears what the QR code would open."""
    root = PdfReader(io.BytesIO(renderer.key_notice(NOTICE).pdf)).root_object
    texts = set()
    ahead = [root["/StructTreeRoot"].get_object()]
    while ahead:
        node = ahead.pop()
        if isinstance(node, ArrayObject):
            ahead += [child.get_object() for child in node]
        elif isinstance(node, DictionaryObject):
            texts.add(str(node.get("/Alt", "")))
            ahead.append(node.get("/K", ArrayObject()).get_object())
    (said,) = texts - {""}

    assert "00427-000318 を入力した画面を開きます" in said
    assert KEY not in said


def test_number_joins_an_address_that_has_a_query() -> None:
    """A platform whose address has a query already gets the number after an &."""
    sheet = replace(NOTICE, portal_url="https://hosho.example.jp/?page=verify")

    assert sheet.view_url == "https://hosho.example.jp/?page=verify&n=00427-000318"


@given(st.text(max_size=200).filter(lambda text: len(text.encode()) < 800))
def test_drawing_has_exactly_the_dark_modules(text: str) -> None:
    """The drawing fills the modules of the symbol, each once, and no other."""
    symbol = segno.make_qr(text, error="m", mode="byte", mask=2, boost_error=False)
    drawn = [
        (int(x) + step, int(y))
        for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1", drawing(text))
        for step in range(int(length))
    ]
    dark = {
        (x, y)
        for y, row in enumerate(symbol.matrix)
        for x, module in enumerate(row)
        if module
    }

    assert len(drawn) == len(dark)
    assert set(drawn) == dark


@given(st.binary() | st.text().map(str.encode))
def test_foreign_octets_are_no_values(octets: bytes) -> None:
    """Whatever an attachment holds, reading it raises nothing and finds nothing."""
    assert read_embedded(octets) == {}


def test_only_plain_values_of_our_version_count() -> None:
    """Lists, objects and other versions are left alone; nesting bombs too."""
    head = '{"format": "mailbot-document", "version": '

    assert read_embedded(f'{head}1, "a": [1], "b": "c"}}'.encode())["b"] == "c"
    assert "a" not in read_embedded(f'{head}1, "a": [1], "b": "c"}}'.encode())
    assert read_embedded(f'{head}2, "b": "c"}}'.encode()) == {}
    assert read_embedded(b'[{"a": ' * 100_000) == {}
