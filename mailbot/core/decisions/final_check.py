"""The last look before an issue: the rules again, on the day of the decision (R-21).

Between はい and the issue lie a grace, a review, a premium: days in which a term runs
out.  What stands against the issue then stops it.  A person may let it pass by the name
of its rule, with a reason; what is refused (a guarantee that would end before it
begins) nobody lets pass.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from mailbot.core.decisions import change_draft
from mailbot.core.model.case import Case
from mailbot.core.model.change_request import Change
from mailbot.core.model.decision_context import DecisionContext
from mailbot.core.model.draft import Draft, complete
from mailbot.core.model.finding import Finding, asks
from mailbot.core.model.guarantee import Guarantee
from mailbot.core.model.staff_events import Approved
from mailbot.core.office.office import Office
from mailbot.core.rules.application_rules import check
from mailbot.core.rules.catalogue import BY_ID
from mailbot.core.rules.clean_application import doubts, lets_pass
from mailbot.core.rules.released_findings import let_pass
from parsers.reading import PRODUCTS


@dataclass(frozen=True, slots=True)
class Awaiting:
    """What may be issued next: a guarantee of a case, or a change of it."""

    case: Case
    one: Guarantee
    change: Change | None = None


def against(what: Awaiting, office: Office, today: date) -> tuple[Finding, ...]:
    """Return what stands against an issue today: what must be asked or is refused.

    A warning, or what only a person decides, was looked at when it was read back.
    """
    return asks(_found(what, office, today)[1])


def reasons(findings: tuple[Finding, ...]) -> list[str]:
    """Return findings as a review task names them: rule and code."""
    return [f"{one.rule}:{one.code}" for one in findings]


def releasable(finding: Finding) -> bool:
    """Tell whether a person may let a question pass, by its rule and with a reason."""
    rule = BY_ID.get(finding.rule)
    return finding.weight == "ask" and rule is not None and rule.releasable


def approve(
    what: Awaiting, event: Approved, context: DecisionContext
) -> tuple[Case, str]:
    """Write down what a person lets pass; return why they cannot, "" if they can.

    By approving a person decides on what was held.  What must be asked about needs its
    rule named, and a reason.
    """
    draft, found = _found(what, context.office, context.today)
    stops = asks(found)
    if draft is None or not all(map(releasable, stops)):
        return what.case, "impossible"
    if any(one.rule not in event.releases for one in stops):
        return what.case, "rule_not_released"
    if stops and not event.reason.strip():
        return what.case, "release_needs_reason"
    passed = lets_pass(context.office, draft.obligee)
    decided = tuple(
        let_pass(
            one,
            draft,
            event.by,
            context.now,
            event.reason.strip() if one.rule in event.releases else "",
        )
        for one in doubts(found, passed)
    )
    if what.change is None:
        return replace(what.case, releases=(*what.case.releases, *decided)), ""
    change = replace(what.change, releases=(*what.change.releases, *decided))
    return what.case.with_change(change), ""


def _found(
    what: Awaiting, office: Office, today: date
) -> tuple[Draft | None, tuple[Finding, ...]]:
    contractor = office.contractors.get(what.case.contractor_id)
    if contractor is None:
        return None, (Finding("R-13", "refuse", "contractor_gone"),)
    if what.change is not None:
        draft = change_draft.draft(what.case, what.change, office, contractor)
        return draft, change_draft.check_change(draft, what.change, office, today)
    draft = complete(what.case, office, contractor)
    others = {name for name in PRODUCTS if name != what.one.product}
    found = check(draft, office, today)
    return draft, tuple(f for f in found if f.field.partition(".")[0] not in others)
