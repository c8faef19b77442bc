"""The rules of guarantees that hang on something else: R-25, R-26 and R-29 [W].

A contract guarantee beside an advance, an interim advance beside the obligee's paper,
and the kinds of work that the act on advance guarantees speaks of.
"""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.core.model.contractor_record import ContractorRecord
from mailbot.core.model.draft import Draft
from mailbot.core.model.finding import Finding
from mailbot.core.office.names import fold_name
from mailbot.core.office.office import Office, same_obligee

APPROVAL = "認定調書"
"""The obligee's paper that the conditions of an interim advance are met."""


def alone(draft: Draft, office: Office, known: ContractorRecord) -> Iterator[Finding]:
    """R-25: a contract guarantee without an advance, now, before, or planned."""
    way = office.policy.performance_alone
    if draft.products != ("performance",) or way == "allow":
        return
    name = draft.text("obligee_name")
    if any(same_obligee(name, a.terms.obligee_name, office) for a in known.advances):
        return
    if way == "hold" and not draft.flag("advance_planned"):
        yield Finding("R-25", "hold", "performance_held", "performance.amount")
    elif way == "ask" and draft.value("advance_planned") is None:
        yield Finding("R-25", "ask", "performance_alone", "advance_planned")


def approval_paper(draft: Draft, office: Office) -> Iterator[Finding]:
    """R-26: an interim advance needs the obligee's 認定調書."""
    if "interim" not in draft.products or office.policy.interim_paper == "off":
        return
    names = (fold_name(one.name) for one in draft.case.papers)
    if not any(fold_name(APPROVAL) in name for name in names):
        yield Finding("R-26", "hold", "approval_paper", "interim.amount")


def services(draft: Draft, _office: Office) -> Iterator[Finding]:
    """R-29: services that are neither design nor survey are a person's to decide."""
    if draft.work_kind == "services":
        yield Finding("R-29", "hold", "services_kind", "work_kind")
