"""The clock of a contractor who does not answer: reminders, and the end (3.2)."""

from __future__ import annotations

from datetime import datetime

from mailbot.core.decisions.subject import Part, Subject
from mailbot.core.model.decision_context import DecisionContext
from mailbot.core.model.effects import SetDue
from mailbot.core.office.business_hours import TOKYO, add_business_days, day_in_tokyo
from mailbot.core.office.office import branch_of


def silence(subject: Subject[Part], context: DecisionContext) -> tuple[SetDue, ...]:
    """Set the end and the first reminder of a word that was just said."""
    at = context.now + context.office.policy.expire_after
    ends = SetDue(subject.due("expire"), at, subject.part.revision)
    return (ends, *next_reminder(subject, context))


def next_reminder(
    subject: Subject[Part], context: DecisionContext
) -> tuple[SetDue, ...]:
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
