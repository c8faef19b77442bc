"""The ways of payment: at once for who pays monthly, else when the premium is there."""

from __future__ import annotations

import pytest

from mailbot.core.model.effects import CloseTasks
from mailbot.core.model.guarantee import GuaranteeState
from mailbot.core.model.staff_events import PremiumPaid
from tests.support.talk import COMPLETE, NOON, Talk, called, issues, reading, sent

PREMIUM = 20_000


def waiting(method: str = "transfer") -> Talk:
    """Bring a conversation to a guarantee that waits for its premium."""
    talk = Talk()
    talk.hears(reading("apply", {**COMPLETE, "advance.payment_method": method}))
    talk.hears(reading("confirm"))
    return talk


def paid(yen: int = PREMIUM, source: str = "counter") -> PremiumPaid:
    """Return a payment for the one guarantee."""
    return PremiumPaid("佐藤", 11, yen, NOON, source)


@pytest.mark.parametrize("method", ["transfer", "cash", "cheque"])
def test_these_ways_wait_for_the_premium(method: str) -> None:
    """Transfer, cash and cheque issue nothing at はい; a person is told to wait."""
    talk = Talk()
    talk.hears(reading("apply", {**COMPLETE, "advance.payment_method": method}))

    decision = talk.hears(reading("confirm"))

    assert (issues(decision), called(decision)) == ([], ["premium"])
    assert talk.open.guarantees[0].state is GuaranteeState.AWAITING_PREMIUM


def test_who_pays_monthly_is_issued_at_once() -> None:
    """一括納付 is one month's premiums together: nothing is waited for."""
    talk = Talk()
    talk.hears(reading("apply", COMPLETE))

    assert issues(talk.hears(reading("confirm"))) == [11]


def test_the_premium_issues_and_closes_the_task() -> None:
    """Paid to the yen: the guarantee is issued, and nobody waits any more."""
    talk = waiting()

    decision = talk.happens(paid())

    assert issues(decision) == [11]
    assert decision.actor == "staff:佐藤"
    closed = [e for e in decision.effects if isinstance(e, CloseTasks)]
    assert closed[0].reasons[0] == "premium"
    assert talk.open.guarantees[0].payments[0].yen == PREMIUM


@pytest.mark.parametrize("yen", [PREMIUM - 1, PREMIUM + 1, 1])
def test_another_sum_changes_nothing(yen: int) -> None:
    """A premium is paid to the yen, or a person settles the difference."""
    talk = waiting()
    before = talk.open

    decision = talk.happens(paid(yen))

    assert (decision.fate, decision.reason) == ("refused", "wrong_premium")
    assert (decision.effects, talk.open) == ((), before)


def test_the_same_payment_twice_is_one_payment() -> None:
    """Recorded again, a payment is known and issues nothing."""
    talk = waiting()
    talk.happens(paid())

    decision = talk.happens(paid())

    assert (decision.fate, decision.reason) == ("refused", "already_paid")
    assert issues(decision) == []


def test_nothing_is_owed_by_who_pays_monthly() -> None:
    """A payment for a guarantee that waits for none is refused."""
    talk = Talk()
    talk.hears(reading("apply", COMPLETE))
    talk.hears(reading("confirm"))

    assert talk.happens(paid()).reason == "no_premium_awaited"


def test_a_withdrawn_guarantee_takes_no_premium() -> None:
    """After 取消 the money is a person's business; nothing is issued."""
    talk = waiting()
    assert sent(talk.hears(reading("withdraw"))) == ["withdrawn"]

    decision = talk.happens(paid())

    assert (decision.reason, issues(decision)) == ("no_premium_awaited", [])
