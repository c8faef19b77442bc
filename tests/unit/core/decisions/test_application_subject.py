"""An application in its conversation: accepted at once where policy allows it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from mailbot.core.model.case import CaseState
from mailbot.core.model.effects import Decision
from mailbot.core.model.events import MailRead, SenderClass, Ticket
from mailbot.core.office.office import Policy
from parsers.reading import Value
from tests.support.talk import (
    COMPLETE,
    Talk,
    called,
    issues,
    mail_of,
    make_office,
    reading,
    sent,
)

NO_GRACE = timedelta(0)


FORWARD: dict[str, Value] = {**COMPLETE, "submission": "forward"}


def at_once(
    fields: dict[str, Value], sender_class: SenderClass
) -> tuple[Talk, Decision]:
    """Apply where a clean application from a proved sender needs no はい."""
    policy = Policy(grace=NO_GRACE, confirmation="skip_when_clean_and_proved")
    talk = Talk(make_office(policy))
    mail = MailRead(1, reading("apply", fields), sender_class, Ticket())
    return talk, talk.happens(mail)


def test_one_mail_in_is_one_notice_out() -> None:
    """Clean and proved: accepted at once, and the mail says all that was accepted."""
    talk, decision = at_once(FORWARD, "proved")

    assert sent(decision) == ["accepted"]
    assert issues(decision) == [11]
    rows = mail_of(decision, "accepted").mail.content()["rows"]
    assert {row["field"] for row in rows} >= set(COMPLETE)  # type: ignore[attr-defined]  # JSON
    assert talk.open.state is CaseState.SUBMITTED


def test_nothing_is_skipped_for_a_sender_who_only_claims() -> None:
    """A forged application dies at the read-back, which goes to the true address."""
    assert sent(at_once(FORWARD, "claimed")[1]) == ["readback"]
    assert at_once(FORWARD, "failed")[1].fate == "held"


def test_nothing_is_skipped_with_a_remark_or_without_the_wish() -> None:
    """A warning, a message, or no word on the submission: it is read back."""
    warned = {**FORWARD, "advance.amount": 25_000_000}
    wordy = {**FORWARD, "message": "急ぎです"}

    assert sent(at_once(warned, "proved")[1]) == ["readback"]
    assert sent(at_once(wordy, "proved")[1]) == ["readback"]
    assert sent(at_once(COMPLETE, "proved")[1]) == ["readback"]
    assert sent(at_once({**COMPLETE, "submission": "self"}, "proved")[1]) == [
        "accepted"
    ]


def test_an_accepted_application_of_more_than_the_limit_is_reviewed() -> None:
    """Four eyes hold what needs no はい, too."""
    talk, _ = at_once(FORWARD, "proved")
    talk.office = replace(
        talk.office, policy=replace(talk.office.policy, four_eyes_above=1)
    )
    talk.case = None

    decision = talk.happens(MailRead(2, reading("apply", FORWARD), "proved", Ticket()))

    assert called(decision) == ["review"]
    assert issues(decision) == []
