"""Mail that brings nothing: how much of it is answered (specification 3.7).

    a mail is decided ──> something moved ────────────────────> never counted
                    └───> nothing moved ──> counted: sender, token or not, subject
                                └─ beyond the day's number ──> held; said once

Counted are incoming mails, not our answers: twenty applications of a busy contractor
each move something, however many mails of ours they cause.  Without a token and under
one are counted apart, so that a forger uses up nothing of the contractor's own thread;
and what moves something is never held, whatever was counted before it.

The one thing that a claim alone can move without end is a new application: those have a
number a day of their own.
"""

from __future__ import annotations

import re
from dataclasses import replace

from mailbot.core.decisions import authority, handover
from mailbot.core.model.case import Case
from mailbot.core.model.decision_context import DecisionContext
from mailbot.core.model.effects import CallStaff, Decision, Effect, Send
from mailbot.core.model.events import MailRead
from mailbot.core.office.names import fold_name
from mailbot.core.office.office import Contractor
from parsers.reading import Reading

LOOP = "loop"
MANY = "many_applications"
_LONGEST_KIND = 60
_REPLY = re.compile(
    r"^(?:\s*(?:re|fw|fwd|aw|sv|返信|回答|転送)\s*[:：])+", re.IGNORECASE
)
_NUMBERS = re.compile(r"[\d\W_]+")
_ALL_KINDS = 5
"""How many times the day's number all subjects of one sender have together."""


def kind_of(reading: Reading) -> str:
    """Return what the mails of one flood share: the subject without its numbers."""
    bare = _REPLY.sub("", reading.envelope.subject[:1000])
    return _NUMBERS.sub("", fold_name(bare))[:_LONGEST_KIND]


def brings_anything(before: Case | None, decision: Decision) -> bool:
    """Return whether a mail brought anything: a case opened, a value, a state."""
    after = decision.case
    if after is None:
        return False
    return (
        before is None or before.id != after.id or _movable(before) != _movable(after)
    )


def _movable(case: Case) -> object:
    """Return what a mail can move; our own counting of questions is none of it."""
    return (
        case.state,
        {key: one.value for key, one in case.said.items()},
        dict(case.products),
        case.guarantees,
        case.submissions,
        [
            (
                one.id,
                one.state,
                {key: said.value for key, said in one.said.items()},
                one.apart,
                one.papers,
            )
            for one in case.changes
        ],
        case.papers,
        case.settled,
        case.stopped,
        case.held,
        case.withdrawal_asked,
    )


def opened_on_a_claim(before: Case | None, event: MailRead, decision: Decision) -> bool:
    """Return whether a mail that proves nothing has opened a case."""
    after = decision.case
    new = after is not None and (before is None or before.id != after.id)
    return new and not authority.is_theirs(event) and decision.reason != MANY


def limit(
    case: Case | None,
    event: MailRead,
    decision: Decision,
    context: DecisionContext,
    contractor: Contractor,
) -> Decision:
    """Return the decision, or what becomes of a mail that is one too many."""
    policy = context.office.policy
    if event.taken:
        return decision
    if opened_on_a_claim(case, event, decision):
        over = event.opened - policy.applications_per_day
        return (
            _held(case, event, context, contractor, (MANY, over))
            if over >= 0
            else decision
        )
    if brings_anything(case, decision):
        return decision
    most = policy.answers_per_day
    over = max(event.fruitless - most, event.fruitless_in_all - most * _ALL_KINDS)
    return (
        _held(case, event, context, contractor, (LOOP, over)) if over >= 0 else decision
    )


def _held(
    case: Case | None,
    event: MailRead,
    context: DecisionContext,
    contractor: Contractor,
    why: tuple[str, int],
) -> Decision:
    """Hold the mail; at the first one the contractor hears that a person has it.

    All mails of one sender's flood are one task: `mailbot take` has each decided.
    """
    reason, over = why
    effects: tuple[Effect, ...] = (
        CallStaff(reason, {"mail": event.mail_id}, group=contractor.id),
    )
    if over == 0:
        told = handover.promise_person(None, reason, event, context, contractor)
        effects = (*(e for e in told.effects if isinstance(e, Send)), *effects)
    return Decision(case, "held", reason, effects, "contractor")


def answered_too_often(event: MailRead, context: DecisionContext) -> bool:
    """Return whether an obligee, or a stranger, has had its answers of the day."""
    most = context.office.policy.answers_per_day
    many = event.fruitless >= most or event.fruitless_in_all >= most * _ALL_KINDS
    return many and not event.taken


def as_taken_up(event: MailRead) -> MailRead:
    """Return a mail that a person has taken up as a person's own: whoever sent it.

    That person has made sure of what the mail itself could not show.
    """
    reading = event.reading
    if not event.taken:
        return event
    if reading.carried is not None:
        reading = reading.carried
    trusted = "claimed" if event.sender_class == "failed" else event.sender_class
    return replace(event, reading=reading, sender_class=trusted, addressed="")
