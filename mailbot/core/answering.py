"""A contractor's mail on a case: ask, read back, take the はい, or call a person.

Each question or read-back raises the case's revision, which its token carries; はい
counts only for the newest read-back, anything older is read back again.
"""

from __future__ import annotations

from dataclasses import replace

from mailbot.core import issuing, replies
from mailbot.core.case import ENDED, Case, CaseState
from mailbot.core.desk import Desk
from mailbot.core.draft import Draft, complete, merge
from mailbot.core.effects import (
    CallStaff,
    Decision,
    DropDues,
    MailKind,
    Send,
    SetDue,
)
from mailbot.core.events import MailRead
from mailbot.core.finding import Finding, asks
from mailbot.core.guarantee import GuaranteeState
from mailbot.core.office import Contractor
from mailbot.core.rules import check

_URGENT = ("至急", "本日中", "今日中")
_GIVES_FIELDS = frozenset({"apply", "answer", "amend", "confirm"})
_STOPPABLE = frozenset({GuaranteeState.REVIEWING, GuaranteeState.AWAITING_PREMIUM})


def open_case(event: MailRead, desk: Desk, contractor: Contractor) -> Decision:
    """Open a case for a first application and answer it."""
    sender = event.reading.envelope.sender or ""
    case = Case(
        id=desk.fresh.case_id,
        receipt=desk.fresh.receipt,
        contractor_id=contractor.id,
        correspondent=sender,
        opened_at=desk.now,
        updated_at=desk.now,
    )
    return _take(case, event, desk, contractor)


def on_case(
    case: Case, event: MailRead, desk: Desk, contractor: Contractor
) -> Decision:
    """Answer a mail on a case that exists; the sender is its contractor."""
    reading = event.reading
    if case.held:
        called = CallStaff("new_mail", {"mail": event.mail_id})
        return Decision(case, "held", "a_person_has_it", (called,), "contractor")
    if case.state in ENDED:
        return _after_the_end(case, event, desk, contractor)
    if reading.intent == "withdraw":
        return withdraw(case, event, desk)
    if case.state is CaseState.SUBMITTED:
        return _after_yes(case, event)
    return _before_yes(case, event, desk, contractor)


def _before_yes(
    case: Case, event: MailRead, desk: Desk, contractor: Contractor
) -> Decision:
    """Take what a mail says while the application is still being written."""
    reading = event.reading
    if reading.intent == "confirm" and not reading.fields:
        return _confirm(case, event, desk, contractor)
    says_something = reading.fields or reading.problems or reading.products
    if reading.intent in _GIVES_FIELDS and says_something:
        return _take(case, event, desk, contractor)
    if reading.intent == "help":
        return help_mail(event, contractor, case)
    return _not_understood(case, event, desk)


def _after_the_end(
    case: Case, event: MailRead, desk: Desk, contractor: Contractor
) -> Decision:
    if event.reading.intent == "apply" and event.reading.fields:
        return open_case(event, desk, contractor)
    called = CallStaff("mail_after_end", {"mail": event.mail_id})
    return Decision(case, "held", "case_has_ended", (called,), "contractor")


def _after_yes(case: Case, event: MailRead) -> Decision:
    """After はい nothing is changed by a machine: a person reads what comes."""
    if event.reading.intent == "confirm" and not event.reading.fields:
        return Decision(case, "applied", "already_confirmed", (), "contractor")
    called = CallStaff("mail_after_yes", {"mail": event.mail_id})
    return Decision(case, "held", "mail_after_yes", (called,), "contractor")


def _take(case: Case, event: MailRead, desk: Desk, contractor: Contractor) -> Decision:
    """Merge what was said and answer: questions, or the read-back."""
    urgent = case.urgent or any(word in event.reading.text for word in _URGENT)
    merged = replace(merge(case, event.reading, event.mail_id), urgent=urgent)
    draft = complete(merged, desk.office, contractor)
    findings = check(draft, desk.office)
    asked = asks(findings)
    if asked:
        return _ask(draft, asked, event, desk)
    return _read_back(draft, findings, event, desk)


def _ask(
    draft: Draft, asked: tuple[Finding, ...], event: MailRead, desk: Desk
) -> Decision:
    """Ask everything at once; the third round without progress goes to a person."""
    case = draft.case
    keys = tuple(dict.fromkeys(f.field or f.code for f in asked))
    stuck = bool(case.asked) and set(case.asked) <= set(keys)
    rounds = case.rounds + 1 if stuck else 1
    if rounds > desk.office.policy.rounds:
        held = replace(case, held="no_progress", updated_at=desk.now)
        called = CallStaff("no_progress", {"mail": event.mail_id})
        return Decision(held, "held", "no_progress", (called, DropDues()), "contractor")
    asking = replace(
        case.move("ask", desk.now),
        asked=keys,
        rounds=rounds,
        revision=case.revision + 1,
    )
    content = replies.questions(replace(draft, case=asking), asked)
    return _said(asking, "questions", content, event, desk)


def _read_back(
    draft: Draft, findings: tuple[Finding, ...], event: MailRead, desk: Desk
) -> Decision:
    case = draft.case
    content = replies.readback(draft, findings, desk.office, case.shown)
    reading_back = replace(
        case.move("read_back", desk.now),
        asked=(),
        rounds=0,
        revision=case.revision + 1,
        shown=draft.said,
    )
    return _said(reading_back, "readback", content, event, desk)


def _said(
    case: Case, kind: MailKind, content: replies.Content, event: MailRead, desk: Desk
) -> Decision:
    """Answer to the registered address, and set the clock for the silence after."""
    mail = Send(
        kind,
        case.correspondent,
        content,
        "case",
        case.id,
        case.revision,
        event.mail_id,
    )
    expires = SetDue(
        "expire", desk.now + desk.office.policy.expire_after, case.revision
    )
    return Decision(
        case,
        "applied",
        kind,
        (mail, DropDues(), expires),
        "contractor",
    )


def _confirm(
    case: Case, event: MailRead, desk: Desk, contractor: Contractor
) -> Decision:
    """Take the はい, if it answers the newest read-back; else read back again."""
    answers_newest = (
        event.ticket.purpose == "case" and event.ticket.revision == case.revision
    )
    if case.state is not CaseState.CONFIRMING or not answers_newest:
        return _take(case, event, desk, contractor)
    case = merge(case, event.reading, event.mail_id)
    draft = complete(case, desk.office, contractor)
    findings = check(draft, desk.office)
    asked = asks(findings)
    if asked:
        return _ask(draft, asked, event, desk)
    return issuing.confirmed(draft, findings, event, desk)


def withdraw(case: Case, event: MailRead, desk: Desk) -> Decision:
    """Withdraw before the issue; after it only a person can cancel."""
    if any(one.state not in _STOPPABLE for one in case.guarantees):
        called = CallStaff("withdrawal_after_issue", {"mail": event.mail_id})
        return Decision(case, "held", "too_late", (called,), "contractor")
    gone = case.move("withdraw", desk.now)
    gone = replace(
        gone,
        guarantees=tuple(one.move("cancel") for one in gone.guarantees),
        last_mail_id=event.mail_id,
    )
    mail = Send(
        "withdrawn",
        case.correspondent,
        {"subject_name": case.text("project_name")},
        "case",
        case.id,
        case.revision,
        event.mail_id,
    )
    return Decision(gone, "applied", "withdrawn", (mail, DropDues()), "contractor")


def help_mail(
    event: MailRead, contractor: Contractor, case: Case | None = None
) -> Decision:
    """Say what can be written here, with the form to fill in."""
    mail = Send(
        "help",
        event.reading.envelope.sender or "",
        {"contractor": contractor.name},
        "case" if case else None,
        case.id if case else 0,
        case.revision if case else 0,
        event.mail_id,
    )
    return Decision(case, "applied", "help", (mail,), "contractor")


def _not_understood(case: Case, event: MailRead, desk: Desk) -> Decision:
    """Say what was not understood; the third time in a row a person takes over."""
    rounds = case.rounds + 1
    if rounds > desk.office.policy.rounds:
        held = replace(case, held="not_understood", updated_at=desk.now)
        called = CallStaff("not_understood", {"mail": event.mail_id})
        return Decision(held, "held", "not_understood", (called,), "contractor")
    return unclear(replace(case, rounds=rounds), event)


def unclear(case: Case | None, event: MailRead) -> Decision:
    """Answer that nothing could be read, and what is possible; tell a person."""
    lines = [line for line in event.reading.text.splitlines() if line.strip()]
    content: replies.Content = {
        "read": lines[:8],
        "asked": list(case.asked) if case else [],
        "state": case.state.value if case else "",
        "subject_name": case.text("project_name") if case else "",
    }
    mail = Send(
        "unclear",
        event.reading.envelope.sender or "",
        content,
        "case" if case else None,
        case.id if case else 0,
        case.revision if case else 0,
        event.mail_id,
    )
    called = CallStaff("unclear", {"mail": event.mail_id})
    return Decision(case, "held", "unclear", (mail, called), "contractor")
