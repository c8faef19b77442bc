"""What is said to the contractor next: all questions at once, or the read-back.

Each of them raises the case's revision, which its token carries; はい counts only for
the newest.  The same words serve an answer, a reminder, and the return of the robot
after a person had the case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from mailbot.core.decisions.handover import hand_over
from mailbot.core.decisions.silence import silence
from mailbot.core.decisions.subject import Occasion, Part, Subject, keys_of, rounds
from mailbot.core.mails import application_mails
from mailbot.core.mails.to_contractor import to_contractor
from mailbot.core.model.case import Case
from mailbot.core.model.decision_context import DecisionContext
from mailbot.core.model.draft import Draft
from mailbot.core.model.effects import (
    CallStaff,
    Content,
    Decision,
    Effect,
    MailKind,
    Send,
)
from mailbot.core.model.events import MailRead
from mailbot.core.model.finding import Finding, asks
from parsers.reading import Reading


def reply(subject: Subject[Part], why: Occasion, context: DecisionContext) -> Decision:
    """Ask everything that is open; read the subject back when nothing is.

    The contractor of the case must be registered.
    """
    draft, findings = subject.check(context)
    if asked := why.remarks + asks(findings):
        return ask(subject, draft, asked, why, context)
    part = replace(subject.moved("read_back", context.now), asked=(), rounds=0)
    shown, content = subject.put(part).read_back(draft, findings, context)
    return _said(shown, "readback", content, why, context)


def ask(
    subject: Subject[Part],
    draft: Draft,
    asked: tuple[Finding, ...],
    why: Occasion,
    context: DecisionContext,
) -> Decision:
    """Ask everything at once; the third round without progress goes to a person."""
    keys, about = keys_of(asked), subject.about()
    count = rounds(subject.part, keys, theirs=why.actor == "contractor")
    if count > context.office.policy.rounds:
        return hand_over(subject.case, "no_progress", why.mail_id, context, **about)
    part = replace(subject.moved("ask", context.now), asked=keys, rounds=count)
    counted = replace(draft, case=replace(draft.case, rounds=count))
    content = {**application_mails.questions(counted, asked), **about}
    told = _said(subject.put(part), "questions", content, why, context)
    refused = all(one.weight == "refuse" for one in asked) and why.remarks
    return replace(told, fate="refused") if refused else told


def _said(
    subject: Subject[Part],
    kind: MailKind,
    content: Content,
    why: Occasion,
    context: DecisionContext,
) -> Decision:
    """Say it under a new revision, and set the clock for the silence after."""
    subject = subject.told(context.now)
    said = {**content, "late": why.late}
    mail = to_contractor(subject.case, kind, said, answers=why.mail_id)
    effects: tuple[Effect, ...] = (mail, *subject.ends, *silence(subject, context))
    return Decision(subject.case, "applied", subject.code + kind, effects, why.actor)


def _unread(reading: Reading) -> list[Content]:
    """Return the files that were not read, and of which no problem speaks yet."""
    told = {each.part for each in reading.problems}
    return [
        {"field": "", "code": "unreadable", "read": f"{each.name}（{each.unread}）"}
        for each in reading.attachments
        if each.unread and each.part not in told
    ]


def unclear(
    case: Case | None, event: MailRead, content: Mapping[str, object] | None = None
) -> Decision:
    """Answer that nothing could be read, and what is possible; tell a person.

    `content` says what else the mail is about, such as the change in talk.
    """
    lines = [line for line in event.reading.text.splitlines() if line.strip()]
    said: Content = {
        "read": lines[:8],
        "why": [
            {"field": "", "code": each.code, "read": each.text}
            for each in event.reading.problems
            if not each.field
        ]
        + _unread(event.reading),
        "asked": list(case.asked) if case else [],
        "state": case.state.value if case else "",
        "subject_name": case.text("project_name") if case else "",
        **(content or {}),
    }
    mail = Send(
        "unclear",
        event.reading.envelope.sender or "",
        said,
        "case" if case else None,
        case.id if case else 0,
        case.revision if case else 0,
        event.mail_id,
    )
    called = CallStaff("unclear", {"mail": event.mail_id})
    return Decision(case, "held", "unclear", (mail, called), "contractor")
