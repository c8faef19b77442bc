"""はい to a change: to a person, into the grace, or on at once (3.4, R-27)."""

from __future__ import annotations

from dataclasses import replace

from mailbot.core.decisions import (
    amendment,
    billing,
    change_draft,
    change_mails,
    issue,
    related_guarantees,
)
from mailbot.core.decisions.mail_to_contractor import to_contractor
from mailbot.core.model.case import Case
from mailbot.core.model.change_request import Change
from mailbot.core.model.decision_context import DecisionContext
from mailbot.core.model.effects import CallStaff, Decision, Effect, SetDue
from mailbot.core.model.events import MailRead
from mailbot.core.model.finding import Finding
from mailbot.core.office.business_hours import promise
from mailbot.core.office.office import branch_of
from mailbot.core.rules.clean_application import doubts, lets_pass


def agree(
    case: Case,
    change: Change,
    findings: tuple[Finding, ...],
    event: MailRead,
    context: DecisionContext,
) -> Decision:
    """Agree to a change, and to those of the contract beside it."""
    change = related_guarantees.with_left_apart(case, change, event, context)
    case = case.with_change(change)
    agreed = tuple(
        billing.change_with_pay_by(each.move("confirm"), context)
        for each in (change, *related_guarantees.agreed(case, change))
    )
    for each in agreed:
        case = case.with_change(each)
    return _go_on_with_all(case, agreed, findings, event, context)


def _go_on_with_all(
    case: Case,
    agreed: tuple[Change, ...],
    findings: tuple[Finding, ...],
    event: MailRead,
    context: DecisionContext,
) -> Decision:
    """After はい: to a person, into the grace, or on at once: all of it alike."""
    reasons = _holds(case, agreed, findings, event, context)
    effects: list[Effect] = []
    for change in agreed:
        case, effect = _goes_on(case, change, event, context, reasons)
        effects.append(effect)
    branch = branch_of(case.text("branch"), case.contractor_id, context.office)
    by = promise(context.office, branch, context.now)
    told = change_mails.accepted_mail(case, agreed, by, held=bool(reasons))
    if not reasons:
        told = billing.with_change_premiums(case, agreed, told, context.office)
    mail = to_contractor(case, told, answers=event.mail_id)
    case = replace(case, updated_at=context.now)
    all_of = (mail, *effects)
    return Decision(case, "applied", "change_confirmed", all_of, "contractor")


def _holds(
    case: Case,
    agreed: tuple[Change, ...],
    findings: tuple[Finding, ...],
    event: MailRead,
    context: DecisionContext,
) -> tuple[str, ...]:
    """Return why a person must look before the entries are made."""
    ones = [change_draft.guarantee_of(case, change) for change in agreed]
    amounts = map(issue.changed_amount, ones, agreed)
    obligee = context.office.obligee_called(ones[0].terms.obligee_name)
    left = doubts(findings, lets_pass(context.office, obligee))
    return issue.review_reasons(left, event, context.office, amounts)


def _goes_on(
    case: Case,
    change: Change,
    event: MailRead,
    context: DecisionContext,
    reasons: tuple[str, ...],
) -> tuple[Case, Effect]:
    policy, one = context.office.policy, change_draft.guarantee_of(case, change)
    if reasons:
        detail = {
            "mail": event.mail_id,
            "guarantee": one.id,
            "because": list(reasons),
        }
        return case, CallStaff("review", detail)
    if policy.grace.total_seconds() > 0:
        due = context.now + policy.grace
        waits = SetDue(change.due("grace"), due, change.revision)
        return case.with_change(replace(change, grace=True)), waits
    return amendment.approve(case, one, change, context)
