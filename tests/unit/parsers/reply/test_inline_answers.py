"""Text below what looks like a boundary: nothing vanishes, no はい hides it."""

import pytest

from parsers.reading import Context, Reading
from tests.unit.parsers.letters import mail, reply

PS = "追伸：前払金保証金額は11,000,000円に訂正してください。"
SENT = """みちのく建設業保証株式会社です。
次の内容でお申込みを承ります。

工事名：市道A線改良工事
請負金額：50,000,000円
前払金保証金額：12,300,000円
契約日：令和8年3月1日

よろしければ「はい」とだけ書いて、このメールにそのまま返信してください。
"""
HEAD = """________________________________
差出人: みちのく建設業保証 <moushikomi@hosho.example.jp>
送信日時: 2026年3月2日 10:20
宛先: keiri@kensetsu.example.jp
件名: 【申込確認】市道A線改良工事

"""
OLDER = """差出人: 見本
送信日時: 2026年3月1日 9:00
宛先: x
件名: 申込

請負金額：1円
"""
CONTEXT = Context(form=SENT, products=("advance",))


def unread_or_read(reading: Reading, words: str) -> bool:
    """Tell whether words are in the remainder or the evidence of a value."""
    shown = (*reading.remainder, *(each.text for each in reading.evidence.values()))
    return any(words in each for each in shown)


BOUNDARIES = [
    "見本 花子\nTEL 0224-63-1122　keiri@kensetsu.example.jp",
    "見本 花子\nTEL：0224-63-1122 <keiri@kensetsu.example.jp>",
    "-- \n株式会社見本建設\n見本 花子\nTEL 0224-63-1122",
    "--\n見本 花子",
    "－－－ 引用 －－－",
    "引用",
    "請負金額は先日の申込書に書きました：",
    "2026年3月1日(日) 10:20 見本 花子 <keiri@kensetsu.example.jp>:",
    "On Sun, Mar 1, 2026 at 10:20 Hanako <keiri@kensetsu.example.jp> wrote:",
    "-----Original Message-----",
    "発信者：見本建設\n日付：3月2日\n宛先：貴社\n件名：申込",
    "━━━━━━━━━━\n株式会社見本建設\nTEL 022-263-1122\n━━━━━━━━━━",
    "Best regards,\nHanako",
]


@pytest.mark.parametrize("boundary", BOUNDARIES)
@pytest.mark.parametrize("context", [None, CONTEXT])
def test_a_postscript_below_a_supposed_boundary_is_heard(
    boundary: str, context: Context | None
) -> None:
    """A はい above it is no yes: the correction is read, or left for a person."""
    reading = reply(f"はい\n\n{boundary}\n\n{PS}\n", context)

    assert reading.intent != "confirm"
    assert unread_or_read(reading, "11,000,000")


@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_an_application_below_a_supposed_boundary_is_read(boundary: str) -> None:
    """Whatever stands on top, the form below it gives its values."""
    reading = mail(
        f"{boundary}\n\n工事名：市道A線改良工事\n請負金額：5,000万円\n契約日：令和8年3月1日\n"
    )

    assert reading.fields["project_name"] == "市道A線改良工事"
    assert reading.fields["contract_amount"] == 50_000_000


@pytest.mark.parametrize(
    "line",
    [
        "※前払金は1,100万円に",
        "契約日は3月5日になりました",
        "まだ送信しないでください",
        "金額訂正あり",
        "iPhoneから送信 金額は1,100万円です",
    ],
)
def test_a_line_that_says_something_is_no_line_of_a_signature(line: str) -> None:
    """Under the name and the telephone it is heard as anywhere."""
    reading = reply(f"はい\n\n株式会社見本建設\n見本 花子\nTEL 022-263-1122\n{line}\n")

    assert reading.intent != "confirm"
    assert any(line in each for each in (reading.text, *reading.remainder))


def test_what_is_written_between_our_unmarked_lines_is_left_for_a_person() -> None:
    """Outlook quotes without marks: a line that we never sent is the sender's."""
    quoted = SENT.replace(
        "契約日：", "←ここは1,100万円でお願いしたいのですが\n契約日："
    )

    reading = reply(f"はい\n\n{HEAD}{quoted}", CONTEXT)

    assert reading.intent != "confirm"
    assert unread_or_read(reading, "1,100万円でお願い")


def test_our_own_unmarked_lines_are_quotation_and_a_yes_above_them_counts() -> None:
    """The whole read-back below はい, wrapped anew, is nothing new."""
    wrapped = SENT.replace("「はい」とだけ書いて、", "「はい」とだけ書いて、\n")

    for quoted in (
        SENT,
        wrapped,
        f"{SENT}\n{OLDER}",
    ):
        reading = reply(f"はい\n\n{HEAD}{quoted}", CONTEXT)
        assert reading.intent == "confirm"
        assert reading.remainder == ()


def test_an_unmarked_quotation_below_an_attribution_is_ours_if_we_sent_it() -> None:
    """「…：」 without marks below: our lines are quoted, another's would be read."""
    head = "2026年3月2日(月) 10:20 みちのく建設業保証 <moushikomi@hosho.example.jp>:\n"

    assert reply(f"はい\n\n{head}{SENT}", CONTEXT).intent == "confirm"
    assert reply(f"はい\n\n{head}{PS}", CONTEXT).intent != "confirm"


def test_a_yes_beside_an_unread_sentence_about_the_matter_is_no_yes() -> None:
    """What nobody has read may take it back; news of the firm may not."""
    assert reply("はい\n発行は12月5日以降がよいかもしれません。\n").intent != "confirm"
    assert (
        reply("はい\n\n見本建設は健康経営優良法人に認定されました。\n").intent
        == "confirm"
    )
