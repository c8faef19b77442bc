"""What a person of the office let pass, by name: the finding, who, when and why.

A release holds for what was looked at, and for nothing else: another date or another
amount is another finding.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from mailbot.core.model.finding import Finding

if TYPE_CHECKING:
    from mailbot.core.model.draft import Draft

_VOLATILE = frozenset({"today", "begins", "example", "exposure_yen"})
"""Parameters that change from day to day while the matter stays the same."""


@dataclass(frozen=True, slots=True)
class Release:
    """One finding that a person let pass.  `saw` is what stood there then.

    `reason` is "" where approving was enough: for what only a person decides.
    """

    rule: str
    code: str
    field: str
    saw: str
    by: str
    at: datetime
    reason: str = ""


def released(
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
