"""What the mails say: goldens to read, and the words behind every code."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args

import pytest
from pydantic import ValidationError

from mailbot.assets import assets
from mailbot.composer import wording
from mailbot.composer.composer import KeyInTextError
from mailbot.core.mails.stored import KINDS, send_from_json
from mailbot.core.model.effects import Send
from mailbot.core.model.form_fields import CONDITIONS, FIELDS
from mailbot.core.model.guarantee import GuaranteeState
from parsers.reading import PRODUCTS, ProblemCode
from parsers.words import labels
from tests.unit.composer.letters import (
    COMPOSER,
    KEY,
    NOTICE,
    NUMBER,
    OBLIGEE,
    SECOND,
    SHEET,
    STAMP,
    WORK,
    asked,
    composed,
    letter,
    row,
)

GOLDEN = Path(__file__).parent / "golden"
WORDS = wording.load(assets("templates") / "mail" / "ja")
FINDINGS = (
    "missing",
    "no_product",
    "period_reversed",
    "contract_after_start",
    "obligee_not_electronic",
    "obligee_unknown",
    "obligee_not_listed",
    "name_not_registered",
    "notify_not_registered",
    "jv_incomplete",
    "not_representative",
    "over_cap",
    "interim_over",
    "interim_total_over",
    "interim_conditions",
    "under_tenth",
    "base_over_contract",
    "branch_unknown",
    "bank_widened",
    "not_used",
    "tax",
    "receipt_on_paper",
    "twin",
)
ISO_DAY = re.compile(r"(.{0,2})\b(\d{4}-\d{2}-\d{2})\b(.?)", re.ASCII)


@pytest.mark.parametrize("kind", KINDS)
def test_each_mail_reads_as_its_golden_says(kind: str) -> None:
    """Subject and text of every kind are those that a person has read and approved."""
    made = composed(letter(kind))
    name = kind
    got = f"{made.subject}\n\n{made.text}"

    GOLDEN.joinpath(f"{name}.got").write_text(got, "utf-8")

    assert GOLDEN.joinpath(f"{name}.txt").read_text("utf-8") == got


def test_every_field_has_words() -> None:
    """A field that is asked for has a label, a way of writing and an example."""
    for field in FIELDS:
        assert WORDS.label(field.key) != WORDS.label("no such field"), field.key
        assert WORDS.expects(field.key), field.key
        assert WORDS.example(field.key) or field.key == "message", field.key
        assert WORDS.fill(field.key) == (f"{WORDS.label(field.key)}：",)


def test_our_own_reader_knows_every_label() -> None:
    """A mail of ours that is quoted and answered is read with the same labels."""
    unwritten = {"contract_date_planned", *CONDITIONS}
    for field in FIELDS:
        if field.key not in unwritten:
            found = labels.lookup(WORDS.label(field.key))
            assert found is not None, field.key
            assert found.field == field.key.rpartition(".")[2]
            assert not field.product or field.product in found.products


@pytest.mark.parametrize("code", [*get_args(ProblemCode), *FINDINGS])
def test_every_problem_has_a_kind_sentence(code: str) -> None:
    """A code without parameters still says something whole, without open places."""
    said = WORDS.says(code, {})

    assert said.endswith("。")
    assert "{" not in said
    assert said != WORDS.says("no such code", {})


@pytest.mark.parametrize(
    "code",
    ["conflict", "two_applications", "unreadable", "encrypted", "too_large"],
)
def test_a_question_on_the_whole_mail_has_a_title(code: str) -> None:
    """What belongs to no field is asked under a heading of its own, by its code."""
    made = composed(letter("questions", questions=[asked("", code)]))

    assert f"1. {WORDS.problem(code)['title']}\n" in made.text
    assert "記入欄" not in made.text


def test_a_code_without_words_is_still_said() -> None:
    """A mail is not lost because a rule is newer than the words."""
    made = composed(letter("questions", questions=[asked("phone", "brand_new_code")]))

    assert "内容を確かめさせてください。" in made.text


def test_choices_and_states_have_words() -> None:
    """No code of a choice, product or state is ever shown to a contractor."""
    choices = {
        "form": ("electronic", "paper"),
        "payment_method": ("monthly", "transfer", "cash", "cheque"),
        "work_kind": ("works", "design", "survey", "services"),
        "submission": ("forward", "self"),
        "product": PRODUCTS,
    }
    for key, values in choices.items():
        for value in values:
            assert not WORDS.show(key, value).isascii()
    for state in GuaranteeState:
        assert state.value in WORDS.words["guarantee_states"]


@pytest.mark.parametrize(
    ("key", "value", "shown"),
    [
        ("contract_amount", 50_000_000, "50,000,000円"),
        ("contract_date", "2026-03-02", "令和8年3月2日（月）(2026-03-02)"),
        ("work_start", "2019-05-01", "令和元年5月1日（水）(2019-05-01)"),
        ("advance.redeposit", False, "利用しない"),
        ("performance.paper_statement", True, "希望する"),
        ("advance.payment_method", "monthly", "一括納付"),
        ("interim.conditions.half_cost", True, "はい"),
        ("project_number", "2026-03-02", "2026-03-02"),
        ("submission", "forward", "代理送信（当社から発注者へ送信）"),
    ],
)
def test_values_are_shown_as_people_write_them(
    key: str, value: object, shown: str
) -> None:
    """Each kind of field has one way of being written; a text is left alone."""
    assert WORDS.show(key, value) == shown


@pytest.mark.parametrize(
    ("amount", "reading"),
    [
        (50_000_000, "五千万円"),
        (10_000_000, "一千万円"),
        (3_500_000, "三百五十万円"),
        (123_450_000, "一億二千三百四十五万円"),
        (1_000_010_000, "十億一万円"),
        (12_345_678, ""),
        (0, ""),
    ],
)
def test_round_amounts_are_read_out_in_kanji(amount: int, reading: str) -> None:
    """The second form catches a slip of a zero; figures that are not round get none."""
    assert wording.yen_reading(amount) == reading


def test_moments_are_those_of_japan() -> None:
    """A moment in UTC is shown with the day and hour that it is in Tokyo."""
    assert (
        wording.full_moment(datetime(2026, 3, 1, 20, 5, tzinfo=UTC))
        == "令和8年3月2日（月）(2026-03-02) 5時05分"
    )
    assert wording.as_day("2026-02-30") is None
    assert wording.as_day("2026-03-02") == date(2026, 3, 2)


@pytest.mark.parametrize("kind", KINDS)
def test_no_bare_iso_date_is_shown(kind: str) -> None:
    """A machine's date always stands in brackets behind the era form."""
    text = composed(letter(kind)).text

    for before, _, after in ISO_DAY.findall(text):
        assert (before, after) == ("）(", ")")


@pytest.mark.parametrize("kind", KINDS)
def test_no_mail_shows_a_code(kind: str) -> None:
    """What the core calls things stays inside: a contractor reads Japanese."""
    text = composed(letter(kind)).text

    for code in ("advance", "performance", "electronic", "monthly", "forward", "None"):
        assert code not in text


@pytest.mark.parametrize("kind", KINDS)
def test_no_line_is_wider_than_35_characters(kind: str) -> None:
    """Old groupware and phones show each line of every mail whole."""
    from mailbot.composer.text_layout import columns

    made = composed(letter(kind))

    assert max(map(columns, made.text.split("\n"))) <= 70
    assert columns(made.subject) <= 120


def test_questions_are_numbered_by_field_and_answered_by_number() -> None:
    """Two problems of one field are one question; the form has the same numbers."""
    questions = [
        asked("advance.bank", "missing"),
        asked("work_end", "impossible_date", "R8.2.30"),
        asked("work_end", "period_reversed", "R8.2.30"),
        asked("", "no_product"),
    ]
    made = composed(letter("questions", questions=questions))

    assert "（3点）" in made.subject
    form = made.text.partition("記入欄 ここから")[2].partition("記入欄 ここまで")[0]
    assert form.strip("― \n") == (
        "■前払金保証\n1. 預託金融機関：\n\n"
        "■請負工事の情報\n2. 工期（至）：\n前払金保証金額：\n契約保証金額："
    )


def test_one_question_shows_the_short_way() -> None:
    """A single missing field is answered with one line, and the mail says which."""
    made = composed(letter("questions", questions=[asked("advance.bank", "missing")]))

    assert "返信に「預託金融機関：七十七銀行 角田支店」\nとだけ書いて" in made.text


def test_an_example_is_of_this_contract() -> None:
    """Over the obligee's limit the example is the limit, not the words' own amount."""
    over = asked(
        "advance.amount",
        "over_cap",
        ratio="40.0%",
        cap="30.0%",
        limit_yen=1_600_000,
        example=1_600_000,
    )
    end = asked("work_end", "period_reversed", example="2030-09-28")
    amount = composed(letter("questions", questions=[over])).text
    day = composed(letter("questions", questions=[end])).text

    assert "返信に「前払金保証金額：1,600,000円」" in amount.replace("\n", "")
    assert "20,000,000円" not in amount.partition("承った内容")[0]
    assert "工期（至）：令和12年9月28日" in day


def test_a_refused_product_says_what_is_possible() -> None:
    """An obligee that takes no electronic form is named, with the day it begins."""
    question = asked(
        "advance.form",
        "obligee_not_electronic",
        obligee="上尾市",
        product="advance",
        since="2027-01-01",
    )
    text = composed(letter("questions", questions=[question])).text.replace("\n", "")

    assert "上尾市の前払金保証は、令和9年1月1日以降のものが" in text.replace(
        "\u3000", ""
    )
    assert "証書（紙）" in text


def test_a_readback_shows_what_was_read_and_what_it_was() -> None:
    """Default, record, prose, another spelling and a change are each marked."""
    text = composed(letter("readback")).text

    assert "請負金額：50,000,000円\n　※五千万円\n　※お客様の記載：" in text
    assert "再預託利用区分：利用しない\n　※当社の既定値" in text
    assert "申込送信先：宮城支店\n　※ご登録内容より" in text
    assert "契約保証料支払方法：一括納付\n　※文中より" in text
    assert "契約保証金額：4,000,000円\n　※変更前：5,000,000円" in text
    assert "※二千万円、請負金額の40.0%" in text
    assert "預託金融機関：七十七銀行　角田支店\n再預託" in text


def test_a_misspelt_label_is_said_to_have_been_read_as_ours() -> None:
    """請負全額 is near to one label alone; its sender sees for which it was taken."""
    slip = row("contract_amount", 50_000_000) | {"slip": "請負全額"}
    text = composed(letter("readback", rows=[slip])).text

    assert "　※「請負全額」を「請負金額」と読みました" in text


def test_a_planned_contract_day_is_said_to_be_planned() -> None:
    """契約日（予定） of a contract that is not signed yet is shown as such."""
    rows = [
        row("contract_date", "2026-04-01"),
        row("contract_date_planned", value=True),
    ]
    text = composed(letter("readback", rows=rows)).text

    assert "請負契約日：令和8年4月1日（水）(2026-04-01)（予定）" in text


def test_submission_by_oneself_is_no_instruction() -> None:
    """Who hands in the notice alone is not told that はい has us send it."""
    text = composed(letter("readback", submission="self")).text

    assert "ご指示を兼ねます" not in text
    assert "お客様からご提出ください" in text


def test_a_portal_is_the_contractors_own_way() -> None:
    """Where an obligee takes no mail, the next step is the contractor's."""
    step = {
        "product": "advance",
        "channel": "portal",
        "obligee": "角田市",
        "section": "",
        "address": "",
        "duties": [],
        "papers": [],
        "submission": "forward",
    }
    text = composed(letter("completion", next=[step])).text

    assert "電子申請システムからご提出ください" in text
    assert "当社がメールで代理送信します" not in text


def test_equal_application_and_certificate_are_said_to_be_equal() -> None:
    """Without differences there is a sentence, not an empty table."""
    one = {
        "product": "performance",
        "form": "electronic",
        "number": SECOND,
        "overview": [],
        "differences": [],
        "arrived_at": "2026-03-02T11:05:00+09:00",
        "premium": 12_400,
        "payment": "transfer",
        "tariff": "",
    }
    text = composed(letter("completion", guarantees=[one])).text

    assert "相違はありません" in text
    assert "適用料率" not in text


def test_a_paper_certificate_is_not_called_electronic() -> None:
    """Where only paper is issued, nothing is said of keys and of the platform."""
    one = {
        "product": "performance",
        "form": "paper",
        "number": SECOND,
        "overview": [],
        "differences": [],
        "arrived_at": "2026-03-02T11:05:00+09:00",
        "premium": 12_400,
        "payment": "transfer",
        "tariff": "",
    }
    made = COMPOSER.compose(
        letter("completion", guarantees=[one], next=[]), SHEET, STAMP
    )

    assert "保証証書の発行手続き完了のお知らせ" in made.subject
    assert "認証キー" not in made.text
    assert "電子" not in made.text.replace("電子保証受付", "")


@pytest.mark.parametrize("kind", KINDS)
def test_no_mail_holds_a_key(kind: str) -> None:
    """The key is in the PDF only: not in subject, text, HTML or any header."""
    import email

    made = composed(letter(kind))
    parts = list(email.message_from_bytes(made.raw).walk())
    shown = [part.get_payload(decode=True) for part in parts if not part.is_multipart()]

    assert KEY.encode() not in made.raw
    assert KEY not in made.subject + made.text
    assert all(isinstance(one, bytes) and KEY.encode() not in one for one in shown)


def test_an_obligee_may_ask_for_the_key_in_text() -> None:
    """With key_in_text the key stands beside its number, and never in the subject."""
    made = COMPOSER.compose(
        letter("submission", key_in_text=True), SHEET, STAMP, keys={NUMBER: KEY}
    )

    assert f"保証契約番号：{NUMBER}\n認証キー：{KEY}\n" in made.text
    assert f"保証契約番号：{SECOND}\n認証キー：添付のPDFに" in made.text
    assert KEY not in made.subject


@pytest.mark.parametrize(
    "send",
    [
        letter("completion", subject_name=f"{WORK} {KEY}"),
        letter("submission", body=[f"キー：{KEY}"]),
        letter("submission", subject=KEY, key_in_text=True),
    ],
)
def test_a_mail_that_would_show_a_key_is_not_composed(send: Send) -> None:
    """Whatever way a key found into a content, it does not leave the house."""
    with pytest.raises(KeyInTextError) as caught:
        COMPOSER.compose(send, SHEET, STAMP, enclosures=(NOTICE,), keys={NUMBER: KEY})

    assert KEY not in str(caught.value)


def test_a_stranger_learns_nothing() -> None:
    """The guide to registration names no case, number, contractor or obligee."""
    made = composed(letter("registration"))

    assert "受付" not in made.subject
    for word in ("2026-000123", "阿武隈星", NUMBER, "角田"):
        assert word not in made.text


def test_safe_mode_is_said_first() -> None:
    """A rehearsal mail cannot be taken for a real one."""
    made = COMPOSER.compose(letter("accepted"), replace(SHEET, live=False), STAMP)

    assert made.text.startswith("※試行運転中（セーフモード）です。\n")
    assert "試行運転" not in composed(letter("accepted")).text


def test_a_person_has_sama_and_a_company_onchu() -> None:
    """様 and 御中 never stand together; an obligee's desk is addressed as such."""
    assert composed(letter("readback")).text.startswith(
        "株式会社阿武隈星建設\n総務部 髙橋 美咲 様\n"
    )
    assert composed(letter("accepted")).text.startswith("株式会社阿武隈星建設 御中\n")
    assert composed(letter("registration")).text.startswith("ご担当者 様\n")
    assert composed(letter("submission")).text.startswith("角田市 財政課 契約係 御中\n")


def test_a_content_that_lacks_what_its_kind_needs_is_not_sent() -> None:
    """An incomplete mail is an error for a person, not a mail with a hole in it."""
    with pytest.raises(ValidationError):
        send_from_json({"kind": "received", "to": OBLIGEE, "content": {}})
