"""What is said to the contractor next: all questions at once, or the read-back.

Each of them raises the case's revision, which its token carries; はい counts only for
the newest.  The same words serve an answer, a reminder, and the return of the robot
after a person had the case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from mailbot.core.decisions import conversation, handover
from mailbot.core.decisions.authority import is_theirs
from mailbot.core.decisions.conversation import Late
from mailbot.core.mails import application_mails
from mailbot.core.model.case import Case, CaseState
from mailbot.core.model.decision_context import DecisionContext
from mailbot.core.model.draft import Draft, complete
from mailbot.core.model.effects import (
    CallStaff,
    Content,
    Decision,
    DropDues,
    MailKind,
    Send,
)
from mailbot.core.model.events import Actor, MailRead
from mailbot.core.model.finding import Finding, asks
from mailbot.core.office.business_hours import day_in_tokyo
from mailbot.core.office.office import Contractor
from mailbot.core.rules.application_rules import check
from parsers.reading import Reading


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why something is said: the mail that is answered, if any, and who caused it."""

    mail_id: int | None = None
    actor: Actor = "contractor"
    late: Late = ""
    remarks: tuple[Finding, ...] = ()
    """What is to be said of the mail itself, beside what is open."""


def occasion(case: Case, event: MailRead) -> Occasion:
    """Return a mail as an occasion, and whether it answers an older word of ours.

    What was read back before and is corrected on a claim alone says so: はい to it is
    the contractor's answer to whether the correction is theirs (specification 3.1).
    """
    late = conversation.late(event, case)
    if not late and case.shown and event.reading.fields and not is_theirs(event):
        late = "claim"
    return Occasion(event.mail_id, "contractor", late)


def tell(
    case: Case, why: Occasion, context: DecisionContext, contractor: Contractor
) -> Decision:
    """Ask everything that is open; read the application back when nothing is."""
    draft = complete(case, context.office, contractor)
    findings = check(draft, context.office, context.today, context.known)
    asked = asks(findings)
    if asked:
        return ask(draft, asked, why, context)
    return _read_back(draft, findings, why, context)


def ask(
    draft: Draft, asked: tuple[Finding, ...], why: Occasion, context: DecisionContext
) -> Decision:
    """Ask everything at once; the third round without progress goes to a person."""
    case = draft.case
    keys = conversation.keys_of(asked)
    rounds = conversation.rounds(case, keys, theirs=why.actor == "contractor")
    if rounds > context.office.policy.rounds:
        return handover.take_over(case, "no_progress", why.mail_id, context)
    asking = replace(
        case.move("ask", context.now),
        asked=keys,
        rounds=rounds,
        revision=case.revision + 1,
    )
    content = application_mails.questions(replace(draft, case=asking), asked)
    return _said(asking, "questions", content, why, context)


def _read_back(
    draft: Draft, findings: tuple[Finding, ...], why: Occasion, context: DecisionContext
) -> Decision:
    case = draft.case
    content = application_mails.readback(
        draft, findings, context.office, case.shown, day_in_tokyo(context.now)
    )
    reading_back = replace(
        case.move("read_back", context.now),
        asked=(),
        rounds=0,
        revision=case.revision + 1,
        shown=draft.said,
    )
    return _said(reading_back, "readback", content, why, context)


def _said(
    case: Case,
    kind: MailKind,
    content: Content,
    why: Occasion,
    context: DecisionContext,
) -> Decision:
    """Answer to the registered address, and set the clock for the silence after."""
    mail = Send(
        kind,
        case.correspondent,
        {**content, "late": why.late},
        "case",
        case.id,
        case.revision,
        why.mail_id,
    )
    case = replace(case, reminded=0)
    clock = (DropDues(), *conversation.silence(case, case, context))
    return Decision(case, "applied", kind, (mail, *clock), why.actor)


def reminder(case: Case, context: DecisionContext, contractor: Contractor) -> Content:
    """Return what is still wanted: the open questions, or the read-back as shown.

    A read-back is repeated as it was, because はい to the reminder is a はい.
    """
    if case.state is CaseState.CONFIRMING:
        return {"rows": application_mails.rows(case.shown, {}), "questions": []}
    draft = complete(case, context.office, contractor)
    asked = asks(check(draft, context.office, context.today, context.known))
    return {"rows": [], "questions": application_mails.asked_rows(asked)}


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
