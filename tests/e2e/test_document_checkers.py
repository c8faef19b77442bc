"""Documents before the checkers of others: PDF/A-3a, PDF/UA-1, PAdES, reading order.

page-validation   156 rules of PDF/A-3a and 104 of PDF/UA-1, in the numbering of its
own; its authors run it on the veraPDF corpus
pdfua             16 of the 106 machine-checkable rules of PDF/UA-1
qpdf, pdfsig      structure; the signature, read by NSS
pdftotext         text and reading order
"""

import io
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import page
import pdfua
import pytest
from fontTools.cffLib import CFFFontSet  # type: ignore[import-untyped] # no types
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

from docs.make_pictures import documents
from mailbot.documents.demo_certificate import demo_pkcs12
from mailbot.documents.signers import pkcs12_signer
from mailbot.documents.typst import TypstRenderer
from tests.support.peers import need

pytestmark = pytest.mark.e2e

NAMES = [
    "key-notice",
    "certificate",
    "certificate-copy",
    "certificate-changed",
    "certificate-interim",
    "certificate-performance-paper",
    "certificate-venture",
    "statement",
    "statement-changed",
]

MISREAD = {"PDFA3A-TRUETYPE-GLYPH-WIDTH-001", "PDFUA1-FONT-GLYPH-WIDTH-001"}
"""QUIRK: page-validation 0.11 takes the widths of a CFF font with several private
dictionaries for 0.  The test of widths below does what these rules would do."""


def now() -> datetime:
    """Tell the time."""
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Give every sheet and variant as it is issued, with a signature."""
    folder = tmp_path_factory.mktemp("documents")
    octets = demo_pkcs12(folder / "demo.p12", "みちのく建設業保証株式会社", now())
    signer = pkcs12_signer(octets, "", "", now)
    paths = {}
    for name, document in documents(TypstRenderer()):
        paths[name] = folder / f"{name}.pdf"
        paths[name].write_bytes(signer.sign(document.pdf))
    return paths


def said(*command: str | Path) -> str:
    """Run a tool and return what it says, whatever it thinks."""
    done = subprocess.run(
        [need(str(command[0])), *command[1:]],
        capture_output=True,
        check=False,
        timeout=60,
    )
    return done.stdout.decode(errors="replace")


def test_every_picture_is_checked(signed: dict[str, Path]) -> None:
    """No sheet of the pictures escapes the tests below."""
    assert list(signed) == NAMES


@pytest.mark.parametrize("profile", ["3a", "ua1"])
@pytest.mark.parametrize("name", NAMES)
def test_page_finds_the_signed_file_archival_and_accessible(
    signed: dict[str, Path], name: str, profile: str
) -> None:
    """All rules but the two that misread the font, for every sheet, with signature."""
    report = page.validate_pdf(signed[name], profile=profile)

    assert report.rules.total > 100
    assert {one.rule_id for one in report.failures} <= MISREAD


@pytest.mark.parametrize("name", NAMES)
def test_pdfua_finds_nothing(signed: dict[str, Path], name: str) -> None:
    """A second, independent look at tags, language, title and annotations."""
    report = pdfua.validate(str(signed[name]))

    assert not report.findings


@pytest.mark.parametrize("name", NAMES)
def test_qpdf_finds_a_sound_file(signed: dict[str, Path], name: str) -> None:
    """Cross-references and streams hold after the signature was appended."""
    assert "No syntax or stream encoding errors" in said(
        "qpdf", "--check", signed[name]
    )


@pytest.mark.parametrize("name", NAMES)
def test_pdfsig_calls_the_signature_valid(signed: dict[str, Path], name: str) -> None:
    """One PAdES signature over the whole document."""
    page_of_tool = said("pdfsig", "-nocert", signed[name])

    assert "ETSI.CAdES.detached" in page_of_tool
    assert "Total document signed" in page_of_tool
    assert "Signature is Valid." in page_of_tool


def test_pdfsig_sees_one_altered_octet(signed: dict[str, Path], tmp_path: Path) -> None:
    """One octet of a content stream, and the signature is valid no more."""
    octets = bytearray(signed["key-notice"].read_bytes())
    octets[30_000] ^= 1
    altered = tmp_path / "altered.pdf"
    altered.write_bytes(octets)

    page_of_tool = said("pdfsig", "-nocert", altered)
    assert "Signature is Valid." not in page_of_tool
    assert "Digest Mismatch" in page_of_tool


@pytest.mark.parametrize("name", NAMES)
def test_widths_of_the_font_are_those_of_the_file(
    signed: dict[str, Path], name: str
) -> None:
    """Each glyph is as wide in its font program as the file says (7.21.5)."""
    pairs = [pair for one in cff_fonts(signed[name]) for pair in widths(one)]

    assert len(pairs) > 50
    assert all(abs(told - drawn) <= 1 for told, drawn in pairs)


def cff_fonts(path: Path) -> Iterator[DictionaryObject]:
    """Find the fonts with a CFF program."""
    resources = PdfReader(path).pages[0]["/Resources"]
    assert isinstance(resources, DictionaryObject)
    fonts = resources["/Font"]
    assert isinstance(fonts, DictionaryObject)
    for entry in fonts.values():
        font = entry.get_object()
        assert isinstance(font, DictionaryObject)
        inner = font["/DescendantFonts"]
        assert isinstance(inner, ArrayObject)
        child = inner[0].get_object()
        assert isinstance(child, DictionaryObject)
        if str(child["/Subtype"]) == "/CIDFontType0":
            yield child


def widths(font: DictionaryObject) -> Iterator[tuple[float, float]]:
    """Yield for each glyph the width that the file tells, and that of the program."""
    descriptor = font["/FontDescriptor"]
    assert isinstance(descriptor, DictionaryObject)
    program = descriptor["/FontFile3"]
    assert isinstance(program, StreamObject)
    programs = CFFFontSet()
    programs.decompile(io.BytesIO(program.get_data()), None)
    glyphs = programs[0].CharStrings
    told = told_widths(font)
    for number, name in enumerate(programs[0].charset):
        glyph = glyphs[name]
        glyph.draw(Nowhere())
        yield told.get(number, 1000), glyph.width


def told_widths(font: DictionaryObject) -> dict[int, float]:
    """Read /W: `first last width`, or `first [width …]`."""
    entries = font["/W"]
    assert isinstance(entries, ArrayObject)
    found: dict[int, float] = {}
    left = [one.get_object() for one in entries]
    while left:
        first = int(str(left.pop(0)))
        second = left.pop(0)
        if isinstance(second, ArrayObject):
            found |= {first + n: float(str(w)) for n, w in enumerate(second)}
        else:
            width = float(str(left.pop(0)))
            found |= dict.fromkeys(range(first, int(str(second)) + 1), width)
    return found


class Nowhere:
    """A pen that draws nothing: a glyph knows its width once it was drawn."""

    def __getattr__(self, name: str) -> object:
        """Take every stroke."""
        return lambda *_: None


def test_text_is_read_in_the_order_of_the_page(signed: dict[str, Path]) -> None:
    """Who hears the notice hears it as it is seen: title, letter, facts, request."""
    text = "".join(said("pdftotext", signed["key-notice"], "-").split())
    places = [
        text.index(words)
        for words in (
            "お知らせ電子証書を",
            "①電子契約システム",
            "②電子メール",
            "工事名市道中央線道路改良工事",
            "保証契約番号00427-000318",
            "Z28YUE4J3Bux",
            "【発注者様へのお願い】",
            "https://hosho.example.jp/verify",
            "みちのく建設業保証株式会社取扱箇所",
        )
    ]

    assert places == sorted(places)


def test_structure_is_read_in_the_same_order(signed: dict[str, Path]) -> None:
    """The tags give the reading order too: heading, paragraphs, one table, heading."""
    tree = said("pdfinfo", "-struct-text", signed["key-notice"])
    words = "".join(tree.replace('"', "").split())

    assert words.index("H1") < words.index("Table") < words.index("H2")
    assert words.index("工事名") < words.index("認証キー", words.index("工事名"))
    assert "Figure" in words
