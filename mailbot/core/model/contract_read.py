"""A contract paper among the files of a mail, and what it says (R-30)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mailbot.core.model.field_value import StoredValue
from parsers.reading import Reading


@dataclass(frozen=True, slots=True)
class ContractRead:
    """A contract paper of a case and what it says; `said` is empty where unreadable."""

    name: str
    sha256: str
    said: Mapping[str, StoredValue] = field(default_factory=dict)


def contracts_in(reading: Reading) -> tuple[ContractRead, ...]:
    """Return the contract papers that a mail brought."""
    return tuple(
        ContractRead(one.name, one.sha256, dict(one.fields)) for one in reading.papers
    )


def with_new(
    known: tuple[ContractRead, ...], new: tuple[ContractRead, ...]
) -> tuple[ContractRead, ...]:
    """Return the papers of a case, the same bytes once, the newest last."""
    fresh = {one.sha256 for one in new}
    return (*(one for one in known if one.sha256 not in fresh), *new)
