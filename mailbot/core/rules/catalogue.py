"""The rulebook: every rule of the desk by its id, its source and its weight.

Sources are those of specification 1: [S] the flyer, with its question where it has one,
[W] public pages of obligees and sureties, [A] our own assumption.  `docs/rules.md` is
made from this table, and no finding has a rule that is not in it.
"""

from __future__ import annotations

from dataclasses import dataclass

from mailbot.core.model.finding import Weight


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.  `weights` are those a finding of it may have, `codes` its findings."""

    id: str
    source: str
    weights: tuple[Weight, ...]
    says: str
    codes: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    """Codes of warnings that are only said: about form, not about the guarantee."""
    releasable: bool = False
    """Whether a person may let its questions pass, by name and with a reason."""


RULES: tuple[Rule, ...] = (
    Rule(
        "R-01",
        "S",
        ("ask", "warn"),
        "A required field is missing or cannot be read; a branch is not one of ours; "
        "a value is plainly one of another field; a bank is widened to full width, a "
        "field without a place is not used.",
        (
            "missing",
            "misplaced",
            "branch_unknown",
            "bank_widened",
            "not_used",
            "change_what",
        ),
        notices=("bank_widened", "not_used"),
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
        ("ask", "hold", "refuse"),
        "Electronic form needs an obligee that takes it, for that product, kind of "
        "work and day (of the contract, the notice or the tender, as the obligee has "
        "it); paper is offered instead. Where no page says since when, a person looks.",
        (
            "obligee_unknown",
            "obligee_not_listed",
            "obligee_not_electronic",
            "notice_date_needed",
            "start_unknown",
        ),
    ),
    Rule("R-09", "S Q1", (), "Paper stays possible for every obligee, unwarned."),
    Rule(
        "R-10",
        "S Q5",
        ("refuse",),
        "A guarantee never mixes paper and electronic form: a change keeps the form.",
        ("form_fixed",),
    ),
    Rule(
        "R-11",
        "S Q3",
        ("hold",),
        "The premium is the only cost; there is no fee line. It is that of the tariff "
        "in force on the day; where none is yet, a person looks.",
        ("no_tariff",),
    ),
    Rule(
        "R-12",
        "S Q2",
        ("warn",),
        "Statements are electronic, receipts stay on paper; who asks is told so.",
        ("receipt_on_paper",),
        notices=("receipt_on_paper",),
    ),
    Rule(
        "R-13",
        "S",
        ("ask", "hold", "refuse"),
        "The contractor is registered, the sender's address belongs to it, and the "
        "name on the form is the registered one.",
        ("name_not_registered", "contractor_gone"),
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
        ("ask", "warn"),
        "A key goes only to an address that is registered for the contractor; who "
        "wants no notice and submits it is told how to get it.",
        ("notify_not_registered", "notice_on_request"),
        notices=("notice_on_request",),
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
    Rule(
        "R-21",
        "A",
        ("ask", "refuse"),
        "Dates against the day of the decision: the works or the guarantee are over, "
        "the contract is dated later (and not 予定) or long ago, 予定 stands with an "
        "advance although no contract guarantee is applied for, the guarantee ends "
        "before the works. Looked at again on the day of the issue; a guarantee that "
        "would end before it begins is refused, the rest a person may release.",
        (
            "work_over",
            "contract_ahead",
            "planned_too_early",
            "contract_old",
            "until_before_end",
            "ends_before_begin",
        ),
        releasable=True,
    ),
    Rule(
        "R-22",
        "A",
        ("ask",),
        "An amount is greater than the contract's, or than this year's share; a はい "
        "does not lift it.",
        ("over_contract", "over_base"),
        releasable=True,
    ),
    Rule(
        "R-23",
        "A",
        (),
        "A warning of R-03 to R-06 that the contractor confirms is held for a person, "
        "unless lets_pass names its rule.",
    ),
    Rule(
        "R-24",
        "W",
        ("ask", "warn"),
        "This year's share of longer works is guaranteed to the end of the fiscal "
        "year; any other end is asked about.",
        ("until_this_year", "until_not_this_year"),
        notices=("until_this_year",),
        releasable=True,
    ),
    Rule(
        "R-25",
        "W",
        ("ask", "hold"),
        "A contract guarantee is applied for without an advance guarantee, now or "
        "before; the setting performance_alone says what is done.",
        ("performance_alone", "performance_held"),
        releasable=True,
    ),
    Rule(
        "R-26",
        "W",
        ("hold",),
        "An interim advance comes without the obligee's 認定調書; with interim_paper "
        "off the four declarations are enough.",
        ("approval_paper",),
    ),
    Rule(
        "R-27",
        "A",
        ("warn",),
        "The contract's amount, last day or name changes by one guarantee: the "
        "read-back offers the others with it, and one はい agrees to all. Leaving one "
        "as it is is said and recorded; one that cannot change now, and another name, "
        "are seen by a person.",
        ("changed_together", "left_as_it_is", "not_together", "project_renamed"),
        notices=("changed_together", "left_as_it_is"),
    ),
    Rule(
        "R-28",
        "A",
        (),
        "予定 stands beside the contract date on the certificate; when the contract is "
        "signed, its day by reply (or by staff) settles it: a 訂正, without a premium. "
        "A day that a rule says anything of is a person's.",
    ),
    Rule(
        "R-29",
        "W",
        ("hold",),
        "Services that are neither design nor survey are seen by a person: the act "
        "covers works, design and survey.",
        ("services_kind",),
    ),
    Rule(
        "R-30",
        "A",
        ("ask", "hold"),
        "A contract, award or order among the papers says something else than the "
        "application (both are named), cannot be read, or is missing where the office "
        "requires it.",
        ("contract_paper_differs", "contract_paper_unread", "contract_paper_missing"),
    ),
)
"""All rules, in the order of their ids."""

BY_ID: dict[str, Rule] = {rule.id: rule for rule in RULES}

SOURCES: dict[str, str] = {
    "S": "the flyer: the application form, its notes, and the steps of an issue",
    "S Q1": "the flyer, question 1: paper stays a choice of the contractor",
    "S Q2": "the flyer, question 2: statements are electronic, receipts are on paper",
    "S Q3": "the flyer, question 3: nothing is charged beside the premium",
    "S Q4": "the flyer, question 4: from application to submission within the day",
    "S Q5": "the flyer, question 5: one contract never mixes electronic form and paper",
    "S Q6": "the flyer, question 6: each product of a work may have its own form",
    "S Q7": "the flyer, question 7: which other obligees take it, and from when",
    "W": "public pages of obligees and of sureties; profiles name theirs",
    "A": "our own assumption, which the office may set otherwise",
}
"""What a rule is cited by.  Q4 is the clock of a case, Q6 what a draft allows."""


def cited(rule_id: str) -> str:
    """Return a rule's id with its source, as staff read it: `R-08 [S Q7]`."""
    rule = BY_ID.get(rule_id)
    return f"{rule_id} [{rule.source}]" if rule else rule_id


def rules_of(code: str) -> tuple[Rule, ...]:
    """Return the rules whose findings have this code."""
    return tuple(rule for rule in RULES if code in rule.codes)
