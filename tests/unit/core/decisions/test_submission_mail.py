"""The mail to an obligee, on the contractor's behalf, by the obligee's patterns."""

from __future__ import annotations

from dataclasses import replace

from mailbot.core.decisions.submission_mail import submission_mail
from mailbot.core.model.decision_context import DecisionContext, NewIds
from mailbot.core.model.effects import Send
from mailbot.core.office.obligee_channel import Delivery
from tests.support.talk import NOON, SENDER, Talk, issued


def sent_by(delivery: Delivery) -> Send:
    """Return the mail to an obligee whose profile says this of 前払金保証."""
    talk = issued(Talk())
    kakuda = replace(talk.office.obligees["kakuda"], deliveries={"advance": delivery})
    office = replace(talk.office, obligees={"kakuda": kakuda})
    context = DecisionContext(office, NOON, NewIds(2, "2026-000002", 12, 22))
    return submission_mail(talk.open, talk.open.submissions[0], context)


def test_places_of_a_pattern_are_filled_and_other_braces_stay() -> None:
    """The obligee's own subject and lines, with the names of this contract in them."""
    subject = " {contractor_name}：{project_name}（{product}） {様式} "
    send = sent_by(Delivery("mail", "a@x.example", subject=subject, body=("{phone}",)))

    content = send.mail.content()
    assert content["subject"] == (
        "株式会社星空建設：市道枝野線道路改良工事（前払金保証） {様式}"
    )
    assert content["body"] == [""]


def test_contractor_gets_a_copy_and_the_obligee_the_notice() -> None:
    """The reply goes by the submission's token; only the key notice is enclosed."""
    send = sent_by(Delivery("mail", "a@x.example"))

    assert (send.purpose, send.token_id, send.cc) == ("submission", 21, (SENDER,))
    assert [one.kind for one in send.documents] == ["key_notice"]
