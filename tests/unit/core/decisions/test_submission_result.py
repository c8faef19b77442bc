"""What became of a submission: delivered, refused, returned, received."""

from __future__ import annotations

from dataclasses import replace

from mailbot.core.model.events import DeliverySettled, Ticket
from mailbot.core.model.submission import SubmissionState
from parsers.reading import FailedRecipient
from tests.support.talk import (
    SENDER,
    Talk,
    called,
    duty,
    issued,
    mail_of,
    reading,
    sent,
)


def test_accepted_submission_is_told_to_the_contractor_once() -> None:
    """The contractor hears when the submission left, and hears it once."""
    talk = issued(Talk())
    settled = DeliverySettled(
        9, "submission", 21, "doboku@city.kakuda.example.jp", "accepted"
    )

    first, again = talk.happens(settled), talk.happens(settled)

    assert sent(first) == ["submitted"]
    assert talk.open.submissions[0].state is SubmissionState.SENT
    assert again.effects == ()


def test_unknown_delivery_is_never_sent_again() -> None:
    """A submission whose fate nobody knows becomes a task, not a second mail."""
    talk = issued(Talk())

    decision = talk.happens(
        DeliverySettled(9, "submission", 21, "doboku@city.kakuda.example.jp", "unknown")
    )

    assert sent(decision) == []
    assert called(decision) == ["delivery_unknown"]


def test_refused_submission_is_a_task_with_its_obligee() -> None:
    """A submission that is refused names the obligee that must be telephoned."""
    talk = issued(Talk())

    decision = talk.happens(
        DeliverySettled(9, "submission", 21, "doboku@city.kakuda.example.jp", "never")
    )

    assert called(decision) == ["submission_failed"]
    assert talk.open.submissions[0].state is SubmissionState.FAILED


def test_bounce_of_a_submission_is_a_task_with_the_telephone() -> None:
    """A bounce is never answered; the contractor hears of it, staff telephone."""
    talk = issued(Talk())
    gone = FailedRecipient("doboku@city.kakuda.example.jp", "failed", "5.1.1")

    decision = talk.hears(reading("bounce", sender=None, bounced=(gone,)))

    assert (decision.fate, sent(decision)) == ("bounced", ["submission_failed"])
    assert mail_of(decision, "submission_failed").to == SENDER
    assert called(decision) == ["submission_failed"]
    assert duty(decision, "submission_failed")["phone"] == "0224-00-6789"
    assert talk.open.submissions[0].state is SubmissionState.FAILED


def two_to_one_address() -> Talk:
    """Return a case whose two submissions went to one address, by mails 31 and 32."""
    talk = issued(Talk())
    one = replace(talk.open.submissions[0], state=SubmissionState.SENT, mail_id=31)
    talk.case = replace(
        talk.open, submissions=(one, replace(one, id=one.id + 1, mail_id=32))
    )
    return talk


def test_a_bounce_fails_the_mail_that_came_back_and_no_other() -> None:
    """Two submissions went to one address: the bounce's own address tells which."""
    talk = two_to_one_address()
    gone = FailedRecipient("doboku@city.kakuda.example.jp", "failed", "5.2.2")

    decision = talk.hears(
        reading("bounce", sender=None, bounced=(gone,)), Ticket("bounce", 32, 7)
    )

    assert [one.state for one in talk.open.submissions] == [
        SubmissionState.SENT,
        SubmissionState.FAILED,
    ]
    assert duty(decision, "submission_failed")["submission"] == 22


def test_a_bounce_of_another_mail_fails_no_submission() -> None:
    """The contractor's copy, or any other mail, may come back: a person is called."""
    talk = two_to_one_address()
    gone = FailedRecipient(SENDER, "failed", "5.2.2")
    elsewhere = FailedRecipient("doboku@city.kakuda.example.jp", "failed", "5.2.2")

    for report, mail in ((gone, 32), (elsewhere, 99)):
        decision = talk.hears(
            reading("bounce", sender=None, bounced=(report,)),
            Ticket("bounce", mail, 7),
        )
        assert called(decision) == ["bounce"]
    assert {one.state for one in talk.open.submissions} == {SubmissionState.SENT}


def test_delay_report_changes_nothing() -> None:
    """A mail that is merely late is still on its way (RFC 3464 2.3.3)."""
    talk = issued(Talk())
    late = FailedRecipient("doboku@city.kakuda.example.jp", "delayed", "4.4.1")

    decision = talk.hears(reading("bounce", sender=None, bounced=(late,)))

    assert decision.effects == ()
    assert talk.open.submissions[0].state is SubmissionState.READY
