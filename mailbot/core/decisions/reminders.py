"""Silence and its end: reminders, the end after thirty days, the robot's return.

What the clock and a person do to a case that waits for its contractor.
"""

from __future__ import annotations

from dataclasses import replace

from mailbot.core.decisions import (
    change,
    conversation,
    final_check,
    issue,
    next_reply,
    submission,
)
from mailbot.core.model.case import Case, CaseState
from mailbot.core.model.change_request import TALKING
from mailbot.core.model.decision_context import Desk
from mailbot.core.model.effects import CallStaff, CloseTasks, Decision, DropDues, Effect
from mailbot.core.model.events import CameDue, Released

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
    case = conversation.reminded_once_more(case)
    content = next_reply.reminder(case, desk, contractor)
    effects = conversation.remind(case, case, content, case.updated_at, desk)
    return Decision(case, "applied", "reminded", effects, "clock")


def _expire(case: Case, desk: Desk) -> Decision:
    gone = case.move("expire", desk.now)
    called = CallStaff("expired", {"case": case.id})
    effects = (conversation.ended(case, case, {}, desk), called, DropDues())
    return Decision(gone, "applied", "expired", effects, "clock")


def released(case: Case, event: Released, desk: Desk) -> Decision:
    """Give the case back to the robot, which says where it stands.

    What nobody but the person could read is read now (R-20).  After はい nothing is
    issued by the release itself: what was under review when the person took the case
    is shown to a person once more.  Questions of rules that the person lets pass by
    name are asked no more.
    """
    actor = f"staff:{event.by}"
    if not case.held:
        return Decision(case, "refused", "not_held", (), actor)
    case, refused = final_check.release(case, event, desk)
    if refused:
        return Decision(case, "refused", refused, (), actor)
    done = CloseTasks((case.held, "new_mail"))
    free = replace(
        case, held="", told=False, rounds=0, asked=(), remainder=(), updated_at=desk.now
    )
    contractor = desk.office.contractors.get(case.contractor_id)
    if free.state in _WAITS and contractor is not None and not event.quiet:
        why = next_reply.Occasion(case.last_mail_id, actor)
        told = next_reply.tell(free, why, desk, contractor)
        return replace(told, reason="released", effects=(done, *told.effects))
    if free.state in _WAITS:
        effects = (done, DropDues(), *conversation.silence(free, free, desk))
    else:
        free, told_again = _changes(free, event, desk)
        effects = (done, *told_again, *_after_yes(free, case, desk))
    return Decision(free, "applied", "released", effects, actor)


def _changes(
    free: Case, event: Released, desk: Desk
) -> tuple[Case, tuple[Effect, ...]]:
    """Say of each change in talk where it stands, as of an application.

    With `quiet`, or without a contractor, only its clock is set.
    """
    contractor = desk.office.contractors.get(free.contractor_id)
    why = next_reply.Occasion(free.last_mail_id, f"staff:{event.by}")
    effects: tuple[Effect, ...] = ()
    for one in free.changes:
        if one.state not in TALKING:
            continue
        fresh = replace(one, rounds=0, asked=(), remainder=())
        free = free.with_change(fresh)
        if event.quiet or contractor is None:
            effects = (*effects, *conversation.silence(free, fresh, desk))
            continue
        told = change.tell(free, fresh, why, desk)
        free, effects = told.case or free, (*effects, *told.effects)
    return free, effects


def _after_yes(free: Case, held: Case, desk: Desk) -> tuple[Effect, ...]:
    """Set the clock again for papers that are wanted; a review is asked for again."""
    effects: tuple[Effect, ...] = submission.clocks(free, desk)
    if issue.under_review(free):
        effects = (CallStaff("review", {"because": [held.held]}), *effects)
    return effects
