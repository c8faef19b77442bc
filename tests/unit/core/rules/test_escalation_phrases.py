"""When a person is wanted, when it is urgent, and in which language it is said."""

from __future__ import annotations

import pytest

from mailbot.core.office.language import language_of
from mailbot.core.rules.escalation_phrases import feeling_in, is_urgent


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("電話ください", "call"),
        ("お電話をお願いいたします。", "call"),
        ("ｵﾃﾞﾝﾜ ください", None),
        ("折り返しお電話いただけますか。", "call"),
        ("「電話ください」", "call"),
        ("Please call me.", "call"),
        ("担当者に代わってください", "person"),
        ("人間と話したい", "person"),
        ("ロボットではなく人に見てほしいです", "person"),
        ("I want to talk to a human.", "person"),
        ("いい加減にしてください！", "upset"),
        ("何度も同じことを聞かないでください", "upset"),
        ("責任者を出してください", "person"),
        ("使い方が分かりません", "confused"),
        ("どうすればいいのか分かりません。", "confused"),
    ],
)
def test_who_wants_a_person_is_heard(text: str, expected: str | None) -> None:
    """One sentence is enough, in any width, politely or not."""
    assert feeling_in(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "ご不明な点がございましたら、お電話ください。",
        "If you have questions, please call me.",
        "何かあればお電話をお願いします。",
        "先日お電話した件です。",
        "お電話ありがとうございました。",
        "電話は不要です。",
        "連絡先電話番号：022-111-1111",
        "工事名：市役所電話設備改修工事",
        "担当者名：髙橋",
        "発注者の担当者に相談したところ、金額が変わりました。",
        "電話をご希望のときは「電話ください」と書いて返信してください。",
        "よろしくお願いいたします。",
    ],
)
def test_what_asks_for_nobody_is_left_to_the_robot(text: str) -> None:
    """Conditions, denials, labels, thanks and our own citations call nobody."""
    assert feeling_in(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("至急お願いします", True),
        ("本日中に必要です", True),
        ("ASAP please", True),
        ("お急ぎではありません", False),
        ("急ぎません", False),
        ("よろしくお願いします", False),
    ],
)
def test_urgency_is_heard(text: str, expected: bool) -> None:  # noqa: FBT001 - a table's column
    """至急 and its kin raise the urgency; that there is no hurry does not."""
    assert is_urgent(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("お世話になっております。", "ja"),
        ("Please find our application below.", "en"),
        ("Please see below.\n\n工事名：市道枝野線\n■前払金保証", "en"),
        ("OK", None),
        ("はい", None),
        ("七十七銀行 角田支店", None),
        ("1. 2 March 2026\n2. 七十七銀行 角田支店\n3. monthly", None),
        ("Please see below.\n\n株式会社星空建設\nJohn Smith", "en"),
        ("Contract amount: 1 yen\nContract date: x\nDepository bank: 七十七銀行", "en"),
        ("工事概要\n\nHoshizora Co., Ltd.\nTaro Yamada\nTel: 022-000-0000", None),
        (
            "よろしくお願いします。\n\nThis e-mail is confidential to you.",
            "ja",
        ),
        ("", None),
    ],
)
def test_language_is_that_of_the_free_lines(text: str, expected: str | None) -> None:
    """Names and values tell no language, nor does a word or two; sentences do."""
    assert language_of(text) == expected
