"""R-30: the contract paper is laid beside the application."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mailbot.core.model.effects import Decision
from mailbot.core.office.office import ContractPaperPolicy, Policy
from parsers.reading import Attachment, ContractPaper, Value
from tests.support.talk import (
    COMPLETE,
    Talk,
    duty,
    issues,
    mail_of,
    make_office,
    reading,
    rows_of,
    sent,
)

AGREES: dict[str, Value] = {
    "contract_amount": 50_000_000,
    "project_name": "市道 枝野線 道路改良工事",
    "work_end": date(2027, 3, 25),
    "obligee_name": "角田市",
    "contractor_name": "㈱星空建設",
}


def told(talk: Talk, fields: dict[str, Value], says: dict[str, Value]) -> Decision:
    """Send these fields with a contract that says this; {} is a picture."""
    paper = ContractPaper("請負契約書.pdf", "2", f"{says}", says)
    file = Attachment(paper.name, "application/pdf", 90_000, paper.sha256, "paper", "2")
    mail = reading("apply" if fields else "unknown", fields)
    return talk.hears(replace(mail, papers=(paper,), attachments=(file,)))


def office(way: ContractPaperPolicy) -> Talk:
    """Begin a conversation with an office of this policy."""
    return Talk(make_office(Policy(grace=timedelta(0), contract_paper=way)))


def test_a_contract_that_agrees_is_not_asked_about() -> None:
    """Spacing, ㈱ and the head of the city are no difference; it is issued."""
    talk = Talk()
    decision = told(talk, COMPLETE, AGREES)

    assert sent(decision) == ["readback"]
    (row,) = rows_of(mail_of(decision, "readback"), "papers")
    assert row["compared"] is True
    assert issues(talk.hears(reading("confirm"))) == [11]


@pytest.mark.parametrize(
    ("key", "value", "shown"),
    [
        ("contract_amount", 51_000_000, 51_000_000),
        ("work_end", date(2027, 3, 26), "2027-03-26"),
        ("work_start", date(2026, 3, 4), "2026-03-04"),
        ("project_name", "市道角田線道路改良工事", "市道角田線道路改良工事"),
        ("obligee_name", "上尾市長", "上尾市長"),
        ("contractor_name", "有限会社桜木興業", "有限会社桜木興業"),
    ],
)
def test_a_difference_is_asked_with_both_named(
    key: str, value: Value, shown: object
) -> None:
    """The question has what was written and what the paper says, by its file."""
    talk = Talk()
    decision = told(talk, COMPLETE, {**AGREES, key: value})

    (row,) = rows_of(mail_of(decision, "questions"), "questions")
    params = row["params"]
    assert (row["code"], row["field"]) == ("contract_paper_differs", key)
    assert str(COMPLETE[key]) in str(row["read"])
    assert (params["file"], params["paper"]) == ("請負契約書.pdf", shown)


def test_a_newer_paper_takes_the_place_of_an_older_one() -> None:
    """The contract that comes with the answer settles the question."""
    talk = Talk()
    told(talk, COMPLETE, {**AGREES, "contract_amount": 51_000_000})

    assert sent(told(talk, {}, AGREES)) == ["readback"]


def test_a_picture_is_a_persons() -> None:
    """It is said in the read-back, and the はい leads to a review."""
    talk = Talk()
    decision = told(talk, COMPLETE, {})

    found = rows_of(mail_of(decision, "readback"), "findings")
    assert [one["code"] for one in found] == ["contract_paper_unread"]
    review = duty(talk.hears(reading("confirm")), "review")
    assert review["because"] == ["R-30:contract_paper_unread"]


def test_a_required_paper_that_is_missing_is_asked_for_and_held() -> None:
    """The first answer asks for it; without it a person decides."""
    talk = office("required")
    decision = talk.hears(reading("apply", COMPLETE))

    found = rows_of(mail_of(decision, "readback"), "findings")
    assert [one["code"] for one in found] == ["contract_paper_missing"]
    review = duty(talk.hears(reading("confirm")), "review")
    assert review["because"] == ["R-30:contract_paper_missing"]


def test_an_office_may_leave_it_off() -> None:
    """Then a difference is nobody's concern, as before."""
    talk = office("off")

    assert sent(told(talk, COMPLETE, {**AGREES, "contract_amount": 1})) == ["readback"]
