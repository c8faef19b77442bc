"""One more entry in a guarantee's history."""

from __future__ import annotations

from datetime import date

from mailbot.core.model.change_request import ChangeState
from mailbot.core.model.events import (
    CertificateArrived,
)
from mailbot.core.model.guarantee import GuaranteeState, shown_to_contractor
from tests.support.change_talk import LATER, NUMBER, asks, guarantee, in_force
from tests.support.talk import (
    issues,
    reading,
    sent,
)


def test_yes_makes_one_more_entry_of_the_same_guarantee() -> None:
    """はい adds an entry 変更; number and form stay, the certificate is made again."""
    talk = in_force()
    asks(talk, {"advance.amount": 25_000_000, "contract_amount": 62_500_000})

    decision = talk.hears(reading("confirm"))

    assert sent(decision) == ["accepted"]
    assert issues(decision) == [11]
    one = guarantee(talk)
    assert one.state is GuaranteeState.ISSUING
    assert [entry.kind for entry in one.history] == ["new", "change"]
    assert one.terms.amount == 25_000_000
    assert (one.number, one.form) == (NUMBER, "electronic")
    assert talk.open.changes[0].state is ChangeState.AGREED


def test_the_contractor_sees_changes_and_no_corrections() -> None:
    """The contractor's history has 新規 and 変更 in order, numbered from 1 [S]."""
    talk = in_force()
    asks(talk, {"work_end": date(2027, 5, 31)})
    talk.hears(reading("confirm"))
    talk.happens(CertificateArrived(11, LATER, 2))

    shown = shown_to_contractor(guarantee(talk).history)

    assert [entry.kind for entry in shown] == ["new", "change"]
