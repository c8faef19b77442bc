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
from mailbot.core.model.decision_context import DecisionContext
from mailbot.core.model.effects import CallStaff, CloseTasks, Decision, DropDues, Effect
from mailbot.core.model.events import CameDue, Released

_WAITS = frozenset({CaseState.COLLECTING, CaseState.CONFIRMING, CaseState.RETURNED})


def came_due(case: Case, event: CameDue, context: DecisionContext) -> Decision:
    """Remind, or end a case that nobody answered; a held case waits for its person."""
    if event.revision != case.revision or case.held or case.state not in _WAITS:
        return Decision(case, "ignored", "out_of_date", (), "clock")
    if event.what == "expire":
        return _expire(case, context)
    return _remind(case, context)


def _remind(case: Case, context: DecisionContext) -> Decision:
    contractor = context.office.contractors.get(case.contractor_id)
    if case.stopped or contractor is None:
        return Decision(case, "ignored", "no_reminders", (), "clock")
    case = conversation.reminded_once_more(case)
    content = next_reply.reminder(case, context, contractor)
    effects = conversation.remind(case, case, content, case.updated_at, context)
    return Decision(case, "applied", "reminded", effects, "clock")


def _expire(case: Case, context: DecisionContext) -> Decision:
    gone = case.move("expire", context.now)
    called = CallStaff("expired", {"case": case.id})
    effects = (conversation.ended(case, case, {}, context), called, DropDues())
    return Decision(gone, "applied", "expired", effects, "clock")


def released(case: Case, event: Released, context: DecisionContext) -> Decision:
    """Give the case back to the robot, which says where it stands.

    What nobody but the person could read is read now (R-20).  After はい nothing is
    issued by the release itself: what was under review when the person took the case
    is shown to a person once more.  Questions of rules that the person lets pass by
    name are asked no more.
    """
    actor = f"staff:{event.by}"
    if not case.held:
        return Decision(case, "refused", "not_held", (), actor)
    case, refused = final_check.release(case, event, context)
    if refused:
        return Decision(case, "refused", refused, (), actor)
    done = CloseTasks((case.held, "new_mail"))
    free = replace(
        case,
        held="",
        told=False,
        rounds=0,
        asked=(),
        remainder=(),
        updated_at=context.now,
    )
    contractor = context.office.contractors.get(case.contractor_id)
    if free.state in _WAITS and contractor is not None and not event.quiet:
        why = next_reply.Occasion(case.last_mail_id, actor)
        told = next_reply.tell(free, why, context, contractor)
        return replace(told, reason="released", effects=(done, *told.effects))
    if free.state in _WAITS:
        effects = (done, DropDues(), *conversation.silence(free, free, context))
    else:
        free, told_again = _changes(free, event, context)
        effects = (done, *told_again, *_after_yes(free, case, context))
    return Decision(free, "applied", "released", effects, actor)


def _changes(
    free: Case, event: Released, context: DecisionContext
) -> tuple[Case, tuple[Effect, ...]]:
    """Say of each change in talk where it stands, as of an application.

    With `quiet`, or without a contractor, only its clock is set.
    """
    contractor = context.office.contractors.get(free.contractor_id)
    why = next_reply.Occasion(free.last_mail_id, f"staff:{event.by}")
    effects: tuple[Effect, ...] = ()
    for one in free.changes:
        if one.state not in TALKING:
            continue
        fresh = replace(one, rounds=0, asked=(), remainder=())
        free = free.with_change(fresh)
        if event.quiet or contractor is None:
            effects = (*effects, *conversation.silence(free, fresh, context))
            continue
        told = change.tell(free, fresh, why, context)
        free, effects = told.case or free, (*effects, *told.effects)
    return free, effects


def _after_yes(free: Case, held: Case, context: DecisionContext) -> tuple[Effect, ...]:
    """Set the clock again for papers that are wanted; a review is asked for again."""
    effects: tuple[Effect, ...] = submission.clocks(free, context)
    if issue.under_review(free):
        effects = (CallStaff("review", {"because": [held.held]}), *effects)
    return effects
