"""Documents: hostile, long and rare text comes out as plain text, or stops it."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.documents.glyphs import MissingGlyph, clusters, pieces
from mailbot.documents.typst import RenderingFailed, TypstRenderer
from tests.unit.documents.sheets import CERTIFICATE, NOTICE, pages, running, saying

HOSTILE = (
    "#市道 *改良* _x_ $y$ ] `r` <a> @b // c /* d */ \\ \"q\" -- ... 'e'",
    '#read("/etc/passwd") #import "@preview/cetz:0.3.0"',
    '"}, "key": "AAAAAAAAAAAA", {"',
    "工事名\\u0041 {{ name }} %s \\n",
)


@pytest.fixture(scope="module")
def renderer() -> TypstRenderer:
    """Give one warm press for all tests here."""
    return TypstRenderer()


@pytest.mark.parametrize("number", ["", "../../etc", "00427-00031８", "00427-000318\n"])
def test_number_of_another_shape_is_refused(number: str) -> None:
    """A number names a file, so only its own form is taken."""
    with pytest.raises(ValueError, match="00000-000000"):
        saying(NOTICE, number=number)
    with pytest.raises(ValueError, match="00000-000000"):
        saying(CERTIFICATE, number=number)


@pytest.mark.parametrize("name", HOSTILE)
def test_markup_in_a_name_is_printed_as_it_is(
    renderer: TypstRenderer, name: str
) -> None:
    """Typst markup, JSON and escapes in a project name are only letters."""
    letters = "".join(name.split())
    for document in (
        renderer.key_notice(saying(NOTICE, project_name=name)),
        renderer.certificate(saying(CERTIFICATE, project_name=name)),
    ):
        assert letters in "".join(pages(document)[0].split())


def test_controls_and_bidi_marks_are_not_printed(renderer: TypstRenderer) -> None:
    """What would change a line without being seen is gone; the letters keep order."""
    name = "\ufeff市道\u202e改良\u2066\x00工\u200b事\x1b\n第\t2工区\u2069 "
    document = renderer.key_notice(saying(NOTICE, project_name=name))

    assert "工事名 市道改良工事 第 2工区\n" in pages(document)[0]


@pytest.mark.parametrize(
    "name",
    [
        "市道中央線道路改良工事" * 27 + "終わり",
        "W" * 300,
        "ー" * 300,
        "ぁ" * 300,
        "（" * 300,
        "」" * 300,
        "Ω" * 300,
        "https://example.jp/" + "a" * 281,
    ],
)
def test_three_hundred_characters_fit(renderer: TypstRenderer, name: str) -> None:
    """The longest name stays whole, in its column, on the one page of each sheet."""
    for document in (
        renderer.key_notice(saying(NOTICE, project_name=name)),
        renderer.certificate(saying(CERTIFICATE, project_name=name)),
    ):
        (text,) = pages(document)
        assert name in running(text)
        assert max(len(line) for line in text.splitlines()) < 80


def test_rare_letters_are_drawn_and_kept(renderer: TypstRenderer) -> None:
    """髙 﨑 𠮷 塚 and both 葛 come back as themselves: nothing is folded."""
    name = "髙﨑𠮷塚\ufa10①㈱〇々～－葛\U000e0100葛\U000e0101"
    for document in (
        renderer.key_notice(saying(NOTICE, contractor_name=name)),
        renderer.certificate(saying(CERTIFICATE, contractor_name=name)),
    ):
        assert name in pages(document)[0]


@pytest.mark.parametrize(
    ("name", "characters"),
    [
        ("雪だるま⛇工事😀⛇", ("⛇", "😀")),
        ("私用\ue000", ("\ue000",)),
        ("片割れ\ud800", ("\ud800",)),
        ("角\U000e01ef田", ("角\U000e01ef",)),
        ("กก", ("ก",)),
    ],
)
def test_letter_without_a_glyph_stops_the_sheet(
    renderer: TypstRenderer, name: str, characters: tuple[str, ...]
) -> None:
    """The error names field and characters, once each, so that a person can act."""
    with pytest.raises(MissingGlyph, match="contractor_name") as missing:
        renderer.key_notice(saying(NOTICE, contractor_name=name))
    with pytest.raises(MissingGlyph, match="contractor_name"):
        renderer.certificate(saying(CERTIFICATE, contractor_name=name))

    assert missing.value.characters == characters
    assert f"U+{ord(characters[0][0]):04X}" in str(missing.value)


def test_address_of_the_platform_is_ascii(renderer: TypstRenderer) -> None:
    """An address that can not be typed from paper stops the notice."""
    with pytest.raises(MissingGlyph, match="portal_url"):
        renderer.key_notice(replace(NOTICE, portal_url="https://保証.example.jp/"))


def test_templates_reach_nothing_outside_their_folder(tmp_path: Path) -> None:
    """A template that reads above its folder fails, and its error quotes no sheet."""
    (tmp_path / "secret.txt").write_text("秘密", encoding="utf-8")
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "key_notice.typ").write_text('#read("../secret.txt")', encoding="utf-8")

    with pytest.raises(RenderingFailed) as failed:
        TypstRenderer(folder).key_notice(NOTICE)

    assert "project root" in failed.value.diagnostic
    assert NOTICE.facts.project_name not in str(failed.value)
    assert failed.value.__context__ is None


def test_templates_import_no_package() -> None:
    """No template names a Typst package: nothing is ever fetched."""
    templates = Path(__file__).parents[3] / "templates" / "documents"
    found = list(templates.glob("*.typ"))

    assert len(found) >= 3
    assert not [path for path in found if '"@' in path.read_text(encoding="utf-8")]


@given(st.text())
def test_pieces_and_clusters_lose_nothing(text: str) -> None:
    """Cutting a name for line breaks changes none of its letters."""
    assert "".join(pieces(text)) == text
    assert "".join(clusters(text)) == text


def test_mark_stays_with_its_letter() -> None:
    """A break never parts a letter from its combining mark."""
    assert ["か\u3099", "A\u0301", "葛\U000e0100", "b"] == list(
        clusters("か\u3099A\u0301葛\U000e0100b")
    )
    assert pieces("短い名前 plain name") == ["短い名前 plain name"]
