"""What happens when nobody answers: two reminders, then the end after thirty days.

An application ends with its case; a request for a change ends, and its guarantee stays
as it is.  The days are the office's (`Policy` in `office/office.py`).  Each has due
rows of its own, named by its number.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mailbot.core.decisions.application_subject import ApplicationSubject
from mailbot.core.decisions.change_subject import ChangeSubject
from mailbot.core.decisions.mail_to_contractor import to_contractor
from mailbot.core.decisions.subject import Subject, is_confirming, waits
from mailbot.core.mails.conversation import ExpiredMail, ReminderMail
from mailbot.core.mails.form_rows import asked_rows
from mailbot.core.model.case import Case
from mailbot.core.model.decision_context import DecisionContext
from mailbot.core.model.effects import (
    CallStaff,
    Decision,
    Effect,
    Send,
    SetDue,
)
from mailbot.core.model.events import CameDue
from mailbot.core.model.finding import asks
from mailbot.core.model.mail_kind import Mail
from mailbot.core.office.business_hours import TOKYO, add_business_days, day_in_tokyo
from mailbot.core.office.office import branch_of


def came_due(case: Case, event: CameDue, context: DecisionContext) -> Decision:
    """Remind, or end what nobody answered; a held case waits for its person."""
    what, _, number = event.what.partition(":")
    if not number:
        return _came_due(ApplicationSubject(case), what, event, context)
    for change in case.changes:
        if str(change.id) == number:
            return _came_due(ChangeSubject(case, change.id), what, event, context)
    return Decision(case, "ignored", "out_of_date", (), "clock")


def _came_due(
    subject: Subject, what: str, event: CameDue, context: DecisionContext
) -> Decision:
    case = subject.case
    newest = event.revision == subject.part.revision
    if not newest or case.held or not waits(subject.part):
        return Decision(case, "ignored", "out_of_date", (), "clock")
    if what == "expire":
        return _expire(subject, context)
    if case.stopped or case.contractor_id not in context.office.contractors:
        return Decision(case, "ignored", "no_reminders", (), "clock")
    return _remind(subject, context)


def _remind(subject: Subject, context: DecisionContext) -> Decision:
    """Say once more what is wanted, without a new revision: either mail is answered.

    A read-back is repeated as it was, because はい to the reminder is a はい.
    """
    part = subject.part
    subject = subject.put(replace(part, reminded=part.reminded + 1))
    confirming = is_confirming(subject.part)
    open_now = () if confirming else asks(subject.check(context)[1])
    ends = day_in_tokyo(subject.asked_at + context.office.policy.expire_after)
    told = ReminderMail(
        rows=subject.rows_again(context) if confirming else (),
        questions=asked_rows(open_now),
        change=subject.about,
        state=subject.part.state.value,
        round=subject.part.reminded,
        expires=ends.isoformat(),
        subject_name=subject.case.text("project_name"),
    )
    mail = _mail(subject, told)
    effects: tuple[Effect, ...] = (mail, *_next_reminder(subject, context))
    code = f"{subject.code}reminded"
    return Decision(subject.case, "applied", code, effects, "clock")


def _expire(subject: Subject, context: DecisionContext) -> Decision:
    subject = subject.expired(context.now)
    days = context.office.policy.expire_after.days
    told = ExpiredMail(
        days=days,
        change=subject.about,
        subject_name=subject.case.text("project_name"),
    )
    mail = _mail(subject, told)
    called = CallStaff("expired", subject.concerns)
    effects: tuple[Effect, ...] = (mail, called, *subject.ends)
    return Decision(subject.case, "applied", f"{subject.code}expired", effects, "clock")


def _mail(subject: Subject, mail: Mail) -> Send:
    """Write under the subject's own token: an older word of it still counts."""
    return to_contractor(subject.case, mail, revision=subject.part.revision)


def start_clock(subject: Subject, context: DecisionContext) -> tuple[SetDue, ...]:
    """Set the end and the first reminder of a word that was just said."""
    at = context.now + context.office.policy.expire_after
    ends = SetDue(subject.due("expire"), at, subject.part.revision)
    return (ends, *_next_reminder(subject, context))


def _next_reminder(subject: Subject, context: DecisionContext) -> tuple[SetDue, ...]:
    """Set the next reminder: in the morning, on a business day; none after the last."""
    case, reminded = subject.case, subject.part.reminded
    after = context.office.policy.remind_after
    if case.stopped or reminded >= len(after):
        return ()
    before = after[reminded - 1] if reminded else 0
    days = max(after[reminded] - before, 1)
    day = add_business_days(context.office, day_in_tokyo(context.now), days)
    branch = branch_of(case.text("branch"), case.contractor_id, context.office)
    at = datetime.combine(day, branch.opens, TOKYO)
    return (SetDue(subject.due("remind"), at, subject.part.revision),)
