"""What people of the office do to a case: each is an event, decided like any other.

The command line and the console raise the same events.  Every decision names who did
it; what a state does not allow is refused with a reason, and changes nothing.
"""

from __future__ import annotations

from dataclasses import replace

from mailbot.core.decisions import amendment, issue, submission, submission_mail
from mailbot.core.decisions.mail_to_contractor import to_contractor
from mailbot.core.mails import cancellation
from mailbot.core.mails.agreement import RefusedMail, ReturnedMail
from mailbot.core.mails.submission import section_of
from mailbot.core.model.case import TRANSITIONS, Case
from mailbot.core.model.change_request import Change, ChangeState
from mailbot.core.model.decision_context import DecisionContext
from mailbot.core.model.effects import (
    CallStaff,
    CloseTask,
    CloseTasks,
    Decision,
    DropDues,
    Effect,
    Send,
    TakeUp,
    Void,
)
from mailbot.core.model.guarantee import (
    STOPPED,
    UNISSUED,
    Guarantee,
    GuaranteeState,
    Handover,
    Terms,
)
from mailbot.core.model.staff_events import (
    Assigned,
    Cancelled,
    ChangeCancelled,
    Corrected,
    Forwarded,
    NoteWritten,
    PaperHandedOver,
    Refused,
    Retried,
    Returned,
    TakenUp,
    TaskDone,
)
from mailbot.core.model.submission import PASSED_ON, Submission, SubmissionState
from mailbot.core.model.submission import TRANSITIONS as SUBMISSION_MOVES

_MAY_HAVE_IT = PASSED_ON | {SubmissionState.FAILED}
"""States in which the obligee may have the notice: a bounce proves nothing."""


def _refuse(case: Case, reason: str, by: str) -> Decision:
    return Decision(case, "refused", reason, (), f"staff:{by}")


# --- before the issue -----------------------------------------------------------------


def returned(case: Case, event: Returned, context: DecisionContext) -> Decision:
    """Return a confirmed application back with questions (差戻し).

    What was under review is cancelled, and the next はい makes it anew.  What is issued
    is undone, key and all, as long as nothing of it has left the house.
    """
    undone = tuple(g for g in case.guarantees if _stays_here(case, g))
    stopped = (*undone, *(g for g in case.guarantees if g.state in UNISSUED | STOPPED))
    movable = len(stopped) == len(case.guarantees)
    if "return" not in TRANSITIONS[case.state] or not movable:
        return _refuse(case, "not_returnable", event.by)
    case, voided = _undo(case, undone, event, context)
    back = replace(
        case.move("return", context.now),
        guarantees=tuple(_stopped(g) for g in case.guarantees),
        revision=case.revision + 1,
        asked=(),
        rounds=0,
        held="",
    )
    told = ReturnedMail(
        text=tuple(_lines(event.text)), subject_name=case.text("project_name")
    )
    effects = (
        *voided,
        to_contractor(back, told),
        DropDues(),
        CloseTasks(("review", "premium", "mail_after_yes", "message", "papers_wanted")),
    )
    return Decision(back, "applied", "returned", effects, f"staff:{event.by}")


def _stays_here(case: Case, one: Guarantee) -> bool:
    """Return whether an issued guarantee can be undone: nobody outside was given it.

    A notice that the contractor hands in has left with the completion mail.
    """
    away = any(
        s.state is not SubmissionState.COLLECTING_PAPERS
        for s in case.submissions
        if one.id in s.guarantee_ids
    )
    untouched = one.entry == 1 and not one.handovers and case.change_of(one.id) is None
    return one.state is GuaranteeState.ISSUED and untouched and not away


def _undo(
    case: Case, undone: tuple[Guarantee, ...], event: Returned, context: DecisionContext
) -> tuple[Case, tuple[Effect, ...]]:
    """Void what is issued; the whole premium of it is given back."""
    effects: list[Effect] = []
    for one in undone:
        gone = replace(amendment.cancel(one, context), refund=one.terms.premium)
        case = case.with_guarantee(gone)
        said = " ".join(_lines(event.text))
        effects += [
            Void(one.id),
            to_contractor(case, cancellation.voided(gone, said)),
        ]
    return case, tuple(effects)


def _stopped(one: Guarantee) -> Guarantee:
    return one.move("cancel") if one.state in UNISSUED else one


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def refused(case: Case, event: Refused, context: DecisionContext) -> Decision:
    """Refuse a guarantee or a change that is under review, with the reason (謝絶)."""
    one = case.guarantee(event.guarantee_id)
    change = case.change_of(event.guarantee_id)
    if one is not None and one.state is GuaranteeState.REVIEWING:
        case = case.with_guarantee(one.move("refuse"))
        of_change = False
    elif one is not None and change and change.state is ChangeState.REVIEWING:
        case = case.with_change(change.move("refuse"))
        of_change = True
    else:
        return _refuse(case, "not_under_review", event.by)
    told = RefusedMail(
        product=one.product,
        number=one.number,
        of_change=of_change,
        reason=event.reason,
        subject_name=one.terms.project_name,
    )
    effects: list[Effect] = [to_contractor(case, told)]
    if not issue.under_review(case):
        effects.append(CloseTasks(("review",)))
    case = replace(case, updated_at=context.now)
    return Decision(case, "applied", "refused", tuple(effects), f"staff:{event.by}")


# --- after the issue ------------------------------------------------------------------


def corrected(case: Case, event: Corrected, context: DecisionContext) -> Decision:
    """Correct an issued certificate (訂正): the same number and key, one entry more.

    One whose making was stopped before there was anything (`task_id`) is put right
    where it stands: nobody has seen it yet.
    """
    one = case.guarantee(event.guarantee_id)
    stopped = one and one.state is GuaranteeState.ISSUING and event.task_id
    if one is None or not (stopped or one.state is GuaranteeState.ISSUED):
        return _refuse(case, "not_issued", event.by)
    try:
        terms = amendment.with_values(one, event.fields, context.office, context.today)
    except ValueError:
        return _refuse(case, "not_correctable", event.by)
    if terms == one.terms:
        return _refuse(case, "nothing_to_correct", event.by)
    if stopped:
        return _put_right(case, one, terms, event)
    case, overtaken = _overtaken(case, one)
    case, effect = amendment.enter(case, one, "correction", terms, context)
    effects = (effect, *overtaken)
    return Decision(case, "applied", "corrected", effects, f"staff:{event.by}")


def _put_right(case: Case, one: Guarantee, terms: Terms, event: Corrected) -> Decision:
    """Change words of an entry that was never made, and have it made.

    LIMIT: words only.  Another sum has another premium, which may be paid already: such
    a guarantee is made as it is, and corrected or changed afterwards.
    """
    if terms.premium != one.terms.premium:
        return _refuse(case, "premium_differs", event.by)
    *before, newest = one.history
    right = replace(newest, terms=terms)
    case = case.with_guarantee(replace(one, terms=terms, history=(*before, right)))
    again = CloseTask(event.task_id, again=True)
    return Decision(case, "applied", "corrected", (again,), f"staff:{event.by}")


def _overtaken(case: Case, one: Guarantee) -> tuple[Case, tuple[Effect, ...]]:
    """Take back an open request: what it was read back against no longer stands."""
    change = case.change_of(one.id)
    if change is None:
        return case, ()
    case = case.with_change(change.move("withdraw"))
    return case, (CallStaff("change_overtaken", {"guarantee": one.id}),)


def change_cancelled(
    case: Case, event: ChangeCancelled, context: DecisionContext
) -> Decision:
    """Take the newest change back (変更取消); a later 訂正 of other fields stays."""
    one = case.guarantee(event.guarantee_id)
    if one is None or one.state is not GuaranteeState.ISSUED:
        return _refuse(case, "not_issued", event.by)
    terms = amendment.without_newest_change(one, context.office, context.today)
    agreed: Change | None = amendment.newest_agreed(case, one.id)
    if terms is None or agreed is None:
        return _refuse(case, "no_change_to_cancel", event.by)
    case, overtaken = _overtaken(case, one)
    case = case.with_change(agreed.move("cancel"))
    case, effect = amendment.enter(case, one, "cancel_change", terms, context)
    effects = (effect, *overtaken)
    return Decision(case, "applied", "change_cancelled", effects, f"staff:{event.by}")


def cancelled(case: Case, event: Cancelled, context: DecisionContext) -> Decision:
    """Cancel a guarantee (取消): its key is void, and who had it is told."""
    one = case.guarantee(event.guarantee_id)
    if one is None or one.state not in UNISSUED | {GuaranteeState.ISSUED}:
        return _refuse(case, "not_cancellable", event.by)
    effects: list[Effect] = []
    gone = one.move("cancel")
    if one.state is GuaranteeState.ISSUED:
        gone = amendment.cancel(one, context)
        effects.append(Void(one.id))
        effects += _to_obligees(case, one, context)
    case, overtaken = _overtaken(case.with_guarantee(gone), one)
    case = replace(case, updated_at=context.now)
    effects.append(to_contractor(case, cancellation.voided(gone, event.reason)))
    effects += overtaken
    done = ("premium", "hand_over_paper", "withdrawal_after_issue")
    effects.append(CloseTasks(done, {"guarantee": one.id}))
    if not issue.under_review(case):
        effects.append(CloseTasks(("review",)))
    return Decision(case, "applied", "cancelled", tuple(effects), f"staff:{event.by}")


def _to_obligees(case: Case, one: Guarantee, context: DecisionContext) -> list[Effect]:
    """Tell each address that may have the notice, once; no key goes with it."""
    told: dict[str, Submission] = {}
    for s in case.submissions:
        if one.id in s.guarantee_ids and s.state in _MAY_HAVE_IT and s.address:
            told[s.address] = s
    mails: list[Effect] = []
    for s in told.values():
        obligee = context.office.obligees[s.obligee_id]
        told_of = cancellation.voided_for(obligee, section_of(case, s, obligee), one)
        mails.append(Send(told_of, s.address, "submission", s.id, case.revision))
    return mails


def handed(case: Case, event: PaperHandedOver, context: DecisionContext) -> Decision:
    """Write down that a certificate on paper was posted or collected."""
    one = case.guarantee(event.guarantee_id)
    if one is None or one.form != "paper" or one.state is not GuaranteeState.ISSUED:
        return _refuse(case, "no_paper_to_hand_over", event.by)
    given = Handover(event.how, context.now, event.by)
    case = case.with_guarantee(replace(one, handovers=(*one.handovers, given)))
    done = CloseTasks(("hand_over_paper",), {"guarantee": one.id})
    return Decision(case, "applied", event.how, (done,), f"staff:{event.by}")


def forwarded(case: Case, event: Forwarded, context: DecisionContext) -> Decision:
    """Send a submission as it is: papers are missing, or the first attempt failed."""
    one = case.submission(event.submission_id)
    able = one is not None and "complete" in SUBMISSION_MOVES[one.state]
    if one is None or not able or not submission.stands(case, one):
        return _refuse(case, "not_forwardable", event.by)
    ready = one.move("complete")
    case = case.with_submission(ready)
    done = CloseTasks(
        ("papers_wanted", "papers_too_large", "submission_failed", "delivery_unknown"),
        {"submission": one.id},
    )
    effects = (submission_mail.submission_mail(case, ready, context), done)
    return Decision(case, "applied", "forwarded", effects, f"staff:{event.by}")


def close_task(case: Case | None, event: TaskDone | Retried | TakenUp) -> Decision:
    """Close a task that a person saw to, or have the work behind it tried again.

    A task need not belong to a case, nor does a mail that was held.
    """
    if isinstance(event, TakenUp):
        effect: Effect = TakeUp(event.mail_id, event.by)
        return Decision(None, "applied", "taken_up", (effect,), f"staff:{event.by}")
    again = isinstance(event, Retried)
    effect = CloseTask(event.task_id, again=again)
    reason = "retried" if again else "task_done"
    return Decision(case, "applied", reason, (effect,), f"staff:{event.by}")


# --- among colleagues -----------------------------------------------------------------


def noted(case: Case, event: NoteWritten, _context: DecisionContext) -> Decision:
    """Keep a note: the event itself is the note."""
    return Decision(case, "applied", "noted", (), f"staff:{event.by}")


def assigned(case: Case, event: Assigned, _context: DecisionContext) -> Decision:
    """Return who looks after a case."""
    case = replace(case, assigned=event.to)
    return Decision(case, "applied", "assigned", (), f"staff:{event.by}")
