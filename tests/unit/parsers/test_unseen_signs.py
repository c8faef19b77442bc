"""Signs that show nothing, signs that only look like letters, and unreadable ones."""

import base64

import pytest

from parsers import fold
from parsers.message import charset
from parsers.read import read
from parsers.reading import Context
from tests.unit.parsers.letters import NOW, mail, raw_mail, reply

FORM = "会社名：甲建設\n工事名：市道A線工事\n請負金額：{}\n契約日：{}\n"


@pytest.mark.parametrize(
    "amount",
    [
        "\u200e30,800,000円\u200e",
        "\u200f30,800,000円",
        "\u202d30,800,000\u202c円",
        "\u206830,800,000\u2069円",
        "30,\u00ad800,000円",
        "30,\u200b800,\u2060000円",
        "30\u2009800\u2009000円",
        "30\u202f800\u202f000円",
        "\ufeff３０，８００，０００円",
        "30,800,000円\U000e0020",
    ],
)
def test_an_amount_is_read_through_signs_that_show_nothing(amount: str) -> None:
    """Marks of direction, soft hyphens and thin blanks change no figure."""
    reading = mail(FORM.format(amount, "令和8年3月1日"))

    assert reading.fields["contract_amount"] == 30_800_000
    assert reading.problems == ()


@pytest.mark.parametrize(
    "day",
    [
        "\u200e2026\u200e年\u200e3\u200e月\u200e1\u200e日",
        "令和8年3⽉1⽇",
        "令\u200b和8年3月1日",
        "㋿8年3月1日",
    ],
)
def test_a_day_is_read_through_them_and_through_radicals(day: str) -> None:
    """A date picker's marks and a PDF's radicals leave the day as it is."""
    reading = mail(FORM.format("30,800,000円", day))

    assert str(reading.fields["contract_date"]) == "2026-03-01"


def test_labels_are_known_by_radicals_by_kana_in_two_pieces_and_by_other_points() -> (
    None
):
    """⼯事名, 保証料⽀払⽅法, タ\u3099ム and 社名 with a soft hyphen are our labels."""
    reading = mail(
        "会\u00ad社名：甲建設\n⼯事名：市道A線工事\n請負⾦額：5,000万円\n"
        "メールアト\u3099レス：a@b.example.jp\n公告‧通知⽇：令和8年2⽉1⽇\n"
    )

    assert set(reading.fields) == {
        *("contractor_name", "project_name", "contract_amount"),
        *("notify_email", "notice_date"),
    }


def test_a_name_is_kept_but_for_signs_that_show_nothing() -> None:
    """Radicals, two-piece kana and selectors stay; direction and hyphens go."""
    reading = mail(
        "会社名：\u200e葛\U000e0100城⼟木ホ\u309aンフ\u309a\u00ad株式会社\u200f\n"
    )

    name = reading.fields["contractor_name"]

    assert name == "葛\U000e0100城⼟木ホ\u309aンフ\u309a株式会社"


def test_figures_that_are_shown_backwards_are_no_value() -> None:
    """U+202E shows 000,008,03 as 30,800,000: nobody can say what was meant."""
    reading = mail(FORM.format("\u202e000,008,03\u202c円", "令和8年3月1日"))

    assert "contract_amount" not in reading.fields
    assert [(p.field, p.code) for p in reading.problems] == [
        ("contract_amount", "unreadable")
    ]


def test_a_yes_and_a_command_are_heard_through_them() -> None:
    """はい with a joiner in it and 取消 between isolates are what they look like."""
    assert reply("\u200eは\u200bい\u200e").intent == "confirm"
    assert reply("\u2068取消\u2069").intent == "withdraw"


@pytest.mark.parametrize("sign", ["\ufffd", "\x00", "\ue123"])
def test_a_name_with_an_unreadable_sign_is_asked_and_not_kept(sign: str) -> None:
    """U+FFFD, NUL and gaiji of one computer are a problem of their field alone."""
    reading = mail(
        f"会社名：甲建設\n工事名：市道島{sign}線工事\n契約日：令和8年3月1日\n"
    )

    assert "project_name" not in reading.fields
    assert reading.fields["contractor_name"] == "甲建設"
    assert [(p.field, p.code) for p in reading.problems] == [
        ("project_name", "unreadable")
    ]


def test_an_unreadable_period_leaves_both_its_ends_open() -> None:
    """One lost sign in 工期 is a problem of the first day and of the last."""
    reading = mail("工期：令和8年4月1日から令和9年\ufffd月25日まで\n")

    assert {(p.field, p.code) for p in reading.problems} == {
        ("work_start", "unreadable"),
        ("work_end", "unreadable"),
    }


def test_an_unreadable_answer_is_no_answer() -> None:
    """A bare answer with a lost sign is a problem of the field that was asked for."""
    context = Context(asked=("advance.bank",), products=("advance",))

    reading = reply("七十七銀行 角\ufffd支店", context)

    assert not reading.fields
    assert [(p.field, p.code) for p in reading.problems] == [
        ("advance.bank", "unreadable")
    ]


def test_plain_text_is_left_as_it_is() -> None:
    """Letters of names that look alike, and variants, are no signs without a form."""
    for text in ("髙﨑神葛\U000e0100", "plain", "か\u3099", "A‧B"):
        assert fold.visible(text) == text


def test_words_that_a_gateway_put_above_the_code_spoil_no_base64() -> None:
    """`[EXTERNAL] This came from outside.` is letters of base64 too: left out whole."""
    letter = raw_mail(
        "[EXTERNAL] This message came from outside.\n\n"
        + base64.b64encode("工事名：市道A線工事\n".encode() * 9).decode(),
        Content_Transfer_Encoding="base64",
    )

    assert read(letter, NOW).fields["project_name"] == "市道A線工事"


def test_escapes_that_were_lost_are_put_back_in_runs_of_kanji_alone_too() -> None:
    """Kana in one run show that the escapes are gone in all of them."""
    written = "工事名：市道島田線工事\n預託金融機関：北上信用金庫\nまでです\n"
    raw = written.encode("iso2022_jp").replace(b"\x1b", b"")

    decoded = charset.decode(raw, "iso-2022-jp")

    assert decoded.text == written
    assert decoded.guessed
