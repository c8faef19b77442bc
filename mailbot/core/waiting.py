"""Silence and its end: reminders, the end after thirty days, the robot's return.

What the clock and a person do to a case that waits for its contractor.
"""

from __future__ import annotations

from dataclasses import replace

from mailbot.core import forwarding, issuing, telling, unanswered
from mailbot.core.case import Case, CaseState
from mailbot.core.desk import Desk
from mailbot.core.effects import (
    CallStaff,
    CloseTasks,
    Decision,
    DropDues,
    Effect,
    SetDue,
)
from mailbot.core.events import CameDue, Released
from mailbot.core.mailing import to_contractor

_WAITS = frozenset({CaseState.COLLECTING, CaseState.CONFIRMING, CaseState.RETURNED})


def came_due(case: Case, event: CameDue, desk: Desk) -> Decision:
    """Remind, or end a case that nobody answered; a held case waits for its person."""
    if event.revision != case.revision or case.held or case.state not in _WAITS:
        return Decision(case, "ignored", "out_of_date", (), "clock")
    if event.what == "expire":
        return _expire(case, desk)
    return _remind(case, desk)


def _remind(case: Case, desk: Desk) -> Decision:
    contractor = desk.office.contractors.get(case.contractor_id)
    if case.stopped or contractor is None:
        return Decision(case, "ignored", "no_reminders", (), "clock")
    case = replace(case, reminded=case.reminded + 1)
    expires = case.updated_at + desk.office.policy.expire_after
    content = telling.reminder(case, desk, contractor, expires)
    effects: list[Effect] = [to_contractor(case, "reminder", content)]
    at = telling.next_reminder(case, case.reminded, desk)
    if at is not None:
        effects.append(SetDue("remind", at, case.revision))
    return Decision(case, "applied", "reminded", tuple(effects), "clock")


def _expire(case: Case, desk: Desk) -> Decision:
    gone = case.move("expire", desk.now)
    content = {
        "days": desk.office.policy.expire_after.days,
        "subject_name": case.text("project_name"),
    }
    called = CallStaff("expired", {"case": case.id})
    effects = (to_contractor(case, "expired", content), called, DropDues())
    return Decision(gone, "applied", "expired", effects, "clock")


def released(case: Case, event: Released, desk: Desk) -> Decision:
    """Give the case back to the robot, which says where it stands.

    What nobody but the person could read is read now (R-20).  After はい nothing is
    issued by the release itself: what was under review when the person took the case
    is shown to a person once more.
    """
    actor = f"staff:{event.by}"
    if not case.held:
        return Decision(case, "refused", "not_held", (), actor)
    done = CloseTasks((case.held, "new_mail"))
    free = replace(case, held="", rounds=0, asked=(), remainder=(), updated_at=desk.now)
    contractor = desk.office.contractors.get(case.contractor_id)
    if free.state in _WAITS and contractor is not None and not event.quiet:
        why = telling.Occasion(case.last_mail_id, actor)
        told = telling.tell(free, why, desk, contractor)
        return replace(told, reason="released", effects=(done, *told.effects))
    if free.state in _WAITS:
        effects = (done, DropDues(), *telling.silence(free, desk))
    else:
        effects = (done, *_after_yes(free, case, desk))
    return Decision(free, "applied", "released", effects, actor)


def _after_yes(free: Case, held: Case, desk: Desk) -> tuple[Effect, ...]:
    """Set the clock again for what still waits; what was held is reviewed again."""
    effects: tuple[Effect, ...] = (
        *unanswered.clocks(free, desk),
        *forwarding.clocks(free, desk),
    )
    if issuing.under_review(free):
        effects = (CallStaff("review", {"because": [held.held]}), *effects)
    return effects
