"""What the clock brings after はい: the end of a grace, papers that have not come."""

from __future__ import annotations

from dataclasses import replace

from mailbot.core.decisions import (
    amendment,
    change_draft,
    final_check,
    issue,
    submission,
)
from mailbot.core.model.case import Case, CaseState
from mailbot.core.model.change_request import Change, ChangeState
from mailbot.core.model.decision_context import DecisionContext
from mailbot.core.model.effects import Decision
from mailbot.core.model.events import CameDue


def came_due(case: Case, event: CameDue, context: DecisionContext) -> Decision:
    """Act on a due row that belongs to a confirmed case; a held one waits."""
    if event.what == "papers":
        effects = submission.papers_due(case)
        if not effects:
            return Decision(case, "ignored", "nothing_due", (), "clock")
        return Decision(case, "applied", "papers_missing", effects, "clock")
    what, _, number = event.what.partition(":")
    if what != "grace" or case.held:
        return Decision(case, "ignored", "nothing_due", (), "clock")
    for change in case.changes:
        in_grace = change.grace and change.state is ChangeState.REVIEWING
        newest = str(change.id) == number and change.revision == event.revision
        if newest and in_grace:
            return _change_grace_over(case, change, context)
    in_grace = event.revision == case.grace == case.revision and not number
    if not in_grace or case.state is not CaseState.SUBMITTED:
        return Decision(case, "ignored", "out_of_date", (), "clock")
    return issue.grace_over(case, context)


def _change_grace_over(
    case: Case, change: Change, context: DecisionContext
) -> Decision:
    """Agree to a change that nobody stopped within its grace.

    What has come to stand against it meanwhile goes to a person (R-21).
    """
    one = change_draft.guarantee_of(case, change)
    change = replace(change, grace=False)
    what = final_check.Awaiting(case, one, change)
    if stops := final_check.against(what, context.office, context.today):
        called = issue.call_for_review(one, final_check.reasons(stops))
        case = case.with_change(change)
        return Decision(case, "applied", "review_again", (called,), "clock")
    case, effect = amendment.approve(case, one, change, context)
    return Decision(case, "applied", "grace_over", (effect,), "clock")
