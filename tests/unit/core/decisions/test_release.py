"""The release: what a person lets pass, and how long is waited from then on."""

from __future__ import annotations

from datetime import date, timedelta

from mailbot.core.model.change_request import ChangeState
from mailbot.core.model.effects import SetDue
from mailbot.core.model.staff_events import Released
from parsers.reading import Value
from tests.support.talk import reading, sent
from tests.unit.core.decisions.test_change import asks, in_force

ENDED: dict[str, Value] = {
    "work_end": date(2026, 3, 20),
    "advance.guarantee_until": date(2027, 4, 30),
}
"""Works that are over, under a guarantee that goes on: asked about by R-21."""


def test_question_of_a_change_is_let_pass_by_its_rule() -> None:
    """What a person lets pass by name, with a reason, is asked no more (R-21)."""
    talk = in_force()
    assert sent(asks(talk, ENDED)) == ["questions"]
    talk.hears(reading("unknown", text="電話ください"))

    other = talk.happens(Released("佐藤", releases=("R-24",), reason="確認済み"))
    bare = talk.happens(Released("佐藤", releases=("R-21",)))
    passed = talk.happens(Released("佐藤", releases=("R-21",), reason="確認済み"))

    assert (other.fate, other.reason) == ("refused", "nothing_to_release")
    assert (bare.fate, bare.reason) == ("refused", "release_needs_reason")
    assert sent(passed) == ["readback"]
    (change,) = talk.open.changes
    assert change.state is ChangeState.CONFIRMING
    assert [(one.rule, one.by) for one in change.releases] == [("R-21", "佐藤")]


def test_quiet_release_of_a_change_waits_from_that_day() -> None:
    """The thirty days begin anew; the reminder names the day on which they end."""
    talk = in_force()
    asks(talk, {"advance.amount": 15_000_000})
    talk.hears(reading("unknown", text="電話ください"))
    talk.now += timedelta(days=10)

    decision = talk.happens(Released("佐藤", quiet=True))

    (ends,) = (
        one.at
        for one in decision.effects
        if isinstance(one, SetDue) and one.what == "expire:1"
    )
    assert ends == talk.now + timedelta(days=30)
    assert talk.open.changes[0].told_at == talk.now
