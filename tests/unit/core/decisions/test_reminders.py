"""Silence and people: reminders, the end, hold, release, and a person's own words."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from mailbot.core.model.case import CaseState
from mailbot.core.model.effects import Decision, DropDues, SetDue
from mailbot.core.model.events import CameDue
from mailbot.core.model.staff_events import Released, StaffWrote
from mailbot.core.office.business_hours import TOKYO
from mailbot.core.office.office import Policy
from tests.support.talk import (
    COMPLETE,
    Talk,
    called,
    confirmed,
    issues,
    mail_of,
    make_office,
    reading,
    sent,
)


def due(decision: Decision, what: str) -> list[datetime]:
    """Return when a decision wants to be woken for something."""
    return [e.at for e in decision.effects if isinstance(e, SetDue) and e.what == what]


def read_back() -> Talk:
    """Return a conversation that waits for its はい."""
    talk = Talk()
    talk.hears(reading("apply", COMPLETE))
    return talk


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


def test_the_robot_is_silent_until_it_is_released() -> None:
    """While a person has the case every mail goes to the task, はい too."""
    talk = read_back()
    asked = talk.hears(reading("unknown", text="担当者に代わってください"))
    yes = talk.hears(reading("confirm"))

    assert (sent(asked), called(asked)) == (["person"], ["person"])
    assert (sent(yes), called(yes), issues(yes)) == ([], ["new_mail"], [])

    back = talk.happens(Released("sato"))

    assert sent(back) == ["readback"]
    assert back.actor == "staff:sato"
    assert talk.open.held == ""


def test_a_quiet_release_says_nothing_and_waits_again() -> None:
    """The person has told the contractor; the clock of silence runs again."""
    talk = read_back()
    talk.hears(reading("unknown", text="電話ください"))

    decision = talk.happens(Released("sato", quiet=True))

    assert sent(decision) == []
    assert len(due(decision, "expire")) == 1


def test_release_after_yes_issues_nothing() -> None:
    """What was held in the grace is shown to a person, who approves it or not."""
    talk = confirmed(Talk(make_office(Policy(grace=timedelta(minutes=5)))))
    talk.hears(reading("unknown", text="電話ください"))

    grace = talk.happens(CameDue("grace", talk.open.revision))
    back = talk.happens(Released("sato"))

    assert issues(grace) == []
    assert (issues(back), called(back)) == ([], ["review"])


def test_nothing_is_released_that_nobody_holds() -> None:
    """A second click of the same button is refused, and changes nothing."""
    decision = read_back().happens(Released("sato"))

    assert (decision.fate, decision.reason) == ("refused", "not_held")


def test_a_persons_own_mail_pauses_the_robot() -> None:
    """The words go out as they are, and the case stays with that person."""
    talk = read_back()

    decision = talk.happens(
        StaffWrote("sato", "確認しております。\n少しお待ちください。")
    )

    assert mail_of(decision, "staff").mail.content()["lines"] == [
        "確認しております。",
        "少しお待ちください。",
    ]
    assert talk.open.held == "staff"
    # はい is not taken; that a person reads it is said once.
    assert sent(talk.hears(reading("confirm"))) == ["person"]
    assert sent(talk.hears(reading("confirm"))) == []


def test_a_person_can_be_asked_for_without_a_case() -> None:
    """Who has no case gets the same answer; there is a task, and nothing to hold."""
    decision = Talk().hears(reading("unknown", text="人間と話したい"))

    assert (sent(decision), called(decision)) == (["person"], ["person"])
    assert decision.case is None


def test_an_angry_application_is_kept_and_held() -> None:
    """What was applied for is in the case, though the robot says nothing of it."""
    talk = Talk()

    decision = talk.hears(reading("apply", COMPLETE, text="いい加減にしてください"))

    assert called(decision) == ["upset"]
    assert talk.open.value("advance.amount") == 20_000_000
    assert talk.open.held == "upset"


def test_urgent_tasks_say_so() -> None:
    """至急 once said stands in every later task of the case."""
    talk = Talk()
    talk.hears(reading("apply", COMPLETE, text="至急お願いします"))

    decision = talk.hears(reading("unknown", text="電話ください"))

    (task,) = [e for e in decision.effects if hasattr(e, "detail")]
    assert getattr(task, "detail", {}).get("urgent") is True


def test_who_writes_english_is_answered_in_english() -> None:
    """Mails of the case carry the language; templates fall back to Japanese."""
    talk = Talk()
    decision = talk.hears(
        reading("apply", COMPLETE, text="Please find our application below.")
    )

    assert mail_of(decision, "readback").language == "en"
    assert mail_of(talk.hears(reading("withdraw")), "withdrawn").language == "en"
