"""The way to the obligee: submissions by profile, their deliveries, 受領 and bounces.

One submission for each address of an obligee.  Only the mail channel is ours to send;
for a portal, an e-contract system, carry-in or fax the contractor is told what to do.
A submission that fails is a task for a person, with the obligee's telephone.
"""

from __future__ import annotations

from dataclasses import replace

from mailbot.core.case import Case
from mailbot.core.desk import Desk
from mailbot.core.effects import (
    CallStaff,
    Decision,
    DocumentRef,
    Effect,
    Send,
)
from mailbot.core.events import DeliverySettled, MailRead
from mailbot.core.guarantee import Guarantee
from mailbot.core.office import Delivery, Obligee
from mailbot.core.submission import TRANSITIONS, Submission, SubmissionState
from parsers.reading import Product

PRODUCT_WORDS: dict[Product, str] = {
    "advance": "前払金保証",
    "interim": "中間前払金保証",
    "performance": "契約保証",
}
"""For subject patterns only, which are the obligees' own Japanese text."""


def submit(
    case: Case, issued: tuple[Guarantee, ...], desk: Desk
) -> tuple[Case, tuple[Effect, ...]]:
    """Open a submission per address, and send what goes by mail on their behalf."""
    obligee = desk.office.obligee_called(case.text("obligee_name"))
    electronic = tuple(g for g in issued if g.form == "electronic")
    if obligee is None or not electronic:
        return case, ()
    ours = case.text("submission") != "self"
    effects: list[Effect] = []
    for place, group in enumerate(_by_address(obligee, electronic)):
        delivery, guarantees = group
        sends = ours and delivery.channel == "mail" and bool(delivery.address)
        one = Submission(
            id=desk.fresh.submission_id + place,
            obligee_id=obligee.id,
            address=delivery.address,
            guarantee_ids=tuple(g.id for g in guarantees),
            state=_first_state(delivery, sends=sends),
        )
        case = replace(case, submissions=(*case.submissions, one))
        if one.state is SubmissionState.READY:
            effects.append(_mail(case, one, obligee, delivery, desk))
        elif one.state is SubmissionState.COLLECTING_PAPERS:
            effects.append(CallStaff("papers_wanted", {"submission": one.id}))
    return case, tuple(effects)


def _by_address(
    obligee: Obligee, guarantees: tuple[Guarantee, ...]
) -> list[tuple[Delivery, tuple[Guarantee, ...]]]:
    """Group guarantees whose notices may travel together: same way, same subject."""
    groups: dict[Delivery, list[Guarantee]] = {}
    for one in guarantees:
        delivery = obligee.deliveries.get(one.product)
        if delivery is not None:
            groups.setdefault(delivery, []).append(one)
    return [(delivery, tuple(members)) for delivery, members in groups.items()]


def _first_state(delivery: Delivery, *, sends: bool) -> SubmissionState:
    if not sends:
        return SubmissionState.BY_CONTRACTOR
    if delivery.papers:
        return SubmissionState.COLLECTING_PAPERS
    return SubmissionState.READY


def _mail(
    case: Case, one: Submission, obligee: Obligee, delivery: Delivery, desk: Desk
) -> Send:
    guarantees = tuple(g for g in case.guarantees if g.id in one.guarantee_ids)
    contractor = desk.office.contractors[case.contractor_id]
    places = _places(case, guarantees, contractor.name)
    content = {
        "obligee": obligee.name,
        "section": delivery.section,
        "contractor": contractor.name,
        "person": case.text("person"),
        "phone": case.text("phone"),
        "project_name": case.text("project_name"),
        "project_number": case.text("project_number"),
        "guarantees": [{"product": g.product, "number": g.number} for g in guarantees],
        "subject": _fill(delivery.subject, places),
        "body": [_fill(line, places) for line in delivery.body],
        "key_in_text": obligee.key_in_text,
    }
    return Send(
        "submission",
        one.address,
        content,
        "submission",
        one.id,
        case.revision,
        cc=(case.correspondent,),
        documents=tuple(DocumentRef(g.id, "key_notice") for g in guarantees),
    )


def _places(
    case: Case, guarantees: tuple[Guarantee, ...], contractor_name: str
) -> dict[str, str]:
    return {
        "project_name": case.text("project_name"),
        "project_number": case.text("project_number"),
        "contractor_name": contractor_name,
        "obligee_name": case.text("obligee_name"),
        "person": case.text("person"),
        "phone": case.text("phone"),
        "product": "・".join(PRODUCT_WORDS[g.product] for g in guarantees),
    }


def _fill(pattern: str, places: dict[str, str]) -> str:
    """Fill `{name}` places; anything else in braces stays as it is written."""
    for name, value in places.items():
        pattern = pattern.replace("{" + name + "}", value)
    return pattern.strip()


def delivery_settled(case: Case, event: DeliverySettled, desk: Desk) -> Decision:
    """Take the end of one delivery of one mail into the case."""
    one = next((s for s in case.submissions if s.id == event.submission_id), None)
    if one is None or event.recipient != one.address:
        return _other_mail(case, event)
    if event.outcome == "accepted":
        if "accept" not in TRANSITIONS[one.state]:
            return Decision(case, "ignored", "already_sent", (), "worker")
        sent = replace(one.move("accept"), sent_at=desk.now)
        case = case.with_submission(sent)
        return Decision(
            case, "applied", "submission_sent", (_tell(case, sent, desk),), "worker"
        )
    return _failed(case, one, event)


def _other_mail(case: Case, event: DeliverySettled) -> Decision:
    if event.outcome == "accepted":
        return Decision(case, "applied", "mail_accepted", (), "worker")
    reason = "unreachable" if event.outcome == "never" else "delivery_unknown"
    called = CallStaff(reason, {"mail": event.mail_id, "kind": event.mail_kind})
    return Decision(case, "applied", reason, (called,), "worker")


def _failed(case: Case, one: Submission, event: DeliverySettled) -> Decision:
    """Never send again blindly: a person settles what nobody knows."""
    detail = {"mail": event.mail_id, "submission": one.id, "obligee": one.obligee_id}
    if event.outcome == "unknown":
        called = CallStaff("delivery_unknown", detail)
        return Decision(case, "applied", "delivery_unknown", (called,), "worker")
    if "fail" in TRANSITIONS[one.state]:
        case = case.with_submission(one.move("fail"))
    called = CallStaff("submission_failed", detail)
    return Decision(case, "applied", "submission_failed", (called,), "worker")


def _tell(case: Case, one: Submission, desk: Desk) -> Send:
    obligee = desk.office.obligees[one.obligee_id]
    content = {
        "submissions": [
            {
                "obligee": obligee.name,
                "section": _section(case, one, obligee),
                "address": one.address,
                "guarantees": _numbers(case, one),
            }
        ],
        "at": desk.now.isoformat(),
        "subject_name": case.text("project_name"),
    }
    return Send(
        "submitted",
        case.correspondent,
        content,
        "case",
        case.id,
        case.revision,
        case.last_mail_id,
    )


def _section(case: Case, one: Submission, obligee: Obligee) -> str:
    for g in case.guarantees:
        if g.id in one.guarantee_ids and g.product in obligee.deliveries:
            return obligee.deliveries[g.product].section
    return ""


def _numbers(case: Case, one: Submission) -> list[dict[str, str]]:
    return [
        {"product": g.product, "number": g.number}
        for g in case.guarantees
        if g.id in one.guarantee_ids
    ]


def answered(case: Case | None, event: MailRead, desk: Desk) -> Decision:
    """Take a reply to a submission: 受領 counts only from the obligee's side."""
    one = (
        next((s for s in case.submissions if s.id == event.ticket.id), None)
        if case
        else None
    )
    sender = (event.reading.envelope.sender or "").lower()
    if case is None or one is None:
        called = CallStaff("submission_not_found", {"mail": event.mail_id})
        return Decision(None, "held", "submission_not_found", (called,), "stranger")
    obligee = desk.office.obligees.get(one.obligee_id)
    theirs = obligee is not None and (
        sender == one.address.lower() or sender.rpartition("@")[2] in obligee.domains
    )
    if not theirs or event.reading.intent != "receipt":
        called = CallStaff("submission_answer", {"mail": event.mail_id})
        actor = "obligee" if theirs else "stranger"
        return Decision(case, "held", "submission_answer", (called,), actor)
    return _received(case, one, event, desk)


def _received(case: Case, one: Submission, event: MailRead, desk: Desk) -> Decision:
    if "receive" not in TRANSITIONS[one.state]:
        return Decision(case, "applied", "already_received", (), "obligee")
    done = replace(one.move("receive"), received_at=desk.now)
    case = case.with_submission(done)
    content = {
        "obligee": desk.office.obligees[one.obligee_id].name,
        "guarantees": _numbers(case, one),
        "at": desk.now.isoformat(),
        "subject_name": case.text("project_name"),
    }
    mail = Send(
        "received",
        case.correspondent,
        content,
        "case",
        case.id,
        case.revision,
        case.last_mail_id,
    )
    del event
    return Decision(case, "applied", "received", (mail,), "obligee")


def bounced(case: Case | None, event: MailRead) -> Decision:
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
    addresses = {one.address.lower() for one in reports}
    for one in case.submissions:
        if one.address.lower() in addresses and "fail" in TRANSITIONS[one.state]:
            case = case.with_submission(one.move("fail"))
            detail["obligee"] = one.obligee_id
    called = CallStaff("bounce", detail)
    return Decision(case, "bounced", "bounced", (called,), "machine")
