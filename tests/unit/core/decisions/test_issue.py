"""From はい to the issue."""

from __future__ import annotations

from datetime import date, timedelta

from mailbot.core.decisions.issue import accept
from mailbot.core.model.decision_context import DecisionContext, NewIds
from mailbot.core.model.draft import complete
from mailbot.core.model.effects import DropDues
from mailbot.core.model.events import MailRead
from mailbot.core.model.guarantee import GuaranteeState
from mailbot.core.model.staff_events import Approved
from mailbot.core.office.office import Policy
from parsers.reading import Value
from tests.support.talk import (
    COMPLETE,
    NOON,
    Talk,
    called,
    confirmed,
    duty,
    issues,
    make_office,
    reading,
    sent,
    without,
)


def test_what_the_model_refuses_is_held_and_said() -> None:
    """An application that no rule stopped and that cannot be: a person, and a mail."""
    talk = Talk()
    talk.hears(reading("apply", {k: COMPLETE[k] for k in COMPLETE if k != "work_end"}))
    draft = complete(talk.open, talk.office, talk.office.contractors["hoshizora"])
    context = DecisionContext(talk.office, NOON, NewIds(2, "2026-000002", 11, 21))

    decision = accept(draft, (), MailRead(2, reading("confirm"), "proved"), context)

    assert decision.case is not None
    assert decision.case.held == "not_an_application"
    assert (sent(decision), called(decision)) == (["person"], ["not_an_application"])
    assert DropDues() in decision.effects
    assert issues(decision) == []


def four_eyes(above: int) -> Talk:
    """Return a conversation at its はい, where so many yen want two people."""
    policy = Policy(grace=timedelta(0), four_eyes_above=above)
    return confirmed(Talk(make_office(policy)))


def test_a_large_guarantee_is_approved_by_two_people() -> None:
    """One person's approval waits for another's; the same person twice is refused."""
    talk = four_eyes(19_999_999)
    assert talk.open.guarantees[0].state is GuaranteeState.REVIEWING

    first = talk.happens(Approved("佐藤", 11))
    again = talk.happens(Approved("佐藤", 11))
    second = talk.happens(Approved("鈴木", 11))

    assert (first.reason, issues(first)) == ("second_approval", [])
    assert duty(first, "second_approval") == {"guarantee": 11, "by": "佐藤"}
    assert (again.fate, again.reason) == ("refused", "same_person")
    assert issues(second) == [11]
    assert talk.open.guarantees[0].approvals == ("佐藤", "鈴木")


def test_up_to_the_limit_nobody_must_approve() -> None:
    """The limit itself is not above the limit, and 0 means that there is none."""
    assert issues(four_eyes(20_000_000).log[-1]) == [11]
    assert issues(four_eyes(0).log[-1]) == [11]


def test_transfer_waits_for_the_premium() -> None:
    """Who pays by transfer is issued nothing before the money is here."""
    talk = Talk()
    talk.hears(reading("apply", {**COMPLETE, "advance.payment_method": "transfer"}))

    decision = talk.hears(reading("confirm"))

    assert issues(decision) == []
    assert talk.open.guarantees[0].state is GuaranteeState.AWAITING_PREMIUM
    assert called(decision) == ["premium"]


def test_message_to_the_office_is_read_by_a_person_first() -> None:
    """A free message holds the issue (R-20) until a person approves it."""
    talk = Talk()
    talk.hears(reading("apply", {**COMPLETE, "message": "先日お電話した件です"}))
    decision = talk.hears(reading("confirm"))
    assert issues(decision) == []
    assert called(decision) == ["review"]

    approved = talk.happens(Approved("sato", 11))

    assert issues(approved) == [11]


def test_planned_contract_date_is_taken() -> None:
    """A performance guarantee may precede the signing: 予定 is a fact, not a fault."""
    talk = Talk()
    planned: dict[str, Value] = {
        **without(
            "advance.form",
            "advance.amount",
            "advance.bank",
            "advance.payment_method",
        ),
        "contract_date_planned": True,
        "performance.form": "electronic",
        "performance.amount": 5_000_000,
        "performance.payment_method": "monthly",
    }

    assert sent(talk.hears(reading("apply", planned))) == ["readback"]
    talk.hears(reading("confirm"))

    assert talk.open.guarantees[0].terms.contract_date_planned
    assert talk.open.guarantees[0].terms.contract_date == date(2026, 3, 2)


def test_planned_contract_date_of_an_advance_is_asked() -> None:
    """An advance comes after the signing: its day is asked, and はい lifts nothing."""
    talk = Talk()
    planned: dict[str, Value] = {**COMPLETE, "contract_date_planned": True}

    assert sent(talk.hears(reading("apply", planned))) == ["questions"]
    assert sent(talk.hears(reading("confirm"))) == ["questions"]
    assert not talk.open.guarantees
    signed: dict[str, Value] = {"contract_date": date(2026, 3, 2)}
    assert sent(talk.hears(reading("answer", signed))) == ["readback"]


def test_joint_venture_names_its_representative() -> None:
    """A joint venture's terms carry its name and the representative, verbatim."""
    talk = Talk()
    jv: dict[str, Value] = {
        **COMPLETE,
        "jv_name": "星空・金津特定建設工事共同企業体",
        "jv_representative": "㈱星空建設",
    }
    talk.hears(reading("apply", jv))
    talk.hears(reading("confirm"))

    terms = talk.open.guarantees[0].terms
    assert terms.jv_representative == "㈱星空建設"
    assert terms.contractor_name == "株式会社星空建設"
