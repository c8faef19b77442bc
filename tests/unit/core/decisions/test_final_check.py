"""The last look before an issue: the rules again, on the day of the decision (R-21)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mailbot.core.decisions.final_check import Awaiting, against, reasons
from mailbot.core.model.staff_events import Approved
from mailbot.core.office.office import Policy
from tests.support.talk import Talk, called, confirmed, issues, make_office


def over() -> Talk:
    """Return a conversation whose works are over before a person approves."""
    talk = confirmed(Talk(make_office(Policy(review="always"))))
    talk.now += timedelta(days=400)
    return talk


def test_what_is_over_meanwhile_stands_against_the_issue() -> None:
    """On the day of はい nothing does; when the works are over, R-21 does."""
    talk = over()
    what = Awaiting(talk.open, talk.open.guarantees[0])
    signed = talk.open.opened_at.date()

    assert against(what, talk.office, signed) == ()
    found = against(what, talk.office, talk.now.date())
    assert {one.rule for one in found} == {"R-21"}
    assert all(one.startswith("R-21:") for one in reasons(found))


def test_nothing_is_issued_for_a_contractor_who_is_gone() -> None:
    """Who is registered no more is refused (R-13)."""
    talk = over()
    gone = replace(talk.office, contractors={})

    (found,) = against(
        Awaiting(talk.open, talk.open.guarantees[0]), gone, talk.now.date()
    )

    assert (found.rule, found.code) == ("R-13", "contractor_gone")


@pytest.mark.parametrize("reason", ["", "確認済み"])
def test_what_is_refused_nobody_lets_pass(reason: str) -> None:
    """A guarantee that ends before it begins is impossible, by name or not."""
    talk = over()

    decision = talk.happens(Approved("佐藤", 11, releases=("R-21",), reason=reason))

    assert (decision.fate, decision.reason) == ("refused", "impossible")
    assert (issues(decision), called(decision)) == ([], [])
