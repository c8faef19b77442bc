"""Signatures: PAdES over the whole file, which stays the archival file it was."""

import io
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import dsa, ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    pkcs12,
)
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

from mailbot.documents.demo_certificate import demo_pkcs12
from mailbot.documents.signers import (
    CertificateSigner,
    SigningFailed,
    common_name,
    pkcs12_signer,
)
from mailbot.documents.typst import TypstRenderer
from tests.unit.documents.sheets import KEY, NOTICE

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)


def noon() -> datetime:
    """Tell the time: always the same."""
    return NOW


@pytest.fixture(scope="module")
def unsigned() -> bytes:
    """Give one key notice as it comes from the press."""
    return TypstRenderer().key_notice(NOTICE).pdf


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> CertificateSigner:
    """Give a signer with the demo's certificate."""
    path = tmp_path_factory.mktemp("demo") / "demo.p12"
    return pkcs12_signer(demo_pkcs12(path, "みちのく建設業保証", NOW), "", "", noon)


def test_signature_is_appended_and_covers_everything(
    signer: CertificateSigner, unsigned: bytes
) -> None:
    """The document is left byte for byte; the signed range leaves out itself alone."""
    signed = signer.sign(unsigned)
    root = PdfReader(io.BytesIO(signed)).root_object
    form = root["/AcroForm"]
    assert isinstance(form, DictionaryObject)
    fields = form["/Fields"]
    assert isinstance(fields, ArrayObject)
    (field,) = (one.get_object() for one in fields)
    assert isinstance(field, DictionaryObject)
    signature = field["/V"]
    assert isinstance(signature, DictionaryObject)

    assert signed.startswith(unsigned)
    assert str(signature["/SubFilter"]) == "/ETSI.CAdES.detached"
    start, length, rest, tail = (int(str(n)) for n in signature.raw_get("/ByteRange"))
    assert (start, rest + tail) == (0, len(signed))
    assert signed[length : length + 1] == b"<"
    assert signed[rest - 1 : rest] == b">"


def test_signed_file_stays_archival_and_accessible(
    signer: CertificateSigner, unsigned: bytes
) -> None:
    """PDF 1.7, the same metadata; the field is printable, has no area and a name."""
    before, after = (
        PdfReader(io.BytesIO(pdf)) for pdf in (unsigned, signer.sign(unsigned))
    )
    (page,) = after.pages
    drawn = page["/Annots"]
    assert isinstance(drawn, ArrayObject)
    (field,) = (one.get_object() for one in drawn)
    assert isinstance(field, DictionaryObject)
    area = field["/Rect"]
    assert isinstance(area, ArrayObject)
    flags = int(str(field["/F"]))

    assert "/Version" not in after.root_object
    assert "/Extensions" not in after.root_object
    assert xmp(before) == xmp(after)
    assert before.metadata == after.metadata
    assert str(page["/Tabs"]) == "/S"
    assert flags & 0b110 == 0b100  # ISO 19005-3 6.3.2: printed, not hidden
    left, bottom, right, top = (float(n) for n in area)
    assert (left, bottom) == (right, top)
    assert right < 0
    assert str(field["/TU"]) == "保証会社の電子署名"


def xmp(reader: PdfReader) -> bytes:
    """Give the metadata stream."""
    stream = reader.root_object["/Metadata"].get_object()
    assert isinstance(stream, StreamObject)
    return stream.get_data()


def test_signature_holds_no_key(signer: CertificateSigner, unsigned: bytes) -> None:
    """What is appended is a signature: the authentication key is not in it."""
    assert KEY.encode() not in signer.sign(unsigned)
    assert KEY.encode("utf-16-be") not in signer.sign(unsigned)


def test_demo_certificate_says_what_it_is(tmp_path: Path) -> None:
    """Its name begins with デモ and says 効力なし; it vouches for itself alone."""
    octets = demo_pkcs12(tmp_path / "demo.p12", "みちのく建設業保証" * 9, NOW)
    signer = pkcs12_signer(octets, "", "", noon)
    certificate = signer.certificate

    assert common_name(certificate) == "デモ署名（効力なし）"
    assert signer.is_demo
    assert certificate.issuer == certificate.subject
    assert isinstance(certificate.public_key(), ec.EllipticCurvePublicKey)
    constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    assert not constraints.value.ca


def test_demo_certificate_is_made_once_for_its_owner(tmp_path: Path) -> None:
    """The second start finds the first one's certificate; nobody else can read it."""
    path = tmp_path / "data" / "demo.p12"
    first = demo_pkcs12(path, "保証会社", NOW)

    assert first == demo_pkcs12(path, "保証会社", NOW + timedelta(days=1))
    assert path.stat().st_mode & 0o777 == 0o600
    assert os.listdir(path.parent) == ["demo.p12"]  # noqa: PTH208 - names are enough


@pytest.mark.parametrize(
    "clock",
    [lambda: NOW - timedelta(days=2), lambda: NOW + timedelta(days=3651)],
    ids=["not yet", "no more"],
)
def test_certificate_out_of_its_time_signs_nothing(
    tmp_path: Path, unsigned: bytes, clock: Callable[[], datetime]
) -> None:
    """An expired certificate stops the issue; the error says what to do."""
    octets = demo_pkcs12(tmp_path / "demo.p12", "保証会社", NOW)

    with pytest.raises(SigningFailed, match=r"signing\.trusted"):
        pkcs12_signer(octets, "", "", clock).sign(unsigned)


def test_password_opens_the_file_or_is_named(tmp_path: Path, unsigned: bytes) -> None:
    """A wrong password is found at the start, and stands in no message."""
    octets = locked(tmp_path, b"himitsu")

    assert pkcs12_signer(octets, "himitsu", "", noon).sign(unsigned)
    with pytest.raises(SigningFailed, match="password_file") as wrong:
        pkcs12_signer(octets, "geheim", "", noon)
    assert "geheim" not in str(wrong.value)


def locked(folder: Path, password: bytes) -> bytes:
    """Make a PKCS#12 file that has a password."""
    key, certificate, _ = pkcs12.load_key_and_certificates(
        demo_pkcs12(folder / "open.p12", "保証会社", NOW), None
    )
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return pkcs12.serialize_key_and_certificates(
        b"surety", key, certificate, None, BestAvailableEncryption(password)
    )


def test_file_without_a_usable_key_is_refused(tmp_path: Path) -> None:
    """No PKCS#12, one without a key, one with a key that signs no PDF: each is said."""
    octets = demo_pkcs12(tmp_path / "demo.p12", "保証会社", NOW)
    _, certificate, _ = pkcs12.load_key_and_certificates(octets, None)
    assert certificate is not None
    plain = BestAvailableEncryption(b"x")
    alone = pkcs12.serialize_key_and_certificates(b"", None, certificate, None, plain)
    old = pkcs12.serialize_key_and_certificates(
        b"", dsa.generate_private_key(2048), None, None, plain
    )

    for given, said in ((b"no", "no PKCS#12"), (alone, "no key"), (old, "no key")):
        with pytest.raises(SigningFailed, match=said):
            pkcs12_signer(given, "x" if given != b"no" else "", "", noon)


def test_what_is_no_pdf_is_not_signed(signer: CertificateSigner) -> None:
    """The error names its kind only: what was to be signed is not quoted."""
    with pytest.raises(SigningFailed) as failed:
        signer.sign(b"%PDF-1.7 Z28YUE4J3Bux")

    assert "Z28YUE4J3Bux" not in str(failed.value)
    assert failed.value.__context__ is None
