"""Requests: commands that are the point of a sentence, with the numbers they name."""

from __future__ import annotations

from datetime import date

import pytest

from parsers.commands import requests
from parsers.layout import references
from parsers.reading import Command
from tests.unit.parsers.letters import mail, reply

NUMBER = "00427-000001"
ASKED: tuple[tuple[str, Command], ...] = (
    ("受付番号 2026-000001 の前払金保証を取り消してください。", Command("withdraw")),
    ("受付番号：2026-000001の件、取り下げをお願いします。", Command("withdraw")),
    (
        f"保証契約番号 {NUMBER} について、工期が延びましたので変更をお願いします。",
        Command("change", (NUMBER,)),
    ),
    (f"{NUMBER}の変更手続きをお願いしたいのですが", Command("change", (NUMBER,))),
    ("変更したいのですが", Command("amend")),
    ("変更したいのですが、どうすればよいですか？", Command("amend")),
    ("認証キーを忘れました。再送してください。", Command("resend")),
    ("認証キーをなくしてしまいました。", Command("resend")),
    (f"{NUMBER} の認証キーを再送してください。", Command("resend", (NUMBER,))),
    ("認証キーのお知らせをもう一度送っていただけますか。", Command("resend")),
    ("領収証をください", Command("statement")),
    ("保証料の領収書を発行していただけますでしょうか。", Command("statement")),
    ("領収証", Command("statement")),
    ("計算書を送ってください。", Command("statement")),
    ("保証料はいくらになりますか", Command("premium")),
    ("保証料はおいくらでしょうか？", Command("premium")),
    ("保証料を教えてください。", Command("premium")),
    ("クリア", Command("withdraw")),
    ("やり直し", Command("withdraw")),
    (f"提出 {NUMBER}", Command("submit", (NUMBER,))),
    (f"提出 番号 {NUMBER}", Command("submit", (NUMBER,))),
    ("前払金保証をお願いしたいのですが、どうすればよいですか", Command("help")),
    ("お申込みの方法を教えてください。", Command("help")),
)


@pytest.mark.parametrize(("text", "wanted"), ASKED)
def test_a_plain_sentence_is_its_command(text: str, wanted: Command) -> None:
    """A command is known by its plain sentence, and takes the number along."""
    read = mail(text)
    assert read.commands == (wanted,)
    assert read.intent == wanted.name
    assert read.remainder == ()


@pytest.mark.parametrize(
    "text",
    [
        "変更はありません。",
        "変更ですか。",
        "認証キーを再送する必要はありません。",
        "領収証は不要です。",
        "保証料はいくらでもかまいません。",
        "保証料は一括納付でお願いします。",
        "前回の申込みを取り消したかどうか教えてください。",
        "状況が変わりましたら取り下げます。",
        "受付番号 2026-000001 は取り消さないでください。",
        "どうすればよいか社内で検討します。",
    ],
)
def test_a_sentence_that_asks_for_nothing_is_no_command(text: str) -> None:
    """Negations, conditions and other matters ask for none of these."""
    assert requests.asked(text) is None


def test_values_beside_a_request_are_read_as_values() -> None:
    """A new end of the work in the sentence of a 変更 is no mere reason."""
    read = mail(
        f"保証契約番号 {NUMBER} について、工期が令和9年9月30日まで延びましたので"
        "変更をお願いします。"
    )
    assert read.intent == "change"
    assert read.commands == (Command("change", (NUMBER,)),)
    assert dict(read.fields) == {"work_end": date(2027, 9, 30)}


def test_a_figure_stays_whole_beside_a_request() -> None:
    """The amount before 変更 is read with its commas, as it was written."""
    read = mail(
        f"{NUMBER}について、請負金額が62,500,000円に増額となりましたので変更をお願いします。"
    )
    assert read.commands == (Command("change", (NUMBER,)),)
    said = " ".join(read.remainder)
    assert read.fields.get("contract_amount") == 62_500_000 or "62,500,000円" in said


def test_an_estimate_is_asked_with_its_amount() -> None:
    """「前払金保証2000万円の保証料は」 gives the amount along."""
    read = mail("前払金保証2000万円の保証料はいくらになりますか")
    assert read.intent == "premium"
    assert read.fields["advance.amount"] == 20_000_000


def test_one_product_taken_back_by_number_is_said() -> None:
    """The product of a 取消 is named, so that no other one goes with it."""
    read = mail("受付番号 2026-000001 の前払金保証を取り消してください。")
    assert dict(read.products) == {"advance": False}


@pytest.mark.parametrize(
    "text",
    [
        "受付番号：2026-000001 の件、工期が違っていました。",
        "保証契約番号 00427-000001 は発注者が変わりました。",
        "提出日：来週までに必要です。",
        "住所 が変わりましたのでお知らせします。",
        "認証キー：AbCdEfGh1234 が開けません",
    ],
)
def test_words_behind_a_label_that_is_not_kept_do_not_vanish(text: str) -> None:
    """A sentence behind a receipt number, or a label of no field, is left over."""
    for read in (mail(text), reply(text)):
        assert read.remainder, text


def test_a_key_in_a_sentence_stays_masked() -> None:
    """What is left of a line with a key shows the words, never the key."""
    read = mail("認証キー：AbCdEfGh1234 が開けません")
    assert "開けません" in read.remainder[0]
    assert "AbCdEfGh1234" not in f"{read.remainder}{read.text}"


def test_a_guarantee_number_is_no_project_number() -> None:
    """「保証契約番号」 is not taken for 「契約番号」 of the work."""
    read = reply("保証契約番号 00427-000001 の工期は別です。")
    assert "project_number" not in read.fields


def test_a_reference_takes_no_words_along() -> None:
    """Only the number, its label and its joint go; what is said stays."""
    assert references.without("受付番号 2026-000001 の前払金保証を取り消す") == (
        "前払金保証を取り消す",
        (),
    )
    assert references.without("５万円は00427-000001のうち")[1] == (NUMBER,)
    assert references.only("受付番号：2026-000001です。")
    assert not references.only("2026-000001 を取り消す")


def test_papers_that_are_sent_are_courtesy() -> None:
    """送ります says what お送りします says."""
    assert mail("請求書を送ります。").remainder == ()


@pytest.mark.parametrize(
    "text",
    [
        "Work period: December 1, 2026 to March 25, 2027",
        "Contract period: from 1 December 2026 until 25 March 2027",
        "Period: Dec. 1, 2026 - Mar. 25, 2027",
        "工期：December 1, 2026 ～ March 25, 2027",
    ],
)
def test_an_english_period_is_two_days(text: str) -> None:
    """English months are days in a period, as they are alone."""
    read = mail(text)
    assert read.fields["work_start"] == date(2026, 12, 1)
    assert read.fields["work_end"] == date(2027, 3, 25)


def test_two_english_days_are_no_one_day() -> None:
    """A contract date with two days is asked; the first is not just taken."""
    read = mail("Contract date: March 1, 2026 or April 1, 2026")
    assert [each.field for each in read.problems] == ["contract_date"]
