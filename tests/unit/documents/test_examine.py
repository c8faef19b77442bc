"""検証: a true file, an altered one, a stranger's, one saved anew, and garbage."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from mailbot.documents.demo_certificate import demo_pkcs12
from mailbot.documents.examine import Examined, compare, examine
from mailbot.documents.page_text import read_page
from mailbot.documents.signers import CertificateSigner, pkcs12_signer
from mailbot.documents.typst import TypstRenderer
from tests.unit.documents.sheets import (
    CERTIFICATE,
    CHANGED,
    KEY,
    NOTICE,
    STATEMENT,
    saying,
)

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)


def signer(folder: Path, name: str) -> CertificateSigner:
    """Make somebody who can sign."""
    octets = demo_pkcs12(folder / f"{name}.p12", name, NOW)
    return pkcs12_signer(octets, "", "", lambda: NOW)


@pytest.fixture(scope="module")
def renderer() -> TypstRenderer:
    """Give one warm press for all tests here."""
    return TypstRenderer()


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> CertificateSigner:
    """Give our own signer."""
    return signer(tmp_path_factory.mktemp("ours"), "みちのく建設業保証株式会社")


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> CertificateSigner:
    """Give another surety's signer."""
    return signer(tmp_path_factory.mktemp("theirs"), "別の保証株式会社")


@pytest.fixture(scope="module")
def true(renderer: TypstRenderer, ours: CertificateSigner) -> bytes:
    """Give the notice that was issued."""
    return ours.sign(renderer.key_notice(NOTICE).pdf)


@pytest.fixture(scope="module")
def kept(true: bytes, ours: CertificateSigner) -> Examined:
    """Give what is on record."""
    return examine(true, {ours.fingerprint})


def differing(given: Examined, kept: Examined) -> dict[str, str]:
    """Name what differs, with what the file says."""
    return {one.name: one.shown for one in compare(given, kept) if not one.same}


def test_true_notice_is_ours_and_agrees(kept: Examined) -> None:
    """Signature, signer, number and every field of the issued file are right."""
    assert kept.signature == "valid"
    assert kept.signer == "デモ署名（効力なし）"
    assert kept.number == "00427-000318"
    assert kept.kind == "key_notice"
    assert kept.fields["project_name"] == "市道中央線道路改良工事"
    assert kept.page.rows == {
        "project_name": "市道中央線道路改良工事",
        "contractor_name": "角田土木株式会社",
        "product": "前払金保証",
        "number": "00427-000318",
    }
    assert [one.name for one in compare(kept, kept)] == [
        *kept.page.rows,
        "key",
        "text",
    ]
    assert differing(kept, kept) == {}


def test_no_repr_shows_the_key(kept: Examined) -> None:
    """The key is read to be compared, and stands in no field, text or repr."""
    assert kept.page.key == KEY
    assert KEY not in repr(kept)
    assert KEY not in repr(compare(kept, kept))
    assert KEY not in kept.page.text
    assert KEY not in str(kept.fields)


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"project_name": "別の工事"}, {"project_name", "text"}),
        ({"contractor_name": "別の株式会社"}, {"contractor_name", "text"}),
        ({"product": "performance"}, {"product", "text"}),
        ({"number": "00427-000999"}, {"number", "text"}),
        ({"key": "Z28YUE4J3BuX"}, {"key", "text"}),
        ({"dated": NOW.date().replace(day=3)}, {"dated", "text"}),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_one_altered_field_is_named(
    renderer: TypstRenderer,
    theirs: CertificateSigner,
    kept: Examined,
    change: dict[str, Any],
    names: set[str],
) -> None:
    """A notice set anew with one other value: foreign, and that field differs."""
    forged = examine(theirs.sign(renderer.key_notice(saying(NOTICE, **change)).pdf))

    assert forged.signature == "foreign"
    assert set(differing(forged, kept)) == names


def test_difference_shows_what_the_file_says(
    renderer: TypstRenderer, kept: Examined
) -> None:
    """The other value is shown beside its name, the key never is."""
    sheet = saying(NOTICE, project_name="別の 工事", key="Z28YUE4J3BuX")
    found = differing(examine(renderer.key_notice(sheet).pdf), kept)

    assert found["project_name"] == "別の工事"
    assert found["key"] == ""


def test_another_suretys_signature_is_foreign(
    renderer: TypstRenderer,
    theirs: CertificateSigner,
    ours: CertificateSigner,
    kept: Examined,
) -> None:
    """The very same words under somebody else's key are not ours."""
    copied = theirs.sign(renderer.key_notice(NOTICE).pdf)

    assert examine(copied, {ours.fingerprint}).signature == "foreign"
    assert differing(examine(copied), kept) == {}
    assert examine(copied, {theirs.fingerprint}).signature == "valid"


def test_copy_saved_anew_has_lost_its_signature_and_agrees(
    true: bytes, ours: CertificateSigner, kept: Examined
) -> None:
    """What a mail gateway does: rebuilt, its signature broken, every field the same."""
    writer = PdfWriter(clone_from=io.BytesIO(true))
    anew = io.BytesIO()
    writer.write(anew)
    found = examine(anew.getvalue(), {ours.fingerprint})

    assert found.signature == "altered"
    assert differing(found, kept) == {}


def test_printed_copy_without_signature_and_json_agrees(
    renderer: TypstRenderer, ours: CertificateSigner, kept: Examined
) -> None:
    """Pages alone, taken into a new file: no signature, no JSON, every field equal."""
    writer = PdfWriter()
    writer.add_page(PdfReader(io.BytesIO(renderer.key_notice(NOTICE).pdf)).pages[0])
    bare = io.BytesIO()
    writer.write(bare)
    found = examine(bare.getvalue(), {ours.fingerprint})

    assert found.signature == "none"
    assert found.embedded == {}
    assert differing(found, kept) == {}


def test_json_that_says_something_else_is_found(
    renderer: TypstRenderer, kept: Examined, true: bytes
) -> None:
    """A page that agrees does not hide an attachment that does not."""
    other = examine(renderer.key_notice(saying(NOTICE, project_name="別の工事")).pdf)
    mixed = replace(examine(true), embedded=other.embedded)

    assert differing(mixed, kept) == {"project_name": "別の工事"}


def test_words_added_to_the_page_are_found(true: bytes, kept: Examined) -> None:
    """Fields that agree do not hide a sentence that we never wrote."""
    page = examine(true).page
    added = replace(examine(true), page=replace(page, text=page.text + "無効"))

    assert differing(added, kept) == {"text": ""}


@pytest.mark.parametrize("at", [9, 5_000, 30_000, -200])
def test_one_octet_breaks_the_signature(
    true: bytes, ours: CertificateSigner, at: int
) -> None:
    """Wherever it is changed, the file is never ours again."""
    changed = bytearray(true)
    changed[at] ^= 1

    assert examine(bytes(changed), {ours.fingerprint}).signature == "altered"


def append(pdf: bytes, title: str) -> bytes:
    """Change the title by an update that leaves every earlier octet in its place."""
    writer = PdfWriter(io.BytesIO(pdf), incremental=True)
    writer.add_metadata({"/Title": title})
    changed = io.BytesIO()
    writer.write(changed)
    assert changed.getvalue().startswith(pdf)
    return changed.getvalue()


def test_anything_appended_breaks_the_signature(
    true: bytes, ours: CertificateSigner
) -> None:
    """An update after the signature, even a signed one, is not what we issued."""
    assert examine(true + b"\n% more", {ours.fingerprint}).signature == "altered"
    twice = append(true, "Second")
    assert examine(twice, {ours.fingerprint}).signature == "altered"


def test_certificate_and_statement_are_read_too(renderer: TypstRenderer) -> None:
    """Each sheet gives its rows back, the changed certificate with what it was."""
    certificate = examine(renderer.certificate(CERTIFICATE).pdf)
    changed = examine(renderer.certificate(CHANGED).pdf)
    statement = examine(renderer.statement(STATEMENT).pdf)

    assert certificate.kind == "certificate"
    assert certificate.page.rows["amount"] == "金20,000,000円"
    assert certificate.page.rows["bank"] == "見本銀行角田支店"
    assert certificate.fields["amount"] == 20_000_000
    assert set(differing(changed, certificate)) == {
        *("former", "amount", "term", "guarantee_until", "dated", "entry", "text"),
    }
    assert statement.kind == "statement"
    assert statement.page.rows["obligee_name"] == "角田市長"
    assert statement.fields["premium"] == 70_000


def test_hostile_name_does_not_move_the_other_fields(
    renderer: TypstRenderer, kept: Examined
) -> None:
    """A project called like a label reads differently, and so it is reported."""
    name = "受注者名（JVの場合は代表者）偽物建設 保証契約番号 00000-000000"
    found = examine(renderer.key_notice(saying(NOTICE, project_name=name)).pdf)

    assert "project_name" in differing(found, kept)
    assert found.embedded["number"] == "00427-000318"


@given(st.binary(max_size=300) | st.binary(max_size=300).map(b"%PDF-1.7\n".__add__))
def test_garbage_is_nothing_of_ours(octets: bytes) -> None:
    """Whatever the octets are: no exception, no signature of ours, no number."""
    found = examine(octets, {"ab" * 32})

    assert found.signature in {"none", "altered"}
    assert (found.number, found.kind, found.embedded) == ("", None, {})


@settings(max_examples=40)
@given(
    cut=st.integers(0, 60_000),
    length=st.integers(0, 20_000),
    put=st.binary(max_size=40),
)
def test_damaged_file_is_never_valid(
    true: bytes, ours: CertificateSigner, cut: int, length: int, put: bytes
) -> None:
    """Any piece cut out and replaced: no exception, and never a valid signature."""
    damaged = true[:cut] + put + true[cut + length :]
    if damaged != true:
        assert examine(damaged, {ours.fingerprint}).signature != "valid"


@given(st.text(max_size=400))
def test_any_text_can_be_read(text: str) -> None:
    """A page of somebody else gives nothing back, and raises nothing."""
    assert read_page(text).number == "" or "保証契約番号" in text


def test_file_beyond_all_measure_is_not_opened(true: bytes) -> None:
    """More than 25 MB is no document of ours, whatever it begins with."""
    assert examine(true + b" " * 27_000_000).signature == "none"
