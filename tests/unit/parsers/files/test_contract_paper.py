"""A contract, award or order among the papers is read, and never an application."""

from __future__ import annotations

from datetime import UTC, date, datetime
from email.message import EmailMessage

import pytest

from parsers.read import read
from parsers.reading import Reading

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
CONTRACT = """\
請負契約書

工事名：市道枝野線道路改良工事
請負代金額：51,000,000円
契約日：令和8年3月2日
工期：令和8年3月3日から令和9年3月25日まで
発注者：角田市長
請負者：株式会社星空建設
"""


def mail(name: str, content: bytes, kind: str = "text/plain") -> Reading:
    """Read a mail of one line with one file."""
    made = EmailMessage()
    made["From"] = "soumu@hoshizora.example.jp"
    made["Subject"] = "契約書の送付"
    made.set_content("契約書をお送りします。\n")
    main, _, sub = kind.partition("/")
    made.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return read(made.as_bytes(), NOW)


def test_what_a_contract_says_is_kept_apart_from_the_application() -> None:
    """Its values are in `papers`; the application has none of them."""
    found = mail("請負契約書.txt", CONTRACT.encode())

    (paper,) = found.papers
    assert dict(paper.fields) == {
        "project_name": "市道枝野線道路改良工事",
        "contract_amount": 51_000_000,
        "contract_date": date(2026, 3, 2),
        "work_start": date(2026, 3, 3),
        "work_end": date(2027, 3, 25),
        "obligee_name": "角田市長",
        "contractor_name": "株式会社星空建設",
    }
    assert "contract_amount" not in found.fields
    assert [one.role for one in found.attachments] == ["paper"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [("請負契約書.jpg", "image/jpeg"), ("注文書.pdf", "application/pdf")],
)
def test_a_picture_of_a_contract_says_nothing(name: str, kind: str) -> None:
    """It is there, without a value: a person's to read."""
    (paper,) = mail(name, b"\xff\xd8\xff\xe0 picture", kind).papers

    assert paper.name == name
    assert dict(paper.fields) == {}


@pytest.mark.parametrize(
    "name",
    ["請求書.txt", "変更契約書.txt", "契約保証証書.txt", "見積書.txt", "工程表.txt"],
)
def test_other_papers_are_no_contracts(name: str) -> None:
    """A claim, a certificate or an estimate is not laid beside the application."""
    assert mail(name, "金額：1,000円\n".encode()).papers == ()


def test_the_public_shape_stays_as_it_is() -> None:
    """`mailbot read` prints the same keys as before."""
    found = mail("請負契約書.txt", CONTRACT.encode())

    assert "papers" not in found.to_json("x.eml")
