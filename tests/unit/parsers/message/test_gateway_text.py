"""What gateways and mail systems add or write: no word of the sender's, no answer."""

import pytest

from parsers.message import gateway_text
from parsers.message.lines import Source, split
from tests.unit.parsers.letters import mail, reply

BANNERS = [
    "［外部メール］このメールは社外から送信されています。\n添付ファイルの開封やURLのクリックにはご注意ください。",
    "【社外メール】",
    "[EXTERNAL]",
    "※このメールは外部のドメインから受信したメールです。送信元をご確認のうえ、不審な場合はリンクを開かないでください。",
    "注意：組織外からのメッセージです。",
    (
        "CAUTION: This email originated from outside "
        "of the organization. Do not click links\n"
        "or open attachments unless you recognize "
        "the sender and know the content is safe."
    ),
    (
        "You don't often get email from a@b.example.jp. "
        "Learn why this is important<https://aka.ms/x>"
    ),
]
FOOTERS = [
    "本メールには機密情報が含まれている場合があります。\n誤って受信された場合は、お手数ですが送信者までご連絡のうえ、\n直ちに削除してください。",
    "このメールの内容の無断転載、第三者への開示を固く禁じます。",
    "このメールを印刷する前に、環境への配慮をお願いします。",
    "このメールはウイルスチェック済みです。",
    "【誤送信防止のため、添付ファイルは自動的に暗号化されます】",
    "当社は本メールの正確性について一切の責任を負いません。",
    (
        "This e-mail and any attachments are confidential "
        "and intended solely for the addressee. If "
        "you have received this e-mail in error, please "
        "notify the sender and delete it."
    ),
    (
        "DISCLAIMER\nAny unauthorized copying or distribution "
        "of this message is strictly prohibited."
    ),
    "Please consider the environment before printing this e-mail.",
]
FORM = (
    "会社名：甲建設\n工事名：市道A線工事\n請負金額：5,000万円\n契約日：令和8年3月1日\n"
)


@pytest.mark.parametrize("banner", BANNERS)
def test_a_warning_above_spoils_no_yes_and_no_application(banner: str) -> None:
    """はい, 受領 and a form are read as if the gateway had added nothing."""
    assert reply(f"{banner}\n\nはい\n").intent == "confirm"
    assert reply(f"{banner}\n\nはい\n").remainder == ()
    assert reply(f"{banner}\n\n受領いたしました。\n").intent == "receipt"
    assert mail(f"{banner}\n\n{FORM}").remainder == ()
    assert len(mail(f"{banner}\n\n{FORM}").fields) == 4


@pytest.mark.parametrize("footer", FOOTERS)
def test_a_clause_below_spoils_them_no_more(footer: str) -> None:
    """Below a signature, a rule or nothing: it is nobody's word to us."""
    for end in (
        "",
        "佐藤 花子\n\n",
        "株式会社見本建設\n経理部　佐藤 花子\n\n----------\n",
    ):
        reading = reply(f"はい\n\n{end}{footer}\n")
        assert (reading.intent, reading.remainder) == ("confirm", ())
        assert mail(f"{FORM}\n{end}{footer}\n").remainder == ()


@pytest.mark.parametrize(
    "text",
    [
        "先ほどのメールは誤りですので破棄してください。",
        "添付ファイルが開けませんでした。",
        "添付の請求書は差し替え前ですのでご注意ください。",
        "添付ファイルは無害化処理により削除されました。",
        "次のURLからダウンロードしてください。",
        "工期が延びた場合は保証期間も変わりますか。",
        "添付の請求書のパスワードは別メールでお送りします。",
        "前払金は11,000,000円の誤りです。ご注意ください。",
        "I withdraw the application sent in error.",
    ],
)
def test_a_sentence_of_the_sender_stays(text: str) -> None:
    """Files, mistakes and warnings about the matter are the sender's own words."""
    (line,) = gateway_text.without(split(text, Source("1")))

    assert line.text == text


def test_only_the_added_words_of_a_line_are_left_out() -> None:
    """A gateway's sentence on the line of another takes nothing of that with it."""
    text = "前払金は1,100万円です。本メールは機密情報を含みます。"

    (line,) = gateway_text.without(split(text, Source("1")))

    assert line.text == "前払金は1,100万円です。"


NOTICES = [
    *(
        "未開封: 【申込確認】市道A線",
        "配信済み: 【申込確認】",
        "Re: 開封済み: 【申込確認】",
    ),
    *(
        "Not read: Re: 申込確認",
        "Delivered: 申込確認",
        "配信状況通知",
        "【迷惑メール隔離通知】",
    ),
    *(
        "隔離されたメールのお知らせ",
        "Spam quarantine summary",
        "Deleted: x",
        "遅延: 申込確認",
    ),
]


@pytest.mark.parametrize("subject", NOTICES)
def test_a_notice_of_a_mail_system_is_known_by_its_subject(subject: str) -> None:
    """未開封, 配信済み and quarantine are machines', with whatever text."""
    reading = mail(FORM, subject)

    assert reading.intent == "automatic"
    assert not reading.fields


@pytest.mark.parametrize(
    "subject", ["未読の件について", "保留していた申込", "配信先の変更"]
)
def test_a_person_may_write_the_same_words(subject: str) -> None:
    """Without the form of a notice the letter is read."""
    assert mail(FORM, subject).intent == "apply"


@pytest.mark.parametrize(
    "text",
    [
        (
            "あなたのメッセージ\n\n  宛先: 佐藤 花子\n  件名: 申込確認\n  送信日時: "
            "2026/3/1 10:20\n\nは 2026/3/1 11:02 に開封されました。"
        ),
        "これは moushikomi@hosho.example.jp に送信したメールの開封確認です。",
        (
            "Your message\n\nTo: Hanako\nSubject: x\nSent: "
            "1 March\n\nwas read on 1 March."
        ),
        "These messages: the following messages were quarantined",
        "以下のメールは迷惑メールとして隔離されました。",
        "次の受信者への配信が完了しました。",
        "ただいま休暇をいただいております。3月7日に出社いたします。お急ぎの場合は代表（0224-00-1122）までお電話ください。",
        "メールありがとうございます。本メールは自動返信です。後日ご連絡いたします。",
        ("I am out of office until March 7. In urgent cases please call 0224-00-1122."),
    ],
)
def test_a_notice_or_an_absence_is_known_by_its_text_alone(text: str) -> None:
    """Where subject and header are stripped, the words show that nobody wrote."""
    if text.startswith("These messages"):
        text = text.removeprefix("These messages: ")
    reading = reply(f"{text}\n\n> 工事名：市道A線\n")

    assert reading.intent == "automatic"


@pytest.mark.parametrize(
    "text",
    [
        "はい\n明日から不在にしております。お急ぎの場合は携帯へお願いします。",
        "担当者が不在です。戻り次第ご連絡いたします。",
        "休業中に配信された件、金額は1,100万円です。",
        "開封しました。工期は3月1日からです。",
    ],
)
def test_a_person_who_is_away_is_no_machine(text: str) -> None:
    """A はい, a value or a plain word of a colleague is a person's."""
    assert reply(text).intent != "automatic"
