"""変更: a request for a change of an issued guarantee, by mail (specification 3.4).

It goes the way of an application: what is unclear is asked, the rest is read back with
old beside new, and only はい to the newest read-back counts.  The form of a guarantee
contract never changes (R-10, flyer Q5); what is no change of amount or period is a
person's to decide.
"""

from __future__ import annotations

from dataclasses import replace

from mailbot.core import amending, changes, issuing, person, replies, unanswered
from mailbot.core.case import Case
from mailbot.core.change import TALKING, Change, ChangeState
from mailbot.core.desk import Desk
from mailbot.core.effects import (
    CallStaff,
    Decision,
    Effect,
    MailKind,
    SetDue,
)
from mailbot.core.events import MailRead
from mailbot.core.finding import Finding, asks
from mailbot.core.guarantee import Guarantee, GuaranteeState
from mailbot.core.hours import promise
from mailbot.core.mailing import to_contractor
from mailbot.core.office import Contractor, branch_of
from mailbot.core.telling import Late
from parsers.reading import Product, Reading

_TALKS = frozenset({"confirm", "answer", "amend", "apply", "change", "withdraw"})


def on_mail(
    case: Case, event: MailRead, desk: Desk, contractor: Contractor
) -> Decision | None:
    """Decide a mail that asks for a change or goes on with one; None for any other."""
    reading = event.reading
    if reading.intent == "change":
        return _asked_for(case, event, desk, contractor)
    talking = _talking(case, event)
    if talking is None or reading.intent not in _TALKS:
        return None
    newest = event.ticket.purpose == "case" and event.ticket.revision >= case.revision
    if reading.intent == "withdraw":
        return _withdrawn(case, talking, event, desk) if newest else None
    if reading.intent == "confirm" and not reading.fields:
        return _confirm(case, talking, event, desk, contractor)
    if reading.fields or reading.problems:
        return _take(case, talking, event, desk, contractor)
    return None


def _talking(case: Case, event: MailRead) -> Change | None:
    """Return the request that a mail goes on with: its token's, or the only one."""
    talking = [one for one in case.changes if one.state in TALKING]
    if event.ticket.purpose == "case":
        exact = [one for one in talking if one.revision == event.ticket.revision]
        talking = exact or talking
    return talking[0] if len(talking) == 1 else None


def _asked_for(
    case: Case, event: MailRead, desk: Desk, contractor: Contractor
) -> Decision:
    """Open a request on the guarantee that a mail names, or go on with an open one."""
    place = _named(case, event, desk)
    if place is None:
        return person.noted(case, "change_of_what", event, desk)
    case, one = place
    there = case.change_of(one.id)
    if one.state is not GuaranteeState.ISSUED or (there and there.state not in TALKING):
        return person.noted(case, "change_not_now", event, desk)
    fresh = Change(id=len(case.changes) + 1, guarantee_id=one.id)
    return _take(case, there or fresh, event, desk, contractor)


def _named(case: Case, event: MailRead, desk: Desk) -> tuple[Case, Guarantee] | None:
    """Find the guarantee of a 変更: by its number, or the only one that is issued."""
    numbers = _numbers(event.reading)
    if len(numbers) == 1:
        (number,) = numbers
        own = next((g for g in case.guarantees if g.number == number), None)
        return (case, own) if own else desk.known.numbered(number)
    issued = [g for g in case.guarantees if g.state is GuaranteeState.ISSUED]
    return (case, issued[0]) if not numbers and len(issued) == 1 else None


def _numbers(reading: Reading) -> set[str]:
    commands = [one for one in reading.commands if one.name == "change"]
    return {arg for command in commands for arg in command.args}


def number_to_change(reading: Reading) -> str:
    """Return the one guarantee number that a 変更 names, "" where there is none."""
    numbers = _numbers(reading)
    return numbers.pop() if reading.intent == "change" and len(numbers) == 1 else ""


def product_in_talk(case: Case, revision: int) -> tuple[Product, ...]:
    """Return the product that a reply speaks of when it answers a mail on a change."""
    return tuple(
        changes.guarantee_of(case, one).product
        for one in case.changes
        if one.state in TALKING and one.revision == revision
    )


def _take(
    case: Case, change: Change, event: MailRead, desk: Desk, contractor: Contractor
) -> Decision:
    """Take what a mail says into the request: ask what is open, or read it back."""
    one = changes.guarantee_of(case, change)
    change = changes.merge(change, one, event.reading, event.mail_id)
    case = replace(case, last_mail_id=event.mail_id)
    form = changes.other_form(one, event.reading)
    return _answer(case, change, (event, form), desk, contractor)


def _answer(
    case: Case,
    change: Change,
    heard: tuple[MailRead, tuple[Finding, ...]],
    desk: Desk,
    contractor: Contractor,
) -> Decision:
    event, form = heard
    case = case.with_change(change)
    draft = changes.draft(case, change, desk.office, contractor)
    findings = changes.check_change(draft, change, desk)
    asked = (*form, *asks(findings))
    if asked:
        return _ask(case, change, asked, event, desk, contractor)
    return _read_back(case, change, findings, event, desk, contractor)


def _ask(  # noqa: PLR0913, PLR0917 - the same six things as a read-back
    case: Case,
    change: Change,
    asked: tuple[Finding, ...],
    event: MailRead,
    desk: Desk,
    contractor: Contractor,
) -> Decision:
    """Ask everything at once; the third round without progress goes to a person."""
    keys = tuple(dict.fromkeys(f.field or f.code for f in asked))
    stuck = bool(change.asked) and set(change.asked) <= set(keys)
    rounds = change.rounds + 1 if stuck else 1
    if rounds > desk.office.policy.rounds:
        held = replace(case, held="no_progress", updated_at=desk.now)
        called = CallStaff("no_progress", {"mail": event.mail_id})
        return Decision(held, "held", "no_progress", (called,), "contractor")
    revision = case.revision + 1
    asking = replace(change.move("ask"), asked=keys, rounds=rounds, revision=revision)
    asking = replace(asking, reminded=0, told_at=desk.now)
    case = replace(case, revision=revision, asked=keys).with_change(asking)
    draft = changes.draft(case, asking, desk.office, contractor)
    content = {**replies.questions(draft, asked), **changes.about(case, asking)}
    content["late"] = _late(change, event)
    refused = all(f.weight == "refuse" for f in asked)
    decision = _waits(_said(case, "questions", content, event, desk), asking, desk)
    return replace(decision, fate="refused") if refused else decision


def _read_back(  # noqa: PLR0913, PLR0917 - a request, its findings, and where it came
    case: Case,
    change: Change,
    findings: tuple[Finding, ...],
    event: MailRead,
    desk: Desk,
    contractor: Contractor,
) -> Decision:
    revision = case.revision + 1
    one = changes.guarantee_of(case, change)
    reading_back = replace(
        change.move("read_back"),
        asked=(),
        rounds=0,
        revision=revision,
        before=one.terms,
        after=changes.after(one, change, desk.office),
        reminded=0,
        told_at=desk.now,
    )
    case = replace(case, revision=revision, asked=()).with_change(reading_back)
    draft = changes.draft(case, reading_back, desk.office, contractor)
    content = changes.readback(case, reading_back, draft, findings)
    content["late"] = _late(change, event)
    return _waits(_said(case, "readback", content, event, desk), reading_back, desk)


def _late(change: Change, event: MailRead) -> Late:
    """Tell whether a mail answers an older word of ours on this request."""
    overtaken = event.ticket.purpose == "case" and (
        0 < event.ticket.revision < change.revision
    )
    if not overtaken or event.reading.intent == "change":
        return ""
    return "yes" if event.reading.intent == "confirm" else "answer"


def _waits(decision: Decision, change: Change, desk: Desk) -> Decision:
    """Set the clock for a request that nobody answers, as for an application."""
    if decision.case is None:
        return decision
    clock = unanswered.silence(decision.case, change, desk)
    return replace(decision, effects=(*decision.effects, *clock))


def _said(
    case: Case, kind: MailKind, content: replies.Content, event: MailRead, desk: Desk
) -> Decision:
    mail = to_contractor(case, kind, content, answers=event.mail_id)
    case = replace(case, updated_at=desk.now)
    return Decision(case, "applied", f"change_{kind}", (mail,), "contractor")


def _confirm(
    case: Case, change: Change, event: MailRead, desk: Desk, contractor: Contractor
) -> Decision:
    """Take the はい, if it answers the newest read-back and that still holds."""
    one = changes.guarantee_of(case, change)
    answers_newest = (
        event.ticket.purpose == "case" and event.ticket.revision == change.revision
    )
    stands = one.state is GuaranteeState.ISSUED and change.before == one.terms
    if change.state is not ChangeState.CONFIRMING or not (answers_newest and stands):
        return _take(case, change, event, desk, contractor)
    change = changes.merge(change, one, event.reading, event.mail_id)
    case = replace(case, last_mail_id=event.mail_id)
    draft = changes.draft(case, change, desk.office, contractor)
    findings = changes.check_change(draft, change, desk)
    if asks(findings):
        return _answer(case, change, (event, ()), desk, contractor)
    case = case.with_change(change.move("confirm"))
    return _agreed(case, change.move("confirm"), findings, event, desk)


def _agreed(
    case: Case,
    change: Change,
    findings: tuple[Finding, ...],
    event: MailRead,
    desk: Desk,
) -> Decision:
    """After はい: to a person, into the grace, or on at once."""
    policy, one = desk.office.policy, changes.guarantee_of(case, change)
    amounts = [issuing.changed_amount(one, change)]
    reasons = issuing.holds(findings, event, desk.office, amounts)
    effect: Effect
    if reasons:
        detail = {
            "mail": event.mail_id,
            "guarantee": one.id,
            "because": list(reasons),
        }
        effect = CallStaff("review", detail)
    elif policy.grace.total_seconds() > 0:
        due = desk.now + policy.grace
        effect = SetDue(change.due("grace"), due, change.revision)
        case = case.with_change(replace(change, grace=True))
    else:
        case, effect = amending.approve(case, one, change, desk)
    branch = branch_of(case.text("branch"), case.contractor_id, desk.office)
    by = promise(desk.office, branch, desk.now)
    content = changes.accepted(case, change, by, held=bool(reasons))
    said = _said(case, "accepted", content, event, desk)
    return replace(said, reason="change_confirmed", effects=(*said.effects, effect))


def _withdrawn(case: Case, change: Change, event: MailRead, desk: Desk) -> Decision:
    """Take a request back; the guarantee stays as it is."""
    case = case.with_change(change.move("withdraw"))
    case = replace(case, asked=(), last_mail_id=event.mail_id)
    content: replies.Content = {
        "subject_name": case.text("project_name"),
        **changes.about(case, change),
    }
    said = _said(case, "withdrawn", content, event, desk)
    return replace(said, reason="change_withdrawn")
