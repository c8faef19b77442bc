"""What happens next: the one decision function of the house.

`decide(case, event, desk)` is pure and total: it does nothing, and what no rule covers
goes to a person.  Mail is decided in `mailroom.py` and `answering.py`, the life of a
guarantee in `issuing.py`, its way to the obligee in `submitting.py`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from mailbot.core import issuing, mailroom, person, submitting, waiting
from mailbot.core.case import Case
from mailbot.core.desk import Desk
from mailbot.core.effects import CallStaff, Decision, Effect, Send
from mailbot.core.events import (
    Approved,
    CameDue,
    CertificateArrived,
    DeliverySettled,
    Event,
    MailRead,
    PaperPrinted,
    Released,
    StaffWrote,
)
from mailbot.core.language import Language, language_of


def decide(case: Case | None, event: Event, desk: Desk) -> Decision:
    """Say what happens next.  Do nothing; never raise; no rule means a person.

    `case` is the case that the event belongs to (for mail: as routed by
    `mailroom.route`), None when there is none.
    """
    decision = _decide(case, event, desk)
    after = decision.case
    written = language_of(event.reading.text) if isinstance(event, MailRead) else None
    language = after.language if after else written or "ja"
    urgent = after is not None and after.urgent
    return replace(
        decision,
        effects=tuple(
            _marked(one, language, urgent=urgent) for one in decision.effects
        ),
    )


def _marked(effect: Effect, language: Language, *, urgent: bool) -> Effect:
    """Write to the contractor in their language, and tell people what is urgent."""
    if isinstance(effect, Send) and effect.purpose != "submission":
        return replace(effect, language=language)
    if isinstance(effect, CallStaff) and urgent:
        return replace(effect, detail={**effect.detail, "urgent": True})
    return effect


def _decide(case: Case | None, event: Event, desk: Desk) -> Decision:
    match event:
        case MailRead():
            return mailroom.decide_mail(case, event, desk)
        case _ if case is None:
            return Decision(None, "ignored", "no_such_case")
        case CertificateArrived() | PaperPrinted():
            return issuing.arrived(case, event, desk)
        case Approved() | Released() | StaffWrote():
            return _decide_staffs(case, event, desk)
        case CameDue():
            return _decide_due(case, event, desk)
        case DeliverySettled():
            return submitting.delivery_settled(case, event, desk)
        case _:
            assert_never(event)


def _decide_due(case: Case, event: CameDue, desk: Desk) -> Decision:
    if event.what in {"remind", "expire"}:
        return waiting.came_due(case, event, desk)
    return issuing.came_due(case, event, desk)


def _decide_staffs(
    case: Case, event: Approved | Released | StaffWrote, desk: Desk
) -> Decision:
    match event:
        case Approved():
            return issuing.approved(case, event, desk)
        case Released():
            return waiting.released(case, event, desk)
        case StaffWrote():
            return person.wrote(case, event, desk)
        case _:
            assert_never(event)
