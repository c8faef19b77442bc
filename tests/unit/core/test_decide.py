"""What happens next: the conversation, from the first mail to はい and the issue."""

from __future__ import annotations

from mailbot.core.model.events import (
    CertificateArrived,
    MailRead,
    Ticket,
)
from tests.support.talk import (
    COMPLETE,
    NOON,
    Talk,
    reading,
    sent,
)


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
