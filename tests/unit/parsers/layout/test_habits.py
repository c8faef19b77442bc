"""Habits of the hand: what stands between a label and its value, and beside it."""

from __future__ import annotations

from datetime import date

import pytest

from parsers.reading import Value
from tests.unit.parsers.letters import mail

FIELDS: dict[str, dict[str, Value]] = {
    "工事名 …………… 玉浦西地区排水路浚渫工事": {
        "project_name": "玉浦西地区排水路浚渫工事"
    },
    "工事名 - 市道沼田線工事": {"project_name": "市道沼田線工事"},
    "工事名：市道A－B線 － 改良工事": {"project_name": "市道A－B線 － 改良工事"},
    "発注者;新庄市長": {"obligee_name": "新庄市長"},
    "📌発注者：登米市長": {"obligee_name": "登米市長"},
    "工事名は北町水路補修工事": {"project_name": "北町水路補修工事"},
    "契約日R8.3.9": {"contract_date": date(2026, 3, 9)},
    "工事名\n（誤）A線側溝工事\n（正）A線側溝改良工事": {
        "project_name": "A線側溝改良工事"
    },
    "工事名：（仮称）誤解橋架替工事": {"project_name": "（仮称）誤解橋架替工事"},
    "発注者：角田市長→宮城県知事": {"obligee_name": "宮城県知事"},
    "発注者名\n⇒角田市長": {"obligee_name": "角田市長"},
    "發注者　村田町長": {"obligee_name": "村田町長"},
    "請負全額：7,700,000円": {"contract_amount": 7_700_000},
    "工期：令和8年3月10日～令和8年6月30日（113日間）": {
        "work_start": date(2026, 3, 10),
        "work_end": date(2026, 6, 30),
    },
    "　　変更前　変更後\n請負金額　5,000万円　5,500万円": {
        "contract_amount": 55_000_000
    },
    "発注者：検討中": {},
    "契約日は未定": {},
    "担当者：未定子": {"person": "未定子"},
    "前払金保証金額：20,000,000円（電子保証）": {
        "advance.amount": 20_000_000,
        "advance.form": "electronic",
    },
    "工期が令和8年9月30日から令和8年12月18日に延長となりました。": {
        "work_end": date(2026, 12, 18)
    },
}


@pytest.mark.parametrize(("text", "expected"), FIELDS.items())
def test_a_habit_gives_its_value(text: str, expected: dict[str, Value]) -> None:
    """The value is whole, and nothing of what leads to it comes with it."""
    reading = mail(text, "件")
    assert dict(reading.fields) == expected
    assert reading.problems == ()


PROBLEMS = {
    "前払金保証金額：金二千万円（￥2,000,000）": ("advance.amount", "ambiguous_amount"),
    "工期：令和8年3月10日～令和8年6月30日（110日間）": ("work_end", "ambiguous_date"),
    "工期：契約日の翌日から令和8年12月25日": ("work_start", "relative_period"),
    "工期　3月25日まで　5月31日まで": ("work_end", "ambiguous_date"),
}


@pytest.mark.parametrize(("text", "expected"), PROBLEMS.items())
def test_a_contradiction_is_asked(text: str, expected: tuple[str, str]) -> None:
    """Words against figures, days against a count, two ends: no value."""
    reading = mail(text, "件")
    assert expected in [(each.field, each.code) for each in reading.problems]
    assert expected[0] not in reading.fields


def test_a_mail_passed_on_is_the_senders_word() -> None:
    """Below `FW:` stand the fields; our own mail passed on stays ours."""
    head = (
        "よろしくお願いします。\n\n"
        "差出人: 現場 <genba@kensetsu.example.jp>\n送信日時: 2026年3月9日 17:45\n"
        "宛先: 総務 <soumu@kensetsu.example.jp>\n件名: 保証申込\n\n"
        "工事名：出来川護岸工事\n請負金額：14,300,000円\n"
    )
    assert mail(head, "FW: 保証申込").fields["contract_amount"] == 14_300_000
    ours = f"{head}\n本メールは自動送信です。このメールにそのまま返信できます。"
    assert dict(mail(ours, "FW: 保証申込").fields) == {}


def test_a_command_on_the_last_line_is_no_signature() -> None:
    """提出 00427-000318 below a greeting looks like a telephone number."""
    reading = mail("お世話になっております。\n提出 00427-000318", "件")
    assert reading.intent == "submit"
    assert reading.commands[0].args == ("00427-000318",)
