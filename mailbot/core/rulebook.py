"""The rulebook: every rule of the desk by its id, its source and its weight.

Sources are those of specification 1: [S] the flyer, with its question where it has one,
[W] public pages of obligees and sureties, [A] our own assumption.  `docs/rules.md` is
made from this table, and no finding has a rule that is not in it.
"""

from __future__ import annotations

from dataclasses import dataclass

from mailbot.core.finding import Weight


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.  `weights` are those a finding of it may have, `codes` its findings."""

    id: str
    source: str
    weights: tuple[Weight, ...]
    says: str
    codes: tuple[str, ...] = ()


RULES: tuple[Rule, ...] = (
    Rule(
        "R-01",
        "S",
        ("ask", "warn"),
        "A required field is missing or cannot be read; a branch is not one of ours; "
        "a bank is widened to full width, a field without a place is not used.",
        ("missing", "branch_unknown", "bank_widened", "not_used", "change_what"),
    ),
    Rule("R-02", "S", ("ask",), "No product is applied for.", ("no_product",)),
    Rule(
        "R-03",
        "A",
        ("ask", "warn"),
        "The work ends before it starts, or the contract is dated after its start.",
        ("period_reversed", "contract_after_start"),
    ),
    Rule(
        "R-04",
        "W",
        ("ask", "warn", "refuse"),
        "The advance is above the obligee's share of its base; a hard cap refuses.",
        ("over_cap", "base_over_contract"),
    ),
    Rule(
        "R-05",
        "W",
        ("warn", "hold"),
        "The interim advance is above 2/10, or 6/10 with the advance, or one of its "
        "four declarations is missing.",
        ("interim_over", "interim_total_over", "interim_conditions"),
    ),
    Rule(
        "R-06",
        "W",
        ("warn",),
        "The performance guarantee is below 1/10, or below the share for a low bid.",
        ("under_tenth",),
    ),
    Rule("R-07", "S", (), "A ratio is amount to base, in percent with one decimal."),
    Rule(
        "R-08",
        "S Q7",
        ("ask", "refuse"),
        "Electronic form needs an obligee that takes it, for that product, kind of "
        "work and day; paper is offered instead.",
        ("obligee_unknown", "obligee_not_listed", "obligee_not_electronic"),
    ),
    Rule("R-09", "S Q1", (), "Paper stays possible for every obligee, unwarned."),
    Rule(
        "R-10",
        "S Q5",
        ("refuse",),
        "A guarantee never mixes paper and electronic form: a change keeps the form.",
        ("form_fixed",),
    ),
    Rule("R-11", "S Q3", (), "The premium is the only cost; there is no fee line."),
    Rule(
        "R-12",
        "S Q2",
        ("warn",),
        "Statements are electronic, receipts stay on paper; who asks is told so.",
        ("receipt_on_paper",),
    ),
    Rule(
        "R-13",
        "S",
        ("ask", "hold"),
        "The contractor is registered, the sender's address belongs to it, and the "
        "name on the form is the registered one.",
        ("name_not_registered",),
    ),
    Rule(
        "R-14",
        "S",
        ("ask", "hold"),
        "A joint venture has both name and representative; another member's mail is "
        "seen by a person.",
        ("jv_incomplete", "not_representative"),
    ),
    Rule(
        "R-15",
        "S",
        ("ask",),
        "A key goes only to an address that is registered for the contractor.",
        ("notify_not_registered",),
    ),
    Rule(
        "R-16",
        "A",
        ("ask",),
        "The same application stands in another case; the contractor says which it is.",
        ("twin",),
    ),
    Rule(
        "R-17",
        "S",
        ("hold",),
        "The depositary bank is not on the agency list.",
        ("bank_unknown",),
    ),
    Rule(
        "R-18",
        "A",
        ("ask",),
        "Two places of one mail disagree; both are named.",
        ("conflict",),
    ),
    Rule(
        "R-19",
        "A",
        ("hold",),
        "With this application the contractor's limit would be passed.",
        ("over_exposure",),
    ),
    Rule(
        "R-20",
        "A",
        ("hold",),
        "A message, unread sentences, a sum above the ceiling, or a contractor's first "
        "application: a person reads it before anything is issued.",
        ("message", "remainder", "over_ceiling", "first_application"),
    ),
)
"""All rules, in the order of their ids."""

BY_ID: dict[str, Rule] = {rule.id: rule for rule in RULES}
