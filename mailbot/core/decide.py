"""What happens next: the one decision function of the house.

`decide(case, event, desk)` is pure and total: it does nothing, and what no rule covers
goes to a person.  Mail is decided in `mail.py`, `application.py` and `change.py`, the
life of a guarantee in `issue.py` and `issued.py`, its way to the obligee in
`submission.py` and `submission_result.py`, what people do in `staff.py`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from mailbot.core.decisions import (
    case_mail,
    handover,
    issue,
    issued,
    mail,
    premium_received,
    receipt,
    rekey,
    release,
    reminders,
    staff,
    submission_result,
    timers,
)
from mailbot.core.model.case import Case
from mailbot.core.model.decision_context import DecisionContext
from mailbot.core.model.effects import CallStaff, Decision, Effect, Send
from mailbot.core.model.events import (
    CameDue,
    CertificateArrived,
    DeliverySettled,
    Event,
    MailRead,
    PaperPrinted,
    ReceiptConfirmed,
)
from mailbot.core.model.staff_events import (
    Approved,
    Assigned,
    Cancelled,
    ChangeCancelled,
    Corrected,
    Forwarded,
    NoteWritten,
    OnCase,
    PaperHandedOver,
    PremiumPaid,
    Received,
    Refused,
    Rekeyed,
    Released,
    Retried,
    Returned,
    StaffWrote,
    TakenUp,
    TaskDone,
)
from mailbot.core.office.language import Language, language_of


def decide(case: Case | None, event: Event, context: DecisionContext) -> Decision:
    """Return what happens next.  Do nothing; never raise; no rule means a person.

    `case` is the case that the event belongs to (for mail: as routed by
    `routing.route`), None when there is none.
    """
    decision = _decide(case, event, context)
    after = decision.case
    if isinstance(event, MailRead) and after and decision.actor == "contractor":
        after = case_mail.remember_papers(after, event)
    language = after.language if after else _language(event, context)
    urgent = after is not None and after.urgent
    return replace(
        decision,
        case=after,
        effects=tuple(
            _marked(one, language, urgent=urgent) for one in decision.effects
        ),
    )


def _language(event: Event, context: DecisionContext) -> Language:
    written = language_of(event.reading.text) if isinstance(event, MailRead) else None
    newest = context.known.files[-1:]
    return written or (newest[0].language if newest else "ja")


def _marked(effect: Effect, language: Language, *, urgent: bool) -> Effect:
    """Write to the contractor in their language, and tell people what is urgent."""
    if isinstance(effect, Send) and effect.purpose != "submission":
        return replace(effect, language=language)
    if isinstance(effect, CallStaff) and urgent:
        return replace(effect, detail={**effect.detail, "urgent": True})
    return effect


def _decide(case: Case | None, event: Event, context: DecisionContext) -> Decision:
    match event:
        case MailRead():
            return mail.decide_mail(case, event, context)
        case TaskDone() | Retried() | TakenUp():
            return staff.close_task(case, event)
        case _ if case is None:
            return Decision(None, "ignored", "no_such_case")
        case CameDue():
            return _decide_due(case, event, context)
        case (
            CertificateArrived()
            | PaperPrinted()
            | DeliverySettled()
            | ReceiptConfirmed()
        ):
            return _decide_outside(case, event, context)
        case _:
            return _decide_staffs(case, event, context)


def _decide_outside(
    case: Case,
    event: CertificateArrived | PaperPrinted | DeliverySettled | ReceiptConfirmed,
    context: DecisionContext,
) -> Decision:
    """Decide what platform, printer, courier or obligee report."""
    match event:
        case ReceiptConfirmed():
            return receipt.receipt_on_platform(case, event, context)
        case DeliverySettled():
            return submission_result.delivery_settled(case, event, context)
        case _:
            return issued.arrived(case, event, context)


def _decide_due(case: Case, event: CameDue, context: DecisionContext) -> Decision:
    if event.what.partition(":")[0] in {"remind", "expire"}:
        return reminders.came_due(case, event, context)
    return timers.came_due(case, event, context)


def _decide_staffs(case: Case, event: OnCase, context: DecisionContext) -> Decision:
    """Decide what a person of the office did."""
    match event:
        case Approved() | PremiumPaid() | Returned() | Refused():
            return _decide_review(case, event, context)
        case Released():
            return release.released(case, event, context)
        case StaffWrote():
            return handover.send_staff_mail(case, event, context)
        case NoteWritten() | Assigned() | Received():
            return _decide_records(case, event, context)
        case _:
            return _decide_afterwards(case, event, context)


def _decide_records(
    case: Case, event: NoteWritten | Assigned | Received, context: DecisionContext
) -> Decision:
    """Write down what a person knows."""
    match event:
        case NoteWritten():
            return staff.noted(case, event)
        case Assigned():
            return staff.assigned(case, event)
        case Received():
            return submission_result.received(case, event, context)


def _decide_review(
    case: Case,
    event: Approved | PremiumPaid | Returned | Refused,
    context: DecisionContext,
) -> Decision:
    match event:
        case Approved():
            return issue.approved(case, event, context)
        case PremiumPaid():
            return premium_received.paid(case, event, context)
        case Returned():
            return staff.returned(case, event, context)
        case Refused():
            return staff.refused(case, event, context)
        case _:
            assert_never(event)


def _decide_afterwards(
    case: Case,
    event: Corrected
    | ChangeCancelled
    | Cancelled
    | PaperHandedOver
    | Forwarded
    | Rekeyed,
    context: DecisionContext,
) -> Decision:
    match event:
        case Corrected():
            return staff.corrected(case, event, context)
        case ChangeCancelled():
            return staff.change_cancelled(case, event, context)
        case Cancelled():
            return staff.cancelled(case, event, context)
        case PaperHandedOver():
            return staff.handed(case, event, context)
        case Forwarded():
            return staff.forwarded(case, event, context)
        case Rekeyed():
            return rekey.rekeyed(case, event, context)
        case _:
            assert_never(event)
