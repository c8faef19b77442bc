"""The release: a person gives a case back to the robot, which says where it stands."""

from __future__ import annotations

from dataclasses import replace

from mailbot.core.decisions import final_check, issue, submission
from mailbot.core.decisions.application_subject import ApplicationSubject
from mailbot.core.decisions.change_subject import ChangeSubject
from mailbot.core.decisions.next_reply import reply
from mailbot.core.decisions.reminders import start_clock
from mailbot.core.decisions.subject import Occasion, Subject, waits
from mailbot.core.model.case import Case
from mailbot.core.model.decision_context import DecisionContext
from mailbot.core.model.effects import CallStaff, CloseTasks, Decision, Effect
from mailbot.core.model.staff_events import Released
from mailbot.core.rules.released_findings import let_pass


def released(case: Case, event: Released, context: DecisionContext) -> Decision:
    """Return the case back to the robot, and say where each matter of it stands.

    What nobody but the person could read is read now (R-20).  After はい nothing is
    issued by the release itself: what was under review when the person took the case
    is shown to a person once more.  Questions of rules that the person lets pass by
    name are asked no more.
    """
    actor = f"staff:{event.by}"
    if not case.held:
        return Decision(case, "refused", "not_held", (), actor)
    case, refused = _let_pass(case, event, context)
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
    effects: tuple[Effect, ...]
    if waits(free):
        free, effects = _go_on(ApplicationSubject(free), event, context)
    else:
        free, effects = _after_yes(free, case.held, event, context)
    return Decision(free, "applied", "released", (done, *effects), actor)


def _let_pass(
    case: Case, event: Released, context: DecisionContext
) -> tuple[Case, str]:
    """Let questions pass, of the application or of a change that waits for an answer.

    Return why nothing was let pass, "" if all that was named is.
    """
    if not event.releases:
        return case, ""
    if case.contractor_id not in context.office.contractors:
        return case, "impossible"
    if not event.reason.strip():
        return case, "release_needs_reason"
    after, passed = _passed(ApplicationSubject(case), event, context)
    for number in [one.id for one in case.changes if waits(one)]:
        after, more = _passed(ChangeSubject(after, number), event, context)
        passed |= more
    return (after, "") if passed == {*event.releases} else (case, "nothing_to_release")


def _passed(
    subject: Subject, event: Released, context: DecisionContext
) -> tuple[Case, set[str]]:
    """Let the questions of these rules pass; return the rules that had any."""
    draft, found = subject.check(context)
    asked = filter(final_check.releasable, found)
    named = [one for one in asked if one.rule in event.releases]
    by, reason = event.by, event.reason.strip()
    new = tuple(let_pass(one, draft, by, context.now, reason) for one in named)
    part = replace(subject.part, releases=subject.part.releases + new)
    return subject.put(part).case, {one.rule for one in named}


def _go_on(
    subject: Subject, event: Released, context: DecisionContext
) -> tuple[Case, tuple[Effect, ...]]:
    """Return where a subject stands, in a first round.

    With `quiet`, or without a contractor, only its clock is set.
    """
    subject = subject.put(replace(subject.part, rounds=0, asked=(), remainder=()))
    case = subject.case
    if event.quiet or case.contractor_id not in context.office.contractors:
        subject = subject.waiting_since(context.now)
        return subject.case, (*subject.ends, *start_clock(subject, context))
    why = Occasion(case.last_mail_id, f"staff:{event.by}")
    told = reply(subject, why, context)
    return told.case or case, told.effects


def _after_yes(
    case: Case, held: str, event: Released, context: DecisionContext
) -> tuple[Case, tuple[Effect, ...]]:
    """Go on with each change; set the clock again for papers that are wanted.

    A review is asked for again.
    """
    effects: tuple[Effect, ...] = ()
    for number in [one.id for one in case.changes if waits(one)]:
        case, told = _go_on(ChangeSubject(case, number), event, context)
        effects = (*effects, *told)
    if issue.under_review(case):
        effects = (*effects, CallStaff("review", {"because": [held]}))
    return case, (*effects, *submission.clocks(case, context))
