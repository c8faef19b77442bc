"""A person has the case: the robot says so once, and is silent until it is released.

Somebody asked for a person, is angry or at a loss, or three rounds brought nothing
(specification 3.2).  Every mail that comes meanwhile goes to the task.
"""

from __future__ import annotations

from dataclasses import replace

from mailbot.core.decisions.mail_to_contractor import to_contractor, to_sender
from mailbot.core.mails.conversation import PersonMail, StaffMail
from mailbot.core.mails.form_rows import NamedGuarantee
from mailbot.core.model.case import Case
from mailbot.core.model.decision_context import DecisionContext
from mailbot.core.model.effects import (
    CallStaff,
    CloseTasks,
    Decision,
    DropDues,
    Effect,
    Send,
)
from mailbot.core.model.events import MailRead
from mailbot.core.model.staff_events import StaffWrote
from mailbot.core.office.business_hours import open_at, promise
from mailbot.core.office.office import Branch, Contractor, branch_of

STAFF = "staff"
"""Why a case is held that a person wrote on without being asked."""
_ANSWERED = (
    "change_not_now",
    "change_of_what",
    "mail_after_end",
    "mail_after_yes",
    "new_mail",
    "unclear",
)
"""Tasks that only wait for a person's answer."""


def hand_over(
    case: Case,
    reason: str,
    mail_id: int | None,
    context: DecisionContext,
    change: NamedGuarantee | None = None,
) -> Decision:
    """Return the case to a person, tell the contractor so, and fall silent.

    `change` is the guarantee of the change in talk.
    """
    held = replace(
        case, held=reason, told=True, updated_at=context.now, last_mail_id=mail_id
    )
    said = replace(_promised(reason, _branch(case, context), context), silent=True)
    mail = _on_case(held, replace(said, change=change), mail_id)
    effects = (mail, CallStaff(reason, _detail(mail_id)), DropDues())
    return Decision(held, "held", reason, effects, "contractor")


def hold(case: Case | None, event: MailRead, reason: str) -> Decision:
    """Leave a mail that nothing proves to a person, without a word."""
    called = CallStaff(reason, {"mail": event.mail_id})
    return Decision(case, "held", reason, (called,), "stranger")


def _branch(case: Case, context: DecisionContext) -> Branch:
    return branch_of(case.text("branch"), case.contractor_id, context.office)


def _on_case(case: Case, said: PersonMail, mail_id: int | None) -> Send:
    name = case.text("project_name")
    told = replace(said, state=case.state.value, subject_name=name)
    return to_contractor(case, told, answers=mail_id)


def promise_person(
    case: Case | None,
    reason: str,
    event: MailRead,
    context: DecisionContext,
    contractor: Contractor,
) -> Decision:
    """Answer who wants a person; without a case there is only the task."""
    if case is not None:
        return hand_over(case, reason, event.mail_id, context)
    branch = context.office.branches[contractor.branch]
    mail = to_sender(event, _promised(reason, branch, context))
    called = CallStaff(reason, _detail(event.mail_id))
    return Decision(None, "held", reason, (mail, called), "contractor")


def promise_answer(
    case: Case, reason: str, event: MailRead, context: DecisionContext
) -> Decision:
    """Say that a person will answer this mail; the case goes on meanwhile."""
    said = _promised(reason, _branch(case, context), context)
    mail = _on_case(case, said, event.mail_id)
    called = CallStaff(reason, _detail(event.mail_id))
    return Decision(case, "held", reason, (mail, called), "contractor")


def add_to_task(case: Case, event: MailRead, context: DecisionContext) -> Decision:
    """Leave a mail to the person who has its case; the contractor is told so once."""
    called = CallStaff("new_mail", {"mail": event.mail_id})
    effects: tuple[Effect, ...] = (called,)
    if not case.told:
        said = hand_over(case, case.held, event.mail_id, context)
        effects = (*(e for e in said.effects if isinstance(e, Send)), called)
    case = replace(case, told=True)
    return Decision(case, "held", "a_person_has_it", effects, "contractor")


def send_staff_mail(
    case: Case, event: StaffWrote, context: DecisionContext
) -> Decision:
    """Send a person's own words, and leave the case to that person.

    What waited for an answer has it now; that the robot is silent stays a task.
    """
    told = StaffMail(
        lines=tuple(event.text.splitlines()),
        by=event.by,
        subject_name=case.text("project_name"),
    )
    mail = to_contractor(case, told)
    effects: list[Effect] = [mail, DropDues(), CloseTasks(_ANSWERED)]
    if not case.held:
        effects.append(CallStaff(STAFF, {}))
    held = replace(case, held=case.held or STAFF, updated_at=context.now)
    return Decision(held, "applied", "staff_wrote", tuple(effects), f"staff:{event.by}")


def _promised(reason: str, branch: Branch, context: DecisionContext) -> PersonMail:
    promised = promise(context.office, branch, context.now)
    return PersonMail(
        why=reason,
        promise=promised.by.isoformat(),
        same_day=promised.same_day,
        open_now=open_at(context.office, branch, context.now),
    )


def _detail(mail_id: int | None) -> dict[str, object]:
    return {} if mail_id is None else {"mail": mail_id}
