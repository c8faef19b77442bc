"""Files in files: listed, judged one by one, and taken out to be passed on."""

from hashlib import sha256

import pytest

from parsers.files.attached_file import file_at
from parsers.read import read
from parsers.reading import Attachment, Reading
from tests.unit.parsers.boxes import (
    FORM,
    archive,
    cp932_archive,
    mail_with,
    winmail,
    with_files,
    xlsx,
)
from tests.unit.parsers.letters import NOW

BILL = b"%PDF-1.7 a bill"
BOOK = xlsx({"申込書": FORM})


def shown(reading: Reading) -> list[tuple[str, str, str | None, str]]:
    """Give number, name, holder and role of each file."""
    return [(each.part, each.name, each.within, each.role) for each in listed(reading)]


def listed(reading: Reading) -> tuple[Attachment, ...]:
    """Give the files of a reading, their digests checked."""
    for each in reading.attachments:
        assert len(each.sha256) == len(sha256(b"").hexdigest())
    return reading.attachments


HOLDERS = {
    "a.zip": archive({"書類/申込書.xlsx": BOOK, "書類/請求書.pdf": BILL}),
    "winmail.dat": winmail({"申込書.xlsx": BOOK, "請求書.pdf": BILL}),
}


@pytest.mark.parametrize("name", HOLDERS)
def test_each_file_in_a_file_is_listed_with_its_own_role(name: str) -> None:
    """The form is a source and the bill a paper, whatever both are packed in."""
    raw = with_files({name: HOLDERS[name]})
    reading = read(raw, NOW)

    assert shown(reading) == [
        ("2", name, None, "source"),
        ("2.1", "申込書.xlsx", name, "source"),
        ("2.2", "請求書.pdf", name, "paper"),
    ]
    bill = reading.attachments[2]
    assert (bill.type, bill.octets) == ("application/pdf", len(BILL))
    assert bill.sha256 == sha256(BILL).hexdigest()
    assert bill.to_json()["within"] == name
    assert "within" not in reading.attachments[0].to_json()


@pytest.mark.parametrize("name", HOLDERS)
def test_a_file_in_a_file_can_be_taken_out(name: str) -> None:
    """What is passed on to an obligee is the bill, not what it came in."""
    found = file_at(with_files({name: HOLDERS[name]}), "2.2")

    assert found is not None
    assert (found.name, found.type, found.octets) == (
        "請求書.pdf",
        "application/pdf",
        BILL,
    )


def test_the_files_of_a_forwarded_mail_are_listed_as_files_of_it() -> None:
    """A mail saved as a file, and a ZIP in it, are gone through to the bill."""
    inner = with_files({"a.zip": archive({"請求書.pdf": BILL})}, "添付します。")
    raw = with_files({"f.eml": inner})

    assert shown(read(raw, NOW)) == [
        ("2", "f.eml", None, "paper"),
        ("2.2", "a.zip", "f.eml", "paper"),
        ("2.2.1", "請求書.pdf", "a.zip", "paper"),
    ]
    found = file_at(raw, "2.2.1")
    assert found is not None
    assert found.octets == BILL


def test_a_program_in_an_archive_is_refused_and_the_bill_beside_it_is_not() -> None:
    """Each member is judged for itself."""
    reading = mail_with({"a.zip": archive({"a.exe": b"MZ", "請求書.pdf": BILL})})

    assert [each.role for each in reading.attachments] == [
        "refused",
        "refused",
        "paper",
    ]


def test_files_sent_with_a_command_are_listed_and_not_read() -> None:
    """With 提出 a workbook is a paper, and so is each member of an archive."""
    reading = mail_with(HOLDERS_OF_TWO, subject="提出 00427-000318")

    assert reading.intent == "submit"
    assert not reading.fields
    assert shown(reading) == [
        ("2", "a.zip", None, "paper"),
        ("2.1", "申込書.xlsx", "a.zip", "paper"),
        ("2.2", "請求書.pdf", "a.zip", "paper"),
    ]


HOLDERS_OF_TWO = {"a.zip": HOLDERS["a.zip"]}

SHUT = {
    "a password": cp932_archive("請求書.pdf", BILL, flags=1),
    "a broken end": archive({"a.pdf": BILL})[:-30],
    "one member far too large": archive({"a.pdf": BILL, "b.csv": bytes(60_000_000)}),
}


@pytest.mark.parametrize("why", SHUT)
def test_what_cannot_be_opened_whole_is_listed_as_one(why: str) -> None:
    """An archive that is shut is the paper itself, or refused: no half of it."""
    raw = with_files({"a.zip": SHUT[why]})

    assert [each.part for each in read(raw, NOW).attachments] == ["2"]
    assert read(raw, NOW).problems


@pytest.mark.parametrize("part", ["", "9", "2.9", "2.1.1", "1.1", "2.", "x"])
def test_a_number_that_no_file_has_gives_none(part: str) -> None:
    """Nothing is taken for something else."""
    assert file_at(with_files(HOLDERS_OF_TWO), part) is None


PARTS = """From: a@b.example.jp
Content-Type: multipart/{outer}; boundary=b

--b
Content-Type: text/plain; charset=utf-8

x
--b
Content-Type: {type}
{more}

x
--b--
"""
ROLES = {
    "a logo in HTML": ("related", "image/png", "Content-ID: <a>", "signature_image"),
    "a logo without a name": ("related", "image/png", "X: y", "signature_image"),
    "a logo of Outlook": (
        *("mixed", "image/png", "Content-ID: <a>\nContent-Disposition: inline"),
        "signature_image",
    ),
    "a photographed bill of Gmail": (
        *("mixed", "image/jpeg", "Content-ID: <f_a>\nContent-Disposition: attachment"),
        "paper",
    ),
    "a photographed bill": ("mixed", "image/jpeg", "X: y", "paper"),
    "an S/MIME signature": (
        *("signed", "application/pkcs7-signature", "Content-Disposition: attachment"),
        "signature_image",
    ),
    "a PGP signature": ("signed", "application/pgp-signature", "", "signature_image"),
}


@pytest.mark.parametrize("name", ROLES)
def test_what_belongs_to_a_signature_is_no_paper(name: str) -> None:
    """A logo or a digital signature is never taken for a bill that is missing."""
    outer, type_, more, role = ROLES[name]
    raw = PARTS.format(outer=outer, type=type_, more=more).replace("\n", "\r\n")

    assert [each.role for each in read(raw.encode(), NOW).attachments] == [role]
