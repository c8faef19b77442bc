"""Text and HTML of a mail say the same, in the same order; each is whole in itself."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from mailbot.core.mails.stored import KINDS
from tests.unit.composer.letters import composed, letter
from tests.unit.composer.test_mime import bodies, page, parsed

_DRAWN = re.compile(r"^[\s\u3000]*(?:[◆■・]|- )|^[―\s]+$")
_BLANK = re.compile(r"[\s\u3000]")
_SAID_ONCE = ("お申込み", "発行内容", "変更前", "変更後")
_ONCE_IN_ENGLISH = ("Application", "Certificate", "Before", "After")
"""Heads of a comparison: HTML says them once, the text on each line."""
_NUMBERED = re.compile(r"^\d+\. (?=\S)")


def squeezed(text: str) -> str:
    """Leave out what only lays a text out."""
    return _BLANK.sub("", text)


def lines_of(text: str) -> list[str]:
    """Give the lines of a plain text as they must be found in the HTML."""
    found = []
    for line in text.splitlines():
        bare = _NUMBERED.sub("", _DRAWN.sub("", line))
        label, colon, value = bare.partition("：" if "：" in bare else ": ")
        heads = (*_SAID_ONCE, *_ONCE_IN_ENGLISH)
        found.append(value if colon and label.strip() in heads else bare)
    return [squeezed(line) for line in found if squeezed(line)]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_line_of_the_text_is_in_the_html(kind: str, language: str) -> None:
    """Nothing is told to those alone who read plain text; the order is the same."""
    send = replace(letter(kind), language="en" if language == "en" else "ja")
    text, html = bodies(parsed(composed(send)))
    shown = squeezed(page(html.partition("</h1>")[2]).words).replace("■", "")

    at = 0
    for line in lines_of(text):
        bare = line.replace("■", "")
        found = shown.find(bare, max(at - 400, 0))
        assert found >= 0, line
        at = max(at, found)


@pytest.mark.parametrize("kind", KINDS)
def test_every_line_of_the_english_html_is_in_the_text(kind: str) -> None:
    """The plain text is complete in English too."""
    text, html = bodies(parsed(composed(replace(letter(kind), language="en"))))
    said = squeezed(re.sub(r"^- ", "", text, flags=re.MULTILINE)).replace("・", "")
    after_title = html.partition("</h1>")[2]

    for line in page(after_title).words.split("\n"):
        words = squeezed(line).replace("・", "")
        assert words in said, line


def test_japanese_words_of_an_english_page_say_so() -> None:
    """A screen reader changes its voice for them; the sentences stay English."""
    send = replace(letter("accepted"), language="en")
    _, html = bodies(parsed(composed(send)))

    assert '<span lang="ja">市道枝野線道路改良工事</span>' in html
    assert '(<span lang="ja">送信完了</span>)' in html
    assert "<title>Your application has been accepted</title>" in html


def test_numbers_are_not_broken_at_their_hyphens() -> None:
    """A telephone number or a guarantee number stands on one line of a phone."""
    _, html = bodies(parsed(composed(letter("received"))))

    for number in ("2026-000123", "00427-000318", "022-000-0000"):
        assert f'<span style="white-space:nowrap">{number}</span>' in html
