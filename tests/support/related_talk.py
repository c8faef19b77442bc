"""Two guarantees of one contract in a conversation (R-27)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from mailbot.core.model.events import CertificateArrived
from mailbot.core.model.staff_events import PremiumPaid
from mailbot.core.office.office import Policy
from parsers.reading import Value
from tests.support.talk import (
    COMPLETE,
    NOON,
    Talk,
    make_office,
    reading,
)

PERFORMANCE: dict[str, Value] = {
    "performance.form": "electronic",
    "performance.amount": 5_000_000,
    "performance.payment_method": "monthly",
}


LATER = date(2027, 6, 30)


FIRST, SECOND = "00427-000001", "00427-000002"


def in_force(
    policy: Policy | None = None, said: dict[str, Value] | None = None
) -> Talk:
    """Return a conversation whose two guarantees are issued."""
    talk = Talk(make_office(policy or Policy(grace=timedelta(0))))
    talk.hears(reading("apply", {**COMPLETE, **PERFORMANCE, **(said or {})}))
    talk.hears(reading("confirm"))
    for one in (11, 12):
        there = talk.open.guarantee(one)
        assert there is not None
        if there.payment == "cash":
            yen = there.terms.premium
            talk.happens(PremiumPaid("佐藤", one, yen, NOON, "counter"))
        talk.happens(CertificateArrived(one, NOON))
    numbers = {11: FIRST, 12: SECOND}
    talk.case = replace(
        talk.open,
        guarantees=tuple(
            replace(one, number=numbers[one.id]) for one in talk.open.guarantees
        ),
    )
    return talk
