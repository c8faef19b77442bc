"""From はい to 発行済: review, premium, issue, arrival, completion.

review → premium → contract → issue (specification 1.4).  `monthly` contractors are
issued at once, the other ways of payment wait.  The decision only says "issue": number
and key are assigned by the store in the same transaction, and no key comes back here.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from pydantic import ValidationError

from mailbot.core import replies, submitting
from mailbot.core.application import Application, ProductApplication, application_of
from mailbot.core.case import Case, CaseState
from mailbot.core.desk import Desk
from mailbot.core.draft import Draft
from mailbot.core.effects import (
    CallStaff,
    Decision,
    DocumentRef,
    DropDues,
    Effect,
    Issue,
    Send,
    SetDue,
)
from mailbot.core.events import (
    Approved,
    CameDue,
    CertificateArrived,
    MailRead,
    PaperPrinted,
)
from mailbot.core.finding import Finding
from mailbot.core.guarantee import Guarantee, GuaranteeState, Terms
from mailbot.core.hours import promise
from mailbot.core.office import Office
from mailbot.core.premium import Premium, premium


def confirmed(
    draft: Draft, findings: tuple[Finding, ...], event: MailRead, desk: Desk
) -> Decision:
    """Turn a confirmed draft into guarantees, and issue what policy allows."""
    try:
        application = application_of(draft)
    except ValidationError:
        # The rules let something through that the model refuses: our fault, so a
        # person looks; the contractor's はい is kept with the mail.
        held = replace(draft.case, held="not_an_application", updated_at=desk.now)
        called = CallStaff("not_an_application", {"mail": event.mail_id})
        return Decision(held, "held", "not_an_application", (called,), "contractor")
    made = tuple(
        _guarantee(draft, application, product, desk.fresh.guarantee_id + place, desk)
        for place, product in enumerate(application.products)
    )
    case = replace(
        draft.case.move("confirm", desk.now),
        said=draft.said,
        confirmed_at=desk.now,
        guarantees=made,
    )
    return _after_review(replace(draft, case=case), findings, event, desk)


def _after_review(
    draft: Draft, findings: tuple[Finding, ...], event: MailRead, desk: Desk
) -> Decision:
    case, office = draft.case, desk.office
    reasons = _holds(findings, event, office)
    grace = office.policy.grace.total_seconds() > 0
    effects: list[Effect] = [DropDues()]
    if reasons:
        effects.append(
            CallStaff("review", {"mail": event.mail_id, "because": list(reasons)})
        )
    elif grace:
        due = desk.now + office.policy.grace
        effects.append(SetDue("grace", due, case.revision))
    else:
        case, issued = _approve_all(case, desk)
        effects += issued
    branch = draft.branch or office.branches[draft.contractor.branch]
    content = replies.accepted(
        replace(draft, case=case),
        case.guarantees,
        promise(office, branch, desk.now),
    )
    content["held"] = bool(reasons)
    mail = Send(
        "accepted",
        case.correspondent,
        content,
        "case",
        case.id,
        case.revision,
        event.mail_id,
    )
    return Decision(case, "applied", "confirmed", (mail, *effects), "contractor")


def _holds(
    findings: tuple[Finding, ...], event: MailRead, office: Office
) -> tuple[str, ...]:
    """Return why a person must look before the issue; empty where policy lets it go."""
    if office.policy.review == "never":
        return ()
    if office.policy.review == "always":
        return ("policy",)
    held = tuple(f"{f.rule}:{f.code}" for f in findings if f.weight == "hold")
    trusted = event.sender_class == "proved" or event.ticket.purpose == "case"
    return held if trusted else (*held, "not_proved")


def _guarantee(
    draft: Draft,
    application: Application,
    product: ProductApplication,
    guarantee_id: int,
    desk: Desk,
) -> Guarantee:
    name = product.product
    until = replies.until_of(draft, name) or application.work_end
    days = replies.days_of(draft, name)
    cost = premium(desk.office.tariff, name, product.amount, days)
    return Guarantee(
        id=guarantee_id,
        product=name,
        form=product.form,
        payment=product.payment_method,
        terms=_terms(draft, application, product, until, cost),
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


def _approve_all(case: Case, desk: Desk) -> tuple[Case, tuple[Effect, ...]]:
    """Issue what is paid monthly; let the rest wait for its premium."""
    effects: list[Effect] = []
    for one in case.guarantees:
        if one.state is not GuaranteeState.REVIEWING:
            continue
        case, effect = _approve(case, one, desk)
        effects.append(effect)
    return case, tuple(effects)


def _approve(case: Case, one: Guarantee, desk: Desk) -> tuple[Case, Effect]:
    if one.payment != "monthly":
        waiting = case.with_guarantee(one.move("await_premium"))
        return waiting, CallStaff("premium", {"guarantee": one.id})
    going = replace(one.move("approve"), approved_at=desk.now)
    return case.with_guarantee(going), Issue(one.id)


def approved(case: Case, event: Approved, desk: Desk) -> Decision:
    """Go on with a guarantee that a person approved."""
    one = case.guarantee(event.guarantee_id)
    actor = f"staff:{event.by}"
    if one is None or one.state is not GuaranteeState.REVIEWING:
        return Decision(case, "refused", "not_under_review", (), actor)
    case, effect = _approve(case, one, desk)
    return Decision(case, "applied", "approved", (effect,), actor)


def came_due(case: Case, event: CameDue, desk: Desk) -> Decision:
    """Act on the clock: the grace after はい is over, or an answer never came."""
    if event.revision != case.revision or case.held:
        return Decision(case, "ignored", "out_of_date", (), "clock")
    waits = case.state in {CaseState.COLLECTING, CaseState.CONFIRMING}
    if event.what == "grace" and case.state is CaseState.SUBMITTED:
        case, effects = _approve_all(case, desk)
        return Decision(case, "applied", "grace_over", effects, "clock")
    if event.what == "expire" and waits:
        gone = case.move("expire", desk.now)
        called = CallStaff("expired", {"case": case.id})
        return Decision(gone, "applied", "expired", (called, DropDues()), "clock")
    return Decision(case, "ignored", "nothing_due", (), "clock")


def arrived(
    case: Case, event: CertificateArrived | PaperPrinted, desk: Desk
) -> Decision:
    """Mark a guarantee issued; when none is left in the making, tell the contractor."""
    one = case.guarantee(event.guarantee_id)
    if one is None or one.state is not GuaranteeState.ISSUING:
        return Decision(case, "ignored", "already_arrived", (), "worker")
    at = event.arrived_at if isinstance(event, CertificateArrived) else event.ready_at
    effects: list[Effect] = []
    if isinstance(event, PaperPrinted):
        effects.append(CallStaff("hand_over_paper", {"guarantee": one.id}))
    case = case.with_guarantee(replace(one.move("issue"), arrived_at=at))
    if any(g.state is GuaranteeState.ISSUING for g in case.guarantees):
        return Decision(case, "applied", "issued", tuple(effects), "worker")
    case, told = _complete(case, desk)
    return Decision(case, "applied", "issued", (*effects, *told), "worker")


def _complete(case: Case, desk: Desk) -> tuple[Case, tuple[Effect, ...]]:
    """Announce what is newly issued, and submit it where that is wished."""
    new = tuple(
        g
        for g in case.guarantees
        if g.state is GuaranteeState.ISSUED and not g.announced
    )
    for one in new:
        case = case.with_guarantee(replace(one, announced=True))
    effects: list[Effect] = []
    to = _notice_address(case, desk.office)
    if to:
        effects.append(
            Send(
                "completion",
                to,
                replies.completion(case, new, desk.office),
                "case",
                case.id,
                case.revision,
                case.last_mail_id,
                documents=tuple(
                    DocumentRef(g.id, "key_notice")
                    for g in new
                    if g.form == "electronic"
                ),
            )
        )
    case, sent = submitting.submit(case, new, desk)
    return case, (*effects, *sent)


def _notice_address(case: Case, office: Office) -> str:
    """Return where the key may go: registered for this contractor, or nowhere (R-15).

    希望しない keeps the mail back, and so does an address that is not registered.
    """
    if case.value("notify") is False:
        return ""
    contractor = office.contractors.get(case.contractor_id)
    address = case.text("notify_email") or case.correspondent
    return address if contractor and contractor.owns(address) else ""
