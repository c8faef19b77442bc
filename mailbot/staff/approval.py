"""A person approves what was held for review; its documents are made by the workers."""

from __future__ import annotations

from mailbot.core.decisions import final_check
from mailbot.core.model.case import Case
from mailbot.core.model.change_request import ChangeState
from mailbot.core.model.guarantee import Guarantee, GuaranteeState
from mailbot.core.model.staff_events import Approved
from mailbot.core.office.business_hours import day_in_tokyo
from mailbot.errors import MailbotError
from mailbot.staff.case_timeline import state_words
from mailbot.staff.clerk import Clerk, LetPass, NotDone
from mailbot.staff.form_words import form_words
from mailbot.staff.printable import one_line
from mailbot.staff.references import case_named
from mailbot.staff.rules_met import WEIGHTS, Met
from mailbot.staff.words import why


class NothingToApprove(MailbotError):  # noqa: N818 - a state: nobody waits for this
    """Nothing of this case is under review."""


def approve(at: Clerk, receipt: str, passed: LetPass) -> list[Guarantee]:
    """Approve all of a case that is under review; return it as it is then.

    NotNamed when there is no such case, NothingToApprove when nothing waits for it,
    NotDone where a rule stands against it or another person has to approve.
    """
    case = case_named(at.tx, receipt)
    waiting = under_review(case)
    if not waiting:
        raise NothingToApprove(
            f"Nothing of {case.receipt} is under review: {_stand(case)}."
        )
    for one in waiting:
        event = Approved(at.by, one.id, passed.rules, passed.reason)
        decision = at.desk.handle(at.tx, case.id, event)
        if decision.fate == "refused":
            because = why(decision.reason)
            stops = _stops(at, case, one)
            raise NotDone(f"{case.receipt}, {one.product}: {because}.{stops}")
    now = at.tx.cases.get(case.id)
    ids = {one.id for one in waiting}
    return [one for one in now.guarantees if one.id in ids]


def _stops(at: Clerk, case: Case, one: Guarantee) -> str:
    """Return what stands against an issue, one a line, as `mailbot explain` does."""
    what = final_check.Awaiting(case, one, case.change_of(one.id))
    found = final_check.against(what, at.desk.office, day_in_tokyo(at.tx.now))
    words = form_words()
    met = (Met(f.rule, f.code, WEIGHTS[f.weight], f.field, f.read) for f in found)
    return "".join(f"\n  {one_line(each.told(words))}" for each in met)


def under_review(case: Case) -> list[Guarantee]:
    """Return the guarantees that wait for an approval, themselves or by a change."""
    return [
        g
        for g in case.guarantees
        if g.state is GuaranteeState.REVIEWING or _change_waits(case, g)
    ]


def _change_waits(case: Case, one: Guarantee) -> bool:
    change = case.change_of(one.id)
    return change is not None and change.state is ChangeState.REVIEWING


def _stand(case: Case) -> str:
    if not case.guarantees:
        return f"it is {case.state.value}, and has no guarantee yet"
    stand = (f"{g.product} is {state_words(g.state.value)}" for g in case.guarantees)
    return ", ".join(stand)


def outcome(one: Guarantee) -> str:
    """Return what an approval came to."""
    if one.state is GuaranteeState.ISSUED:
        return "may change, and waits for the additional premium."
    if one.state is GuaranteeState.AWAITING_PREMIUM:
        return f"is approved, and waits for its premium ({one.payment})."
    return f"is approved as {one.number}; a running `mailbot serve` issues it now."
