"""The steps that an application and a request for a change share (specification 3.4).

Both are asked about, read back, reminded of and ended by the same rules: three rounds
without progress go to a person, はい counts for the newest word of ours only, silence
is reminded of and ends after thirty days.  What differs is what is said; that is told
by `telling.py` and `waiting.py` for an application, by `changing.py` and
`unanswered.py` for a change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal, TypeVar

from mailbot.core.mails.to_contractor import to_contractor
from mailbot.core.model.case import Case
from mailbot.core.model.change_request import Change
from mailbot.core.model.decision_context import DecisionContext
from mailbot.core.model.effects import Effect, MailKind, Send, SetDue
from mailbot.core.model.events import MailRead
from mailbot.core.model.finding import Finding
from mailbot.core.office.business_hours import TOKYO, add_business_days, day_in_tokyo
from mailbot.core.office.office import branch_of

Subject = TypeVar("Subject", Case, Change)
"""What a conversation is about.  A change's dues and token are its own."""

Late = Literal["", "answer", "yes", "amend", "claim"]
"""Whether a mail answers an older word of ours, with values or with はい; "amend" where
修正 was wished without a word of what; "claim" where nothing proves the values."""


def late(event: MailRead, subject: Case | Change) -> Late:
    """Tell whether a mail answers an older word of ours on this subject."""
    ticket = event.ticket
    overtaken = ticket.purpose == "case" and 0 < ticket.revision < subject.revision
    if not overtaken:
        return ""
    return "yes" if event.reading.intent == "confirm" else "answer"


def keys_of(asked: Sequence[Finding]) -> tuple[str, ...]:
    """Return what a mail of questions asks for, each field or matter once."""
    return tuple(dict.fromkeys(f.field or f.code for f in asked))


def rounds(subject: Case | Change, keys: Sequence[str], *, theirs: bool) -> int:
    """Return which round the next questions are: 1 where anything was settled.

    `theirs` tells that a mail of the contractor brought no more than this; what we ask
    of our own accord is no round of theirs.
    """
    stuck = bool(subject.asked) and set(subject.asked) <= set(keys)
    return subject.rounds + 1 if stuck and theirs else 1


def due(subject: Case | Change, what: str) -> str:
    """Return the name of a due row: a change's bears its number."""
    return subject.due(what) if isinstance(subject, Change) else what


def silence(
    case: Case, subject: Case | Change, context: DecisionContext
) -> tuple[Effect, ...]:
    """Set the clock for a contractor who does not answer (specification 3.2)."""
    expires = context.now + context.office.policy.expire_after
    ends = SetDue(due(subject, "expire"), expires, subject.revision)
    return (ends, *_next_reminder(case, subject, context))


def _next_reminder(
    case: Case, subject: Case | Change, context: DecisionContext
) -> tuple[SetDue, ...]:
    """Set the next reminder: in the morning, on a business day; none after the last."""
    after, reminded = context.office.policy.remind_after, subject.reminded
    if case.stopped or reminded >= len(after):
        return ()
    before = after[reminded - 1] if reminded else 0
    days = max(after[reminded] - before, 1)
    day = add_business_days(context.office, day_in_tokyo(context.now), days)
    branch = branch_of(case.text("branch"), case.contractor_id, context.office)
    at = datetime.combine(day, branch.opens, TOKYO)
    return (SetDue(due(subject, "remind"), at, subject.revision),)


def reminded_once_more(subject: Subject) -> Subject:
    """Return the subject with one reminder more."""
    return replace(subject, reminded=subject.reminded + 1)


def remind(
    case: Case,
    subject: Case | Change,
    content: Mapping[str, object],
    since: datetime,
    context: DecisionContext,
) -> tuple[Effect, ...]:
    """Say once more what is wanted, without a new revision: either mail is answered.

    `subject` counts this reminder already; `since` is when the word was sent that
    nobody answers.
    """
    said: dict[str, object] = {
        **content,
        "state": subject.state.value,
        "round": subject.reminded,
        "expires": day_in_tokyo(since + context.office.policy.expire_after).isoformat(),
        "subject_name": case.text("project_name"),
    }
    mail = mail_on(case, subject, "reminder", said)
    return (mail, *_next_reminder(case, subject, context))


def ended(
    case: Case,
    subject: Case | Change,
    content: Mapping[str, object],
    context: DecisionContext,
) -> Send:
    """Return the mail that says that nobody answered in time."""
    said: dict[str, object] = {
        "days": context.office.policy.expire_after.days,
        "subject_name": case.text("project_name"),
        **content,
    }
    return mail_on(case, subject, "expired", said)


def mail_on(
    case: Case,
    subject: Case | Change,
    kind: MailKind,
    content: Mapping[str, object],
) -> Send:
    """Write under the subject's own token: an older word of it still counts."""
    return to_contractor(case, kind, content, revision=subject.revision)
