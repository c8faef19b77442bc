"""変更: a request on an issued guarantee, from its first mail to its new entry."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailbot.core.model.change_request import ChangeState
from mailbot.core.model.guarantee import GuaranteeState
from tests.support.change_talk import asks, guarantee, in_force
from tests.support.talk import (
    called,
    reading,
    sent,
)


def test_a_request_is_taken_back_and_the_guarantee_stays() -> None:
    """取消 in reply to the read-back of a change ends the request, nothing else."""
    talk = in_force()
    asks(talk, {"advance.amount": 15_000_000})

    decision = talk.hears(reading("withdraw"))

    assert sent(decision) == ["withdrawn"]
    assert talk.open.changes[0].state is ChangeState.WITHDRAWN
    assert guarantee(talk).state is GuaranteeState.ISSUED


@pytest.mark.parametrize("state", ["issuing", "awaiting_premium"])
def test_a_change_of_what_is_not_issued_is_a_persons(state: str) -> None:
    """Before the issue there is nothing to change: a person sees the mail."""
    talk = in_force()
    one = replace(guarantee(talk), state=GuaranteeState(state))
    talk.case = talk.open.with_guarantee(one)

    decision = asks(talk, {"advance.amount": 15_000_000})

    assert (decision.fate, called(decision)) == ("held", ["change_not_now"])
