"""変更: a request for a change of an issued guarantee, by mail (specification 3.4).

It goes the way of an application: what is unclear is asked, the rest is read back with
old beside new, and only はい to the newest read-back counts.  The form of a guarantee
contract never changes (R-10, flyer Q5); what is no change of amount or period is a
person's to decide.
"""

from __future__ import annotations

from dataclasses import replace

from mailbot.core.decisions import (
    authority,
    case_reference,
    change_draft,
    change_mails,
    conversation,
    handover,
)
from mailbot.core.decisions.change_subject import ChangeSubject
from mailbot.core.decisions.conversation import is_mere_courtesy
from mailbot.core.decisions.mail_to_contractor import to_contractor
from mailbot.core.mails.conversation import WithdrawnMail
from mailbot.core.model.case import Case
from mailbot.core.model.change_request import TALKING, Change
from mailbot.core.model.decision_context import DecisionContext
from mailbot.core.model.effects import CloseTasks, Decision
from mailbot.core.model.events import MailRead
from mailbot.core.model.guarantee import Guarantee, GuaranteeState
from mailbot.core.model.required_documents import papers_in
from parsers.reading import Product, Reading


def on_mail(case: Case, event: MailRead, context: DecisionContext) -> Decision | None:
    """Decide a mail that asks for a change or goes on with one; None for any other."""
    reading = event.reading
    talking = request_in_talk(case, event)
    if reading.intent == "withdraw" and talking is None:
        return take_back(case, event, context)
    if reading.intent == "change" or (talking is None and _wishes_change(case, event)):
        return _open_request(case, event, context)
    if talking is None:
        return None
    return _in_talk(case, talking, event, context)


def _in_talk(
    case: Case, talking: Change, event: MailRead, context: DecisionContext
) -> Decision | None:
    """Decide a mail that goes on with a request that waits for its words."""
    newest = event.ticket.purpose == "case" and event.ticket.revision >= case.revision
    if event.reading.intent == "withdraw":
        return _withdraw(case, talking, event, context) if newest else None
    subject = ChangeSubject(case, talking.id)
    told = conversation.answer(subject, event, context)
    if told is None and subject.is_answered_by(event) and _says_something(event):
        return conversation.not_understood(subject, event, context)
    return told


def _says_something(event: MailRead) -> bool:
    """Return whether a mail of no known kind is more than thanks, or a file."""
    reading = event.reading
    bare = is_mere_courtesy(reading) or papers_in(reading, event.mail_id)
    return reading.intent == "unknown" and not bare


def _wishes_change(case: Case, event: MailRead) -> bool:
    """Return whether 修正 or 変更 on what is issued asks for a 変更 of it.

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


def open_unnumbered(
    pairs: tuple[tuple[Case, Guarantee], ...], event: MailRead, context: DecisionContext
) -> Decision:
    """Begin a change of the only guarantee in force, or ask which of several."""
    if len(pairs) == 1:
        return _open_request(pairs[0][0], event, context)
    return case_reference.ask_which_guarantee(pairs, event)


def request_in_talk(case: Case, event: MailRead) -> Change | None:
    """Return the request that a mail goes on with: its token's, or the only one."""
    talking = [one for one in case.changes if one.state in TALKING]
    if event.ticket.purpose == "case":
        exact = [one for one in talking if one.revision == event.ticket.revision]
        talking = exact or talking
    return talking[0] if len(talking) == 1 else None


def _open_request(case: Case, event: MailRead, context: DecisionContext) -> Decision:
    """Open a request on the guarantee that a mail names, or go on with an open one."""
    place = _named(case, event, context)
    if place is None and not _numbers(event.reading) and len(_issued(case)) > 1:
        several = tuple((case, one) for one in _issued(case))
        return case_reference.ask_which_guarantee(several, event, case)
    if place is None:
        return handover.promise_answer(case, "change_of_what", event, context)
    case, one = place
    there = case.change_of(one.id)
    if one.state is not GuaranteeState.ISSUED or (there and there.state not in TALKING):
        return handover.promise_answer(case, "change_not_now", event, context)
    fresh = there or Change(id=len(case.changes) + 1, guarantee_id=one.id)
    subject = ChangeSubject(case.with_change(fresh), fresh.id)
    return conversation.take_in(subject, event, context)


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


def take_back(case: Case, event: MailRead, context: DecisionContext) -> Decision | None:
    """Take back the one change that はい agreed to and that is not issued (3.4).

    On a claim alone the registered address is asked first (`authority.py`).
    """
    agreed = change_draft.under_way(case)
    if len(agreed) != 1:
        return None
    (change,) = agreed
    if change.payment is not None:
        return handover.hand_over(case, "stopped_after_yes", event.mail_id, context)
    if not authority.is_theirs(event):
        return authority.ask_back(case, event, change_mails.about(case, change))
    told = _withdraw(case, change, event, context)
    done = CloseTasks(("review", "premium"), {"guarantee": change.guarantee_id})
    return replace(told, effects=(*told.effects, done))


def _withdraw(
    case: Case, change: Change, event: MailRead, context: DecisionContext
) -> Decision:
    """Take a request back; the guarantee stays as it is."""
    case = case.with_change(change.move("withdraw"))
    case = replace(
        case,
        asked=(),
        last_mail_id=event.mail_id,
        updated_at=context.now,
        withdrawal_asked=False,
    )
    told = WithdrawnMail(
        change=change_mails.about(case, change),
        subject_name=case.text("project_name"),
    )
    mail = to_contractor(case, told, answers=event.mail_id)
    return Decision(case, "applied", "change_withdrawn", (mail,), "contractor")
