"""`mailbot approve`: a person lets go on what was held for review.

Works beside a running `serve`: the approval is an event in one transaction on the same
database, and the documents are made by that desk's workers.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mailbot.app import App, build
from mailbot.cli.open_store import require_archive
from mailbot.cli.show_mail import form_words
from mailbot.cli.staff import NotDone, why
from mailbot.configuration.load_settings import load_settings
from mailbot.core.decisions import final_check
from mailbot.core.model.case import Case
from mailbot.core.model.change_request import ChangeState
from mailbot.core.model.events import Approved
from mailbot.core.model.guarantee import Guarantee, GuaranteeState
from mailbot.core.office.business_hours import day_in_tokyo
from mailbot.errors import MailbotError
from mailbot.log import configure
from mailbot.staff.printable import one_line
from mailbot.staff.references import case_named
from mailbot.staff.rules_met import WEIGHTS, Met
from mailbot.staff.staff_language import sentence, use
from mailbot.store.transaction import Transaction

_LONGEST_NAME = 60


class NothingToApprove(MailbotError):  # noqa: N818 - a state: nobody waits for this
    """Nothing of this case is under review."""


@dataclass(frozen=True, slots=True)
class Signed:
    """Who approves, and which rules this person lets pass by name, with the reason."""

    by: str
    rules: Sequence[str] = ()
    reason: str = ""

    def event(self, one: Guarantee) -> Approved:
        """Return the approval of one guarantee."""
        rules = tuple(rule.strip().upper() for rule in self.rules)
        return Approved(self.by, one.id, rules, one_line(self.reason))


def approve(config: Path | None, receipt: str, signed: Signed) -> int:
    """Approve all of a case that is under review, changes too; 0 when it was done."""
    settings = load_settings(config)
    use(settings)
    configure(settings.log.format, "warning")
    require_archive(settings)
    name = one_line(signed.by)[:_LONGEST_NAME]
    if not name:
        raise MailbotError(sentence("Say who approves: --by NAME."))
    app = build(settings)
    try:
        with app.store.transaction() as tx:
            approved = approve_case(app, tx, receipt, replace(signed, by=name))
    finally:
        app.store.close()
    for one in approved:
        sys.stdout.write(f"{receipt}: {one.product} {_outcome(one)}\n")
    return 0


def approve_case(
    app: App, tx: Transaction, receipt: str, signed: Signed
) -> list[Guarantee]:
    """Approve in the caller's transaction; return the guarantees as they are then.

    NotNamed when there is no such case, NothingToApprove when nothing waits for it,
    NotDone where a rule stands against it or another person has to approve.
    """
    case = case_named(tx, receipt)
    waiting = _reviewing(case)
    if not waiting:
        raise NothingToApprove(
            f"Nothing of {case.receipt} is under review: {_stand(case)}."
        )
    for one in waiting:
        decision = app.intake.handle(tx, case.id, signed.event(one))
        if decision.fate == "refused":
            because = why(decision.reason)
            stops = _stops(app, tx, case, one)
            raise NotDone(f"{case.receipt}, {one.product}: {because}.{stops}")
    now = tx.cases.get(case.id)
    ids = {one.id for one in waiting}
    return [one for one in now.guarantees if one.id in ids]


def _stops(app: App, tx: Transaction, case: Case, one: Guarantee) -> str:
    """Return what stands against an issue, one a line, as `mailbot explain` does."""
    what = final_check.Awaiting(case, one, case.change_of(one.id))
    found = final_check.against(what, app.office, day_in_tokyo(tx.now))
    words = form_words()
    met = (Met(f.rule, f.code, WEIGHTS[f.weight], f.field, f.read) for f in found)
    return "".join(f"\n  {one_line(each.told(words))}" for each in met)


def _reviewing(case: Case) -> list[Guarantee]:
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
    stand = (f"{g.product} is {_words(g)}" for g in case.guarantees)
    return ", ".join(stand)


def _words(one: Guarantee) -> str:
    return one.state.value.replace("_", " ")


def _outcome(one: Guarantee) -> str:
    if one.state is GuaranteeState.ISSUED:
        return "may change, and waits for the additional premium."
    if one.state is GuaranteeState.AWAITING_PREMIUM:
        return f"is approved, and waits for its premium ({one.payment})."
    return f"is approved as {one.number}; a running `mailbot serve` issues it now."
