"""Which findings stand: those that no person of the office has let pass (R-21)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from mailbot.core.model.draft import Draft
from mailbot.core.model.finding import Finding
from mailbot.core.model.release import Release

_VOLATILE = frozenset({"today", "begins", "example", "exposure_yen"})
"""Parameters that change from day to day while the matter stays the same."""


def let_pass(
    finding: Finding, draft: Draft, by: str, at: datetime, reason: str
) -> Release:
    """Return a finding as let pass by a person."""
    return Release(
        finding.rule, finding.code, finding.field, _saw(finding, draft), by, at, reason
    )


def standing(
    findings: Iterable[Finding], draft: Draft, known: tuple[Release, ...]
) -> tuple[Finding, ...]:
    """Return the findings that no person has let pass; what is refused nobody can."""
    marks = {(one.rule, one.code, one.field, one.saw) for one in known}
    return tuple(
        one
        for one in findings
        if one.weight == "refuse"
        or (one.rule, one.code, one.field, _saw(one, draft)) not in marks
    )


def _saw(finding: Finding, draft: Draft) -> str:
    """Return what a finding is about, so that another value is another matter."""
    params = {k: v for k, v in finding.params.items() if k not in _VOLATILE}
    value = draft.value(finding.field)
    written = None if value is None else str(value)
    return json.dumps([written, params], ensure_ascii=False, sort_keys=True)
