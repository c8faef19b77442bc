"""What happens next: the one decision function of the house.

`decide(case, event, desk)` is pure and total: it does nothing, and what no rule covers
goes to a person.  Mail is decided in `mail.py`, `application.py` and `change.py`, the
life of a guarantee in `issue.py` and `issued.py`, its way to the obligee in
`submission.py` and `submission_result.py`, what people do in `staff.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

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
        case _:
            return _ON_CASE[type(event)](case, event, context)


def _came_due(case: Case, event: CameDue, context: DecisionContext) -> Decision:
    if event.what.partition(":")[0] in {"remind", "expire"}:
        return reminders.came_due(case, event, context)
    return timers.came_due(case, event, context)


# Any: each takes the event beside it, and the table has them all (test_decide.py).
_ON_CASE: Mapping[type[Event], Callable[[Case, Any, DecisionContext], Decision]] = (
    MappingProxyType(
        {
            CameDue: _came_due,
            CertificateArrived: issued.arrived,
            PaperPrinted: issued.arrived,
            DeliverySettled: submission_result.delivery_settled,
            ReceiptConfirmed: receipt.receipt_on_platform,
            Approved: issue.approved,
            PremiumPaid: premium_received.paid,
            Returned: staff.returned,
            Refused: staff.refused,
            Corrected: staff.corrected,
            ChangeCancelled: staff.change_cancelled,
            Cancelled: staff.cancelled,
            Rekeyed: rekey.rekeyed,
            PaperHandedOver: staff.handed,
            Forwarded: staff.forwarded,
            Received: submission_result.received,
            NoteWritten: staff.noted,
            Assigned: staff.assigned,
            Released: release.released,
            StaffWrote: handover.send_staff_mail,
        }
    )
)
"""Who decides what happens to a case, by the event."""
