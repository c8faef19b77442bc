"""What is *clean*: an application that may be issued without a person (R-23).

A notice about form (a bank written in full width, a default) is only said.  Any other
warning that the contractor confirms is a person's to decide, unless the office or the
obligee's profile lets that rule pass.
"""

from __future__ import annotations

from mailbot.core.model.finding import Finding
from mailbot.core.office.office import Obligee, Office
from mailbot.core.rules.catalogue import BY_ID


def is_notice(finding: Finding) -> bool:
    """Return whether a finding is only said, and stops nothing."""
    rule = BY_ID.get(finding.rule)
    said_only = rule is not None and finding.code in rule.notices
    return said_only and finding.weight == "warn"


def lets_pass(office: Office, obligee: Obligee | None) -> frozenset[str]:
    """Return the rules whose warnings need no person here."""
    own = obligee.lets_pass if obligee else ()
    return frozenset((*office.policy.lets_pass, *own))


def doubts(
    findings: tuple[Finding, ...], passed: frozenset[str]
) -> tuple[Finding, ...]:
    """Return what keeps an application from being clean."""
    return tuple(
        one
        for one in findings
        if one.weight != "warn" or not (is_notice(one) or one.rule in passed)
    )
