"""R-28: the day of a contract that was planned when its guarantee was issued."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mailbot.core.model.events import CertificateArrived, MailRead, Ticket
from mailbot.core.office.office import Policy
from parsers.reading import Reading, Value
from tests.support.talk import (
    COMPLETE,
    NOON,
    Talk,
    called,
    issues,
    make_office,
    reading,
)

SIGNED = date(2026, 3, 3)
PLANNED: dict[str, Value] = {
    **COMPLETE,
    "contract_date_planned": True,
    "performance.form": "electronic",
    "performance.amount": 5_000_000,
    "performance.payment_method": "monthly",
}


def in_force() -> Talk:
    """Return a conversation two days after the issue on a planned contract."""
    talk = Talk(make_office(Policy(grace=timedelta(0))))
    talk.hears(reading("apply", PLANNED))
    talk.hears(reading("confirm"))
    for one in (11, 12):
        talk.happens(CertificateArrived(one, NOON))
    talk.now = NOON + timedelta(days=2)
    return talk


def day(signed: date = SIGNED) -> Reading:
    """Return 契約日：… as a reply says it."""
    return reading("answer", {"contract_date": signed})


def planned(talk: Talk) -> list[bool]:
    """Return beside which contract dates 予定 stands."""
    return [one.terms.contract_date_planned for one in talk.open.guarantees]


def test_day_by_reply_puts_each_certificate_right() -> None:
    """A 訂正 for every guarantee of the contract, at the premium that stands."""
    talk = in_force()
    before = [one.terms.premium for one in talk.open.guarantees]

    decision = talk.hears(day())

    assert issues(decision) == [11, 12]
    assert planned(talk) == [False, False]
    assert [one.terms.contract_date for one in talk.open.guarantees] == [SIGNED] * 2
    assert [one.history[-1].kind for one in talk.open.guarantees] == ["correction"] * 2
    assert [one.terms.premium for one in talk.open.guarantees] == before
    assert talk.open.value("contract_date") == SIGNED
    assert talk.open.value("contract_date_planned") is None


def test_day_on_a_claim_alone_is_a_persons() -> None:
    """From without a token and without proof changes no certificate."""
    talk = in_force()

    assert called(talk.hears(day(), Ticket())) == ["mail_after_yes"]
    assert planned(talk) == [True, True]


def test_day_of_a_proved_sender_needs_no_token() -> None:
    """A relay of ours vouches for the sender: that is as good as our own address."""
    talk = in_force()

    assert issues(talk.happens(MailRead(9, day(), "proved", Ticket()))) == [11, 12]


@pytest.mark.parametrize(
    "said",
    [
        day(date(2026, 3, 5)),
        day(date(2025, 3, 3)),
        replace(day(), remainder=("工期も変わりました。",)),
        reading("answer", {"contract_date": SIGNED, "contract_amount": 40_000_000}),
        reading("answer", {"contract_date": SIGNED, "contract_date_planned": True}),
    ],
    ids=["tomorrow", "long ago", "more words", "another amount", "planned again"],
)
def test_what_is_more_than_a_day_in_order_is_a_persons(said: Reading) -> None:
    """A day against R-21 and a mail that says more leave the certificates alone."""
    talk = in_force()

    decision = talk.hears(said)

    assert issues(decision) == []
    assert called(decision) == ["mail_after_yes"]
    assert planned(talk) == [True, True]


def test_day_while_a_certificate_is_being_made_is_a_persons() -> None:
    """What is still on its way to the platform is not changed under it."""
    talk = in_force()
    talk.hears(day())

    decision = talk.hears(day(date(2026, 3, 2)))

    assert issues(decision) == []
    assert called(decision) == ["mail_after_yes"]


def test_what_stands_beside_the_day_already_is_no_change() -> None:
    """工事名 as it stands and the writer's own name do not make it a person's."""
    talk = in_force()
    fields: dict[str, Value] = {
        "contract_date": SIGNED,
        "project_name": COMPLETE["project_name"],
        "person": "髙橋 美咲",
    }

    assert issues(talk.hears(reading("answer", fields))) == [11, 12]
