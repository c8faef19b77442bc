"""A change that waits: for an answer, or for the end of its grace.

A request that nobody answers is reminded of and ends as an application does
(specification 3.4: the same steps); the guarantee stays as it is.  Each request has due
rows of its own, named by its number, so that two of one case do not meet.
"""

from __future__ import annotations

from dataclasses import replace

from mailbot.core.decisions import (
    amendment,
    change_draft,
    conversation,
    final_check,
    issue,
)
from mailbot.core.mails import application_mails
from mailbot.core.model.case import Case
from mailbot.core.model.change_request import TALKING, Change, ChangeState
from mailbot.core.model.decision_context import DecisionContext
from mailbot.core.model.effects import CallStaff, Content, Decision
from mailbot.core.model.events import CameDue
from mailbot.core.model.finding import asks
from mailbot.core.office.office import Contractor


def came_due(case: Case, event: CameDue, context: DecisionContext) -> Decision:
    """Act on a due row of a request; one that is out of date, or held, does nothing."""
    what, _, number = event.what.partition(":")
    change = next((one for one in case.changes if str(one.id) == number), None)
    if change is None or case.held or event.revision != change.revision:
        return Decision(case, "ignored", "out_of_date", (), "clock")
    if what == "grace" and change.state is ChangeState.REVIEWING and change.grace:
        return _grace_over(case, change, context)
    if what == "expire" and change.state in TALKING:
        return _expire(case, change, context)
    contractor = context.office.contractors.get(case.contractor_id)
    if what != "remind" or change.state not in TALKING or contractor is None:
        return Decision(case, "ignored", "out_of_date", (), "clock")
    return _remind(case, change, context, contractor)


def _grace_over(case: Case, change: Change, context: DecisionContext) -> Decision:
    """Agree to a change that nobody stopped within its grace.

    What has come to stand against it meanwhile goes to a person (R-21).
    """
    one = change_draft.guarantee_of(case, change)
    change = replace(change, grace=False)
    what = final_check.Awaiting(case, one, change)
    if stops := final_check.against(what, context.office, context.today):
        called = issue.stopped(one, stops)
        case = case.with_change(change)
        return Decision(case, "applied", "review_again", (called,), "clock")
    case, effect = amendment.approve(case, one, change, context)
    return Decision(case, "applied", "grace_over", (effect,), "clock")


def _expire(case: Case, change: Change, context: DecisionContext) -> Decision:
    gone = case.with_change(change.move("expire"))
    gone = replace(gone, asked=(), updated_at=context.now)
    called = CallStaff("expired", {"guarantee": change.guarantee_id})
    mail = conversation.ended(gone, change, change_draft.about(case, change), context)
    return Decision(gone, "applied", "change_expired", (mail, called), "clock")


def _remind(
    case: Case, change: Change, context: DecisionContext, contractor: Contractor
) -> Decision:
    """Say once more what is wanted; an answer to either mail counts."""
    if case.stopped:
        return Decision(case, "ignored", "no_reminders", (), "clock")
    change = conversation.reminded_once_more(change)
    case = case.with_change(change)
    content = _again(case, change, context, contractor)
    since = change.told_at or context.now
    effects = conversation.remind(case, change, content, since, context)
    return Decision(case, "applied", "change_reminded", effects, "clock")


def _again(
    case: Case, change: Change, context: DecisionContext, contractor: Contractor
) -> Content:
    draft = change_draft.draft(case, change, context.office, contractor)
    findings = change_draft.check_change(
        draft, change, context.office, context.today, context.known
    )
    content: Content = {"rows": [], "questions": []}
    if change.state is ChangeState.CONFIRMING:
        content["rows"] = change_draft.readback(case, change, draft, findings)["rows"]
    else:
        content["questions"] = application_mails.asked_rows(asks(findings))
    return {**content, **change_draft.about(case, change)}
