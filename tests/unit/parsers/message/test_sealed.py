"""Mails in envelopes: S/MIME, PGP, uuencode, and calendars that answer."""

from __future__ import annotations

import binascii
from base64 import encodebytes
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from hypothesis import given
from hypothesis import strategies as some

from parsers.files.attached_file import file_at
from parsers.message import cms, uuencoded
from parsers.read import read
from parsers.reading import Reading
from tests.unit.parsers.boxes import FORM, WANTED, said, troubles, xlsx
from tests.unit.parsers.envelopes import streamed
from tests.unit.parsers.letters import NOW

TEXT = "".join(f"{label}：{value}\r\n" for label, value in FORM)
ENTITY = f"Content-Type: text/plain; charset=utf-8\r\n\r\n{TEXT}".encode()
KEY = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)


def _certificate() -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Mihon")])
    start = datetime(2026, 1, 1, tzinfo=UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(KEY.public_key())
        .serial_number(7)
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=365))
        .sign(KEY, hashes.SHA256())
    )


CERTIFICATE = _certificate()


def signed(entity: bytes) -> bytes:
    """Sign a mail so that it lies in its signature."""
    builder = pkcs7.PKCS7SignatureBuilder().set_data(entity)
    builder = builder.add_signer(CERTIFICATE, KEY, hashes.SHA256())
    return builder.sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary])


def sealed(entity: bytes) -> bytes:
    """Encrypt a mail."""
    builder = pkcs7.PKCS7EnvelopeBuilder().set_data(entity)
    builder = builder.add_recipient(CERTIFICATE)
    return builder.encrypt(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary])


def smime(octets: bytes, type_: str = "application/pkcs7-mime") -> bytes:
    """Write a mail that is this CMS."""
    head = (
        "From: soumu@kensetsu.example.jp\r\nSubject: Application\r\n"
        f"Content-Type: {type_}; name=smime.p7m\r\n"
        "Content-Disposition: attachment; filename=smime.p7m\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n"
    )
    return head.encode() + encodebytes(octets)


def plain(text: str, head: str = "") -> Reading:
    """Read a mail of plain text."""
    whole = f"From: soumu@kensetsu.example.jp\r\nSubject: Application\r\n{head}"
    return read(
        f"{whole}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}".encode(), NOW
    )


# --- S/MIME -------------------------------------------------------------------------


@pytest.mark.parametrize("made", [signed, streamed])
@pytest.mark.parametrize(
    "kind",
    ["application/pkcs7-mime", "application/x-pkcs7-mime", "application/octet-stream"],
)
def test_a_mail_in_its_signature_is_read(made: object, kind: str) -> None:
    """An opaque signature hides nothing: DER and BER, whatever a gateway calls it."""
    assert callable(made)
    reading = read(smime(made(ENTITY), kind), NOW)
    assert said(reading) == WANTED
    assert reading.intent == "apply"
    assert [each.role for each in reading.attachments] == ["signature_image"]
    assert reading.evidence["project_name"].part == "1.1"


def test_a_signed_mail_may_have_files() -> None:
    """What lies in a signature is parts of the mail: its workbook is a file of it."""
    book = xlsx({"申込書": FORM})
    inner = (
        b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n'
        b"--x\r\n\r\nhello\r\n--x\r\n"
        b"Content-Type: application/octet-stream; name=a.xlsx\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n" + encodebytes(book) + b"--x--\r\n"
    )
    raw = smime(signed(inner))
    reading = read(raw, NOW)
    assert said(reading) == WANTED
    (book_part,) = (each.part for each in reading.attachments if each.name == "a.xlsx")
    found = file_at(raw, book_part)
    assert found is not None
    assert found.octets == book


def test_a_signed_yes_is_a_yes() -> None:
    """はい in an opaque signature is read as はい."""
    text = "Content-Type: text/plain; charset=utf-8\r\n\r\nはい\r\n"
    assert read(smime(signed(text.encode())), NOW).intent == "confirm"


def test_an_encrypted_mail_says_that_it_is() -> None:
    """An enveloped mail is no empty mail: its problem says in words why."""
    reading = read(smime(sealed(ENTITY)), NOW)
    assert reading.intent == "unknown"
    assert troubles(reading) == [("", "encrypted")]
    assert "S/MIMEで暗号化" in reading.problems[0].text
    assert [each.role for each in reading.attachments] == ["refused"]


def test_signatures_in_signatures_end() -> None:
    """A CMS in a CMS in a CMS … ends at the depth of a mail."""
    octets = ENTITY
    for _ in range(30):
        head = b"Subject: x\r\nContent-Type: application/pkcs7-mime\r\n\r\n"
        octets = head + streamed(octets)
    reading = read(octets, NOW)
    assert ("", "too_large") in troubles(reading)


@given(some.binary(max_size=300), some.integers(0, 400), some.binary(max_size=3))
def test_any_octets_give_a_kind_and_what_it_holds(
    noise: bytes, at: int, patch: bytes
) -> None:
    """A broken CMS holds nothing; nothing is raised."""
    sound = streamed(ENTITY[:200])
    for octets in (noise, sound[:at], sound[:at] + patch + sound[at + len(patch) :]):
        assert cms.kind_of(octets) in {"signed", "encrypted", "compressed", ""}
        assert isinstance(cms.held(octets, 1_000), bytes | None)


# --- PGP ----------------------------------------------------------------------------


def test_a_clear_signed_text_is_read_without_its_armour() -> None:
    """Armour, hash and signature are no remarks; dashes that were put in are undone."""
    text = (
        "-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\n"
        f"{TEXT}- - 追伸です。\r\n"
        "-----BEGIN PGP SIGNATURE-----\r\n\r\niQEz\r\n=Wxyz\r\n"
        "-----END PGP SIGNATURE-----\r\n"
    )
    reading = plain(text)
    assert said(reading) == WANTED
    assert not any("PGP" in each or "iQEz" in each for each in reading.remainder)
    assert "追伸です。" in reading.text


def test_what_stands_around_a_signed_text_is_read_too() -> None:
    """Words below a signature are words of the sender."""
    block = "-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA1\r\n\r\nはい\r\n"
    end = "-----BEGIN PGP SIGNATURE-----\r\n\r\nx\r\n-----END PGP SIGNATURE-----\r\n"
    assert plain(block + end).intent == "confirm"
    more = plain(f"{block}{end}請負金額：12,000,000円\r\n")
    assert more.intent != "confirm"
    assert more.fields["contract_amount"] == 12_000_000


def test_an_encrypted_text_says_that_it_is() -> None:
    """An encrypted text is no remainder of a hundred lines, and no empty mail."""
    code = "hQEMA0x\r\n" * 40
    text = f"-----BEGIN PGP MESSAGE-----\r\n\r\n{code}-----END PGP MESSAGE-----\r\n"
    reading = plain(text)
    assert troubles(reading) == [("", "encrypted")]
    assert reading.remainder == ()
    assert reading.intent == "unknown"


def test_an_encrypted_mail_of_two_parts_says_that_it_is() -> None:
    """PGP/MIME (RFC 3156): one problem, and the version part is nobody's paper."""
    raw = (
        b"From: soumu@kensetsu.example.jp\r\nSubject: x\r\nContent-Type: "
        b'multipart/encrypted; boundary="e"\r\n\r\n'
        b"--e\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--e\r\n"
        b"Content-Type: application/octet-stream; name=encrypted.asc\r\n\r\n"
        b"-----BEGIN PGP MESSAGE-----\r\n\r\nx\r\n-----END PGP MESSAGE-----\r\n"
        b"--e--\r\n"
    )
    reading = read(raw, NOW)
    assert troubles(reading) == [("", "encrypted")]
    assert [each.role for each in reading.attachments] == ["signature_image", "refused"]


# --- uuencode -----------------------------------------------------------------------


def uu(name: str, octets: bytes) -> str:
    """Write a file as old programs put it into a text."""
    rows = (octets[at : at + 45] for at in range(0, len(octets), 45))
    code = "".join(binascii.b2a_uu(row).decode() for row in rows)
    return f"begin 644 {name}\n{code}`\nend\n".replace("\n", "\r\n")


def test_a_uuencoded_workbook_is_a_file() -> None:
    """A workbook in the text is read as one, and its code is no remark."""
    book = xlsx({"申込書": FORM})
    raw = (
        "From: soumu@kensetsu.example.jp\r\nSubject: x\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n\r\n"
        f"申込書を添付します。\r\n\r\n{uu('申込書.xlsx', book)}"
    ).encode()
    reading = read(raw, NOW)
    assert said(reading) == WANTED
    assert reading.remainder == ()
    assert [(each.name, each.octets, each.role) for each in reading.attachments] == [
        ("申込書.xlsx", len(book), "source")
    ]
    found = file_at(raw, reading.attachments[0].part)
    assert found is not None
    assert found.octets == book


def test_a_uuencoded_bill_beside_words_is_a_paper() -> None:
    """The words around a file are read; several files are several papers."""
    files = uu("a.gif", b"GIF8" * 30) + uu("b.gif", b"GIF8")
    reading = plain(f"はい\r\n{files}よろしくお願いします。")
    assert reading.intent == "confirm"
    assert [each.name for each in reading.attachments] == ["a.gif", "b.gif"]


def test_a_sentence_that_only_begins_so_is_a_sentence() -> None:
    """Without an end, or in lines that are no code, nothing is taken for a file."""
    for text in (b"begin 644 a.txt\r\nhello there\r\n", b"begin 644 a.txt\r\nM123\r\n"):
        assert uuencoded.parted(text, b"") == (text, ())
    assert uuencoded.parted(b"begin 644 a\nend\n", b"base64")[1] == ()


# --- calendars ----------------------------------------------------------------------


def calendar(method: str, text: str) -> Reading:
    """Read a mail with a calendar as the other look of its text."""
    raw = (
        "From: soumu@kensetsu.example.jp\r\nSubject: x\r\n"
        'Content-Type: multipart/alternative; boundary="c"\r\n\r\n'
        f"--c\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n--c\r\n"
        f"Content-Type: text/calendar; charset=utf-8; method={method}\r\n\r\n"
        f"BEGIN:VCALENDAR\r\nMETHOD:{method}\r\nEND:VCALENDAR\r\n--c--\r\n"
    )
    return read(raw.encode(), NOW)


def test_a_calendar_that_accepts_is_a_machine() -> None:
    """承諾 of a meeting is no はい and no empty mail that asks for help."""
    reading = calendar("REPLY", "")
    assert (reading.intent, reading.machine) == ("automatic", "auto-reply")


def test_a_yes_beside_an_acceptance_goes_to_a_person() -> None:
    """What はい beside a calendar's answer says yes to, nobody can know."""
    assert calendar("REPLY", "はい").intent == "unknown"
    assert calendar("REPLY", "").intent == "automatic"


def test_an_invitation_is_a_file_of_its_mail() -> None:
    """A mail of an invitation alone is not empty; a はい beside one counts."""
    reading = calendar("REQUEST", "")
    assert reading.intent == "unknown"
    assert [each.type for each in reading.attachments] == ["text/calendar"]
    assert calendar("REQUEST", "はい").intent == "confirm"


def test_another_look_of_the_text_is_no_file() -> None:
    """Text for watches beside text for people is no paper; a table is one."""
    head = (
        "From: soumu@kensetsu.example.jp\r\nSubject: x\r\n"
        'Content-Type: multipart/{}; boundary="c"\r\n\r\n'
        "--c\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{}\r\n--c\r\n"
    )
    look = head.format("alternative", "はい")
    look += "Content-Type: text/watch-html\r\n\r\n<b>yes</b>\r\n--c--\r\n"
    assert read(look.encode(), NOW).attachments == ()
    rows = "".join(f'{label},"{value}"\r\n' for label, value in FORM)
    table = head.format("mixed", "申込書です。")
    table += f"Content-Type: text/csv; charset=utf-8\r\n\r\n{rows}--c--\r\n"
    assert said(read(table.encode(), NOW)) == WANTED
