"""Templates of our mails: read at once, compiled when they are used, shared."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from jinja2 import TemplateError

from mailbot.assets import assets
from mailbot.composer.composer import Composer
from mailbot.composer.templates import LanguageTemplates, language_templates
from mailbot.core.mails.stored import KINDS


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a copy of our templates that a test may change."""
    shutil.copytree(assets("templates") / "mail", tmp_path / "mail")
    return tmp_path


def test_every_template_of_ours_compiles() -> None:
    """All templates of both languages compile, as text and as HTML."""
    composer = Composer(assets("templates"))
    composer.compile_all()
    assert composer.words.language == "ja"


def test_every_kind_has_a_japanese_template() -> None:
    """Whatever the core may send has a template in Japanese."""
    text = language_templates(assets("templates"), "ja").text
    assert [kind for kind in KINDS if kind not in text] == []
    assert "no_such_kind" not in text


@pytest.mark.parametrize("place", ["ja/person.j2", "en/person.j2", "layout.html.j2"])
def test_template_that_does_not_compile_is_found_by_compiling(
    root: Path, place: str
) -> None:
    """`mailbot check` hears of one broken template among all, wherever it is."""
    (root / "mail" / place).write_text("{% if %}", encoding="utf-8")
    with pytest.raises(TemplateError):
        Composer(root).compile_all()


def test_template_changed_below_a_program_changes_none_of_its_mails(root: Path) -> None:
    """An upgrade of the files while a desk works does not reach into its mails."""
    voice = LanguageTemplates(root, "ja")
    for file in (root / "mail").rglob("*.j2"):
        file.write_text("{% if %}", encoding="utf-8")
    assert voice.html["readback"].name == "readback.j2"


def test_language_is_read_once_in_a_process() -> None:
    """Two composers share what is compiled; another folder is another language."""
    root = assets("templates")
    assert language_templates(root, "ja") is language_templates(root, "ja")
    assert language_templates(root, "ja") is not language_templates(root, "en")
