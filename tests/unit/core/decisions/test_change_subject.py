"""A request for a change in its conversation."""

from __future__ import annotations

from mailbot.core.model.events import (
    Ticket,
)
from mailbot.core.model.guarantee import GuaranteeState
from tests.support.change_talk import NUMBER, asks, guarantee, in_force
from tests.support.talk import (
    issues,
    mail_of,
    reading,
    sent,
)


def test_a_change_is_read_back_with_old_beside_new() -> None:
    """Nothing changes by the request itself: it is read back, and waits for はい."""
    talk = in_force()
    before = guarantee(talk).terms

    decision = asks(talk, {"advance.amount": 25_000_000, "contract_amount": 62_500_000})

    assert sent(decision) == ["readback"]
    content = mail_of(decision, "readback").mail.content()
    rows = {row["field"]: row for row in content["rows"]}  # type: ignore[attr-defined]  # JSON
    assert rows["advance.amount"]["was"] == 20_000_000
    assert rows["advance.amount"]["value"] == 25_000_000
    assert "was" not in rows["work_end"]
    assert content["change"] == {"number": NUMBER, "product": "advance"}
    assert guarantee(talk).terms == before
    assert guarantee(talk).state is GuaranteeState.ISSUED


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
