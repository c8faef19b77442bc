"""Who may destroy: a withdrawal needs more than a claim (specification 3.1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mailbot.core.decisions.authority import agrees, denies, is_theirs
from mailbot.core.model.case import CaseState
from mailbot.core.model.events import MailRead, SenderClass, Ticket
from mailbot.core.office.office import Policy
from tests.support.talk import (
    Talk,
    called,
    confirmed,
    issues,
    make_office,
    read_back,
    reading,
    sent,
)


@pytest.mark.parametrize(
    ("sender", "ticket", "theirs"),
    [
        ("proved", Ticket(), True),
        ("claimed", Ticket("case", 1, 1), True),
        ("claimed", Ticket("withdrawal", 1, 1), True),
        ("claimed", Ticket("submission", 1, 1), False),
        ("claimed", Ticket(), False),
    ],
)
def test_a_token_of_the_case_or_a_proof_is_more_than_a_claim(
    sender: SenderClass, ticket: Ticket, *, theirs: bool
) -> None:
    """An obligee's token proves nothing of the contractor."""
    assert is_theirs(MailRead(1, reading("withdraw"), sender, ticket)) is theirs


def test_withdrawal_on_a_claim_is_asked_once_and_done_on_yes() -> None:
    """The question has a token of its own; who claims it again finds a person."""
    talk = read_back()

    asked = talk.hears(reading("withdraw"), Ticket())
    again = talk.hears(reading("withdraw"), Ticket())
    state = talk.open.state
    done = talk.hears(reading("confirm"), Ticket("withdrawal", 1, 1))

    assert (sent(asked), sent(again)) == (["asked_back"], [])
    assert called(again) == ["withdrawal_unproved"]
    assert (state, talk.open.state) == (CaseState.CONFIRMING, CaseState.WITHDRAWN)
    assert sent(done) == ["withdrawn"]


def test_grace_waits_for_a_person_while_it_is_asked() -> None:
    """A true contractor never gets the certificate that they have taken back."""
    talk = confirmed(Talk(make_office(Policy(grace=timedelta(minutes=5)))))

    decision = talk.hears(reading("withdraw"), Ticket())

    assert called(decision) == ["review"]
    assert (talk.open.grace, issues(decision)) == (0, [])


def test_no_leaves_everything_and_tells_a_person() -> None:
    """いいえ: the application goes on, and staff hear of who wrote."""
    talk = read_back()
    talk.hears(reading("withdraw"), Ticket())

    decision = talk.hears(reading("unknown", text="いいえ"), Ticket("withdrawal", 1, 1))

    assert (sent(decision), called(decision)) == (["asked_back"], ["withdrawal_denied"])
    assert not talk.open.withdrawal_asked


@pytest.mark.parametrize(
    ("text", "no"),
    [
        ("いいえ", True),
        ("心当たりがございません。", True),
        ("No, thank you.", True),
        ("はい", False),
        ("いいえと申しますのも、" + "そ" * 60, False),
        ("nothing", False),
    ],
)
def test_no_is_one_short_line(text: str, *, no: bool) -> None:
    """A long sentence with いいえ in it is no answer."""
    assert denies(replace(reading("unknown"), text=text)) is no


def test_a_value_beside_yes_is_no_agreement() -> None:
    """はい with a value corrects something: it withdraws nothing."""
    assert agrees(reading("confirm"))
    assert not agrees(reading("confirm", {"contract_amount": 1_000_000}))
