"""Replies: what the sender wrote, in eleven ways of quoting; answers and commands."""

from datetime import date

import pytest

from parsers.reading import MASKED_KEY, Context
from tests.unit.parsers.letters import mail, reply

FORM = (
    "会社名：株式会社甲\n工事名：市道改良工事\n請負金額：8,800,000円\n預託金融機関：\n"
)
MARKED = "".join(f"> {line}\n" for line in FORM.splitlines())
WIDE = "".join(f"＞{line}\n" for line in FORM.splitlines())
BARS = "".join(f"｜{line}\n" for line in FORM.splitlines())
QUOTES = {
    (
        "Gmail"
    ): f"2026年3月2日(月) 10:12 みちのく建設業保証 <m@hosho.example.jp>:\n\n{MARKED}",
    (
        "Gmail English"
    ): f"On Mon, Mar 2, 2026 at 10:12 AM Hosho <m@hosho.example.jp> wrote:\n{MARKED}",
    "Gmail English wrapped": (
        f"On Mon, Mar 2, 2026 at 10:12 AM Michinoku\n<m@hosho.example.jp> "
        f"wrote:\n{MARKED}"
    ),
    "Outlook Japanese": (
        "________________________________\n差出人: みちのく <m@hosho.example.jp>\n"
        f"送信日時: 2026年3月2日 10:12\n宛先: 佐藤\n件名: ご確認\n\n{FORM}"
    ),
    "Outlook Japanese without a rule": (
        "差出人: みちのく <m@hosho.example.jp>\n送信日時: 2026年3月2日月曜日 10:12\n"
        f"宛先: 佐藤 <s@a.example.jp>\nCC: 鈴木\n件名: RE: ご確認\n\n{FORM}"
    ),
    "Outlook English": (
        "-----Original Message-----\nFrom: Hosho <m@hosho.example.jp>\n"
        f"Sent: Monday, March 2, 2026 10:12 AM\nTo: Sato\nSubject: Q\n\n{FORM}"
    ),
    (
        "Apple Mail"
    ): f"2026/03/02 10:12、みちのく <m@hosho.example.jp>のメール:\n\n{MARKED}",
    ("iPhone"): (
        f"iPhoneから送信\n\n> 2026/03/02 10:12、みちのく <m@hosho.example.jp>のメール"
        f"：\n{MARKED}"
    ),
    "Thunderbird": f"On 2026/03/02 10:12, みちのく wrote:\n{MARKED}",
    ("Becky!"): (
        f'On Mon, 2 Mar 2026 10:12:32 +0900\n"みちのく" <m@hosho.example.jp> '
        f"wrote:\n\n{MARKED}"
    ),
    "Hidemaru": f"みちのくさん wrote:\n{WIDE}",
    ("Yahoo"): (
        f"----- Original Message -----\nFrom: m@hosho.example.jp\nTo: "
        f"s@a.example.jp\nDate: 2026/03/02\nSubject: Q\n\n{MARKED}"
    ),
    ("carrier"): (
        f"----- 元のメッセージ -----\nFrom: m@hosho.example.jp\nDate: "
        f"2026/03/02\nSubject: Q\n\n{FORM}"
    ),
    "bars": BARS,
}


@pytest.mark.parametrize("style", QUOTES)
def test_an_answer_above_a_quotation_is_all_that_counts(style: str) -> None:
    """Fourteen mailers' quotations: none of the quoted values is read as new."""
    reading = reply(f"預託金融機関：七十七銀行 角田支店\n\n{QUOTES[style]}")

    assert dict(reading.fields) == {"advance.bank": "七十七銀行 角田支店"}
    assert reading.intent == "answer"
    assert reading.remainder == ()


@pytest.mark.parametrize("style", QUOTES)
def test_yes_above_a_quotation_is_a_yes(style: str) -> None:
    """はい above any quotation confirms, and gives no values."""
    reading = reply(f"はい、お願いします。\n\n{QUOTES[style]}")
    assert reading.intent == "confirm"
    assert dict(reading.fields) == {}


def test_an_answer_below_a_quoted_empty_label_belongs_to_it() -> None:
    """Inside the quotation, a bare line answers the label above it."""
    reading = reply(
        "> 預託金融機関：\n七十七銀行 角田支店\n> 請負契約日：\nR8.3.2\n> JV名：\n"
    )
    assert reading.fields["advance.bank"] == "七十七銀行 角田支店"
    assert reading.fields["contract_date"] == date(2026, 3, 2)
    assert reading.evidence["contract_date"].rule == "inline-quote"


def test_a_changed_line_of_our_own_form_is_the_senders() -> None:
    """Quoted lines that differ from the form last sent count; cut ones do not."""
    form = (
        "工事名：市道枝野線ほか２路線道路改良工事\n請負金額：\n契約日：令和8年3月2日\n"
    )
    quoted = (
        "> 工事名：市道枝野線ほか\n> 請負金額：5,500万円\n> 契約日：令和8年3月2日\n"
    )
    reading = reply(f"記入しました。\n\n{quoted}", Context(form=form))
    assert dict(reading.fields) == {"contract_amount": 55_000_000}


def test_bare_answers_go_to_the_questions_in_order() -> None:
    """Two lines answer two questions; one alone only what it plainly can answer."""
    context = Context(asked=("advance.bank", "contract_date"))
    reading = reply("七十七銀行 角田支店です。\n令和8年3月2日\n", context)
    assert dict(reading.fields) == {
        "advance.bank": "七十七銀行 角田支店",
        "contract_date": date(2026, 3, 2),
    }
    one = reply("七十七銀行 角田支店です。\n", context)
    assert dict(one.fields) == {"advance.bank": "七十七銀行 角田支店"}
    assert not reply("株式会社甲\n", context).fields
    assert not reply("確認して折り返します。\n明日になります。\n", context).fields


def test_a_day_without_a_year_is_completed_from_the_case() -> None:
    """3月1日 needs a day that is known already."""
    context = Context(dates={"work_start": date(2026, 3, 3)})
    assert reply("契約日：3月1日", context).fields["contract_date"] == date(2026, 3, 1)
    (problem,) = reply("契約日：3月1日").problems
    assert problem.code == "incomplete_date"


YES = [
    "はい",
    "ハイ",
    "はい。",
    "「はい」",
    "はい、お願いします。",
    "はい、この内容でお願いいたします。",
    "はい。間違いございません。送信してください。",
    "送信",
    "送信します",
    "送信をお願いします。",
    "OK",
    (
        "お世話になっております。\n株式会社甲の佐藤です。\nはい、よろしくお願いいたし"
        "ます。"
    ),
]
NOT_YES = {
    "はい、ただし金額は1,200万円に訂正してください。": "amend",
    "はい\n請負金額：5,500万円": "amend",
    "はい、金額が変わらなければ。": "amend",
    "はい。ですが契約日が違います。": "amend",
    "はい\n契約日を令和8年3月5日に変更してください。": "amend",
    "いいえ": "unknown",
    "はいけい": "unknown",
    "送信しないでください": "unknown",
    "はい？": "unknown",
}


@pytest.mark.parametrize("text", YES)
def test_a_plain_yes_confirms(text: str) -> None:
    """はい or 送信, politely, in any width, after a greeting."""
    reading = reply(text)
    assert reading.intent == "confirm"
    assert [order.name for order in reading.commands] == ["confirm"]


@pytest.mark.parametrize(("text", "intent"), NOT_YES.items())
def test_a_yes_with_anything_more_is_no_yes(text: str, intent: str) -> None:
    """Consent is never read from a line with a condition or a value."""
    reading = reply(text)
    assert reading.intent == intent or (
        text == "はい？" and reading.intent != "confirm"
    )
    assert "confirm" not in [order.name for order in reading.commands]


COMMANDS = {
    "ヘルプ": ("help", ()),
    "help": ("help", ()),
    "修正": ("amend", ()),
    "取消": ("withdraw", ()),
    "取り消しをお願いします。": ("withdraw", ()),
    "申込みを取り下げます。": ("withdraw", ()),
    "状況を教えてください": ("status", ()),
    "一覧": ("list", ()),
    "履歴 00427-000318": ("history", ("00427-000318",)),
    "再送　００４２７－０００３１８": ("resend", ("00427-000318",)),
    "00427-000318 の再送をお願いします。": ("resend", ("00427-000318",)),
    "計算書 00427-000318": ("statement", ("00427-000318",)),
    "対応発注者　角田市": ("obligees", ("角田市",)),
    "対応発注者": ("obligees", ()),
    "提出 00427-000318 00427-000319": ("submit", ("00427-000318", "00427-000319")),
    "変更 00427-000318": ("change", ("00427-000318",)),
    "受領": ("receipt", ()),
    "受領いたしました。": ("receipt", ()),
    "検証": ("verify", ()),
    "停止": ("stop", ()),
    "配信停止をお願いします": ("stop", ()),
}


@pytest.mark.parametrize(("text", "expected"), COMMANDS.items())
def test_a_command_in_the_first_line_or_the_subject(
    text: str, expected: tuple[str, tuple[str, ...]]
) -> None:
    """The same words command from the subject and from the text."""
    for reading in (mail(text, "件"), mail("よろしくお願いします。", text)):
        assert [(order.name, order.args) for order in reading.commands] == [expected]
        assert reading.intent == expected[0]


def test_a_sentence_with_the_word_is_no_command() -> None:
    """提出 inside a sentence commands nothing."""
    for text in (
        "先日提出した書類の件ですが、届いていますか。",
        "工事の一覧表を送ります。",
        "変更契約の予定はありません。",
        "取消線のある欄は無視してください。",
    ):
        assert mail(text, "件").commands == ()
    assert reply("よろしく。").commands == ()


def test_the_subject_of_a_reply_commands_nothing() -> None:
    """Re: 提出 … is our own subject coming back."""
    assert mail("確認中です。", "Re: 提出 00427-000318").commands == ()


SECRET = "Z28YUE4J3Bux"
LOOKUPS = [
    f"照会 00427-000318 {SECRET}",
    "照会　００４２７－０００３１８　Ｚ２８ＹＵＥ４Ｊ３Ｂｕｘ",
    f"照会\n保証契約番号：00427-000318\n認証キー：{SECRET}",
]


@pytest.mark.parametrize("text", LOOKUPS)
def test_the_key_of_a_lookup_is_never_printed(text: str) -> None:
    """The key is in `Command.secret` only: not in text, remainder, repr or JSON."""
    reading = mail(text, text.split("\n", maxsplit=1)[0])

    (order,) = reading.commands
    assert (order.name, order.args, order.secret) == (
        "lookup",
        ("00427-000318",),
        SECRET,
    )
    shown = repr(reading) + repr(reading.to_json("-"))
    assert SECRET not in shown
    assert "Ｚ２８ＹＵＥ４Ｊ３Ｂｕｘ" not in shown
    assert reading.to_json("-")["commands"] == [
        {"name": "lookup", "args": ["00427-000318", MASKED_KEY]}
    ]


def test_a_key_in_plain_text_is_masked() -> None:
    """A key that someone quotes beside 認証キー is hidden everywhere."""
    reading = mail(f"認証キーは{SECRET}で合っているか教えてください。")
    assert SECRET not in repr(reading)
    assert MASKED_KEY in reading.remainder[0]


def test_a_product_dropped_in_a_reply_is_null() -> None:
    """契約保証は不要です in a reply drops the product."""
    reading = reply("契約保証は不要です。")
    assert reading.to_json("-")["application"] == {"performance": None}


def test_a_correcting_sentence_gives_the_new_value_only() -> None:
    """AからBに is B, and the mail amends."""
    reading = reply("請負金額を5,000万円から5,500万円に変更してください。")
    assert dict(reading.fields) == {"contract_amount": 55_000_000}
    assert reading.intent == "amend"


def test_an_empty_mail_asks_for_help() -> None:
    """Nothing written and nothing attached is a request for help."""
    assert mail("", "").intent == "help"
    assert mail("\n\n-- \n株式会社甲\nTEL 0224-00-1234\n", "").intent == "help"


def test_contact_data_alone_is_no_application() -> None:
    """A telephone number without anything else applies for nothing."""
    assert mail("電話番号：0224-00-1234").intent == "unknown"
