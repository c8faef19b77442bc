"""A change that nobody answers is reminded of and ends; the guarantee stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from mailbot.core.model.change_request import ChangeState
from mailbot.core.model.effects import DropDues, SetDue
from mailbot.core.model.events import CameDue, Ticket
from mailbot.core.model.guarantee import GuaranteeState
from mailbot.core.model.staff_events import Released, StaffWrote
from mailbot.core.office.office import Policy
from tests.support.talk import called, issues, mail_of, make_office, reading, sent
from tests.unit.core.decisions.test_change import asks, guarantee, in_force


def dues(effects: tuple[object, ...]) -> dict[str, SetDue]:
    """Return the due rows that a decision sets, by their names."""
    return {one.what: one for one in effects if isinstance(one, SetDue)}


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


def test_two_changes_in_their_grace_do_not_meet() -> None:
    """Each はい has a grace of its own: neither due row replaces the other."""
    talk = in_force()
    talk.office = make_office(Policy(grace=timedelta(minutes=5)))
    asks(talk, {"advance.amount": 15_000_000})

    set_ = dues(talk.hears(reading("confirm")).effects)

    assert set(set_) == {"grace:1"}


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


def test_a_late_answer_to_a_change_says_so() -> None:
    """はい to an overtaken read-back of a change is no はい, and is told so."""
    talk = in_force()
    asks(talk, {"advance.amount": 15_000_000})
    older = talk.open.changes[0].revision
    talk.hears(reading("answer", {"advance.amount": 16_000_000}))

    decision = talk.hears(reading("confirm"), Ticket("case", talk.open.id, older))

    assert mail_of(decision, "readback").mail.content()["late"] == "yes"
    assert issues(decision) == []


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
