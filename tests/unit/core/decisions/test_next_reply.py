"""Questions all at once, or the read-back."""

from __future__ import annotations

from mailbot.core.model.case import CaseState
from mailbot.core.model.effects import DropDues
from parsers.reading import Problem
from tests.support.change_talk import asks, in_force
from tests.support.talk import (
    COMPLETE,
    Talk,
    called,
    issues,
    mail_of,
    reading,
    sent,
    without,
)


def test_a_change_without_progress_goes_to_a_person_aloud() -> None:
    """After three rounds a person has it, the contractor is told, no clock runs on."""
    talk = in_force()
    asks(talk, {})
    for _ in range(2):
        assert sent(talk.hears(reading("change"))) == ["questions"]

    decision = talk.hears(reading("change"))

    assert sent(decision) == ["person"]
    assert mail_of(decision, "person").mail.content()["change"]
    assert called(decision) == ["no_progress"]
    assert DropDues() in decision.effects
    assert talk.open.held == "no_progress"


def test_complete_application_is_read_back() -> None:
    """An application that lacks nothing is read back, never issued unconfirmed."""
    talk = Talk()

    decision = talk.hears(reading("apply", COMPLETE))

    assert sent(decision) == ["readback"]
    assert talk.open.state is CaseState.CONFIRMING
    assert issues(decision) == []


def test_everything_missing_is_asked_in_one_mail() -> None:
    """Two missing fields are two questions of one mail, in the order of the form."""
    talk = Talk()

    decision = talk.hears(reading("apply", without("advance.bank", "contract_amount")))

    assert sent(decision) == ["questions"]
    assert talk.open.asked == ("contract_amount", "advance.bank")
    assert talk.open.state is CaseState.COLLECTING


def test_unclear_date_is_asked_with_its_wording() -> None:
    """`8/3/1` is asked back with the words that were read."""
    talk = Talk()
    unclear = Problem("contract_date", "ambiguous_date", "契約日＝8/3/1")

    decision = talk.hears(
        reading("apply", without("contract_date"), problems=(unclear,))
    )

    question = mail_of(decision, "questions").mail.content()["questions"]
    assert question == [
        {
            "field": "contract_date",
            "code": "ambiguous_date",
            "rule": "R-01",
            "read": "契約日＝8/3/1",
            "params": {"example": "2026-03-02"},
        }
    ]


def test_third_round_without_progress_goes_to_a_person() -> None:
    """Who cannot answer is asked three times; then a person takes the case."""
    talk = Talk()
    talk.hears(reading("apply", without("advance.bank")))
    for _ in range(2):
        assert sent(talk.hears(reading("answer", {"person": "髙橋"}))) == ["questions"]

    decision = talk.hears(reading("answer", {"person": "髙橋"}))

    assert sent(decision) == ["person"]
    assert called(decision) == ["no_progress"]
    assert talk.open.held == "no_progress"
