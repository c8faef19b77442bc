"""The page of one rule: what it says, its source, and what the contractor reads."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailbot.composer.wording import Wording
from mailbot.core.rules.catalogue import RULES, SOURCES, Rule
from mailbot.staff.form_words import form_words
from mailbot.staff.rules_met import WEIGHTS
from mailbot.staff.section import Section

_PLACE = re.compile(r"\{(\w+)\}")


def as_json(rule: Rule) -> dict[str, object]:
    """Return a rule as JSON has it."""
    words = form_words()
    return {
        "rule": rule.id,
        "source": rule.source,
        "source_says": SOURCES[rule.source],
        "weights": list(rule.weights),
        "says": rule.says,
        "findings": {code: _read(words, code) for code in rule.codes},
    }


def sections(rule: Rule) -> Iterator[Section]:
    """Yield the page for people."""
    words = form_words()
    weights = "; ".join(f"{one}: {WEIGHTS[one]}" for one in rule.weights)
    facts = (
        ("source", f"{rule.source}: {SOURCES[rule.source]}"),
        ("weight", weights or "none: kept by how the desk works, never found"),
    )
    yield Section.of_pairs(f"{rule.id}: {rule.says}", facts)
    if rule.codes:
        read = ((code, _read(words, code)) for code in rule.codes)
        yield Section.of_pairs("Findings, and what the contractor reads", read)


def sections_of_all() -> Iterator[Section]:
    """Yield all rules, one a row, and their sources."""
    rows = tuple(
        (one.id, one.source, "/".join(one.weights) or "-", one.says) for one in RULES
    )
    yield Section(rows=rows, heads=("rule", "source", "weight", "what it says"))
    yield Section(text="\nmailbot explain R-08 shows one of them.  Sources:")
    yield Section.of_pairs("", SOURCES.items())


def _read(words: Wording, code: str) -> str:
    """Return what a contractor reads of a finding, its figures left out."""
    found = words.problem(code)
    if not found:
        return "(seen by people only)"
    says = "".join(str(one) for one in found.get("says", ()))
    expects = found.get("expects")
    told = f"{says} → {expects}" if expects else says
    return _PLACE.sub("〈\\1〉", told)
