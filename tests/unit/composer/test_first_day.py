"""The first day of a guarantee is one value: in premium, papers and mails the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mailbot.core.model.effects import Send
from mailbot.core.model.guarantee import Guarantee
from mailbot.core.model.staff_events import Approved
from mailbot.core.office.office import Policy
from mailbot.core.office.premium import days_between, premium
from mailbot.documents.maker import Maker
from mailbot.documents.typst import TypstRenderer
from tests.support.talk import COMPLETE, NOON, Talk, mail_of, make_office, reading
from tests.unit.documents.sheets import Unsigned, pages

YES = date(2026, 3, 2)
"""The day of the はい; the approval comes eight days later, the works begin between."""


@pytest.fixture(scope="module")
def talk() -> Talk:
    """Return a paper guarantee that a person approved days after the はい."""
    office = make_office(Policy(grace=timedelta(0), review="always"))
    by_days = replace(office, tariff=replace(office.tariff, term_days=30, minimum=1))
    talk = Talk(by_days)
    talk.hears(reading("apply", {**COMPLETE, "advance.form": "paper"}))
    talk.hears(reading("confirm"))
    talk.now = NOON + timedelta(days=8)
    talk.happens(Approved("sato", 11))
    return talk


def only(talk: Talk) -> Guarantee:
    """Return the guarantee, as if it had its number."""
    return replace(talk.open.guarantees[0], number="00427-000001")


def test_it_is_the_day_of_the_yes(talk: Talk) -> None:
    """Fixed with the premium, and not moved by a review that takes its time."""
    assert only(talk).terms.guarantee_from == YES
    assert only(talk).first_day == YES


def test_the_premium_is_for_the_days_from_it(talk: Talk) -> None:
    """What the read-back estimates is what is charged: 13 periods from that day."""
    terms = only(talk).terms
    days = days_between(YES, terms.guarantee_until)
    shown = mail_of(talk.log[0], "readback").mail.content()["premiums"]

    assert days == 389
    assert (
        terms.premium == premium(talk.office.tariff, "advance", terms.amount, days).yen
    )
    assert [terms.premium] == [one["yen"] for one in shown]  # type: ignore[attr-defined]  # JSON


def test_papers_and_mail_name_it(talk: Talk) -> None:
    """Certificate, statement and the mail on 計算書 say the same first day."""
    maker = Maker(talk.office, TypstRenderer(), Unsigned())
    made = {
        one.kind: pages(one)[0]
        for one in maker.make(talk.open, only(talk), None).documents
    }
    there = only(talk).arrive(talk.now)
    asking = Talk(talk.office, talk.open.with_guarantee(there), talk.now)

    answer = asking.hears(reading("statement"))

    mail = next(one for one in answer.effects if isinstance(one, Send))
    assert "令和8年3月2日から" in made["certificate"]
    assert "令和8年3月2日から" in made["statement"]
    assert [one["from"] for one in mail.mail.content()["guarantees"]] == ["2026-03-02"]  # type: ignore[attr-defined]  # JSON


def test_an_older_guarantee_runs_from_its_approval() -> None:
    """What was issued before the day was written down keeps its certificate's day."""
    talk = Talk()
    talk.hears(reading("apply", COMPLETE))
    talk.hears(reading("confirm"))
    one = talk.open.guarantees[0]
    old = replace(
        one,
        terms=replace(one.terms, guarantee_from=None),
        approved_at=NOON + timedelta(days=2),
    )

    assert old.first_day == date(2026, 3, 4)
