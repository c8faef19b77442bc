"""What became of a submission: deliveries, bounces, and the obligee's 受領.

A submission that fails is a task for a person, with the obligee's telephone; the
contractor hears of it at once.  Nothing is sent again blindly.
"""

from __future__ import annotations

from dataclasses import replace

from mailbot.core.decisions import handover, receipt
from mailbot.core.decisions.mail_to_contractor import to_contractor, to_sender
from mailbot.core.mails.submission import (
    ObligeeNotedMail,
    SentTo,
    SubmittedMail,
    numbers,
    section_of,
    submission_failed,
)
from mailbot.core.model.case import Case
from mailbot.core.model.decision_context import DecisionContext
from mailbot.core.model.effects import CallStaff, Decision, Effect, Send
from mailbot.core.model.events import DeliverySettled, MailRead
from mailbot.core.model.staff_events import Received
from mailbot.core.model.submission import TRANSITIONS, Submission
from mailbot.core.rules import receipt_phrases


def delivery_settled(
    case: Case, event: DeliverySettled, context: DecisionContext
) -> Decision:
    """Take the end of one delivery of one mail into the case."""
    one = case.submission(event.submission_id)
    if one is None or event.recipient != one.address:
        return _other_mail(case, event)
    if event.outcome == "accepted":
        if "accept" not in TRANSITIONS[one.state]:
            return Decision(case, "ignored", "already_sent", (), "worker")
        sent = replace(one.move("accept"), sent_at=context.now, mail_id=event.mail_id)
        case = case.with_submission(sent)
        told = _result_mail(case, sent, context)
        return Decision(case, "applied", "submission_sent", (told,), "worker")
    return _failed(case, one, event, context)


def _other_mail(case: Case, event: DeliverySettled) -> Decision:
    if event.outcome == "accepted":
        return Decision(case, "applied", "mail_accepted", (), "worker")
    reason = "unreachable" if event.outcome == "never" else "delivery_unknown"
    called = CallStaff(reason, {"mail": event.mail_id, "kind": event.mail_kind})
    return Decision(case, "applied", reason, (called,), "worker")


def _failed(
    case: Case, one: Submission, event: DeliverySettled, context: DecisionContext
) -> Decision:
    """Never send again blindly: a person settles what nobody knows."""
    if event.outcome == "unknown":
        called = CallStaff("delivery_unknown", _detail(event.mail_id, one, context))
        return Decision(case, "applied", "delivery_unknown", (called,), "worker")
    if "fail" not in TRANSITIONS[one.state]:
        return Decision(case, "ignored", "already_failed", (), "worker")
    failed = replace(one.move("fail"), mail_id=event.mail_id)
    case = case.with_submission(failed)
    effects = _fell_through(case, one, event.mail_id, context)
    return Decision(case, "applied", "submission_failed", effects, "worker")


def _detail(
    mail_id: int, one: Submission, context: DecisionContext
) -> dict[str, object]:
    return {
        "mail": mail_id,
        "submission": one.id,
        "obligee": one.obligee_id,
        "phone": context.office.obligees[one.obligee_id].phone,
    }


def _fell_through(
    case: Case, one: Submission, mail_id: int, context: DecisionContext
) -> tuple[Effect, ...]:
    """Call a person to the telephone, and tell the contractor what happens now."""
    obligee = context.office.obligees[one.obligee_id]
    mail = to_contractor(case, submission_failed(case, one, obligee))
    return mail, CallStaff("submission_failed", _detail(mail_id, one, context))


def _result_mail(case: Case, one: Submission, context: DecisionContext) -> Send:
    obligee = context.office.obligees[one.obligee_id]
    sent = SentTo(
        obligee=obligee.name,
        section=section_of(case, one, obligee),
        address=one.address,
        guarantees=numbers(case, one),
    )
    told = SubmittedMail(
        submissions=(sent,),
        at=context.now.isoformat(),
        subject_name=case.text("project_name"),
    )
    return to_contractor(case, told)


def obligee_replied(
    case: Case | None, event: MailRead, context: DecisionContext
) -> Decision:
    """Take a reply to a submission: 受領 counts only from the obligee's side."""
    one = case.submission(event.ticket.id) if case else None
    if case is None or one is None:
        return handover.hold(None, event, "submission_not_found")
    if not _is_theirs(one, event, context):
        return handover.hold(case, event, "submission_answer")
    if not receipt_phrases.says_receipt(event.reading):
        case = _shown_around(case, one, event, context)
        return _for_a_person(case, "submission_answer", event)
    if one.exposed and event.sender_class != "proved":
        return _for_a_person(case, "receipt_unproved", event, one)
    return receipt.receipt_by_mail(case, one, context)


def _is_theirs(one: Submission, event: MailRead, context: DecisionContext) -> bool:
    """Return whether a mail comes from the address of a submission, or its domains."""
    obligee = context.office.obligees.get(one.obligee_id)
    sender = (event.reading.envelope.sender or "").lower()
    return obligee is not None and (
        sender == one.address.lower() or sender.rpartition("@")[2] in obligee.domains
    )


def _shown_around(
    case: Case, one: Submission, event: MailRead, context: DecisionContext
) -> Case:
    """Remember that an answer to all has shown the token to the contractor.

    From then on it proves nothing: a 受領 that only claims to be the obligee's waits
    for a person.
    """
    contractor = context.office.contractors[case.contractor_id]
    seen = any(map(contractor.owns, event.reading.envelope.recipients))
    return case.with_submission(replace(one, exposed=True)) if seen else case


def obligee_wrote(
    case: Case | None, event: MailRead, context: DecisionContext
) -> Decision:
    """Take what an obligee writes without the token of a submission.

    Anybody can write a town hall's address into From: a 受領 is a task of one word
    (`mailbot received`), everything else is read by a person.
    """
    theirs = [
        one
        for one in (case.submissions if case else ())
        if _is_theirs(one, event, context)
    ]
    case = case if theirs else None
    if not receipt_phrases.says_receipt(event.reading):
        return _for_a_person(case, "submission_answer", event)
    waiting = [one for one in theirs if "receive" in TRANSITIONS[one.state]]
    newest = waiting[-1] if waiting else None
    return _for_a_person(case, "receipt_unproved", event, newest)


def _for_a_person(
    case: Case | None, reason: str, event: MailRead, one: Submission | None = None
) -> Decision:
    """Hold an obligee's mail for a person, and say so once a day."""
    detail: dict[str, object] = {"mail": event.mail_id}
    if one is not None:
        detail["submission"] = one.id
    effects: list[Effect] = [CallStaff(reason, detail)]
    envelope = event.reading.envelope
    if envelope.sender and event.recent == 0 and not envelope.null_sender:
        why = "receipt" if reason == "receipt_unproved" else ""
        told = ObligeeNotedMail(why=why, subject_name="")
        effects.append(to_sender(event, told))
    return Decision(case, "held", reason, tuple(effects), "obligee")


def received(case: Case, event: Received, context: DecisionContext) -> Decision:
    """Write down a 受領 that a person has made sure of."""
    actor = f"staff:{event.by}"
    one = case.submission(event.submission_id)
    if one is None or "receive" not in TRANSITIONS[one.state]:
        return Decision(case, "refused", "nothing_to_receive", (), actor)
    return replace(receipt.receipt_by_mail(case, one, context), actor=actor)


def bounced(case: Case | None, event: MailRead, context: DecisionContext) -> Decision:
    """Take a bounce: never answered; of a submission, a task with a telephone.

    A delay report (RFC 3464 2.3.3, action "delayed") changes nothing.
    """
    reports = event.reading.bounced
    if reports and all(one.action in {"delayed", "relayed"} for one in reports):
        return Decision(case, "bounced", "delayed", (), "machine")
    if reports and all(one.action == "delivered" for one in reports):
        return Decision(case, "bounced", "delivered", (), "machine")
    detail: dict[str, object] = {
        "mail": event.mail_id,
        "status": [one.status for one in reports],
    }
    if case is None:
        return Decision(None, "bounced", "unmatched", (CallStaff("bounce", detail),))
    effects: list[Effect] = []
    for one in _meant(case, event):
        case = case.with_submission(one.move("fail"))
        effects += _fell_through(case, one, event.mail_id, context)
    if not effects:
        effects.append(CallStaff("bounce", detail))
    return Decision(case, "bounced", "bounced", tuple(effects), "machine")


def _meant(case: Case, event: MailRead) -> tuple[Submission, ...]:
    """Return the submissions that a bounce speaks of.

    Its own address (VERP) names the mail that came back; a bounce without one can only
    be known by the recipient, and then speaks of the newest to that address.
    """
    addresses = {report.address.lower() for report in event.reading.bounced}
    able = [
        one
        for one in case.submissions
        if one.address.lower() in addresses and "fail" in TRANSITIONS[one.state]
    ]
    if event.ticket.purpose == "bounce":
        exact = [one for one in able if one.mail_id == event.ticket.id]
        # One that is not yet known to have gone out may be the one that came back.
        able = exact or [one for one in able if one.mail_id is None]
    newest = max((one.entry for one in able), default=0)
    return tuple(one for one in able if one.entry == newest)
