"""Our own mails come back: every form and read-back that we send reads as itself."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from typing import Any

import pytest

from mailbot.assets import assets
from mailbot.core.model.form_fields import FIELDS
from parsers.reading import Context, Reading
from tests.unit.composer.letters import asked, composed, letter, row
from tests.unit.parsers.letters import mail, reply

WORDS = tomllib.loads((assets("templates") / "mail/ja/words.toml").read_text("utf-8"))
_KINDS = {
    "yen": 12_340_000,
    "date": "2026-03-02",
    "bool": True,
}
_CHOICES = {
    "form": "electronic",
    "payment_method": "transfer",
    "work_kind": "design",
    "submission": "self",
}
_TEXTS = {
    "phone": "0224-00-1234",
    "notify_email": "soumu@kensetsu.example.jp",
    "obligee_name": "角田市長",
    "contractor_name": "株式会社甲",
}
_AMOUNTS = {
    "advance.amount": 5_000_000,
    "interim.amount": 2_500_000,
    "performance.amount": 1_230_000,
    "advance.fiscal_year_base": 10_000_000,
}
# Where all products end on one day it is said as the day of them all.
_ENDS = {
    "guarantee_until": "2027-03-25",
    "advance.guarantee_until": "2027-03-26",
    "interim.guarantee_until": "2027-03-27",
    "performance.guarantee_until": "2027-03-28",
}


def value_of(key: str, kind: str) -> object:
    """Give a value that a field can have."""
    last = key.rpartition(".")[2]
    given: dict[str, Any] = {**_AMOUNTS, **_ENDS}
    if key in given:
        return given[key]
    return (
        _CHOICES.get(last)
        or _TEXTS.get(last)
        or _KINDS.get(kind)
        or f"{WORDS['fields'][key]['label']}の内容"
    )


ALL = {one.key: value_of(one.key, one.kind) for one in FIELDS}
QUOTED = "2026年3月2日(月) 10:12 みちのく建設業保証 <m@hosho.example.jp>:\n"


def plain(value: object) -> object:
    """Give a value as the reading's JSON has it."""
    return value.isoformat() if isinstance(value, date) else value


def fields(reading: Reading) -> dict[str, object]:
    """Give the fields of a reading, days as ISO text."""
    return {key: plain(value) for key, value in reading.fields.items()}


def readback(values: dict[str, object]) -> str:
    """Render the read-back of an application."""
    rows = [row(key, value) for key, value in values.items()]
    return composed(letter("readback", rows=rows, findings=[], remainder=[])).text


def questions(*keys: str) -> str:
    """Render the questions for some missing fields."""
    rows = [asked(key, "missing") for key in keys]
    return composed(letter("questions", questions=rows, remainder=[])).text


def quoted(text: str, mark: str = "> ") -> str:
    """Quote a mail of ours."""
    return QUOTED + "".join(f"{mark}{line}\n" for line in text.splitlines())


def test_a_read_back_with_every_field_reads_back_as_itself() -> None:
    """Every label, choice, day and amount of our own words is known to our reader."""
    reading = mail(readback(ALL))

    assert fields(reading) == ALL
    assert reading.problems == ()


@pytest.mark.parametrize("key", ALL)
def test_a_single_line_of_a_read_back_reads_as_its_field(key: str) -> None:
    """Label and value of one field alone, under the heading of its product."""
    reading = mail(readback({"project_name": "X線改良工事", key: ALL[key]}))
    wanted = {"project_name": "X線改良工事", key: ALL[key]}
    if key == "contract_date_planned":  # 予定 is said beside the day, not by itself.
        wanted = {"project_name": "X線改良工事"}
    if key.endswith(".guarantee_until"):
        wanted = {"project_name": "X線改良工事", "guarantee_until": ALL[key]}
    assert fields(reading) == wanted


def test_a_quoted_read_back_says_nothing_new() -> None:
    """はい above the quoted read-back confirms; none of its values is an answer."""
    text = readback(ALL)
    for below in (quoted(text), quoted(text, "＞"), text, text.replace("\n\n", "\n")):
        reading = reply(f"はい\n\n{below}", Context(form=text))
        assert reading.intent == "confirm"
        assert fields(reading) == {}
        assert reading.remainder == ()


@pytest.mark.parametrize("mark", ["> ", ">", "＞", ""])
def test_an_edited_line_of_the_read_back_is_the_answer(mark: str) -> None:
    """Notes (※) below an edited value do not belong to it, quoted or not."""
    text = readback(ALL)
    edited = text.replace("請負金額：12,340,000円", "請負金額：55,000,000円").replace(
        "工事名：工事名の内容", "工事名：市道枝野線道路改良工事（その２）"
    )
    assert edited.count("55,000,000円") == 1
    body = quoted(edited, mark) if mark else edited

    reading = reply(body, Context(form=text))

    assert fields(reading) == {
        "contract_amount": 55_000_000,
        "project_name": "市道枝野線道路改良工事（その２）",
    }
    assert reading.problems == ()


def test_the_blank_form_filled_with_its_own_examples_is_read() -> None:
    """Each line of the form that ヘルプ sends takes the example of its field."""
    text = composed(letter("help")).text
    filled, wanted = fill(text)

    reading = reply(quoted(filled), Context(form=text))

    assert {key: fields(reading).get(key) for key in wanted} == wanted
    assert reading.problems == ()
    assert not {key for key in reading.fields if key not in wanted}


def fill(form: str) -> tuple[str, dict[str, object]]:
    """Fill the 記入欄 with the examples of words.toml."""
    out, wanted, scope, inside = [], {}, "", False
    headings = {f"■{text}": key for key, text in WORDS["sections"].items()}
    for line in form.splitlines():
        inside = "記入欄 ここから" in line or (inside and "記入欄 ここまで" not in line)
        scope = headings.get(line, scope)
        key = inside and next(
            (
                key
                for key, field in WORDS["fields"].items()
                if line == f"{field['label']}："
                and key.rpartition(".")[0] in {scope, ""}
            ),
            "",
        )
        if key and not key.endswith("guarantee_until"):
            example = example_of(key)
            wanted[key] = value_read(key, example)
            line += example  # noqa: PLW2901 - the line is filled in
        out.append(line)
    return "\n".join(out), wanted


def example_of(key: str) -> str:
    """Give the example that our mail shows for a field."""
    field = WORDS["fields"][key]
    return str(field.get("example") or field.get("no") or f"{field['label']}の例")


def value_read(key: str, example: str) -> object:
    """Say what an example means, by the form's own words."""
    field = WORDS["fields"][key]
    if example in {field.get("yes"), field.get("no")}:
        return example == field["yes"]
    if money := re.fullmatch(r"([0-9,]+)円", example):
        return int(money[1].replace(",", ""))
    if day := re.fullmatch(r"令和([0-9]+)年([0-9]+)月([0-9]+)日", example):
        return date(2018 + int(day[1]), int(day[2]), int(day[3])).isoformat()
    choices = WORDS["choices"].get(key.rpartition(".")[2], {})
    return next(
        (code for code, text in choices.items() if text.startswith(example)), example
    )


ASKED = ("contract_date", "advance.bank", "advance.payment_method")
ANSWERS = {
    "contract_date": "2026-03-02",
    "advance.bank": "七十七銀行 角田支店",
    "advance.payment_method": "monthly",
}
BY_NUMBER = [
    "1. 令和8年3月2日\n2. 七十七銀行 角田支店\n3. 一括納付",
    "1．令和8年3月2日です。\n2．七十七銀行 角田支店です。\n3．一括納付でお願いします。",
    "①令和8年3月2日\n②七十七銀行 角田支店\n③一括納付",
    "1) 令和8年3月2日\n2) 七十七銀行 角田支店\n3) 一括納付",
    "（1）令和8年3月2日\n（2）七十七銀行 角田支店\n（3）一括納付",
    "(1)　令和8年3月2日\n\n(2)　七十七銀行 角田支店\n\n(3)　一括納付",
    "１　令和8年3月2日\n２　七十七銀行 角田支店\n３　一括納付",
    "1→令和8年3月2日\n2→七十七銀行 角田支店\n3→一括納付",
    "1番：令和8年3月2日\n2番：七十七銀行 角田支店\n3番：一括納付",
    "問1 令和8年3月2日\n問2 七十七銀行 角田支店\n問3 一括納付",
    "1.\n令和8年3月2日\n2.\n七十七銀行 角田支店\n3.\n一括納付",
    "3. 一括納付\n1. 令和8年3月2日\n2. 七十七銀行 角田支店",
    "令和8年3月2日\n七十七銀行 角田支店\n一括納付",
    "令和8年3月2日です。\n七十七銀行 角田支店です。\n一括納付でお願いします。",
    "一括納付\n七十七銀行 角田支店\n令和8年3月2日",
    (
        "1. 請負契約日：令和8年3月2日\n2. 預託金融機関：七十七銀行 角田支店\n"
        "3. 前払金保証料支払方法：一括納付"
    ),
    (
        "お世話になっております。株式会社甲の佐藤です。\n\n1. 令和8年3月2日\n"
        "2. 七十七銀行 角田支店\n3. 一括納付\n\nよろしくお願いいたします。"
    ),
]


@pytest.mark.parametrize("text", BY_NUMBER)
@pytest.mark.parametrize("quote", ["> ", ">", "＞", None])
def test_bare_answers_to_our_numbered_questions(text: str, quote: str | None) -> None:
    """By our numbers, in any writing of them, or in the order of the questions."""
    form = questions(*ASKED)
    below = quoted(form, quote) if quote else ""

    reading = reply(f"{text}\n\n{below}", Context(asked=ASKED, form=form))

    assert fields(reading) == ANSWERS
    assert reading.problems == ()
    assert reading.remainder == ()
    assert reading.intent == "answer"


@pytest.mark.parametrize("place", ["title", "example", "form"])
@pytest.mark.parametrize("mark", ["> ", ">", "＞", "｜"])
@pytest.mark.parametrize("lead", ["", "→", "　", "　→ ", "A. "])
def test_an_answer_below_the_quoted_question_counts_for_it(
    place: str, mark: str, lead: str
) -> None:
    """Below its title, below its last line, or below the empty label of the form."""
    form = questions(*ASKED)
    lines = quoted(form, mark).splitlines()
    out = []
    for line in lines:
        out.append(line)
        bare = line.removeprefix(mark)
        for key, title, last, label in (
            (
                "contract_date",
                "1. 請負契約日",
                "　例：令和8年3月2日",
                "1. 請負契約日：",
            ),
            (
                "advance.bank",
                "2. 預託金融機関（前払金保証）",
                "　例：七十七銀行 角田支店",
                "2. 預託金融機関：",
            ),
            (
                "advance.payment_method",
                "3. 前払金保証料支払方法",
                "　例：一括納付",
                "3. 前払金保証料支払方法：",
            ),
        ):
            if bare == {"title": title, "example": last, "form": label}[place]:
                out.append(lead + SAID[key])

    reading = reply("\n".join(out), Context(asked=ASKED, form=form))

    assert fields(reading) == ANSWERS
    assert reading.evidence["advance.bank"].rule == "inline-quote"
    assert reading.remainder == ()


SAID = {
    "contract_date": "令和8年3月2日",
    "advance.bank": "七十七銀行 角田支店",
    "advance.payment_method": "一括納付",
}


def test_a_number_that_was_not_asked_answers_nothing() -> None:
    """Four numbers for three questions: nothing is guessed, all is left."""
    text = "1. 令和8年3月2日\n2. 七十七銀行 角田支店\n3. 一括納付\n4. 希望しない"
    reading = reply(text, Context(asked=ASKED))
    assert fields(reading) == {}
    assert len(reading.remainder) == 4
