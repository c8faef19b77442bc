"""The premium came in: what waited for it goes on (review → premium → issue).

A payment counts only to the yen (R-11): any other sum changes nothing, and whoever
recorded it is told both figures.
"""

from __future__ import annotations

from dataclasses import replace

from mailbot.core.decisions import amendment, final_check, issue
from mailbot.core.decisions.billing import owed
from mailbot.core.model.case import Case
from mailbot.core.model.decision_context import DecisionContext
from mailbot.core.model.effects import CloseTasks, Decision, Effect
from mailbot.core.model.guarantee import GuaranteeState, Payment
from mailbot.core.model.staff_events import PremiumPaid


def paid(case: Case, event: PremiumPaid, context: DecisionContext) -> Decision:
    """Take a payment; go on with what it pays for."""
    actor = f"staff:{event.by}"
    due = next((o for o in owed(case) if o.guarantee.id == event.guarantee_id), None)
    if due is None:
        reason = "already_paid" if _known(case, event) else "no_premium_awaited"
        return Decision(case, "refused", reason, (), actor)
    if event.yen != due.yen:
        return Decision(case, "refused", "wrong_premium", (), actor)
    if due.change and due.guarantee.state is not GuaranteeState.ISSUED:
        return Decision(case, "refused", "not_issued_now", (), actor)
    payment = Payment(event.yen, event.at, event.by, event.source)
    one = replace(due.guarantee, payments=(*due.guarantee.payments, payment))
    change = replace(due.change, payment=payment) if due.change else None
    case = case.with_guarantee(one)
    case = case.with_change(change) if change else case
    case, effect, reason = _go_on(final_check.Awaiting(case, one, change), context)
    done = CloseTasks(("premium",), {"guarantee": one.id})
    return Decision(case, "applied", reason, (effect, done), actor)


def _go_on(
    what: final_check.Awaiting, context: DecisionContext
) -> tuple[Case, Effect, str]:
    """Issue what is paid, unless something has come to stand against it (R-21).

    What a person has is a person's: a payment does not lift their hold (3.2).
    """
    stops = final_check.against(what, context.office, context.today)
    if what.case.held or stops:
        because = [what.case.held] if what.case.held else final_check.reasons(stops)
        called = issue.call_for_review(what.one, because)
        return _to_review(what), called, "paid_but_held"
    if what.change is None:
        case, effect = issue.issue(what.case, what.one, context)
    else:
        case, effect = amendment.agree(what.case, what.one, what.change, context)
    return case, effect, "premium_paid"


def _to_review(what: final_check.Awaiting) -> Case:
    """Give back to a person what is paid, but may not be issued any more (R-21)."""
    if what.change is None:
        one = replace(what.one.move("review"), approvals=())
        return what.case.with_guarantee(one)
    change = replace(what.change.move("review"), approvals=())
    return what.case.with_change(change)


def _known(case: Case, event: PremiumPaid) -> bool:
    one = case.guarantee(event.guarantee_id)
    return one is not None and any(p.source == event.source for p in one.payments)
