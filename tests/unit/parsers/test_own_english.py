"""Our own English mails come back: forms and read-backs read as themselves."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date, datetime

import pytest

from mailbot.assets import assets
from mailbot.core.model.effects import Send
from mailbot.core.model.form_fields import FIELDS, KINDS
from parsers.reading import Context, Reading
from parsers.words import labels
from tests.unit.composer.letters import asked, composed, letter, row
from tests.unit.parsers.letters import mail, reply

FOLDER = assets("templates") / "mail" / "en"
WORDS = tomllib.loads((FOLDER / "words.toml").read_text("utf-8"))
QUOTED = "On Mon, 2 Mar 2026 at 10:12, みちのく建設業保証 <m@hosho.example.jp> wrote:\n"
_UNWRITTEN = {"contract_date_planned", "message", "jv_members"}
"""Said beside the day; without an example; and split at its 、 by our reader."""
EXAMPLES = {
    field.key: example
    for field in FIELDS
    if field.key not in _UNWRITTEN
    and (
        example := WORDS["fields"][field.key].get("example")
        or WORDS["fields"][field.key].get("no")
    )
}


def english(send: Send) -> str:
    """Render a mail for a contractor who writes English."""
    return composed(replace(send, language="en")).text


def fields(reading: Reading) -> dict[str, object]:
    """Give the fields of a reading, days as ISO text."""
    return {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in reading.fields.items()
    }


def meant(key: str, example: str) -> object:
    """Say what an example means."""
    match KINDS[key]:
        case "yen":
            return int(example.removesuffix(" yen").replace(",", ""))
        case "date":
            return datetime.strptime(example, "%d %B %Y").date().isoformat()  # noqa: DTZ007 - a day
        case "bool":
            return example == WORDS["fields"][key].get("yes", "yes")
        case _:
            return example


def quoted(text: str) -> str:
    """Quote a mail of ours as English mail programs do."""
    return QUOTED + "".join(f"> {line}\n" for line in text.splitlines())


def test_our_own_reader_knows_every_english_label() -> None:
    """With the Japanese label in brackets, and without it."""
    for field in FIELDS:
        label = WORDS["fields"][field.key]["label"]
        if field.key == "contract_date_planned":
            continue
        for written in (label, label.partition(" (")[0]):
            found = labels.lookup(written)
            assert found is not None, written
            assert found.field == field.key.removeprefix(f"{field.product}."), written
            assert not field.product or field.product in found.products, written


@pytest.mark.parametrize("key", EXAMPLES)
def test_each_example_reads_as_its_field(key: str) -> None:
    """`Item: value` with the example that a question shows is an answer to it."""
    product = key.partition(".")[0]
    head = f"■{WORDS['sections'][product]}\n" if "." in key else ""
    line = f"{WORDS['fields'][key]['label']}: {EXAMPLES[key]}"

    reading = mail(f"{head}{line}")

    name = "guarantee_until" if key.endswith(".guarantee_until") else key
    assert fields(reading)[name] == meant(key, EXAMPLES[key])
    assert reading.problems == ()


def test_the_blank_form_filled_with_its_own_examples_is_read() -> None:
    """Each line of the form that `Help` sends takes the example of its field."""
    text = english(letter("help"))
    lines, wanted, scope = [], {}, ""
    headings = {f"■{title}": name for name, title in WORDS["sections"].items()}
    for line in text.splitlines():
        scope = headings.get(line, scope)
        dotted = scope if scope in {"advance", "interim", "performance"} else ""
        for key, example in EXAMPLES.items():
            label = f"{WORDS['fields'][key]['label']}:"
            if line == label and key.rpartition(".")[0] == dotted:
                wanted[key] = meant(key, example)
                lines.append(f"{line} {example}")
                break
        else:
            lines.append(line)

    reading = reply(quoted("\n".join(lines)), Context(form=text))

    assert fields(reading) == wanted
    assert len(wanted) > 30
    assert reading.problems == ()
    assert reading.remainder == ()


ROWS = [
    row(key, meant(key, example), original="", source="default")
    for key, example in EXAMPLES.items()
    if not key.endswith("guarantee_until")
]


def readback() -> str:
    """Render the read-back of an application with every field."""
    content = letter("readback", rows=ROWS, findings=[], remainder=[])
    return english(content)


def test_a_read_back_reads_back_as_itself() -> None:
    """Every label, choice, day and amount as we show it is known to our reader."""
    reading = mail(readback())

    assert fields(reading) == {str(one["field"]): one["value"] for one in ROWS}
    assert reading.problems == ()


def test_a_quoted_read_back_says_nothing_new() -> None:
    """Yes above the quoted read-back confirms; none of its values is an answer."""
    text = readback()
    for below in (quoted(text), text):
        reading = reply(f"Yes\n\nBest regards,\nJohn\n\n{below}", Context(form=text))
        assert reading.intent == "confirm"
        assert fields(reading) == {}
        assert reading.remainder == ()


def test_an_edited_line_of_the_read_back_is_the_answer() -> None:
    """A value that is written over in the quotation is new, its notes are not."""
    text = readback()
    edited = text.replace(": 50,000,000 yen", ": 55,000,000 yen")

    reading = reply(quoted(edited), Context(form=text))

    assert fields(reading) == {"contract_amount": 55_000_000}
    assert reading.problems == ()


ASKED = ("contract_date", "advance.bank", "advance.payment_method")
ANSWERS = {
    "contract_date": "2026-03-02",
    "advance.bank": "七十七銀行 角田支店",
    "advance.payment_method": "monthly",
}


@pytest.mark.parametrize(
    "text",
    [
        "1. 2 March 2026\n2. 七十七銀行 角田支店\n3. monthly",
        "1) March 2, 2026\n2) 七十七銀行 角田支店\n3) Monthly",
        (
            "Contract date: 2 March 2026\nDepository bank: 七十七銀行 角田支店\n"
            "Payment of premium: monthly"
        ),
        (
            "Dear Sir or Madam,\n\n1. 2026-03-02\n2. 七十七銀行 角田支店\n3. monthly\n"
            "\nKind regards,\nJohn Smith"
        ),
    ],
)
def test_answers_to_our_numbered_questions(text: str) -> None:
    """By our numbers or by our labels, above the quoted questions."""
    rows = [asked(key, "missing") for key in ASKED]
    form = english(letter("questions", questions=rows, remainder=[]))

    reading = reply(f"{text}\n\n{quoted(form)}", Context(asked=ASKED, form=form))

    assert fields(reading) == ANSWERS
    assert reading.problems == ()
    assert reading.remainder == ()
