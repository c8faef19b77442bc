"""A person has the case: said once, and silent until the release."""

from __future__ import annotations

from mailbot.core.model.effects import CloseTasks
from mailbot.core.model.staff_events import StaffWrote
from tests.support.change_talk import in_force
from tests.support.talk import (
    COMPLETE,
    Talk,
    called,
    mail_of,
    read_back,
    reading,
    sent,
)


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


def test_a_persons_mail_is_an_answer_and_leaves_a_task() -> None:
    """What waited for an answer is closed; that the robot is silent is a task, once."""
    talk = in_force()
    first = talk.happens(StaffWrote("佐藤", "ご連絡します。"))
    second = talk.happens(StaffWrote("佐藤", "追ってご連絡します。"))

    assert called(first) == ["staff"]
    assert called(second) == []
    (closed,) = [one for one in first.effects if isinstance(one, CloseTasks)]
    assert "mail_after_yes" in closed.reasons
    assert talk.open.held == "staff"
