"""Which rules a decision met, as its recorded effects tell: id, source, code, field.

Questions and read-backs carry the rule of each finding, a review task those that hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from mailbot.composer.wording import Wording
from mailbot.core.model.case import Case
from mailbot.core.model.draft import complete
from mailbot.core.office.business_hours import day_in_tokyo
from mailbot.core.office.office import Contractor, Office
from mailbot.core.rules.application_rules import check
from mailbot.core.rules.catalogue import BY_ID, cited
from mailbot.intake.decision_input import standing
from mailbot.store.masking import mask
from mailbot.store.transaction import Transaction

_LISTS = {"questions": "asked", "findings": "said in the read-back"}
WEIGHTS = {
    "ask": "the contractor is asked",
    "warn": "said in the read-back",
    "hold": "a person decides",
    "refuse": "refused, with the reason",
}


@dataclass(frozen=True, slots=True)
class Met:
    """A rule that was met.  `how` says what came of it, `read` what the mail said."""

    rule: str
    code: str
    how: str
    field: str = ""
    read: str = ""

    def told(self, words: Wording) -> str:
        """Return it for people: field, what was read, the rule and its source."""
        label = f"{words.full_label(self.field)}: " if self.field else ""
        quoted = f" 「{mask(self.read)}」" if self.read else ""
        says = BY_ID[self.rule].says if self.rule in BY_ID else ""
        told = f"{cited(self.rule)} {label}{self.code}{quoted}, {self.how}"
        return f"{told}. {says}".rstrip()


def met_in(effects: Iterable[Mapping[str, object]]) -> Iterator[Met]:
    """Yield the rules that recorded effects speak of, each finding once."""
    seen: set[tuple[str, str, str]] = set()
    for one in (met for effect in effects for met in _of(effect)):
        if (one.rule, one.code, one.field) not in seen:
            seen.add((one.rule, one.code, one.field))
            yield one


def _of(effect: Mapping[str, object]) -> Iterator[Met]:
    content, detail = effect.get("content"), effect.get("detail")
    if isinstance(content, Mapping):
        for name, how in _LISTS.items():
            rows = content.get(name)
            for row in rows if isinstance(rows, list) else ():
                if isinstance(row, Mapping) and row.get("rule"):
                    yield _row(row, how)
    because = detail.get("because") if isinstance(detail, Mapping) else None
    for reason in because if isinstance(because, list) else ():
        rule, found, code = str(reason).partition(":")
        if found:
            yield Met(rule, code, "a person decides")


def _row(row: Mapping[str, object], how: str) -> Met:
    texts = (str(row.get(name) or "") for name in ("rule", "code", "field", "read"))
    rule, code, field, read = texts
    return Met(rule, code, how, field, read)


def met_today(
    tx: Transaction, case: Case, office: Office, contractor: Contractor
) -> tuple[Met, ...]:
    """Return what today's rules find in a case's application as it stands."""
    draft = complete(case, office, contractor)
    found = check(draft, office, day_in_tokyo(tx.now), standing(tx, office, case, None))
    return tuple(
        Met(one.rule, one.code, WEIGHTS[one.weight], one.field, one.read)
        for one in found
    )
