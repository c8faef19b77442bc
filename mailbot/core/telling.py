"""What is said to the contractor next: all questions at once, or the read-back.

Each of them raises the case's revision, which its token carries; はい counts only for
the newest.  The same words serve an answer, a reminder, and the return of the robot
after a person had the case.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from mailbot.core import person, replies
from mailbot.core.case import Case, CaseState
from mailbot.core.desk import Desk
from mailbot.core.draft import Draft, complete
from mailbot.core.effects import Decision, DropDues, Effect, MailKind, Send, SetDue
from mailbot.core.events import Actor, MailRead
from mailbot.core.finding import Finding, asks
from mailbot.core.hours import TOKYO, add_business_days, day_in_tokyo
from mailbot.core.office import Branch, Contractor, Office, branch_of
from mailbot.core.rules import check

Late = Literal["", "answer", "yes"]
"""Whether a mail answers an older word of ours: with values, or with はい."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why something is said: the mail that is answered, if any, and who caused it."""

    mail_id: int | None = None
    actor: Actor = "contractor"
    late: Late = ""


def occasion(case: Case, event: MailRead) -> Occasion:
    """Return a mail as an occasion, and whether it answers an older word of ours."""
    ticket = event.ticket
    overtaken = ticket.purpose == "case" and 0 < ticket.revision < case.revision
    yes = event.reading.intent == "confirm"
    late: Late = ("yes" if yes else "answer") if overtaken else ""
    return Occasion(event.mail_id, "contractor", late)


def tell(case: Case, why: Occasion, desk: Desk, contractor: Contractor) -> Decision:
    """Ask everything that is open; read the application back when nothing is."""
    draft = complete(case, desk.office, contractor)
    findings = check(draft, desk.office, desk.known)
    asked = asks(findings)
    if asked:
        return ask(draft, asked, why, desk)
    return _read_back(draft, findings, why, desk)


def ask(
    draft: Draft, asked: tuple[Finding, ...], why: Occasion, desk: Desk
) -> Decision:
    """Ask everything at once; the third round without progress goes to a person."""
    case = draft.case
    keys = tuple(dict.fromkeys(f.field or f.code for f in asked))
    stuck = bool(case.asked) and set(case.asked) <= set(keys)
    rounds = case.rounds + 1 if stuck and why.actor == "contractor" else 1
    if rounds > desk.office.policy.rounds:
        return person.take_over(case, "no_progress", why.mail_id, desk)
    asking = replace(
        case.move("ask", desk.now),
        asked=keys,
        rounds=rounds,
        revision=case.revision + 1,
    )
    content = replies.questions(replace(draft, case=asking), asked)
    return _said(asking, "questions", content, why, desk)


def _read_back(
    draft: Draft, findings: tuple[Finding, ...], why: Occasion, desk: Desk
) -> Decision:
    case = draft.case
    content = replies.readback(draft, findings, desk.office, case.shown)
    reading_back = replace(
        case.move("read_back", desk.now),
        asked=(),
        rounds=0,
        revision=case.revision + 1,
        shown=draft.said,
    )
    return _said(reading_back, "readback", content, why, desk)


def _said(
    case: Case, kind: MailKind, content: replies.Content, why: Occasion, desk: Desk
) -> Decision:
    """Answer to the registered address, and set the clock for the silence after."""
    mail = Send(
        kind,
        case.correspondent,
        {**content, "late": why.late},
        "case",
        case.id,
        case.revision,
        why.mail_id,
    )
    case = replace(case, reminded=0)
    return Decision(
        case, "applied", kind, (mail, DropDues(), *silence(case, desk)), why.actor
    )


def silence(case: Case, desk: Desk) -> tuple[Effect, ...]:
    """Set the clock for a contractor who does not answer (specification 3.2)."""
    expires = desk.now + desk.office.policy.expire_after
    effects: list[Effect] = [SetDue("expire", expires, case.revision)]
    at = next_reminder(case, case.reminded, desk)
    if at is not None:
        effects.append(SetDue("remind", at, case.revision))
    return tuple(effects)


def next_reminder(case: Case, reminded: int, desk: Desk) -> datetime | None:
    """Return when the next reminder is due: in the morning, on a business day.

    `reminded` counts those that were sent; after the last there is none.
    """
    after = desk.office.policy.remind_after
    if case.stopped or reminded >= len(after):
        return None
    before = after[reminded - 1] if reminded else 0
    today = day_in_tokyo(desk.now)
    days = max(after[reminded] - before, 1)
    day = add_business_days(desk.office, today, days)
    return datetime.combine(day, _branch(case, desk.office).opens, TOKYO)


def _branch(case: Case, office: Office) -> Branch:
    return branch_of(case.text("branch"), case.contractor_id, office)


def reminder(
    case: Case, desk: Desk, contractor: Contractor, expires: datetime
) -> replies.Content:
    """Return what is still wanted, without a new revision: an answer to either counts.

    A read-back is repeated as it was shown, because はい to the reminder is a はい.
    """
    content: replies.Content
    if case.state is CaseState.CONFIRMING:
        content = {"rows": replies.rows(case.shown, {}), "questions": []}
    else:
        draft = complete(case, desk.office, contractor)
        asked = asks(check(draft, desk.office, desk.known))
        content = {"rows": [], "questions": replies.asked_rows(asked)}
    return {
        **content,
        "state": case.state.value,
        "round": case.reminded,
        "expires": day_in_tokyo(expires).isoformat(),
        "subject_name": case.text("project_name"),
    }
