"""The page of one rule: what it says, its source, and what the contractor reads."""

from __future__ import annotations

import re

from mailbot.cli.show_mail import form_words
from mailbot.cli.terminal import Paper
from mailbot.composer.wording import Wording
from mailbot.core.rules.catalogue import RULES, SOURCES, Rule
from mailbot.staff.rules_met import WEIGHTS

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


def show(rule: Rule, paper: Paper) -> None:
    """Write the page for people."""
    words = form_words()
    paper.say(f"{rule.id}: {rule.says}", "bold")
    weights = "; ".join(f"{one}: {WEIGHTS[one]}" for one in rule.weights)
    paper.pairs(
        (
            ("source", f"{rule.source}: {SOURCES[rule.source]}"),
            ("weight", weights or "none: kept by how the desk works, never found"),
        )
    )
    if rule.codes:
        paper.say("\nFindings, and what the contractor reads", "bold")
        paper.pairs((code, _read(words, code)) for code in rule.codes)


def show_all(paper: Paper) -> None:
    """Write all rules, one a line."""
    rows = [
        (one.id, one.source, "/".join(one.weights) or "-", one.says) for one in RULES
    ]
    paper.rows(("rule", "source", "weight", "what it says"), rows)
    paper.say("\nmailbot explain R-08 shows one of them.  Sources:")
    paper.pairs(SOURCES.items())


def _read(words: Wording, code: str) -> str:
    """Return what a contractor reads of a finding, its figures left out."""
    found = words.problem(code)
    if not found:
        return "(seen by people only)"
    says = "".join(str(one) for one in found.get("says", ()))
    expects = found.get("expects")
    told = f"{says} → {expects}" if expects else says
    return _PLACE.sub("〈\\1〉", told)
