"""Setting text: safe lines, short lines, Japanese line breaks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.composer.text_layout import (
    COLUMNS,
    columns,
    flow,
    one_line,
    shorten,
    stripped,
    tidy,
    wrap,
)
from mailbot.core.mails.form_rows import FormRow


@given(st.text())
def test_one_line_is_one_line_and_stable(text: str) -> None:
    """Whatever comes in, one line that can be encoded goes out, and stays as it is."""
    line = one_line(text)

    assert len(line.splitlines()) <= 1
    assert line.encode("utf-8").decode("utf-8") == line
    assert one_line(line) == line


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=400))
def test_wrap_keeps_every_character_and_no_long_line(text: str) -> None:
    """Lines are at most 35 full-width characters, and only white space is lost."""
    line = one_line(text)
    wrapped = wrap(line)

    assert all(columns(part) <= COLUMNS for part in wrapped.split("\n"))
    assert "".join(wrapped.split()) == "".join(line.split())


def test_lines_break_where_japanese_breaks() -> None:
    """No line begins with 。 or ends with 「, and a pause is preferred."""
    assert wrap("あ" * 35 + "。い") == "あ" * 34 + "\nあ。い\n"
    assert wrap("あ" * 34 + "「い」") == "あ" * 34 + "\n「い」\n"
    assert wrap("あ" * 25 + "、" + "い" * 20) == "あ" * 25 + "、\n" + "い" * 20 + "\n"


def test_what_must_be_copied_stays_whole() -> None:
    """An address is moved to the next line rather than broken."""
    address = "https://hosho.example.jp/verify"

    assert address in wrap("あ" * 30 + address + "い" * 20).split("\n")[1]


def test_a_long_item_hangs_under_its_mark() -> None:
    """Lists and labelled lines are indented below their beginning."""
    assert wrap("・" + "あ" * 40).split("\n")[1] == "\u3000" + "あ" * 6
    assert wrap("工事名：" + "あ" * 40).split("\n")[1] == "\u3000" + "あ" * 9


def test_blank_lines_do_not_pile_up() -> None:
    """Left-out parts of a template leave no holes."""
    assert wrap("a\n\n\n\nb  \n\n\n") == "a\n\nb\n"


@pytest.mark.parametrize(
    ("text", "room", "short"),
    [
        ("工事名", 6, "工事名"),
        ("工事名称", 6, "工事…"),
        ("abcdef", 4, "ab…"),
        ("", 0, ""),
    ],
)
def test_shorten_counts_columns(text: str, room: int, short: str) -> None:
    """A name is cut at a character, with … inside the room."""
    assert shorten(text, room) == short


def test_paragraphs_flow_in_html_and_stand_in_text() -> None:
    """Template lines join without a space in Japanese, with one in Latin."""
    assert flow(" あ\n  い \n\n") == "あい"
    assert flow("one\ntwo\n三") == "one two三"
    assert stripped(" あ\n\n  い \n") == "あ\nい"


def test_content_is_tidied_all_the_way_down() -> None:
    """Texts in rows, lists and mappings are made one line; other values are kept."""
    row = FormRow(field="x\r\ny", value=True, source="", original="\u2028z", was=1)
    content = {"a\n": ["x\r\ny", 1, True, None, {"b": "\u2028z"}, row]}

    tidied = FormRow(field="x y", value=True, source="", original="z", was=1)
    assert tidy(content) == {"a\n": ("x y", 1, True, None, {"b": "z"}, tidied)}
