"""Write `docs/rules.md`: the rulebook of the core as a page for people.

Run `make docs` after a change of the table; a test compares the page with it.
"""

from pathlib import Path

from mailbot.core.rules.catalogue import RULES, SOURCES, Rule

PAGE = Path(__file__).parent / "rules.md"

_WEIGHTS = {
    "ask": "asked of the contractor",
    "warn": "said in the read-back",
    "hold": "a person decides",
    "refuse": "refused, with the reason",
}
_HEAD = """# Rules

This page is made from `mailbot/core/rules/catalogue.py`: `make docs` writes it anew, a
test compares it. `mailbot explain R-08` says the same in the terminal, with what the
contractor reads; `mailbot explain 2026-000001` says which of them a case has met.

A finding has its rule's id and one of four weights. A rule without a weight is kept by
how the desk works, and never found.

| id | source | weight | rule | findings |
|---|---|---|---|---|
"""


_SOURCES = """
## Sources

Every question, warning, hold and refusal cites one of these.

| source | what it is |
|---|---|
"""


def page() -> str:
    """Make the page of rules."""
    sources = "".join(f"| {name} | {says} |\n" for name, says in SOURCES.items())
    return _HEAD + "".join(map(_row, RULES)) + _SOURCES + sources


def _row(rule: Rule) -> str:
    weights = "; ".join(_WEIGHTS[weight] for weight in rule.weights) or "–"
    codes = ", ".join(f"`{code}`" for code in rule.codes) or "–"
    return f"| {rule.id} | {rule.source} | {weights} | {rule.says} | {codes} |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
