"""A contractor's mail on the application of a case, before はい and after it.

Before はい it goes on with the conversation (`conversation.py`); what comes after it is
a person's, unless it only says thank you.
"""

from __future__ import annotations

import re
from dataclasses import replace

from mailbot.core.decisions import after_issue, authority, conversation, handover
from mailbot.core.decisions.application_subject import ApplicationSubject
from mailbot.core.decisions.change_draft import under_way
from mailbot.core.decisions.mail_to_contractor import to_contractor, to_sender
from mailbot.core.mails.conversation import HelpMail, WithdrawnMail
from mailbot.core.model.case import ENDED, Case, CaseState
from mailbot.core.model.decision_context import DecisionContext
from mailbot.core.model.effects import Decision, DropDues
from mailbot.core.model.events import MailRead
from mailbot.core.model.guarantee import UNISSUED
from mailbot.core.office.office import Contractor
from mailbot.core.rules import same_application
from mailbot.core.rules.same_application import TWIN

_QUESTION = re.compile(
    r"[?？]|(?:ます|ません|です|でしょう|ました|でした)か(?:[。\s]|$)"
)
"""What asks something, however politely: after はい it is no mere courtesy."""


_HOW = re.compile(r"どう|どのよう|何を|方法|仕方|手順|流れ|\bhow\b", re.IGNORECASE)
"""What asks how to apply: its answer says the way before it shows the form."""


def new_case(event: MailRead, context: DecisionContext, contractor: Contractor) -> Case:
    """Return a case that has only just begun; nothing of the mail is in it yet."""
    return Case(
        id=context.fresh.case_id,
        receipt=context.fresh.receipt,
        contractor_id=contractor.id,
        correspondent=event.reading.envelope.sender or "",
        opened_at=context.now,
        updated_at=context.now,
    )


def open_case(
    event: MailRead, context: DecisionContext, contractor: Contractor
) -> Decision:
    """Open a case for a first application and answer it."""
    fresh = ApplicationSubject(new_case(event, context, contractor))
    return conversation.take_in(fresh, event, context)


def on_case(
    case: Case, event: MailRead, context: DecisionContext, contractor: Contractor
) -> Decision:
    """Answer a mail on a case that exists and that the robot has."""
    if case.state in ENDED:
        return _after_the_end(case, event, context, contractor)
    if (told := after_issue.on_mail(case, event, context)) is not None:
        return told
    if event.reading.intent == "withdraw":
        return _withdraw_products(case, event, context)
    if case.state is CaseState.SUBMITTED:
        return _after_yes(case, event, context, contractor)
    return _before_yes(case, event, context, contractor)


def _withdraw_products(
    case: Case, event: MailRead, context: DecisionContext
) -> Decision:
    """Withdraw the case; where one product of several was named, leave out that one.

    After はい such a thing is a person's: the others may be in the making.
    """
    named = {product for product, on in event.reading.products.items() if not on}
    applied = {product for product, on in case.products.items() if on}
    if not named or not applied - named:
        return withdraw(case, event, context)
    if case.state is CaseState.SUBMITTED:
        return handover.promise_answer(case, "mail_after_yes", event, context)
    return conversation.take_in(ApplicationSubject(case), event, context)


def _before_yes(
    case: Case, event: MailRead, context: DecisionContext, contractor: Contractor
) -> Decision:
    """Take what a mail says while the application is still being written."""
    reading = event.reading
    if TWIN in case.asked and (answer := same_application.answer_in(reading)):
        return _answer_duplicate(case, event, context, answer)
    subject = ApplicationSubject(case)
    if told := conversation.answer(subject, event, context):
        return told
    if reading.intent == "help":
        return help_mail(event, contractor, case)
    return conversation.not_understood(subject, event, context)


def _answer_duplicate(
    case: Case,
    event: MailRead,
    context: DecisionContext,
    answer: same_application.Answer,
) -> Decision:
    """R-16 is answered: a new one goes on, the same one again is laid aside."""
    if answer == "same":
        return withdraw(case, event, context, "twin")
    # What answered the question is no sentence that a person still has to read.
    read = replace(event, reading=replace(event.reading, remainder=()))
    settled = replace(case, settled=(*case.settled, TWIN))
    return conversation.take_in(ApplicationSubject(settled), read, context)


def _after_the_end(
    case: Case, event: MailRead, context: DecisionContext, contractor: Contractor
) -> Decision:
    if event.reading.intent == "apply" and event.reading.fields:
        return open_case(event, context, contractor)
    if conversation.is_mere_courtesy(event.reading):
        return Decision(case, "applied", "courtesy", (), "contractor")
    return handover.promise_answer(case, "mail_after_end", event, context)


def _after_yes(
    case: Case, event: MailRead, context: DecisionContext, contractor: Contractor
) -> Decision:
    """After はい nothing is changed by a machine: a person reads what comes.

    Before the issue whatever they say of the matter stops it until that person decides,
    read or unread: 「ちょっと待ってください」 is no field (R-20).
    """
    reading = event.reading
    if reading.intent == "confirm" and not reading.fields:
        return Decision(case, "applied", "already_confirmed", (), "contractor")
    if conversation.is_mere_courtesy(reading) and not _QUESTION.search(reading.text):
        return Decision(case, "applied", "courtesy", (), "contractor")
    if reading.intent == "help":
        return help_mail(event, contractor, case)
    if all(one.state in UNISSUED for one in case.guarantees) or under_way(case):
        corrects = reading.fields or reading.problems
        why = "correction_after_yes" if corrects else "stopped_after_yes"
        return handover.hand_over(case, why, event.mail_id, context)
    return handover.promise_answer(case, "mail_after_yes", event, context)


def withdraw(
    case: Case, event: MailRead, context: DecisionContext, why: str = ""
) -> Decision:
    """Withdraw before the issue; after it only a person can cancel.

    On a claim alone the registered address is asked first (`authority.py`).

    `why` is "twin" for an application that came twice, "" for the contractor's 取消.
    """
    if any(one.state not in UNISSUED for one in case.guarantees):
        return handover.promise_answer(case, "withdrawal_after_issue", event, context)
    if not authority.is_theirs(event):
        return authority.ask_back(case, event)
    gone = case.move("withdraw", context.now)
    gone = replace(
        gone,
        guarantees=tuple(one.move("cancel") for one in gone.guarantees),
        last_mail_id=event.mail_id,
    )
    told = WithdrawnMail(subject_name=case.text("project_name"), why=why)
    mail = to_contractor(case, told, answers=event.mail_id)
    return Decision(gone, "applied", "withdrawn", (mail, DropDues()), "contractor")


def help_mail(
    event: MailRead, contractor: Contractor, case: Case | None = None
) -> Decision:
    """Return what can be written here, with the form to fill in."""
    told = HelpMail(
        contractor=contractor.name,
        how=bool(_HOW.search(event.reading.text)),
        products=tuple(one for one, on in event.reading.products.items() if on),
    )
    mail = to_sender(event, told, case)
    return Decision(case, "applied", "help", (mail,), "contractor")
