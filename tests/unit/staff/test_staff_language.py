"""The staff is spoken to in Japanese or English, in the same words for each code."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from mailbot import cli
from mailbot.cli.app import run
from mailbot.staff import staff_language, words
from mailbot.staff.staff_language import table

ROOMS = (Path(cli.__file__).parent, Path(staff_language.__file__).parent)
VALUES = re.compile(r"\{[a-z_]+\}")


@pytest.mark.parametrize("name", ["fates", "kinds", "reasons", "asked", "tasks", "why"])
def test_both_languages_have_the_same_codes(name: str) -> None:
    """No code has words in one language alone."""
    assert table("en", name)
    assert set(table("ja", name)) == set(table("en", name))


def test_what_to_do_names_the_same_things() -> None:
    """A task's advice in Japanese fills in no other value than the English one."""
    for code, (_, do) in table("ja", "tasks").items():
        theirs = set(VALUES.findall(table("en", "tasks")[code][1]))
        assert set(VALUES.findall(do)) <= theirs | {"{mail}", "{task}"}, code


def test_each_japanese_sentence_is_one_that_is_said() -> None:
    """A sentence that no command says any more is not kept."""
    paths = (path for room in ROOMS for path in room.rglob("*.py"))
    said = {text for path in paths for text in _texts(path)}

    unknown = [one for one in table("ja", "sentences") if not _is_said(one, said)]

    assert unknown == []


def _is_said(sentence: str, said: set[str]) -> bool:
    pieces = [piece for piece in sentence.split("{}") if piece.strip(" ,.:")]
    return all(any(piece[:_KNOWN_BY] in text for text in said) for piece in pieces)


_KNOWN_BY = 24
"""Letters by which a piece is found again: its end may be a value of its own."""


def _texts(path: Path) -> list[str]:
    found: list[str] = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.JoinedStr):
            parts = (
                part.value if isinstance(part, ast.Constant) else "{}"
                for part in node.values
            )
            found.append("".join(map(str, parts)))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.append(node.value)
    return found


def test_a_sentence_keeps_its_values(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands for a value in English stands in its place in Japanese."""
    monkeypatch.setenv("MAILBOT_STAFF_LANGUAGE", "ja")
    staff_language.use_environment()

    said = staff_language.sentence("3 branches, 8 contractors, 22 obligees")

    assert said == "支店3、契約者8、発注者22"
    assert (
        staff_language.sentence("What nobody translated.") == "What nobody translated."
    )


def test_check_speaks_the_language_of_the_setting(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`mailbot check` is Japanese by default, and English where it is asked for."""
    monkeypatch.setenv("MAILBOT_DATA", str(tmp_path))
    monkeypatch.delenv("MAILBOT_STAFF_LANGUAGE")
    run(["check"])
    assert "試行運転：メールは外へ出ません" in capsys.readouterr().out

    monkeypatch.setenv("MAILBOT_STAFF_LANGUAGE", "en")
    run(["check"])
    assert "safe mode: mail leaves the house to nobody" in capsys.readouterr().out


def test_the_log_speaks_japanese(monkeypatch: pytest.MonkeyPatch) -> None:
    """Codes of the log have Japanese words where the staff reads Japanese."""
    monkeypatch.setenv("MAILBOT_STAFF_LANGUAGE", "ja")
    staff_language.use_environment()

    assert words.reason("questions") == "不足・不明な項目を尋ねた"
    assert words.reason("list", "applied") == "一覧のお尋ね"
    assert words.fate_words("held") == "担当者の確認待ちです"
    assert words.kind_words("completion") == "発行完了のお知らせ"
    assert words.why("same_person") == "別の人の承認が必要です"
