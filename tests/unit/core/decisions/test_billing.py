"""How a premium is paid is said once, with amount, place, reference and day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mailbot.core.model.effects import Send
from mailbot.core.model.staff_events import Approved
from mailbot.core.office.office import Policy
from tests.support.talk import (
    COMPLETE,
    NOON,
    Talk,
    mail_of,
    make_office,
    reading,
    rows_of,
    sent,
)


def talk(payment: str, policy: Policy | None = None) -> Talk:
    """Bring a conversation to its はい with this way of payment."""
    one = Talk(make_office(policy or Policy(grace=timedelta(0))))
    one.hears(reading("apply", {**COMPLETE, "advance.payment_method": payment}))
    one.hears(reading("confirm"))
    return one


def pay(mail: Send) -> dict[str, object]:
    """Return what `accepted` says of the payment, {} where it says nothing."""
    (row,) = rows_of(mail, "guarantees")
    return dict(row.get("pay", {}))


def test_a_transfer_names_amount_account_reference_and_day() -> None:
    """All four, so that nobody has to ring up; five business days are given."""
    told = pay(mail_of(talk("transfer").log[-1], "accepted"))

    assert told == {
        "method": "transfer",
        "yen": 20_000,
        "by": "2026-03-09",
        "account": make_office().surety.account,
        "reference": "2026-000001",
    }


@pytest.mark.parametrize("method", ["cash", "cheque"])
def test_cash_and_cheque_name_where_and_when(method: str) -> None:
    """The branch with its address and its hours."""
    told = pay(mail_of(talk(method).log[-1], "accepted"))

    assert told["where"] == "宮城支店（仙台）"
    assert told["hours"] == "9:00–17:00"
    assert told["by"] == "2026-03-09"


def test_what_is_billed_monthly_asks_for_nothing() -> None:
    """一括納付 comes with the month's other premiums."""
    assert pay(mail_of(talk("monthly").log[-1], "accepted")) == {}


def test_nothing_is_asked_for_before_a_review() -> None:
    """While a person has it, the amount may still change; after it, the mail comes."""
    one = talk("transfer", Policy(grace=timedelta(0), review="always"))
    assert pay(mail_of(one.log[-1], "accepted")) == {}
    one.now = NOON + timedelta(days=7)

    decision = one.happens(Approved("sato", 11))

    assert sent(decision) == ["accepted"]
    told = mail_of(decision, "accepted")
    assert told.mail.content()["kind"] == "premium"
    assert pay(told)["by"] == "2026-03-16"


def test_in_the_grace_it_is_said_already() -> None:
    """No second mail comes when the grace is over, so the first names it."""
    one = talk("transfer", Policy(grace=timedelta(minutes=5)))

    assert pay(mail_of(one.log[-1], "accepted"))["yen"] == 20_000
