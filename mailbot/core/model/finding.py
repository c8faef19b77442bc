"""What a rule found: the rule, how much it weighs, and a code for the words."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Weight = Literal["ask", "warn", "hold", "refuse"]
"""ask the contractor; say it in the read-back; a person decides; refuse with reason."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found.  `read` is the sender's own wording, "" if there is none.

    `rule` is an id of the rulebook; `field` is "" for a finding on the whole mail.
    """

    rule: str
    weight: Weight
    code: str
    field: str = ""
    read: str = ""
    params: Mapping[str, object] = dataclasses.field(default_factory=dict)


def asks(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return the findings that the contractor must answer before a read-back."""
    return tuple(f for f in findings if f.weight in {"ask", "refuse"})
