"""Answers in sentences: what they give, and what is never taken for a value."""

from datetime import date

import pytest

from parsers.reading import Context
from parsers.reply import spoken_answers
from tests.unit.parsers.letters import reply

START, END = date(2026, 3, 3), date(2026, 8, 29)
GIVEN = {
    ("advance.bank", "預託金融機関は七十七銀行 角田支店です。"): {
        "advance.bank": "七十七銀行 角田支店"
    },
    (
        "advance.bank",
        "すみません、漏れていました。預託金融機関は七十七銀行 角田支店です。",
    ): {"advance.bank": "七十七銀行 角田支店"},
    ("advance.bank", "記載が漏れておりました。七十七銀行 角田支店です。"): {
        "advance.bank": "七十七銀行 角田支店"
    },
    ("project_name", "失礼しました。市道枝野線道路改良工事です。"): {
        "project_name": "市道枝野線道路改良工事"
    },
    ("project_name", "工事名は市道枝野線道路改良工事でございます。"): {
        "project_name": "市道枝野線道路改良工事"
    },
    ("contract_date", "契約日は令和8年3月2日です。"): {
        "contract_date": date(2026, 3, 2)
    },
    ("guarantee_until", "失礼しました。保証期限は令和9年3月31日です。"): {
        "guarantee_until": date(2027, 3, 31)
    },
    ("contract_date", "契約日は予定日でございます。（令和8年3月20日予定）"): {
        "contract_date": date(2026, 3, 20),
        "contract_date_planned": True,
    },
    (
        "contract_amount",
        "記載漏れ失礼しました。請負金額は税込で5,000万円になります。",
    ): {"contract_amount": 50_000_000},
    ("advance.amount", "前払金保証金額は2,000万円です。"): {
        "advance.amount": 20_000_000
    },
    ("work_period", "工期は令和8年3月3日から令和8年8月29日までになります。"): {
        "work_start": START,
        "work_end": END,
    },
    ("work_end", "工期は令和8年3月3日から令和8年8月29日までになります。"): {
        "work_start": START,
        "work_end": END,
    },
    ("advance_planned", "前払金の予定はありません。"): {"advance_planned": False},
    ("advance_planned", "前払金は請求しません。"): {"advance_planned": False},
    ("advance_planned", "前払金の予定があります。"): {"advance_planned": True},
    ("advance_planned", "予定はありません。よろしくお願いいたします。"): {
        "advance_planned": False
    },
    ("advance.bank", "すみません、漏れていました。\n七十七銀行 角田支店です。"): {
        "advance.bank": "七十七銀行 角田支店"
    },
    (
        "advance.bank",
        "失礼しました。七十七銀行 角田支店です。よろしくお願いいたします。",
    ): {"advance.bank": "七十七銀行 角田支店"},
    ("contract_date", "契約日が漏れていました。令和8年3月2日です。"): {
        "contract_date": date(2026, 3, 2)
    },
    (
        "advance.bank",
        "ご指摘ありがとうございます。預託金融機関は七十七銀行 角田支店です。",
    ): {"advance.bank": "七十七銀行 角田支店"},
    ("contract_amount", "5,000万円です。よろしくお願いいたします。"): {
        "contract_amount": 50_000_000
    },
    ("advance.bank", "すみません、七十七銀行 角田支店です。"): {
        "advance.bank": "七十七銀行 角田支店"
    },
    ("advance.bank", "失礼いたしました。預託金融機関：七十七銀行 角田支店"): {
        "advance.bank": "七十七銀行 角田支店"
    },
    (
        "advance.bank",
        "預託金融機関につきましては、七十七銀行 角田支店でお願いいたします。",
    ): {"advance.bank": "七十七銀行 角田支店"},
}


@pytest.mark.parametrize(("asked", "text"), GIVEN)
def test_a_sentence_gives_its_value_without_label_and_apology(
    asked: str, text: str
) -> None:
    """「ラベルは値です」 after an apology gives the value alone, and leaves nothing."""
    reading = reply(text, Context(asked=(asked,)))

    assert dict(reading.fields) == GIVEN[asked, text]
    assert reading.remainder == ()
    assert reading.problems == ()


NO_VALUE = [
    ("advance.bank", "先日電話でお伝えしたとおりです。"),
    ("advance.bank", "前回と同じです。"),
    ("advance.bank", "いつものところ"),
    ("advance.bank", "いつもの銀行です。"),
    ("advance.bank", "前回と同じ銀行です"),
    ("advance.bank", "銀行に確認中"),
    ("project_name", "前の工事"),
    ("project_name", "添付の契約書をみて"),
    ("advance.bank", "経理に聞いてみてください。お願いします"),
    ("project_name", "先日電話でお伝えしたとおりです。"),
    ("project_name", "契約書に書いています。写しをお送りします"),
    ("contractor_name", "前にお知らせしたとおり"),
    ("obligee_name", "先日お伝えしたとおりです"),
]


@pytest.mark.parametrize(("asked", "text"), NO_VALUE)
@pytest.mark.parametrize("how", ["{}", "1. {}", "> 1. 預託金融機関\n{}"])
def test_a_sentence_is_never_a_name_or_a_bank(asked: str, text: str, how: str) -> None:
    """What only points elsewhere, or is no bank, gives a free text no value."""
    reading = reply(how.format(text), Context(asked=(asked,)))
    assert dict(reading.fields) == {}


@pytest.mark.parametrize(("asked", "text"), NO_VALUE)
def test_a_sentence_that_is_no_value_is_left_for_a_person(
    asked: str, text: str
) -> None:
    """Nothing that the sender wrote instead of a value is lost."""
    assert reply(text, Context(asked=(asked,))).remainder


POINTERS = [
    "先日電話でお伝えしたとおり",
    "先日お伝えした銀行です",
    "先日お送りした契約書のとおり",
    "契約書に書いてあります",
    "まだ決まっておりません。",
]


@pytest.mark.parametrize("words", POINTERS)
@pytest.mark.parametrize("label", ["工事名", "預託金融機関"])
def test_a_label_before_a_pointer_gives_no_value(label: str, words: str) -> None:
    """工事名：先日電話でお伝えしたとおり names no work."""
    asked = Context(asked=("project_name", "advance.bank"))
    reading = reply(f"{label}：{words}", asked)
    assert dict(reading.fields) == {}


def test_an_apology_for_a_missing_guarantee_is_not_passed_over() -> None:
    """契約保証が漏れていました asks for a guarantee: it is left, or read as one."""
    text = "契約保証が漏れていました。七十七銀行 角田支店です。"
    reading = reply(text, Context(asked=("advance.bank",)))
    assert reading.remainder or "performance" in reading.products


BANKS = [
    "七十七銀行　角田支店",
    "仙南信用金庫 本店",
    "JAみやぎ仙南",
    "農林中金 仙台支店",
]


@pytest.mark.parametrize("bank", BANKS)
def test_a_bare_bank_is_still_an_answer(bank: str) -> None:
    """A bank, a branch or a cooperative answers for the bank without a label."""
    reading = reply(f"{bank}です。", Context(asked=("advance.bank",)))
    assert reading.fields["advance.bank"] == bank


YES = [
    "内容を確認いたしました。はい、相違ございません。",
    "確認しました。はい、お願いします。",
    "確認いたしました。はい。",
    "お世話になっております。はい、お願いします。",
    "内容を確認いたしました。はい、相違ございません。\nこのままお手続きをお願いいたします。",
]


@pytest.mark.parametrize("text", YES)
def test_a_yes_after_looking_confirms(text: str) -> None:
    """「内容を確認いたしました。はい」 is the commonest polite yes."""
    reading = reply(text)
    assert reading.intent == "confirm"
    assert reading.remainder == ()


NOT_YES = [
    "確認しました。はい、ただし金額は違います。",
    "確認しました。金額が違うようです。はい、お願いします。",
    "金額が違うことを確認しました。はい、お願いします。",
    "確認しました。はい、ご連絡いたします。",
    "確認しました。はい、お願いします。\n契約日は令和8年3月5日です。",
    "確認しました。はい、お願いします。\n振込先の銀行だけ気になります。",
    "請求書は届きましたか。はい、お願いします。",
]


@pytest.mark.parametrize("text", NOT_YES)
def test_a_yes_after_looking_with_anything_more_is_none(text: str) -> None:
    """A condition, a value, or an unread sentence of the matter is no yes."""
    assert reply(text).intent != "confirm"


LONG = ["すみません。", "漏れ", "予定", "契約日は予定（", "確認しました。", "。 "]


@pytest.mark.parametrize("piece", LONG)
def test_a_very_long_line_is_left_as_it_is(piece: str) -> None:
    """A line longer than any answer is not looked into, whatever it repeats."""
    line = piece * 20_000
    assert spoken_answers.without_apology(line) == line
    assert spoken_answers.without_closing(line) == line
    assert spoken_answers.of_field("contract_date", line, alone=True) is None
