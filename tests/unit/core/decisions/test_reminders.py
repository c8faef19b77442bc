"""When nobody answers: reminders, and the end; the guarantee of a change stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from mailbot.core.model.case import CaseState
from mailbot.core.model.change_request import ChangeState
from mailbot.core.model.effects import DropDues
from mailbot.core.model.events import (
    CameDue,
)
from mailbot.core.model.guarantee import GuaranteeState
from mailbot.core.office.business_hours import TOKYO
from tests.support.change_talk import asks, guarantee, in_force
from tests.support.talk import (
    COMPLETE,
    Talk,
    called,
    due,
    dues,
    issues,
    mail_of,
    read_back,
    reading,
    sent,
)


def test_reminders_come_after_one_and_three_business_days() -> None:
    """Asked on Monday noon: Tuesday and Thursday at nine, when the branch opens."""
    talk = Talk()
    first = due(talk.hears(reading("apply", COMPLETE)), "remind")
    talk.now = first[0]
    second = due(talk.happens(CameDue("remind", talk.open.revision)), "remind")
    talk.now = second[0]
    third = due(talk.happens(CameDue("remind", talk.open.revision)), "remind")

    assert first == [datetime(2026, 3, 3, 9, 0, tzinfo=TOKYO)]
    assert second == [datetime(2026, 3, 5, 9, 0, tzinfo=TOKYO)]
    assert third == []


def test_a_reminder_keeps_the_revision() -> None:
    """はい to the reminder counts, for it shows the same read-back again."""
    talk = read_back()
    before = talk.open.revision

    decision = talk.happens(CameDue("remind", before))

    mail = mail_of(decision, "reminder")
    assert (mail.revision, talk.open.revision) == (before, before)
    assert mail.mail.content()["rows"]


def test_an_answer_starts_the_reminders_anew() -> None:
    """A new read-back has its own two reminders; the old dues are dropped."""
    talk = read_back()
    talk.happens(CameDue("remind", talk.open.revision))

    decision = talk.hears(reading("amend", {"advance.amount": 15_000_000}))

    assert DropDues() in decision.effects
    assert len(due(decision, "remind")) == 1
    assert talk.open.reminded == 0


def test_stop_ends_the_reminders_and_nothing_else() -> None:
    """After 停止 only the end of the case is still awaited."""
    talk = read_back()

    decision = talk.hears(reading("stop"))

    assert sent(decision) == ["stopped"]
    assert due(decision, "remind") == []
    assert len(due(decision, "expire")) == 1
    assert sent(talk.happens(CameDue("remind", talk.open.revision))) == []


def test_the_end_is_told_to_both() -> None:
    """After thirty days the contractor gets a mail and a person a task."""
    talk = read_back()

    decision = talk.happens(CameDue("expire", talk.open.revision))

    assert (sent(decision), called(decision)) == (["expired"], ["expired"])
    assert talk.open.state is CaseState.EXPIRED


@pytest.mark.parametrize("what", ["remind", "expire"])
def test_a_held_case_waits_for_its_person(what: str) -> None:
    """Neither a reminder nor the end comes while a person has the case."""
    talk = read_back()
    talk.hears(reading("unknown", text="電話ください"))

    decision = talk.happens(CameDue(what, talk.open.revision))

    assert (decision.fate, decision.effects) == ("ignored", ())
    assert talk.open.state is CaseState.CONFIRMING


def test_a_read_back_of_a_change_sets_its_own_clock() -> None:
    """A reminder and the end are due, named by the number of the request."""
    talk = in_force()

    set_ = dues(asks(talk, {"advance.amount": 15_000_000}).effects)

    assert set(set_) == {"remind:1", "expire:1"}
    assert set_["remind:1"].revision == talk.open.changes[0].revision
    assert set_["expire:1"].at == talk.now + timedelta(days=30)


def test_two_reminders_come_and_no_third() -> None:
    """はい to a reminder is はい to the read-back, which it repeats."""
    talk = in_force()
    asks(talk, {"advance.amount": 15_000_000})
    revision = talk.open.changes[0].revision

    first = talk.happens(CameDue("remind:1", revision))
    second = talk.happens(CameDue("remind:1", revision))

    mail = mail_of(first, "reminder")
    rows = {row["field"]: row for row in mail.mail.content()["rows"]}  # type: ignore[attr-defined]  # JSON
    assert rows["advance.amount"]["was"] == 20_000_000
    assert mail.revision == revision
    assert "remind:1" in dues(first.effects)
    assert "remind:1" not in dues(second.effects)
    assert issues(talk.hears(reading("confirm"))) == [11]


def test_what_a_question_asked_is_asked_again() -> None:
    """A request without a value is reminded of with its question."""
    talk = in_force()
    asks(talk, {})

    decision = talk.happens(CameDue("remind:1", talk.open.changes[0].revision))

    asked = mail_of(decision, "reminder").mail.content()["questions"]
    assert [one["code"] for one in asked] == ["change_what"]  # type: ignore[attr-defined]  # JSON


def test_a_change_expires_and_the_guarantee_stays() -> None:
    """After thirty days the request ends; amount, number and certificate stand."""
    talk = in_force()
    asks(talk, {"advance.amount": 15_000_000})
    terms = guarantee(talk).terms

    decision = talk.happens(CameDue("expire:1", talk.open.changes[0].revision))

    assert sent(decision) == ["expired"]
    assert mail_of(decision, "expired").mail.content()["change"]
    assert called(decision) == ["expired"]
    assert talk.open.changes[0].state is ChangeState.EXPIRED
    assert guarantee(talk).terms == terms
    assert guarantee(talk).state is GuaranteeState.ISSUED


def test_a_due_row_that_an_answer_overtook_does_nothing() -> None:
    """What is set for one read-back is silent after the next, and after the end."""
    talk = in_force()
    asks(talk, {"advance.amount": 15_000_000})
    older = talk.open.changes[0].revision
    talk.hears(reading("answer", {"advance.amount": 16_000_000}))

    assert talk.happens(CameDue("remind:1", older)).reason == "out_of_date"
    talk.hears(reading("withdraw"))
    newest = talk.open.changes[0].revision
    assert talk.happens(CameDue("expire:1", newest)).reason == "out_of_date"
    assert talk.happens(CameDue("remind:9", newest)).reason == "out_of_date"


def test_stop_is_heard_for_a_change_too() -> None:
    """停止 ends the reminders of a change; its end still comes."""
    talk = in_force()
    asks(talk, {"advance.amount": 15_000_000})
    talk.case = replace(talk.open, stopped=True)
    revision = talk.open.changes[0].revision

    assert sent(talk.happens(CameDue("remind:1", revision))) == []
    assert sent(talk.happens(CameDue("expire:1", revision))) == ["expired"]


def test_silence_ends_the_case() -> None:
    """No answer in thirty days ends a case, and a person hears of it."""
    talk = Talk()
    talk.hears(reading("apply", COMPLETE))

    decision = talk.happens(CameDue("expire", talk.open.revision))

    assert talk.open.state is CaseState.EXPIRED
    assert called(decision) == ["expired"]


def test_stale_clock_is_ignored() -> None:
    """A due row of an older revision says nothing about the newer one."""
    talk = Talk()
    talk.hears(reading("apply", COMPLETE))

    decision = talk.happens(CameDue("expire", 0))

    assert (decision.fate, decision.reason) == ("ignored", "out_of_date")
