"""A change that waits: for an answer, or for the end of its grace.

A request that nobody answers is reminded of and ends as an application does
(specification 3.4: the same steps); the guarantee stays as it is.  Each request has due
rows of its own, named by its number, so that two of one case do not meet.
"""

from __future__ import annotations

from dataclasses import replace

from mailbot.core import amending, changes, replies, telling
from mailbot.core.case import Case
from mailbot.core.change import TALKING, Change, ChangeState
from mailbot.core.desk import Desk
from mailbot.core.effects import CallStaff, Decision, Effect, MailKind, Send, SetDue
from mailbot.core.events import CameDue
from mailbot.core.finding import asks
from mailbot.core.hours import day_in_tokyo
from mailbot.core.mailing import to_contractor
from mailbot.core.office import Contractor


def silence(case: Case, change: Change, desk: Desk) -> tuple[Effect, ...]:
    """Set the clock for a request that is not answered."""
    expires = desk.now + desk.office.policy.expire_after
    effects: list[Effect] = [SetDue(change.due("expire"), expires, change.revision)]
    at = telling.next_reminder(case, change.reminded, desk)
    if at is not None:
        effects.append(SetDue(change.due("remind"), at, change.revision))
    return tuple(effects)


def clocks(case: Case, desk: Desk) -> tuple[Effect, ...]:
    """Set the clock anew for every request that waits for the contractor."""
    return tuple(
        effect
        for change in case.changes
        if change.state in TALKING
        for effect in silence(case, change, desk)
    )


def came_due(case: Case, event: CameDue, desk: Desk) -> Decision:
    """Act on a due row of a request; one that is out of date, or held, does nothing."""
    what, _, number = event.what.partition(":")
    change = next((one for one in case.changes if str(one.id) == number), None)
    if change is None or case.held or event.revision != change.revision:
        return Decision(case, "ignored", "out_of_date", (), "clock")
    if what == "grace" and change.state is ChangeState.REVIEWING and change.grace:
        return _grace_over(case, change, desk)
    if what == "expire" and change.state in TALKING:
        return _expire(case, change, desk)
    contractor = desk.office.contractors.get(case.contractor_id)
    if what != "remind" or change.state not in TALKING or contractor is None:
        return Decision(case, "ignored", "out_of_date", (), "clock")
    return _remind(case, change, desk, contractor)


def _grace_over(case: Case, change: Change, desk: Desk) -> Decision:
    """Agree to a change that nobody stopped within its grace."""
    one = changes.guarantee_of(case, change)
    case, effect = amending.approve(case, one, replace(change, grace=False), desk)
    return Decision(case, "applied", "grace_over", (effect,), "clock")


def _expire(case: Case, change: Change, desk: Desk) -> Decision:
    gone = case.with_change(change.move("expire"))
    gone = replace(gone, asked=(), updated_at=desk.now)
    content: replies.Content = {
        "days": desk.office.policy.expire_after.days,
        "subject_name": case.text("project_name"),
        **changes.about(case, change),
    }
    called = CallStaff("expired", {"guarantee": change.guarantee_id})
    mail = _mail(gone, change, "expired", content)
    return Decision(gone, "applied", "change_expired", (mail, called), "clock")


def _remind(case: Case, change: Change, desk: Desk, contractor: Contractor) -> Decision:
    """Say once more what is wanted; an answer to either mail counts."""
    if case.stopped:
        return Decision(case, "ignored", "no_reminders", (), "clock")
    change = replace(change, reminded=change.reminded + 1)
    case = case.with_change(change)
    effects: list[Effect] = [
        _mail(case, change, "reminder", _again(case, change, desk, contractor))
    ]
    at = telling.next_reminder(case, change.reminded, desk)
    if at is not None:
        effects.append(SetDue(change.due("remind"), at, change.revision))
    return Decision(case, "applied", "change_reminded", tuple(effects), "clock")


def _again(
    case: Case, change: Change, desk: Desk, contractor: Contractor
) -> replies.Content:
    draft = changes.draft(case, change, desk.office, contractor)
    findings = changes.check_change(draft, change, desk)
    expires = (change.told_at or desk.now) + desk.office.policy.expire_after
    content: replies.Content = {"rows": [], "questions": []}
    if change.state is ChangeState.CONFIRMING:
        content["rows"] = changes.readback(case, change, draft, findings)["rows"]
    else:
        content["questions"] = replies.asked_rows(asks(findings))
    return {
        **content,
        **changes.about(case, change),
        "state": change.state.value,
        "round": change.reminded,
        "expires": day_in_tokyo(expires).isoformat(),
        "subject_name": case.text("project_name"),
    }


def _mail(case: Case, change: Change, kind: MailKind, content: replies.Content) -> Send:
    """Write under the request's own token: an older word of it still counts."""
    return to_contractor(case, kind, content, revision=change.revision)
