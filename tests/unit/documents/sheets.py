"""Sample sheets of a fictional surety, and a second library to read a PDF back."""

import io
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from pypdf import DocumentInformation, PdfReader

from docs import make_pictures as samples
from mailbot.core.model.certificate_facts import CertificateFacts
from mailbot.core.office.premium import Step
from mailbot.documents.sheets import (
    Certificate,
    Document,
    Former,
    KeyNotice,
    Letterhead,
    Statement,
)

KEY = "Z28YUE4J3Bux"
LETTERHEAD = Letterhead(
    president="取締役社長　奥州 藤吾",
    address="宮城県仙台市青葉区見本町一丁目2番3号",
    demo=False,
    tel="022-000-0000",
    fax="022-000-0001",
)
FACTS = replace(
    samples.FACTS,
    contractor_name="角田土木株式会社",
    work_start=date(2026, 3, 9),
    work_end=date(2026, 12, 24),
    bank="見本銀行　角田支店",
)
NOTICE = KeyNotice(
    letterhead=LETTERHEAD,
    facts=FACTS,
    key=KEY,
    platform_name="保証確認サービス",
    portal_url="https://hosho.example.jp/verify",
)
CERTIFICATE = Certificate(
    letterhead=LETTERHEAD,
    facts=FACTS,
    platform_name="保証確認サービス",
    copy=False,
)

CHANGED = replace(
    CERTIFICATE,
    facts=replace(
        FACTS,
        amount=24_000_000,
        guarantee_until=date(2027, 2, 26),
        dated=date(2026, 9, 1),
    ),
    entry=2,
    former=Former(
        dated=date(2026, 3, 2),
        amount=20_000_000,
        guarantee_until=date(2026, 12, 25),
    ),
)
STATEMENT = Statement(
    letterhead=LETTERHEAD,
    facts=FACTS,
    bill_to="角田土木株式会社　本社経理部",
    payment="monthly",
    charges=(
        Step(0, 10_000_000, Decimal("0.0040"), 1, Decimal(40_000)),
        Step(10_000_000, 10_000_000, Decimal("0.0030"), 1, Decimal(30_000)),
    ),
    minimum=None,
    premium=70_000,
    tariff_version="料率 2026-01",
    tariff_is_demo=False,
)


Sheet = TypeVar("Sheet", KeyNotice, Certificate, Statement)


def saying(sheet: Sheet, **other: Any) -> Sheet:
    """Return a sheet that says something else; by the names of facts, or its own."""
    known = {one.name for one in fields(CertificateFacts)}
    facts = replace(sheet.facts, **{k: v for k, v in other.items() if k in known})
    own = {name: value for name, value in other.items() if name not in known}
    return replace(sheet, facts=facts, **own)


class Unsigned:
    """A signer that signs nothing."""

    fingerprint = ""

    def sign(self, pdf: bytes) -> bytes:
        """Return the file as it is."""
        return pdf


def pages(document: Document) -> list[str]:
    """Read the text of each page back with a library that did not write it."""
    reader = PdfReader(io.BytesIO(document.pdf))
    return [page.extract_text() for page in reader.pages]


def running(text: str) -> str:
    """Drop the line ends that a narrow column made."""
    return text.replace("\n", "")


def metadata(document: Document) -> DocumentInformation:
    """Give the document information of a PDF."""
    found = PdfReader(io.BytesIO(document.pdf)).metadata
    assert found is not None
    return found
