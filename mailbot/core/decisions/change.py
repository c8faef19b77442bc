"""変更: a request for a change of an issued guarantee, by mail (specification 3.4).

It goes the way of an application: what is unclear is asked, the rest is read back with
old beside new, and only はい to the newest read-back counts.  The form of a guarantee
contract never changes (R-10, flyer Q5); what is no change of amount or period is a
person's to decide.
"""

from __future__ import annotations

from dataclasses import replace

from mailbot.core.decisions import (
    amendment,
    billing,
    case_reference,
    change_draft,
    conversation,
    handover,
    issue,
    related_guarantees,
)
from mailbot.core.decisions.next_reply import Occasion
from mailbot.core.mails import application_mails
from mailbot.core.mails.to_contractor import to_contractor
from mailbot.core.model.case import Case
from mailbot.core.model.change_request import TALKING, Change, ChangeState
from mailbot.core.model.decision_context import DecisionContext
from mailbot.core.model.draft import Draft
from mailbot.core.model.effects import (
    CallStaff,
    CloseTasks,
    Content,
    Decision,
    Effect,
    MailKind,
    SetDue,
)
from mailbot.core.model.events import MailRead
from mailbot.core.model.finding import Finding, asks
from mailbot.core.model.guarantee import Guarantee, GuaranteeState
from mailbot.core.office.business_hours import promise
from mailbot.core.office.office import branch_of
from mailbot.core.rules.clean_application import doubts, lets_pass
from parsers.reading import Product, Reading

_TALKS = frozenset({"confirm", "answer", "amend", "apply", "change", "withdraw"})


def on_mail(case: Case, event: MailRead, context: DecisionContext) -> Decision | None:
    """Decide a mail that asks for a change or goes on with one; None for any other."""
    reading = event.reading
    talking = _talking(case, event)
    if reading.intent == "withdraw" and talking is None:
        return _stopped(case, event, context)
    if reading.intent == "change" or (talking is None and _changes(case, event)):
        return _asked_for(case, event, context)
    if talking is None or reading.intent not in _TALKS:
        return None
    return _in_talk(case, talking, event, context)


def _in_talk(
    case: Case, talking: Change, event: MailRead, context: DecisionContext
) -> Decision | None:
    """Decide a mail that goes on with a request that waits for its words."""
    reading = event.reading
    newest = event.ticket.purpose == "case" and event.ticket.revision >= case.revision
    if reading.intent == "withdraw":
        return _withdrawn(case, talking, event, context) if newest else None
    if reading.intent == "confirm" and not reading.fields:
        return _confirm(case, talking, event, context)
    of_others = related_guarantees.speaks(case, talking, reading)
    if reading.fields or reading.problems or of_others:
        return _take(case, talking, event, context)
    return None


def _changes(case: Case, event: MailRead) -> bool:
    """Tell whether 修正 or 変更 on what is issued asks for a 変更 of it.

    A wish without a value does, and values that a change can touch; what else is wrong
    on a certificate is a person's 訂正.
    """
    reading = event.reading
    if reading.intent != "amend" or not _issued(case):
        return False
    asked = any(one.name == "amend" for one in reading.commands)
    keys = {*reading.fields, *(each.field for each in reading.problems)}
    touched = any(
        keys <= change_draft.changeable(one.product) - {"project_name"}
        for one in _issued(case)
    )
    return touched and (asked or bool(keys))


def _issued(case: Case) -> list[Guarantee]:
    return [g for g in case.guarantees if g.state is GuaranteeState.ISSUED]


def unnumbered(
    pairs: tuple[tuple[Case, Guarantee], ...], event: MailRead, context: DecisionContext
) -> Decision:
    """Begin a change of the only guarantee in force, or ask which of several."""
    if len(pairs) == 1:
        return _asked_for(pairs[0][0], event, context)
    return case_reference.ask_which_guarantee(pairs, event)


def _talking(case: Case, event: MailRead) -> Change | None:
    """Return the request that a mail goes on with: its token's, or the only one."""
    talking = [one for one in case.changes if one.state in TALKING]
    if event.ticket.purpose == "case":
        exact = [one for one in talking if one.revision == event.ticket.revision]
        talking = exact or talking
    return talking[0] if len(talking) == 1 else None


def _asked_for(case: Case, event: MailRead, context: DecisionContext) -> Decision:
    """Open a request on the guarantee that a mail names, or go on with an open one."""
    place = _named(case, event, context)
    if place is None and not _numbers(event.reading) and len(_issued(case)) > 1:
        several = tuple((case, one) for one in _issued(case))
        return case_reference.ask_which_guarantee(several, event, case)
    if place is None:
        return handover.noted(case, "change_of_what", event, context)
    case, one = place
    there = case.change_of(one.id)
    if one.state is not GuaranteeState.ISSUED or (there and there.state not in TALKING):
        return handover.noted(case, "change_not_now", event, context)
    fresh = Change(id=len(case.changes) + 1, guarantee_id=one.id)
    return _take(case, there or fresh, event, context)


def _named(
    case: Case, event: MailRead, context: DecisionContext
) -> tuple[Case, Guarantee] | None:
    """Find the guarantee of a 変更: by its number, or the only one that is issued."""
    numbers = _numbers(event.reading)
    if len(numbers) == 1:
        (number,) = numbers
        own = next((g for g in case.guarantees if g.number == number), None)
        return (case, own) if own else context.known.numbered(number)
    issued = _issued(case)
    named = {key.partition(".")[0] for key in event.reading.fields if "." in key}
    if len(issued) > 1 and len(named) == 1:
        issued = [one for one in issued if one.product in named]
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
        change_draft.guarantee_of(case, one).product
        for one in case.changes
        if one.state in TALKING and one.revision == revision
    )


def _take(
    case: Case, change: Change, event: MailRead, context: DecisionContext
) -> Decision:
    """Take what a mail says into the request: ask what is open, or read it back."""
    one = change_draft.guarantee_of(case, change)
    why = _occasion(change, one, event)
    change, reading = related_guarantees.heard(case, change, event.reading)
    wider = related_guarantees.touchable(case, change, reading)
    change = change_draft.merge(change, one, reading, event.mail_id, wider)
    case = replace(case, last_mail_id=event.mail_id)
    return tell(case, change, why, context)


def _occasion(change: Change, one: Guarantee, event: MailRead) -> Occasion:
    """Return a mail as an occasion, with what R-10 says of the form it wishes."""
    asks_anew = event.reading.intent == "change"
    return Occasion(
        event.mail_id,
        late="" if asks_anew else conversation.late(event, change),
        remarks=change_draft.other_form(one, event.reading),
    )


def tell(
    case: Case, change: Change, why: Occasion, context: DecisionContext
) -> Decision:
    """Ask everything that is open; read the change back when nothing is.

    The contractor of the case must be registered.
    """
    draft = _draft(case, change, context)
    findings = _findings(case, change, draft, context)
    asked = (*why.remarks, *asks(findings))
    if asked:
        return _ask(case, change, asked, why, context)
    return _read_back(case, change, findings, why, context)


def _draft(case: Case, change: Change, context: DecisionContext) -> Draft:
    contractor = context.office.contractors[case.contractor_id]
    return change_draft.draft(case, change, context.office, contractor)


def _findings(
    case: Case, change: Change, draft: Draft, context: DecisionContext
) -> tuple[Finding, ...]:
    """Return what the rules find in a change, and in the others' beside it (R-27)."""
    own = change_draft.check_change(
        draft, change, context.office, context.today, context.known
    )
    return (*own, *related_guarantees.findings(case, change, context))


def _ask(
    case: Case,
    change: Change,
    asked: tuple[Finding, ...],
    why: Occasion,
    context: DecisionContext,
) -> Decision:
    """Ask everything at once; the third round without progress goes to a person."""
    keys = conversation.keys_of(asked)
    rounds = conversation.rounds(change, keys, theirs=why.actor == "contractor")
    about = change_draft.about(case, change)
    if rounds > context.office.policy.rounds:
        stuck = case.with_change(change)
        return handover.take_over(stuck, "no_progress", why.mail_id, context, **about)
    asking = replace(change.move("ask"), asked=keys, rounds=rounds)
    content = {
        **application_mails.questions(_draft(case, asking, context), asked),
        **about,
    }
    decision = _said(case, asking, ("questions", content), why, context)
    refused = all(f.weight == "refuse" for f in asked)
    return replace(decision, fate="refused") if refused else decision


def _read_back(
    case: Case,
    change: Change,
    found: tuple[Finding, ...],
    why: Occasion,
    context: DecisionContext,
) -> Decision:
    one = change_draft.guarantee_of(case, change)
    reading_back = replace(
        change.move("read_back"),
        asked=(),
        rounds=0,
        before=one.terms,
        after=change_draft.after(one, change, context.office, context.today),
        fellows=related_guarantees.offered(case, change, context),
    )
    draft = _draft(case, reading_back, context)
    passed = lets_pass(context.office, draft.obligee)
    content = change_draft.readback(case, reading_back, draft, found, passed)
    if reading_back.fellows:
        of_others = related_guarantees.shown(case, reading_back, context)
        content = related_guarantees.with_others(content, of_others)
    return _said(case, reading_back, ("readback", content), why, context)


def _said(
    case: Case,
    change: Change,
    words: tuple[MailKind, Content],
    why: Occasion,
    context: DecisionContext,
) -> Decision:
    """Say it under a new revision, and set the clock for the silence after."""
    kind, content = words
    revision = case.revision + 1
    change = replace(change, revision=revision, reminded=0, told_at=context.now)
    case = replace(case, revision=revision, asked=change.asked, updated_at=context.now)
    case = case.with_change(change)
    said = {**content, "late": why.late}
    mail = to_contractor(case, kind, said, answers=why.mail_id)
    effects = (mail, *conversation.silence(case, change, context))
    return Decision(case, "applied", f"change_{kind}", effects, why.actor)


def _told(
    case: Case,
    kind: MailKind,
    content: Content,
    event: MailRead,
    context: DecisionContext,
) -> Decision:
    mail = to_contractor(case, kind, content, answers=event.mail_id)
    case = replace(case, updated_at=context.now)
    return Decision(case, "applied", f"change_{kind}", (mail,), "contractor")


def _confirm(
    case: Case, change: Change, event: MailRead, context: DecisionContext
) -> Decision:
    """Take the はい, if it answers the newest read-back and that still holds."""
    one = change_draft.guarantee_of(case, change)
    answers_newest = (
        event.ticket.purpose == "case" and event.ticket.revision == change.revision
    )
    stands = one.state is GuaranteeState.ISSUED and change.before == one.terms
    stands = stands and related_guarantees.stands(case, change)
    if change.state is not ChangeState.CONFIRMING or not (answers_newest and stands):
        return _take(case, change, event, context)
    change = change_draft.merge(change, one, event.reading, event.mail_id)
    case = replace(case, last_mail_id=event.mail_id)
    draft = _draft(case, change, context)
    findings = _findings(case, change, draft, context)
    if asks(findings):
        return tell(case, change, Occasion(event.mail_id), context)
    change = related_guarantees.recorded(case, change, event, context)
    case = case.with_change(change)
    agreed = tuple(
        billing.change_asked(each.move("confirm"), context)
        for each in (change, *related_guarantees.agreed(case, change))
    )
    for each in agreed:
        case = case.with_change(each)
    return _agreed(case, agreed, findings, event, context)


def _agreed(
    case: Case,
    agreed: tuple[Change, ...],
    findings: tuple[Finding, ...],
    event: MailRead,
    context: DecisionContext,
) -> Decision:
    """After はい: to a person, into the grace, or on at once: all of it alike."""
    reasons = _holds(case, agreed, findings, event, context)
    effects: list[Effect] = []
    for change in agreed:
        case, effect = _goes_on(case, change, event, context, reasons)
        effects.append(effect)
    branch = branch_of(case.text("branch"), case.contractor_id, context.office)
    by = promise(context.office, branch, context.now)
    content = change_draft.accepted(case, agreed, by, held=bool(reasons))
    if not reasons:
        content = billing.with_change_premiums(case, agreed, content, context.office)
    said = _told(case, "accepted", content, event, context)
    return replace(said, reason="change_confirmed", effects=(*said.effects, *effects))


def _holds(
    case: Case,
    agreed: tuple[Change, ...],
    findings: tuple[Finding, ...],
    event: MailRead,
    context: DecisionContext,
) -> tuple[str, ...]:
    """Return why a person must look before the entries are made."""
    ones = [change_draft.guarantee_of(case, change) for change in agreed]
    amounts = map(issue.changed_amount, ones, agreed)
    obligee = context.office.obligee_called(ones[0].terms.obligee_name)
    left = doubts(findings, lets_pass(context.office, obligee))
    return issue.holds(left, event, context.office, amounts)


def _goes_on(
    case: Case,
    change: Change,
    event: MailRead,
    context: DecisionContext,
    reasons: tuple[str, ...],
) -> tuple[Case, Effect]:
    policy, one = context.office.policy, change_draft.guarantee_of(case, change)
    if reasons:
        detail = {
            "mail": event.mail_id,
            "guarantee": one.id,
            "because": list(reasons),
        }
        return case, CallStaff("review", detail)
    if policy.grace.total_seconds() > 0:
        due = context.now + policy.grace
        waits = SetDue(change.due("grace"), due, change.revision)
        return case.with_change(replace(change, grace=True)), waits
    return amendment.approve(case, one, change, context)


def _stopped(case: Case, event: MailRead, context: DecisionContext) -> Decision | None:
    """Take back the one change that はい agreed to and that is not issued (3.4)."""
    agreed = change_draft.under_way(case)
    if len(agreed) != 1:
        return None
    (change,) = agreed
    if change.payment is not None:
        return handover.take_over(case, "stopped_after_yes", event.mail_id, context)
    told = _withdrawn(case, change, event, context)
    done = CloseTasks(("review", "premium"), {"guarantee": change.guarantee_id})
    return replace(told, effects=(*told.effects, done))


def _withdrawn(
    case: Case, change: Change, event: MailRead, context: DecisionContext
) -> Decision:
    """Take a request back; the guarantee stays as it is."""
    case = case.with_change(change.move("withdraw"))
    case = replace(case, asked=(), last_mail_id=event.mail_id)
    content: Content = {
        "subject_name": case.text("project_name"),
        **change_draft.about(case, change),
    }
    said = _told(case, "withdrawn", content, event, context)
    return replace(said, reason="change_withdrawn")
