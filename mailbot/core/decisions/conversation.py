"""A contractor's mail on an application or a change: taken in, and answered (3.2, 3.4).

A mail is merged into the subject and answered by what is still open (`next_reply.py`):
the questions, or the read-back.  はい counts only for the newest read-back.
"""

from __future__ import annotations

from dataclasses import replace

from mailbot.core.decisions.handover import hand_over
from mailbot.core.decisions.next_reply import ask, reply, unclear
from mailbot.core.decisions.subject import (
    Occasion,
    Subject,
    is_confirming,
    occasion,
)
from mailbot.core.model.decision_context import DecisionContext
from mailbot.core.model.effects import Decision
from mailbot.core.model.events import MailRead
from mailbot.core.model.finding import asks
from mailbot.core.model.required_documents import papers_in
from parsers.reading import Reading

_GIVES = frozenset({"apply", "answer", "amend", "confirm", "change"})


def answer(
    subject: Subject, event: MailRead, context: DecisionContext
) -> Decision | None:
    """Answer a mail that says something to what is asked or read back, else None."""
    reading = event.reading
    if reading.intent == "confirm" and not reading.fields:
        return _confirm(subject, event, context)
    gives = subject.gives(event)
    nothing = not (gives or reading.remainder) and subject.is_answered_by(event)
    if reading.intent == "amend" and nothing:
        why = Occasion(event.mail_id, late="amend")
        return reply(subject, why, context)
    if gives and reading.intent in _GIVES:
        return take_in(subject, event, context)
    brings = papers_in(reading, event.mail_id) and not reading.commands
    if brings and subject.takes_papers(event):
        return take_in(subject, event, context)
    return None


def take_in(subject: Subject, event: MailRead, context: DecisionContext) -> Decision:
    """Merge what was said and answer: questions, or the read-back."""
    why = occasion(subject, event)
    subject = subject.with_mail(event)
    return subject.at_once(event, context) or reply(subject, why, context)


def _confirm(subject: Subject, event: MailRead, context: DecisionContext) -> Decision:
    """Take the はい, if it answers the newest read-back; else read back again."""
    why, part, ticket = occasion(subject, event), subject.part, event.ticket
    newest = ticket.purpose == "case" and ticket.revision == part.revision
    subject = subject.with_mail(event)
    if not (newest and is_confirming(part) and subject.still_stands()):
        return subject.at_once(event, context) or reply(subject, why, context)
    draft, findings = subject.check(context)
    if asked := asks(findings):
        return ask(subject, draft, asked, why, context)
    return subject.agree(draft, findings, event, context)


def not_understood(
    subject: Subject, event: MailRead, context: DecisionContext
) -> Decision:
    """Return what was not understood; the third time in a row a person takes over.

    What could not be read stays with the subject: a person sees it before an issue.
    """
    subject = subject.with_mail(event)
    change, rounds = subject.about, subject.part.rounds + 1
    if rounds > context.office.policy.rounds:
        case, why = subject.case, "not_understood"
        return hand_over(case, why, event.mail_id, context, change)
    subject = subject.put(replace(subject.part, rounds=rounds))
    return unclear(subject.case, event, change, subject.part.state.value)


def is_mere_courtesy(reading: Reading) -> bool:
    """Return whether a mail says nothing but ありがとうございました and the like."""
    return (
        reading.intent == "unknown"
        and bool(reading.text.strip())
        and not (reading.remainder or reading.fields or reading.problems)
        and not (reading.products or reading.attachments or reading.commands)
    )
