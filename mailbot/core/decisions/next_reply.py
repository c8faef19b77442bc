"""What is said to the contractor next: all questions at once, or the read-back.

Each of them raises the case's revision, which its token carries; はい counts only for
the newest.  The same words serve an answer, a reminder, and the return of the robot
after a person had the case.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mailbot.core.decisions.handover import hand_over
from mailbot.core.decisions.mail_to_contractor import to_contractor, to_sender
from mailbot.core.decisions.reminders import start_clock
from mailbot.core.decisions.subject import Occasion, Subject, keys_of, rounds
from mailbot.core.mails.conversation import (
    QuestionsMail,
    ReadbackMail,
    UnclearMail,
    questions,
)
from mailbot.core.mails.form_rows import AskedRow, NamedGuarantee
from mailbot.core.model.case import Case
from mailbot.core.model.decision_context import DecisionContext
from mailbot.core.model.draft import Draft
from mailbot.core.model.effects import (
    CallStaff,
    Decision,
    Effect,
)
from mailbot.core.model.events import MailRead
from mailbot.core.model.finding import Finding, asks
from parsers.reading import Reading


def reply(subject: Subject, why: Occasion, context: DecisionContext) -> Decision:
    """Ask everything that is open; read the subject back when nothing is.

    The contractor of the case must be registered.
    """
    draft, findings = subject.check(context)
    if asked := why.remarks + asks(findings):
        return ask(subject, draft, asked, why, context)
    part = replace(subject.moved("read_back", context.now), asked=(), rounds=0)
    shown, mail = subject.put(part).read_back(draft, findings, context)
    return _send(shown, mail, why, context)


def ask(
    subject: Subject,
    draft: Draft,
    asked: tuple[Finding, ...],
    why: Occasion,
    context: DecisionContext,
) -> Decision:
    """Ask everything at once; the third round without progress goes to a person."""
    keys, change = keys_of(asked), subject.about
    count = rounds(subject.part, keys, theirs=why.actor == "contractor")
    if count > context.office.policy.rounds:
        case = subject.case
        return hand_over(case, "no_progress", why.mail_id, context, change)
    part = replace(subject.moved("ask", context.now), asked=keys, rounds=count)
    mail = replace(questions(draft, asked), round=count, change=change)
    told = _send(subject.put(part), mail, why, context)
    refused = all(one.weight == "refuse" for one in asked) and why.remarks
    return replace(told, fate="refused") if refused else told


def _send(
    subject: Subject,
    mail: QuestionsMail | ReadbackMail,
    why: Occasion,
    context: DecisionContext,
) -> Decision:
    """Say it under a new revision, and set the clock for the silence after."""
    subject = subject.under_new_revision(context.now)
    said = replace(mail, late=why.late)
    send = to_contractor(subject.case, said, answers=why.mail_id)
    effects: tuple[Effect, ...] = (send, *subject.ends, *start_clock(subject, context))
    reason = subject.code + mail.kind
    return Decision(subject.case, "applied", reason, effects, why.actor)


def _unread(reading: Reading) -> Iterator[AskedRow]:
    """Yield what was not read: of the mail, then files of which it does not speak."""
    for each in reading.problems:
        if not each.field:
            yield AskedRow(field="", code=each.code, read=each.text)
    told = {each.part for each in reading.problems}
    for file in reading.attachments:
        if file.unread and file.part not in told:
            read = f"{file.name}（{file.unread}）"
            yield AskedRow(field="", code="unreadable", read=read)


def unclear(
    case: Case | None,
    event: MailRead,
    change: NamedGuarantee | None = None,
    state: str = "",
) -> Decision:
    """Answer that nothing could be read, and what is possible; tell a person.

    `change` is the guarantee of the change in talk, `state` where that change stands.
    """
    lines = [line for line in event.reading.text.splitlines() if line.strip()]
    said = UnclearMail(
        read=tuple(lines[:8]),
        why=tuple(_unread(event.reading)),
        asked=case.asked if case else (),
        state=state or (case.state.value if case else ""),
        subject_name=case.text("project_name") if case else "",
        change=change,
    )
    mail = to_sender(event, said, case)
    called = CallStaff("unclear", {"mail": event.mail_id})
    return Decision(case, "held", "unclear", (mail, called), "contractor")
