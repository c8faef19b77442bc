"""An issued guarantee in a conversation, and a request for its change."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from mailbot.core.model.case import Case
from mailbot.core.model.effects import Decision
from mailbot.core.model.events import CertificateArrived, DeliverySettled, Ticket
from mailbot.core.model.guarantee import Guarantee, GuaranteeState
from mailbot.core.model.staff_events import PremiumPaid
from mailbot.core.office.office import Policy
from parsers.reading import Command, Reading, Value
from tests.support.talk import (
    COMPLETE,
    NOON,
    Talk,
    issued,
    make_office,
    reading,
)

NUMBER = "00427-000001"


LATER = NOON + timedelta(days=90)


ADDRESS = "doboku@city.kakuda.example.jp"


def numbered(case: Case) -> Case:
    """Return the case with the number that the store would have assigned."""
    (one,) = case.guarantees
    return case.with_guarantee(replace(one, number=NUMBER))


def in_force(
    policy: Policy | None = None, changed: dict[str, Value] | None = None
) -> Talk:
    """Return a conversation whose guarantee is issued and submitted."""
    talk = Talk(make_office(policy or Policy(grace=timedelta(0))))
    if changed:
        talk.hears(reading("apply", {**COMPLETE, **changed}))
        talk.hears(reading("confirm"))
        if talk.open.guarantees[0].state is GuaranteeState.AWAITING_PREMIUM:
            talk.happens(PremiumPaid("佐藤", 11, 20_000, NOON, "counter"))
        talk.happens(CertificateArrived(11, NOON))
    else:
        issued(talk)
    if talk.open.submissions:
        talk.happens(DeliverySettled(9, "submission", 21, ADDRESS, "accepted"))
    talk.case = numbered(talk.open)
    talk.now = LATER
    return talk


def asking(fields: dict[str, Value]) -> Reading:
    """Return 変更 with the number and some fields, as a mail of its own."""
    command = Command("change", (NUMBER,))
    return reading("change", fields, commands=(command,))


def guarantee(talk: Talk) -> Guarantee:
    """Return the one guarantee of a conversation."""
    (one,) = talk.open.guarantees
    return one


def asks(talk: Talk, fields: dict[str, Value]) -> Decision:
    """Ask for a change in a mail that answers nothing of ours."""
    return talk.hears(asking(fields), Ticket())
