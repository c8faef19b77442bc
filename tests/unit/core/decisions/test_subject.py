"""What a conversation is about: rounds, and answers to older words."""

from __future__ import annotations

from mailbot.core.model.events import (
    Ticket,
)
from tests.support.change_talk import asks, in_force
from tests.support.talk import (
    COMPLETE,
    Talk,
    issues,
    mail_of,
    reading,
    without,
)


def test_a_late_answer_to_a_change_says_so() -> None:
    """はい to an overtaken read-back of a change is no はい, and is told so."""
    talk = in_force()
    asks(talk, {"advance.amount": 15_000_000})
    older = talk.open.changes[0].revision
    talk.hears(reading("answer", {"advance.amount": 16_000_000}))

    decision = talk.hears(reading("confirm"), Ticket("case", talk.open.id, older))

    assert mail_of(decision, "readback").mail.content()["late"] == "yes"
    assert issues(decision) == []


def test_progress_starts_the_rounds_anew() -> None:
    """Who answers one question of two is never sent to a person for the other."""
    talk = Talk()
    talk.hears(reading("apply", without("advance.bank", "contract_amount")))
    talk.hears(reading("answer", {"person": "髙橋"}))
    talk.hears(reading("answer", {"contract_amount": 50_000_000}))

    assert talk.open.rounds == 1


def test_correction_says_what_changed() -> None:
    """A corrected amount is read back beside the amount that stood there before."""
    talk = Talk()
    talk.hears(reading("apply", COMPLETE))

    decision = talk.hears(reading("amend", {"advance.amount": 15_000_000}))

    rows = mail_of(decision, "readback").mail.content()["rows"]
    assert isinstance(rows, list)
    (row,) = [row for row in rows if row["field"] == "advance.amount"]
    assert (row["value"], row["was"]) == (15_000_000, 20_000_000)
