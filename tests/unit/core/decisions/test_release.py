"""The release: what a person lets pass, and how long is waited from then on."""

from __future__ import annotations

from datetime import date, timedelta

from mailbot.core.model.change_request import ChangeState
from mailbot.core.model.effects import SetDue
from mailbot.core.model.events import CameDue
from mailbot.core.model.staff_events import Released, StaffWrote
from mailbot.core.office.office import Policy
from parsers.reading import Value
from tests.support.change_talk import asks, in_force
from tests.support.talk import (
    Talk,
    called,
    confirmed,
    due,
    dues,
    issues,
    make_office,
    read_back,
    reading,
    sent,
)

ENDED: dict[str, Value] = {
    "work_end": date(2026, 3, 20),
    "advance.guarantee_until": date(2027, 4, 30),
}
"""Works that are over, under a guarantee that goes on: asked about by R-21."""


def test_question_of_a_change_is_let_pass_by_its_rule() -> None:
    """What a person lets pass by name, with a reason, is asked no more (R-21)."""
    talk = in_force()
    assert sent(asks(talk, ENDED)) == ["questions"]
    talk.hears(reading("unknown", text="電話ください"))

    other = talk.happens(Released("佐藤", releases=("R-24",), reason="確認済み"))
    bare = talk.happens(Released("佐藤", releases=("R-21",)))
    passed = talk.happens(Released("佐藤", releases=("R-21",), reason="確認済み"))

    assert (other.fate, other.reason) == ("refused", "nothing_to_release")
    assert (bare.fate, bare.reason) == ("refused", "release_needs_reason")
    assert sent(passed) == ["readback"]
    (change,) = talk.open.changes
    assert change.state is ChangeState.CONFIRMING
    assert [(one.rule, one.by) for one in change.releases] == [("R-21", "佐藤")]


def test_quiet_release_of_a_change_waits_from_that_day() -> None:
    """The thirty days begin anew; the reminder names the day on which they end."""
    talk = in_force()
    asks(talk, {"advance.amount": 15_000_000})
    talk.hears(reading("unknown", text="電話ください"))
    talk.now += timedelta(days=10)

    decision = talk.happens(Released("佐藤", quiet=True))

    (ends,) = (
        one.at
        for one in decision.effects
        if isinstance(one, SetDue) and one.what == "expire:1"
    )
    assert ends == talk.now + timedelta(days=30)
    assert talk.open.changes[0].told_at == talk.now


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


def test_the_clock_goes_on_after_a_person_had_the_case() -> None:
    """A person's mail stops every clock of a case; the release sets them again."""
    talk = in_force()
    asks(talk, {"advance.amount": 15_000_000})
    revision = talk.open.changes[0].revision
    talk.happens(StaffWrote("佐藤", "お電話ありがとうございました。"))
    assert talk.happens(CameDue("expire:1", revision)).reason == "out_of_date"

    decision = talk.happens(Released("佐藤"))

    assert set(dues(decision.effects)) == {"remind:1", "expire:1"}


def test_a_change_in_its_grace_is_reviewed_after_a_person_had_the_case() -> None:
    """What the person stopped is not agreed to by the release: it is shown again."""
    talk = in_force()
    talk.office = make_office(Policy(grace=timedelta(minutes=5)))
    asks(talk, {"advance.amount": 15_000_000})
    talk.hears(reading("confirm"))
    talk.happens(StaffWrote("佐藤", "少しお待ちください。"))

    decision = talk.happens(Released("佐藤"))

    assert called(decision) == ["review"]
    assert issues(decision) == []


def test_the_release_says_where_a_change_stands() -> None:
    """What is open of a change is asked again, in a first round; quietly: no mail."""
    talk = in_force()
    asks(talk, {})
    for _ in range(3):
        talk.hears(reading("change"))
    stuck = talk.open

    decision = talk.happens(Released("佐藤"))

    assert sent(decision) == ["questions"]
    assert talk.open.changes[0].rounds == 1
    assert set(dues(decision.effects)) == {"remind:1", "expire:1"}
    talk.case = stuck
    quiet = talk.happens(Released("佐藤", quiet=True))
    assert sent(quiet) == []
    assert set(dues(quiet.effects)) == {"remind:1", "expire:1"}
