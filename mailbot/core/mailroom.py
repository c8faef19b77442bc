"""Where a mail belongs and who is speaking, before anything is answered.

Machines are never answered; a sender whose authentication failed gets no mail (no
backscatter); a stranger learns nothing but how to register (R-13); a token that is not
ours, or another contractor's, is held without a word (specification 3.1).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mailbot.core import answering, submitting
from mailbot.core.case import Case
from mailbot.core.desk import Desk
from mailbot.core.effects import CallStaff, Decision, Effect, Send
from mailbot.core.events import MailRead, Ticket, TokenPurpose
from mailbot.core.office import Contractor, Office
from parsers.reading import Reading

RouteBy = Literal["case", "submission", "delivery", "receipt", "open", "none"]
_OPENS_A_CASE = frozenset({"apply", "answer", "amend"})


@dataclass(frozen=True, slots=True)
class Route:
    """Which case a mail belongs to, as the store is to look for it.

    "case" and "submission" by the id of a verified token, "receipt" by the number in
    the subject, "open" by the contractor's only open case, "none" for none.
    """

    by: RouteBy
    id: int = 0
    receipt: str = ""
    contractor_id: str = ""


_ROUTES: dict[TokenPurpose, RouteBy] = {
    "case": "case",
    "submission": "submission",
    "bounce": "delivery",
}


def route(reading: Reading, ticket: Ticket, office: Office) -> Route:
    """Say how to find the case of a mail.  A number counts only for its owner."""
    if ticket.purpose is not None:
        return Route(_ROUTES[ticket.purpose], ticket.id)
    sender = reading.envelope.sender
    contractor = office.contractor_at(sender) if sender else None
    if contractor is None:
        return Route("none")
    receipt = receipt_in(reading.envelope.subject)
    if receipt:
        return Route("receipt", receipt=receipt, contractor_id=contractor.id)
    if reading.intent == "apply":
        return Route("none")
    return Route("open", contractor_id=contractor.id)


def receipt_in(subject: str) -> str:
    """Return the receipt number that our subjects carry: `[受付 2026-000123]`."""
    _, found, rest = subject.partition("[受付 ")
    number, closed, _ = rest.partition("]")
    year, dash, count = number.partition("-")
    valid = found and closed and dash and year.isascii() and year.isdigit()
    return number if valid and count.isascii() and count.isdigit() else ""


def decide_mail(case: Case | None, event: MailRead, desk: Desk) -> Decision:
    """Decide a mail: first who speaks, then what is said."""
    kept_silent = _without_a_word(case, event)
    if kept_silent is not None:
        return kept_silent
    if event.ticket.purpose == "submission":
        return submitting.answered(case, event, desk)
    contractor = desk.office.contractor_at(event.reading.envelope.sender or "")
    if contractor is None:
        return _stranger(event)
    if case is not None and case.contractor_id != contractor.id:
        return _hold(None, event, "another_contractors_case")
    if event.recent >= desk.office.policy.answers_per_day:
        return _hold(case, event, "loop")
    return _contractors_mail(case, event, desk, contractor)


def _without_a_word(case: Case | None, event: MailRead) -> Decision | None:
    """Decide what must never be answered; None where an answer is possible."""
    reading = event.reading
    if reading.intent == "bounce":
        return submitting.bounced(case, event)
    if reading.intent == "automatic":
        return _machine(case, event)
    if event.sender_class == "failed":
        return _hold(case, event, "sender_failed")
    if reading.envelope.sender is None:
        return _hold(case, event, "no_single_sender")
    if event.ticket.forged:
        return _hold(None, event, "foreign_token")
    return None


def _contractors_mail(
    case: Case | None, event: MailRead, desk: Desk, contractor: Contractor
) -> Decision:
    if case is not None:
        return answering.on_case(case, event, desk, contractor)
    if event.ticket.purpose is not None:
        return _hold(None, event, "case_not_found")
    reading = event.reading
    if reading.intent in _OPENS_A_CASE and (reading.fields or reading.products):
        return answering.open_case(event, desk, contractor)
    if reading.intent in {"apply", "help"}:
        return answering.help_mail(event, contractor)
    return answering.unclear(None, event)


def _machine(case: Case | None, event: MailRead) -> Decision:
    """Never answer a machine; a person hears of a loop."""
    machine = event.reading.machine or "automatic"
    if machine in {"own", "loop"}:
        called = CallStaff("loop", {"mail": event.mail_id, "machine": machine})
        return Decision(case, "held", machine, (called,), "machine")
    return Decision(case, "ignored", machine, (), "machine")


def _hold(case: Case | None, event: MailRead, reason: str) -> Decision:
    called = CallStaff(reason, {"mail": event.mail_id})
    return Decision(case, "held", reason, (called,), "stranger")


def _stranger(event: MailRead) -> Decision:
    """R-13: hold, and say how to register; a token is held without a word."""
    if event.ticket.purpose is not None:
        return _hold(None, event, "token_from_stranger")
    called = CallStaff("not_registered", {"mail": event.mail_id})
    effects: tuple[Effect, ...] = (called,)
    address = event.reading.envelope.sender
    if address and event.recent == 0 and not event.reading.envelope.null_sender:
        guide = Send("registration", address, purpose=None, answers=event.mail_id)
        effects = (called, guide)
    return Decision(None, "held", "not_registered", effects, "stranger")
