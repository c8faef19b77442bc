"""The premium came in: what waited for it goes on (review → premium → issue).

A payment counts only to the yen (R-11): any other sum changes nothing, and whoever
recorded it is told both figures.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from mailbot.core import amending, issuing
from mailbot.core.case import Case
from mailbot.core.change import Change, ChangeState
from mailbot.core.desk import Desk
from mailbot.core.effects import CloseTasks, Decision
from mailbot.core.events import PremiumPaid
from mailbot.core.guarantee import Guarantee, GuaranteeState, Payment


@dataclass(frozen=True, slots=True)
class Owed:
    """A premium that is waited for, in whole yen: of a guarantee, or of its change."""

    guarantee: Guarantee
    yen: int
    change: Change | None = None


def owed(case: Case) -> tuple[Owed, ...]:
    """Return every premium that a case waits for."""
    first = [
        Owed(one, one.terms.premium)
        for one in case.guarantees
        if one.state is GuaranteeState.AWAITING_PREMIUM
    ]
    for change in case.changes:
        one = case.guarantee(change.guarantee_id)
        if one is not None and change.state is ChangeState.AWAITING_PREMIUM:
            first.append(Owed(one, change.extra, change))
    return tuple(first)


def paid(case: Case, event: PremiumPaid, desk: Desk) -> Decision:
    """Take a payment; go on with what it pays for."""
    actor = f"staff:{event.by}"
    due = next((o for o in owed(case) if o.guarantee.id == event.guarantee_id), None)
    if due is None:
        reason = "already_paid" if _known(case, event) else "no_premium_awaited"
        return Decision(case, "refused", reason, (), actor)
    if event.yen != due.yen:
        return Decision(case, "refused", "wrong_premium", (), actor)
    payment = Payment(event.yen, event.at, event.by, event.source)
    one = replace(due.guarantee, payments=(*due.guarantee.payments, payment))
    case = case.with_guarantee(one)
    if due.change is None:
        case, effect = issuing.issue(case, one, desk)
    elif one.state is GuaranteeState.ISSUED:
        change = replace(due.change, payment=payment)
        case, effect = amending.agree(case, one, change, desk)
    else:
        return Decision(case, "refused", "not_issued_now", (), actor)
    done = CloseTasks(("premium",), {"guarantee": one.id})
    return Decision(case, "applied", "premium_paid", (effect, done), actor)


def _known(case: Case, event: PremiumPaid) -> bool:
    one = case.guarantee(event.guarantee_id)
    return one is not None and any(p.source == event.source for p in one.payments)
