"""Who is speaking, before anything is answered.

Machines are never answered; a sender whose authentication failed gets no mail (no
backscatter); a stranger learns nothing but how to register (R-13); a token that is not
ours, or another contractor's, is held without a word (specification 3.1).
"""

from __future__ import annotations

from dataclasses import replace

from mailbot.core.decisions import (
    application,
    authority,
    case_reference,
    change,
    conversation,
    enquiry,
    handover,
    next_reply,
    obligee_enquiry,
    premium_estimate,
    reply_limits,
    submission_result,
    unregistered,
)
from mailbot.core.decisions.application_subject import with_mail
from mailbot.core.decisions.change_subject import ChangeSubject
from mailbot.core.decisions.routing import STANDS_ALONE
from mailbot.core.model.case import Case
from mailbot.core.model.decision_context import DecisionContext
from mailbot.core.model.effects import CallStaff, Decision
from mailbot.core.model.events import NO_TICKET, MailRead
from mailbot.core.office.names import fold_name
from mailbot.core.office.office import Contractor
from mailbot.core.rules import reply_address
from mailbot.core.rules.escalation_phrases import Escalation, feeling_in
from parsers.reading import Intent

_OPENS_A_CASE = frozenset({"apply", "answer", "amend"})
_NEEDS_ITS_CASE = frozenset({"answer", "amend", "confirm", "withdraw", "stop"})
_ABOUT_ALL = frozenset({"list", "history", "resend", "statement", "obligees", "help"})
_CARRIED = frozenset(
    {"apply", "answer", "amend", "confirm", "withdraw", "change", "receipt", "submit"}
)
_LEAST_FIELDS = 3


def decide_mail(
    case: Case | None, event: MailRead, context: DecisionContext
) -> Decision:
    """Decide a mail: first who speaks, then what is said."""
    if event.same:
        return Decision(case, "ignored", "same_mail", (), "contractor")
    kept_silent = _unanswerable(case, event, context)
    if kept_silent is not None:
        return kept_silent
    obligees = _from_an_obligee(case, event, context)
    if obligees is not None:
        return obligees
    contractor = context.office.contractor_at(event.reading.envelope.sender or "")
    if contractor is None:
        return unregistered.decide(event, context)
    event = _reachable(event, contractor)
    if case is not None and case.contractor_id != contractor.id:
        return handover.hold(None, event, "another_contractors_case")
    decision = _contractors_mail(case, _as_meant(event), context, contractor)
    return reply_limits.limit(case, event, decision, context, contractor)


def _reachable(event: MailRead, contractor: Contractor) -> MailRead:
    """Return a mail with the address that can be answered as its sender."""
    envelope = event.reading.envelope
    to = reply_address.address_of(envelope, contractor)
    reading = replace(event.reading, envelope=replace(envelope, sender=to))
    return replace(event, reading=reading)


def _to_people(event: MailRead, context: DecisionContext) -> Decision:
    """Hold what was sent to a branch, to abuse@ or postmaster@: people read it."""
    reason = f"to_{event.addressed}"
    contractor = context.office.contractor_at(event.reading.envelope.sender or "")
    if contractor is None:
        return handover.hold(None, event, reason)
    return _hold_and_tell(None, event, context, contractor, reason)


def _from_an_obligee(
    case: Case | None, event: MailRead, context: DecisionContext
) -> Decision | None:
    """Decide what obligees write, or people read; None where the mail is neither."""
    if event.addressed:
        return _to_people(event, context)
    if obligee_enquiry.asks(event.reading):
        return obligee_enquiry.answer(event, context)
    if event.ticket.purpose == "submission":
        return submission_result.obligee_replied(case, event, context)
    sender = event.reading.envelope.sender or ""
    known = obligee_enquiry.obligee_at(sender, context.office) is not None
    if not known or event.ticket.purpose or context.office.contractor_at(sender):
        return None
    return submission_result.obligee_wrote(case, event, context)


def _as_meant(event: MailRead) -> MailRead:
    """Take an application under a subject such as 再送 for what it is."""
    reading = event.reading
    named = any(command.args for command in reading.commands)
    if reading.intent == "premium" and event.ticket.purpose is None:
        named = premium_estimate.is_only_asked(frozenset(reading.fields))
    if reading.intent not in STANDS_ALONE or named or not reading.fields:
        return event
    meant: Intent = "apply" if event.ticket.purpose is None else "answer"
    return replace(event, reading=replace(reading, intent=meant))


def _unanswerable(
    case: Case | None, event: MailRead, context: DecisionContext
) -> Decision | None:
    """Decide what must never be answered; None where an answer is possible."""
    reading = event.reading
    if reading.intent == "bounce":
        return submission_result.bounced(case, event, context)
    if reading.intent == "automatic":
        return _from_machine(case, event, context)
    if event.sender_class == "failed":
        return handover.hold(case, event, "sender_failed")
    if reading.envelope.sender is None:
        return handover.hold(case, event, "no_single_sender")
    if event.ticket.forged:
        return handover.hold(None, event, "foreign_token")
    return None


def _contractors_mail(
    case: Case | None, event: MailRead, context: DecisionContext, contractor: Contractor
) -> Decision:
    """Answer a contractor; while a person has the case, the robot says nothing."""
    if case is None and event.ticket.purpose is not None:
        return _hold_and_tell(None, event, context, contractor, "case_not_found")
    if case is not None and case.held and _is_about_another(case, event):
        event = replace(event, ticket=NO_TICKET)
        return _on_their_matter(None, event, context, contractor)
    if case is not None and case.held:
        return handover.add_to_task(case, event, context)
    if case is not None and event.ticket.purpose == "withdrawal":
        told = _about_withdrawal(case, event, context)
        if told is not None:
            return told
        event = authority.as_case_mail(event)
    return _on_their_matter(case, event, context, contractor)


def _is_about_another(case: Case, event: MailRead) -> bool:
    """Return whether a mail that found a held case has nothing to do with it.

    People answer any old mail to begin something new: a whole application of another
    project, or a question about everything that they have.
    """
    reading = event.reading
    if reading.intent in _ABOUT_ALL:
        return not any(command.args for command in reading.commands)
    project = reading.fields.get("project_name")
    whole = bool(reading.products) and "contract_amount" in reading.fields
    return (
        whole
        and isinstance(project, str)
        and fold_name(project) != fold_name(case.text("project_name"))
    )


def _about_withdrawal(
    case: Case, event: MailRead, context: DecisionContext
) -> Decision | None:
    """Take the answer to our question about a withdrawal; None for anything else."""
    if authority.agrees(event.reading):
        taken_back = change.take_back(case, event, context)
        return taken_back or application.withdraw(case, event, context)
    if authority.denies(event.reading):
        return authority.keep(case, event)
    return None


def _on_their_matter(
    case: Case | None, event: MailRead, context: DecisionContext, contractor: Contractor
) -> Decision:
    """Answer a contractor on what the robot has in hand."""
    feeling = feeling_in(event.reading.text)
    if feeling is not None:
        return _to_a_person(case, event, context, contractor, feeling)
    told = _by_files(event, context, contractor) if case is None else None
    told = told or enquiry.answer(case, event, context, contractor)
    if told is None and case is not None:
        told = application.on_case(case, event, context, contractor)
    told = told or _without_a_case(event, context, contractor)
    return enquiry.with_others(told, event, context, contractor)


def _to_a_person(
    case: Case | None,
    event: MailRead,
    context: DecisionContext,
    contractor: Contractor,
    feeling: Escalation,
) -> Decision:
    """Give the mail to a person; what it says of a matter in hand is taken in first."""
    reading = event.reading
    if case is None and reading.intent == "apply" and reading.fields:
        case = application.new_case(event, context, contractor)
    if case is not None and not case.guarantees:
        case = with_mail(case, event)
    elif case is not None and (talking := change.request_in_talk(case, event)):
        case = ChangeSubject(case, talking.id).with_mail(event).case
    return handover.promise_person(case, feeling, event, context, contractor)


def _which_case(event: MailRead, context: DecisionContext) -> bool:
    """Return whether a mail speaks of a case, and nobody can say of which."""
    several = len(context.known.open) > 1
    return several and event.reading.intent in _NEEDS_ITS_CASE


def _by_files(
    event: MailRead, context: DecisionContext, contractor: Contractor
) -> Decision | None:
    """Decide a mail that names no case by what the files say; None for any other.

    A value or two that one case waits for is its answer; a 変更 is of what is issued.
    """
    reading = event.reading
    waits = case_reference.waiting_for(reading, context.known.open)
    if len(waits) == 1:
        answers = replace(event, reading=replace(reading, intent="answer"))
        return application.on_case(waits[0], answers, context, contractor)
    if waits:
        return case_reference.ask_which_case(waits, event)
    if case_reference.speaks_of_change(reading) and not context.known.open:
        issued = case_reference.to_change(context.known.files)
        if issued:
            return change.open_unnumbered(issued, event, context)
    if _which_case(event, context):
        return case_reference.ask_which_case(context.known.open, event)
    return None


def _without_a_case(
    event: MailRead, context: DecisionContext, contractor: Contractor
) -> Decision:
    reading = event.reading
    if reading.intent in _OPENS_A_CASE and (
        again := case_reference.yes_again(event, context)
    ):
        return again
    if reading.intent in _OPENS_A_CASE and (reading.fields or reading.products):
        return application.open_case(event, context, contractor)
    if reading.intent in {"apply", "help"}:
        return application.help_mail(event, contractor)
    if conversation.is_mere_courtesy(reading):
        return Decision(None, "applied", "courtesy", (), "contractor")
    return next_reply.unclear(None, event)


def _from_machine(
    case: Case | None, event: MailRead, context: DecisionContext
) -> Decision:
    """Never answer a machine; a person hears of a loop, and of what it carries."""
    machine = event.reading.machine or "automatic"
    if _carries(event, context):
        called = CallStaff("machine_mail", {"mail": event.mail_id, "machine": machine})
        return Decision(case, "held", "machine_mail", (called,), "machine")
    if machine in {"own", "loop"}:
        called = CallStaff("loop", {"mail": event.mail_id, "machine": machine})
        return Decision(case, "held", machine, (called,), "machine")
    return Decision(case, "ignored", machine, (), "machine")


def _carries(event: MailRead, context: DecisionContext) -> bool:
    """Return whether a machine, or a list, passes on an application or an answer.

    Of somebody whom we know, or under a token: any word to us.  Of anybody else: what
    is plainly an application; newsletters are none.
    """
    reading = event.reading
    carried = reading.carried
    if carried is None or carried.intent not in _CARRIED:
        return False
    sender = reading.envelope.sender or ""
    known = context.office.contractor_at(sender) or obligee_enquiry.obligee_at(
        sender, context.office
    )
    if known or event.ticket.purpose is not None:
        return True
    return bool(carried.products) and len(carried.fields) >= _LEAST_FIELDS


def _hold_and_tell(
    case: Case | None,
    event: MailRead,
    context: DecisionContext,
    contractor: Contractor,
    reason: str,
) -> Decision:
    """Hold a known contractor's mail; once a day and matter they are told so."""
    told = handover.promise_person(None, reason, event, context, contractor)
    effects = (
        told.effects
        if event.fruitless == 0
        else (CallStaff(reason, {"mail": event.mail_id}),)
    )
    return replace(told, case=case, effects=effects)
