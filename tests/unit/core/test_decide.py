"""What happens next: the conversation, from the first mail to はい and the issue."""

from __future__ import annotations

from typing import get_args

from mailbot.core.decide import _ON_CASE
from mailbot.core.model.events import (
    CertificateArrived,
    Event,
    MailRead,
    Ticket,
)
from mailbot.core.model.staff_events import Retried, TakenUp, TaskDone
from tests.support.talk import (
    COMPLETE,
    NOON,
    Talk,
    reading,
    sent,
)


def test_every_event_of_a_case_has_who_decides_it() -> None:
    """Each kind of event but mails and tasks is decided by a row of the table."""
    elsewhere = {MailRead, TaskDone, Retried, TakenUp}

    assert {*get_args(Event)} == {*_ON_CASE} | elsewhere


def test_event_without_a_case_is_ignored() -> None:
    """An event of a case that does not exist decides nothing."""
    decision = Talk().happens(CertificateArrived(11, NOON))

    assert (decision.fate, decision.reason) == ("ignored", "no_such_case")


def test_mail_read_counts_only_once_confirmed_by_its_owner() -> None:
    """Another contractor's はい with a genuine token confirms nothing, silently."""
    talk = Talk()
    talk.hears(reading("apply", COMPLETE))
    case = talk.open

    decision = talk.happens(
        MailRead(
            9,
            reading("confirm", sender="otomo@sakuragi.example.jp"),
            "claimed",
            Ticket("case", case.id, case.revision),
        )
    )

    assert (decision.fate, sent(decision)) == ("held", [])
    assert decision.case is None
