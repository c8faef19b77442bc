"""The application of a case, before はい and after it."""

from __future__ import annotations

from datetime import timedelta

from mailbot.core.model.case import CaseState
from mailbot.core.model.guarantee import GuaranteeState
from mailbot.core.office.office import Policy
from tests.support.talk import (
    Talk,
    called,
    confirmed,
    issued,
    make_office,
    reading,
    sent,
)


def test_second_yes_changes_nothing() -> None:
    """はい sent twice issues once and is not answered twice."""
    talk = confirmed(Talk())

    decision = talk.hears(reading("confirm"))

    assert decision.effects == ()
    assert decision.fate == "applied"


def test_withdrawal_before_the_issue_ends_the_case() -> None:
    """取消 while the grace runs withdraws the case and cancels its guarantees."""
    talk = confirmed(Talk(make_office(Policy(grace=timedelta(minutes=5)))))

    decision = talk.hears(reading("withdraw"))

    assert sent(decision) == ["withdrawn"]
    assert talk.open.state is CaseState.WITHDRAWN
    assert talk.open.guarantees[0].state is GuaranteeState.CANCELLED


def test_withdrawal_after_the_issue_goes_to_a_person() -> None:
    """What is issued can only be cancelled by a person."""
    talk = issued(Talk())

    decision = talk.hears(reading("withdraw"))

    assert called(decision) == ["withdrawal_after_issue"]
    assert talk.open.state is CaseState.SUBMITTED
