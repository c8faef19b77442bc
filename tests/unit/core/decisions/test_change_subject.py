"""A request for a change in its conversation."""

from __future__ import annotations

from mailbot.core.model.events import (
    Ticket,
)
from tests.support.change_talk import asks, in_force
from tests.support.talk import (
    issues,
    reading,
    sent,
)


def test_a_change_of_nothing_is_asked() -> None:
    """変更 with a number alone is answered with the question what to change."""
    talk = in_force()

    decision = asks(talk, {})

    assert sent(decision) == ["questions"]
    assert talk.open.changes[0].asked == ("change_what",)
    assert sent(talk.hears(reading("answer", {"advance.amount": 15_000_000}))) == [
        "readback"
    ]


def test_yes_to_an_older_read_back_is_read_back_again() -> None:
    """はい counts only for the newest read-back of the request."""
    talk = in_force()
    asks(talk, {"advance.amount": 15_000_000})
    old = Ticket("case", 1, talk.open.revision)
    talk.hears(reading("answer", {"advance.amount": 16_000_000}))

    decision = talk.hears(reading("confirm"), old)

    assert sent(decision) == ["readback"]
    assert issues(decision) == []
