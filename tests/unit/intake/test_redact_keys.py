"""A key of ours is masked wherever somebody writes it; other words are left alone."""

from collections.abc import Collection
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from mailbot.intake.redact_keys import without_own_keys
from parsers.read import read
from parsers.reading import MASKED_KEY, Command, Reading

KEY = "Z28YUE4J3Bux"
OTHER = "R7DoukaiNo12"
NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)


def ours(words: Collection[str]) -> set[str]:
    """Know one key."""
    return {KEY} & set(words)


def letter(text: str, subject: str = "申込み", file: str = "") -> Reading:
    """Read a mail."""
    mail = EmailMessage()
    mail["From"] = "soumu@abukumaboshi.example.jp"
    mail["Subject"] = subject
    mail.set_content(text, charset="utf-8", cte="8bit")
    if file:
        mail.add_attachment(
            b"x", maintype="application", subtype="octet-stream", filename=file
        )
    return read(mail.as_bytes(), NOW)


@pytest.mark.parametrize(
    "written",
    [
        KEY,
        "Z28Y UE4J 3Bux",
        "Z28Y-UE4J-3Bux",
        "Ｚ２８ＹＵＥ４Ｊ３Ｂｕｘ",
        f"（{KEY}）",
        f"鍵は{KEY}です",
    ],
)
@pytest.mark.parametrize(
    "form",
    [
        "工事名：市道工事 {}",
        "連絡事項：{} の件",
        "よく分からない文ですが {} でしょうか。",
    ],
)
def test_key_is_nowhere_in_the_reading(written: str, form: str) -> None:
    """Neither in a value, nor in its evidence, nor among sentences left over."""
    before = letter(form.format(written), f"Re: {written}", f"{written}.dat")
    assert written in repr(before)

    after = without_own_keys(before, ours)

    assert written not in repr(after)
    assert MASKED_KEY in repr(after)


def test_other_words_stay_as_they_were_written() -> None:
    """What only looks like a key is no key: not one value is changed."""
    before = letter(f"工事番号：{OTHER}\n工事名：市道工事 abcdEFGH1234")

    assert before is without_own_keys(before, ours)


def test_nothing_is_asked_without_such_a_word() -> None:
    """A mail without twelve such signs costs no look-up."""

    def never(_words: Collection[str]) -> set[str]:
        raise AssertionError

    before = letter("工事名：市道工事\n請負金額：5,000万円")

    assert before is without_own_keys(before, never)


def test_lookup_keeps_its_key() -> None:
    """照会 carries its key to the platform, though the text no longer shows it."""
    before = letter(f"照会 00427-000001 {KEY}", "照会")

    after = without_own_keys(before, ours)

    assert (Command("lookup", ("00427-000001",), KEY),) == after.commands
    assert KEY not in repr(after)
