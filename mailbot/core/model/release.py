"""What a person of the office let pass, by name: the finding, who, when and why.

A release holds for what was looked at, and for nothing else: another date or another
amount is another finding.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


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
