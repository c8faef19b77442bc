"""A new key: the one before was addressed wrongly, or seen by who should not have it.

The number stays; the key that is out in the world opens nothing from this moment on.
One entry more in the history has notice and certificate made again, and whoever had the
notice is sent the new one (specification 1.4).
"""

from __future__ import annotations

from mailbot.core.decisions import amendment
from mailbot.core.model.case import Case
from mailbot.core.model.decision_context import DecisionContext
from mailbot.core.model.effects import Decision, Rekey
from mailbot.core.model.guarantee import GuaranteeState
from mailbot.core.model.staff_events import Rekeyed


def rekeyed(case: Case, event: Rekeyed, context: DecisionContext) -> Decision:
    """Revoke a guarantee's key, and have everything that holds it made anew."""
    actor = f"staff:{event.by}"
    one = case.guarantee(event.guarantee_id)
    if one is None or one.state is not GuaranteeState.ISSUED:
        return Decision(case, "refused", "not_issued", (), actor)
    if one.form == "paper":
        return Decision(case, "refused", "no_key_on_paper", (), actor)
    case, issue = amendment.enter(case, one, "rekey", one.terms, context)
    return Decision(case, "applied", "rekeyed", (Rekey(one.id), issue), actor)
