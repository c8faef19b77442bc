"""What the clock brings after はい: the end of the grace, papers that have not come."""

from __future__ import annotations

from mailbot.core.decisions import issue, submission
from mailbot.core.model.case import Case, CaseState
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
    if event.what != "grace" or case.held:
        return Decision(case, "ignored", "nothing_due", (), "clock")
    in_grace = event.revision == case.grace == case.revision
    if not in_grace or case.state is not CaseState.SUBMITTED:
        return Decision(case, "ignored", "out_of_date", (), "clock")
    return issue.grace_over(case, context)
