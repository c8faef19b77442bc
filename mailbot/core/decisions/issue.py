"""From はい to the issue: review, premium, number and key.

review → premium → contract → issue (specification 1.4).  `monthly` contractors are
issued at once, the other ways of payment wait.  The decision only says "issue": number
and key are assigned by the store in the same transaction, and no key comes back here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from pydantic import ValidationError

from mailbot.core.decisions import amendment, billing, final_check
from mailbot.core.decisions.authority import is_theirs
from mailbot.core.decisions.handover import hand_over
from mailbot.core.decisions.mail_to_contractor import to_contractor
from mailbot.core.mails import form_rows
from mailbot.core.mails.agreement import AcceptedMail
from mailbot.core.model.application import (
    Application,
    ProductApplication,
    application_of,
)
from mailbot.core.model.case import Case
from mailbot.core.model.change_request import Change, ChangeState
from mailbot.core.model.decision_context import DecisionContext
from mailbot.core.model.draft import Draft
from mailbot.core.model.effects import (
    CallStaff,
    CloseTasks,
    Decision,
    DropDues,
    Effect,
    Issue,
    SetDue,
)
from mailbot.core.model.events import MailRead
from mailbot.core.model.finding import Finding
from mailbot.core.model.guarantee import Guarantee, GuaranteeState, Terms
from mailbot.core.model.staff_events import Approved
from mailbot.core.office.business_hours import day_in_tokyo, promise
from mailbot.core.office.office import Office
from mailbot.core.office.premium import Premium, days_between, premium
from mailbot.core.rules.clean_application import doubts, lets_pass
from mailbot.core.rules.ratio import ratios

_REVIEWS = ("review", "second_approval")
"""Tasks that are done when nothing is under review any more."""


def accept(
    draft: Draft,
    findings: tuple[Finding, ...],
    event: MailRead,
    context: DecisionContext,
) -> Decision:
    """Turn a confirmed draft into guarantees, and issue what policy allows."""
    try:
        application = application_of(draft)
    except ValidationError:
        # The rules let something through that the model refuses: our fault, so a
        # person looks; the contractor's はい is kept with the mail.
        return hand_over(draft.case, "not_an_application", event.mail_id, context)
    made = tuple(
        _guarantee(
            draft, application, product, context.fresh.guarantee_id + place, context
        )
        for place, product in enumerate(application.products)
    )
    case = replace(
        draft.case.move("confirm", context.now),
        said=draft.said,
        confirmed_at=context.now,
        # What was made before a 差戻し stays, cancelled, in the case's history.
        guarantees=(*draft.case.guarantees, *made),
    )
    return _after_review(replace(draft, case=case), findings, event, context)


def _after_review(
    draft: Draft,
    findings: tuple[Finding, ...],
    event: MailRead,
    context: DecisionContext,
) -> Decision:
    case, office = draft.case, context.office
    new = [g for g in case.guarantees if g.state is GuaranteeState.REVIEWING]
    passed = lets_pass(office, draft.obligee)
    left = doubts(findings, passed)
    reasons = review_reasons(left, event, office, [g.terms.amount for g in new])
    grace = office.policy.grace.total_seconds() > 0
    effects: list[Effect] = [DropDues()]
    if reasons:
        effects.append(
            CallStaff("review", {"mail": event.mail_id, "because": list(reasons)})
        )
    elif grace:
        due = context.now + office.policy.grace
        effects.append(SetDue("grace", due, case.revision))
        case = replace(case, grace=case.revision)
    else:
        case, issued = _approve_all(case, context)
        effects += issued
    branch = draft.branch or office.branches[draft.contractor.branch]
    rows = billing.accepted_rows(case, office)
    promised = promise(office, branch, context.now)
    told = AcceptedMail(
        guarantees=tuple(replace(one, pay=None) for one in rows) if reasons else rows,
        promise=promised.by.isoformat(),
        same_day=promised.same_day,
        waits=billing.waits_for_money(one.state for one in rows),
        held=bool(reasons),
        subject_name=draft.text("project_name"),
    )
    if not case.shown:
        # It was never read back: this mail says what was accepted, all of it.
        told = replace(
            told,
            rows=form_rows.rows(draft.said, {}),
            ratios=ratios(draft),
            premiums=form_rows.premiums(draft, office, day_in_tokyo(context.now)),
        )
    mail = to_contractor(case, told, answers=event.mail_id)
    return Decision(case, "applied", "confirmed", (mail, *effects), "contractor")


def review_reasons(
    left: tuple[Finding, ...],
    event: MailRead,
    office: Office,
    amounts: Iterable[int],
) -> tuple[str, ...]:
    """Return why a person must look before the issue; empty where policy lets it go.

    `left` are the doubts that the contractor's はい has not settled (R-23).
    """
    if office.policy.review == "never":
        return ()
    if office.policy.review == "always":
        return ("policy",)
    held = tuple(final_check.reasons(left))
    if any(needs_two(one, office) for one in amounts):
        held = (*held, "four_eyes")
    return held if is_theirs(event) else (*held, "not_proved")


def needs_two(amount: int, office: Office) -> bool:
    """Return whether two different people must approve this many yen (four eyes)."""
    limit = office.policy.four_eyes_above
    return 0 < limit < amount


def _guarantee(
    draft: Draft,
    application: Application,
    product: ProductApplication,
    guarantee_id: int,
    context: DecisionContext,
) -> Guarantee:
    name = product.product
    until = draft.until(name) or application.work_end
    first = day_in_tokyo(context.now)
    days = days_between(first, until)
    cost = premium(context.office.tariff_on(context.today), name, product.amount, days)
    terms = _terms(draft, application, product, until, cost)
    return Guarantee(
        id=guarantee_id,
        product=name,
        form=product.form,
        payment=product.payment_method,
        terms=billing.with_pay_by(replace(terms, guarantee_from=first), context),
    )


def _terms(
    draft: Draft,
    application: Application,
    product: ProductApplication,
    until: date,
    cost: Premium,
) -> Terms:
    return Terms(
        # The registered name is printed, whatever spelling the mail used.
        contractor_name=draft.contractor.name,
        obligee_name=application.obligee_name,
        project_name=application.project_name,
        project_number=application.project_number or "",
        contract_amount=application.contract_amount,
        amount=product.amount,
        contract_date=application.contract_date,
        contract_date_planned=application.contract_date_planned,
        work_start=application.work_start,
        work_end=application.work_end,
        guarantee_until=until,
        bank=product.bank or "",
        jv_name=application.jv_name or "",
        jv_representative=application.jv_representative or "",
        bill_to=product.bill_to,
        premium=cost.yen,
        tariff_version=cost.tariff_version,
    )


def _approve_all(
    case: Case, context: DecisionContext
) -> tuple[Case, tuple[Effect, ...]]:
    """Issue what is paid monthly; let the rest wait for its premium.

    What has come to stand against an issue since はい goes to a person (R-21).
    """
    effects: list[Effect] = []
    for one in case.guarantees:
        if one.state is not GuaranteeState.REVIEWING:
            continue
        stops = final_check.against(
            final_check.Awaiting(case, one), context.office, context.today
        )
        if stops:
            effects.append(call_for_review(one, final_check.reasons(stops)))
            continue
        case, effect = _approve(case, one, context)
        effects.append(effect)
    return case, tuple(effects)


def call_for_review(one: Guarantee, because: list[str]) -> CallStaff:
    """Call a person to what has come to stand against an issue since はい."""
    return CallStaff("review", {"guarantee": one.id, "because": because})


def _approve(
    case: Case, one: Guarantee, context: DecisionContext
) -> tuple[Case, Effect]:
    if one.payment != "monthly" and not one.payments:
        waiting = case.with_guarantee(one.move("await_premium"))
        return waiting, CallStaff("premium", {"guarantee": one.id})
    return issue(case, one, context)


def issue(case: Case, one: Guarantee, context: DecisionContext) -> tuple[Case, Effect]:
    """Issue a guarantee that is reviewed, and paid where it is not paid monthly."""
    going = replace(one.move("approve"), approved_at=context.now)
    going = going.enter("new", one.terms, context.now)
    return case.with_guarantee(going), Issue(one.id)


def approved(case: Case, event: Approved, context: DecisionContext) -> Decision:
    """Go on with a guarantee, or with a change, that a person approved."""
    one = case.guarantee(event.guarantee_id)
    change = case.change_of(event.guarantee_id)
    if one is not None and one.state is GuaranteeState.REVIEWING:
        return _approved(final_check.Awaiting(case, one), event, context)
    if one is not None and change and change.state is ChangeState.REVIEWING:
        return _approved(final_check.Awaiting(case, one, change), event, context)
    return Decision(case, "refused", "not_under_review", (), f"staff:{event.by}")


def _approved(
    what: final_check.Awaiting, event: Approved, context: DecisionContext
) -> Decision:
    """Write an approval down; go on when there are enough of them."""
    actor = f"staff:{event.by}"
    one, change = what.one, what.change
    reviewed = change or one
    if event.by in reviewed.approvals:
        return Decision(what.case, "refused", "same_person", (), actor)
    case, why = final_check.approve(what, event, context)
    if why:
        return Decision(what.case, "refused", why, (), actor)
    approvals = (*reviewed.approvals, event.by)
    amount = one.terms.amount
    if change is None:
        one = replace(one, approvals=approvals)
        case = case.with_guarantee(one)
    else:
        change = replace(case.change_of(one.id) or change, approvals=approvals)
        case = case.with_change(change)
        amount = changed_amount(one, change)
    if not _enough(approvals, amount, context):
        return _call_second(case, event)
    if change is None:
        case, effect = _approve(case, billing.ask_premium_anew(one, context), context)
    else:
        change = billing.change_with_pay_by(change, context)
        case, effect = amendment.approve(case, one, change, context)
    done: tuple[Effect, ...] = () if under_review(case) else (CloseTasks(_REVIEWS),)
    told = billing.premium_mail(case, event.guarantee_id, context)
    return Decision(case, "applied", "approved", (effect, *told, *done), actor)


def changed_amount(one: Guarantee, change: Change) -> int:
    """Return the yen that are guaranteed after a change."""
    return change.after.amount if change.after else one.terms.amount


def _enough(approvals: tuple[str, ...], amount: int, context: DecisionContext) -> bool:
    return len(approvals) > 1 or not needs_two(amount, context.office)


def _call_second(case: Case, event: Approved) -> Decision:
    """Wait for another person: four eyes see a large guarantee."""
    called = CallStaff(
        "second_approval", {"guarantee": event.guarantee_id, "by": event.by}
    )
    return Decision(case, "applied", "second_approval", (called,), f"staff:{event.by}")


def under_review(case: Case) -> bool:
    """Return whether anything of a case waits for a person's approval."""
    return any(g.state is GuaranteeState.REVIEWING for g in case.guarantees) or any(
        c.state is ChangeState.REVIEWING for c in case.changes
    )


def grace_over(case: Case, context: DecisionContext) -> Decision:
    """Issue what nobody stopped within the grace after はい."""
    case, effects = _approve_all(replace(case, grace=0), context)
    return Decision(case, "applied", "grace_over", effects, "clock")
