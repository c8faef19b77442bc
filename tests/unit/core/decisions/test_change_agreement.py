"""はい to a change: four eyes, the grace, the premium."""

from __future__ import annotations

from datetime import timedelta

from mailbot.core.model.change_request import ChangeState
from mailbot.core.model.events import CertificateArrived
from mailbot.core.model.guarantee import GuaranteeState
from mailbot.core.model.staff_events import Approved, PremiumPaid
from mailbot.core.office.office import Policy
from tests.support.change_talk import LATER, asks, guarantee, in_force, numbered
from tests.support.talk import (
    NOON,
    called,
    issues,
    mail_of,
    make_office,
    reading,
)


def test_a_change_to_a_large_sum_is_seen_by_four_eyes() -> None:
    """What a change leads to counts, not what stands before it."""
    talk = in_force()
    talk.office = make_office(Policy(grace=timedelta(0), four_eyes_above=20_000_000))
    asks(talk, {"advance.amount": 25_000_000, "contract_amount": 62_500_000})

    held = talk.hears(reading("confirm"))
    first = talk.happens(Approved("佐藤", 11))
    again = talk.happens(Approved("佐藤", 11))
    second = talk.happens(Approved("鈴木", 11))

    assert called(held) == ["review"]
    assert (issues(first), issues(second)) == ([], [11])
    assert again.reason == "same_person"


def test_a_decrease_gives_a_premium_back() -> None:
    """Amount down: the difference of the premiums is a refund, in whole yen."""
    talk = in_force()

    decision = asks(talk, {"advance.amount": 15_000_001})

    premium = mail_of(decision, "readback").mail.content()["premium_change"]
    assert premium == {
        "before": 20_000,
        "after": 15_000,
        "extra": 0,
        "refund": 5_000,
        "tariff": "デモ料率",
    }


def test_a_reviewed_change_goes_on_with_an_approval() -> None:
    """What a person approved is agreed to, and the review is done."""
    talk = in_force(Policy(review="always", grace=timedelta(0)))
    talk.happens(Approved("佐藤", 11))
    talk.happens(CertificateArrived(11, NOON))
    talk.case = numbered(talk.open)
    asks(talk, {"advance.amount": 15_000_000})
    talk.hears(reading("confirm"))

    decision = talk.happens(Approved("佐藤", 11))

    assert issues(decision) == [11]
    assert talk.open.changes[0].state is ChangeState.AGREED


def test_an_increase_waits_for_its_premium() -> None:
    """Who pays by transfer pays the difference first; a decrease waits for nothing."""
    talk = in_force(changed={"advance.payment_method": "transfer"})
    asks(talk, {"advance.amount": 25_000_000, "contract_amount": 62_500_000})

    decision = talk.hears(reading("confirm"))

    assert (issues(decision), called(decision)) == ([], ["premium"])
    assert guarantee(talk).state is GuaranteeState.ISSUED
    wrong = talk.happens(PremiumPaid("佐藤", 11, 25_000, LATER, "counter 2"))
    assert (wrong.fate, wrong.reason) == ("refused", "wrong_premium")
    right = talk.happens(PremiumPaid("佐藤", 11, 5_000, LATER, "counter 2"))
    assert issues(right) == [11]
    assert [one.yen for one in guarantee(talk).payments] == [20_000, 5_000]
