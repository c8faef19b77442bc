"""The end of a grace, and papers that have not come."""

from __future__ import annotations

from datetime import timedelta

from mailbot.core.model.events import (
    CameDue,
    CertificateArrived,
)
from mailbot.core.model.guarantee import GuaranteeState
from mailbot.core.office.office import Policy
from tests.support.change_talk import asks, in_force, numbered
from tests.support.talk import (
    NOON,
    Talk,
    confirmed,
    dues,
    issues,
    make_office,
    reading,
)


def test_two_changes_in_their_grace_do_not_meet() -> None:
    """Each はい has a grace of its own: neither due row replaces the other."""
    talk = in_force()
    talk.office = make_office(Policy(grace=timedelta(minutes=5)))
    asks(talk, {"advance.amount": 15_000_000})

    set_ = dues(talk.hears(reading("confirm")).effects)

    assert set(set_) == {"grace:1"}


def test_grace_holds_the_issue_until_the_clock_comes() -> None:
    """With a grace, はい sets the clock; its coming issues, once."""
    talk = confirmed(Talk(make_office(Policy(grace=timedelta(minutes=5)))))
    assert talk.open.guarantees[0].state is GuaranteeState.REVIEWING

    first = talk.happens(CameDue("grace", talk.open.revision))
    again = talk.happens(CameDue("grace", talk.open.revision))

    assert issues(first) == [11]
    assert issues(again) == []


def test_the_grace_after_yes_holds_for_changes() -> None:
    """Within the grace nothing is made; its end agrees to the change."""
    talk = in_force(Policy(grace=timedelta(minutes=5)))
    talk.happens(CameDue("grace", talk.open.revision))
    talk.happens(CertificateArrived(11, NOON))
    talk.case = numbered(talk.open)
    asks(talk, {"advance.amount": 15_000_000})

    assert issues(talk.hears(reading("confirm"))) == []
    decision = talk.happens(CameDue("grace:1", talk.open.changes[0].revision))

    assert issues(decision) == [11]
