"""The rules that need no issued guarantee (specification 1.3).

Each check is a function from a draft to findings.  A finding has the rule's id, a
weight and a code; the words are the templates'.  Sources: [S] the flyer, [W] public
pages of obligees and sureties.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import chain

from mailbot.core.model.contractor_record import NOTHING_KNOWN, ContractorRecord
from mailbot.core.model.draft import Draft
from mailbot.core.model.finding import Finding, asks
from mailbot.core.model.form_fields import (
    CONDITIONS,
    CONTRACT_FIELDS,
    DESK_FIELDS,
    product_fields,
)
from mailbot.core.model.guarantee import STOPPED
from mailbot.core.office.office import Office
from mailbot.core.rules import amount_rules, date_rules, dependent_rules
from mailbot.core.rules.acceptance import acceptance
from mailbot.core.rules.contract_paper import contract_paper
from mailbot.core.rules.examples import example_of
from mailbot.core.rules.limits import cap_of, floor_of
from mailbot.core.rules.misplaced_values import misplaced
from mailbot.core.rules.ratio import percent, ratio
from mailbot.core.rules.record_rules import on_record
from mailbot.core.rules.released_findings import standing
from parsers.reading import Product

Check = Callable[[Draft, Office], Iterator[Finding]]


def _missing(draft: Draft, _office: Office) -> Iterator[Finding]:
    """R-01: a required field is missing or unreadable; R-18: two places disagree."""
    in_doubt = {problem.field for problem in draft.case.problems}
    for problem in draft.case.problems:
        rule = "R-18" if problem.code == "conflict" else "R-01"
        signed = draft.day("contract_date")
        ends = problem.length.ends(signed) if problem.length else ()
        params = {"ends": [day.isoformat() for day in ends]}
        yield Finding(
            rule,
            *("ask", problem.code, problem.field, problem.text),
            params if ends else {},
        )
    for key in _required(draft):
        if key not in draft.said and key not in in_doubt:
            yield Finding("R-01", "ask", "missing", key)


def _required(draft: Draft) -> Iterator[str]:
    wanted = [one.key for one in CONTRACT_FIELDS if one.required]
    for product in draft.products:
        wanted += [one.key for one in product_fields(product) if one.required]
        delivery = draft.obligee.deliveries.get(product) if draft.obligee else None
        electronic = draft.text(f"{product}.form") == "electronic"
        if delivery and electronic:
            wanted += delivery.needs
    wanted += [one.key for one in DESK_FIELDS if one.required]
    if draft.flag("notify"):
        wanted.append("notify_email")
    yield from dict.fromkeys(wanted)


def _no_product(draft: Draft, _office: Office) -> Iterator[Finding]:
    """R-02: no product applied for."""
    if not draft.products:
        yield Finding("R-02", "ask", "no_product")


def _advance_cap(draft: Draft, office: Office) -> Iterator[Finding]:
    """R-04: the advance is at most the obligee's share of the base [W]."""
    contract = draft.yen("contract_amount")
    yearly = draft.yen("advance.fiscal_year_base")
    if contract and yearly and yearly > contract:
        yield Finding("R-04", "ask", "base_over_contract", "advance.fiscal_year_base")
    amount, base = draft.yen("advance.amount"), draft.base("advance")
    if "advance" not in draft.products or not amount or not base:
        return
    cap = cap_of(draft, office)
    limit = cap.of(base)
    if amount > limit:
        yield Finding(
            "R-04",
            "refuse" if cap.hard else "warn",
            "over_cap",
            "advance.amount",
            params={
                "ratio": ratio(amount, base),
                "cap": percent(cap.share),
                "limit_yen": limit,
            },
        )


def _interim(draft: Draft, _office: Office) -> Iterator[Finding]:
    """R-05: interim at most 2/10, with the advance 6/10, four declarations [W]."""
    base = draft.yen("contract_amount")
    if base:
        yield from _over_share(draft, base)
    for key in CONDITIONS:
        if key in draft.said and not draft.flag(key):
            yield Finding("R-05", "hold", "interim_conditions", key)


def _over_share(draft: Draft, base: int) -> Iterator[Finding]:
    """Compare the interim advance, and both advances of a contract, with the base."""
    amount = draft.yen("interim.amount")
    if amount and amount * 10 > base * 2:
        params = {"ratio": ratio(amount, base), "cap": "20.0%"}
        yield Finding("R-05", "warn", "interim_over", "interim.amount", "", params)
    parts = [_of_contract(draft, product) for product in ("advance", "interim")]
    total = sum(parts)
    both = amount or ("advance" in draft.products and all(parts))
    if both and total * 10 > base * 6:
        where = "interim.amount" if amount else "advance.amount"
        params = {"ratio": ratio(total, base), "cap": "60.0%"}
        yield Finding("R-05", "warn", "interim_total_over", where, "", params)


def _of_contract(draft: Draft, product: Product) -> int:
    """Return the yen of a product here, or in what this case has guaranteed before."""
    if product in draft.products:
        return draft.yen(f"{product}.amount") or 0
    return sum(
        one.terms.amount
        for one in draft.case.guarantees
        if one.product == product and one.state not in STOPPED
    )


def _performance_floor(draft: Draft, _office: Office) -> Iterator[Finding]:
    """R-06: performance at least 1/10, at least the profile's share if low-price."""
    amount, base = draft.yen("performance.amount"), draft.yen("contract_amount")
    if "performance" not in draft.products or not amount or not base:
        return
    share = floor_of(draft)
    if amount < base * share:
        params = {"ratio": ratio(amount, base), "share": percent(share)}
        yield Finding(
            "R-06", "warn", "under_tenth", "performance.amount", params=params
        )


def _receipts(draft: Draft, _office: Office) -> Iterator[Finding]:
    """R-12: statements are electronic, receipts are paper; say so when asked [S Q2]."""
    asked = (*draft.case.remainder, draft.text("message"))
    if any("領収" in sentence for sentence in asked):
        yield Finding("R-12", "warn", "receipt_on_paper")


def _names(draft: Draft, _office: Office) -> Iterator[Finding]:
    """R-13: the name on the form is the registered name of who writes."""
    name = draft.text("contractor_name")
    if name and not draft.contractor.is_called(name):
        yield Finding("R-13", "ask", "name_not_registered", "contractor_name", name)


def _joint_venture(draft: Draft, _office: Office) -> Iterator[Finding]:
    """R-14: name and representative together; a mere member's mail is held."""
    name, head = draft.text("jv_name"), draft.text("jv_representative")
    if bool(name) != bool(head):
        missing = "jv_representative" if name else "jv_name"
        yield Finding("R-14", "ask", "jv_incomplete", missing, name or head)
    elif head and not draft.contractor.is_called(head):
        yield Finding("R-14", "hold", "not_representative", "jv_representative")


def _notice_address(draft: Draft, _office: Office) -> Iterator[Finding]:
    """R-15: a key goes only to an address registered for this contractor."""
    address = draft.text("notify_email")
    if draft.flag("notify") and address and not draft.contractor.owns(address):
        yield Finding("R-15", "ask", "notify_not_registered", "notify_email", address)
    if not draft.flag("notify") and any(_keeps_notice(draft)):
        yield Finding("R-15", "warn", "notice_on_request", "notify")


def _keeps_notice(draft: Draft) -> Iterator[bool]:
    """Tell of each product whether its contractor must hand the notice in (R-15)."""
    for product in draft.products:
        way = draft.obligee.deliveries.get(product) if draft.obligee else None
        ours = draft.text("submission") != "self" and way and way.channel == "mail"
        yield draft.text(f"{product}.form") == "electronic" and not ours


def _banks(draft: Draft, office: Office) -> Iterator[Finding]:
    """R-17: a bank without an agency contract is looked at by a person."""
    for product in draft.products:
        bank = draft.text(f"{product}.bank")
        if bank and not office.bank_known(bank):
            yield Finding("R-17", "hold", "bank_unknown", f"{product}.bank", bank)


def _person(draft: Draft, office: Office) -> Iterator[Finding]:
    """R-20: a message, unread sentences or a large sum: a person reads it first."""
    if draft.text("message"):
        yield Finding("R-20", "hold", "message", "message")
    if draft.case.remainder:
        yield Finding("R-20", "hold", "remainder")
    for product in draft.products:
        amount = draft.yen(f"{product}.amount")
        if amount and amount > office.policy.auto_issue_ceiling:
            yield Finding("R-20", "hold", "over_ceiling", f"{product}.amount")


def _branches(draft: Draft, _office: Office) -> Iterator[Finding]:
    """R-01: the branch that is named is one of ours."""
    name = draft.text("branch")
    if name and draft.branch is None:
        yield Finding("R-01", "ask", "branch_unknown", "branch", name)


def _notes(draft: Draft, _office: Office) -> Iterator[Finding]:
    """Notices of specification 1.2: widened banks, fields a product does not have."""
    for key in draft.widened:
        original = draft.said[key].original
        yield Finding("R-01", "warn", "bank_widened", key, original)
    for key in draft.unused:
        yield Finding("R-01", "warn", "not_used", key, draft.case.said[key].original)


CHECKS: tuple[Check, ...] = (
    _no_product,
    _missing,
    _names,
    misplaced,
    date_rules.periods,
    date_rules.this_years_share,
    amount_rules.over_base,
    _advance_cap,
    _interim,
    _performance_floor,
    acceptance,
    _receipts,
    _joint_venture,
    _notice_address,
    _branches,
    _banks,
    dependent_rules.approval_paper,
    dependent_rules.services,
    contract_paper,
    _person,
    _notes,
)


def check(
    draft: Draft, office: Office, today: date, known: ContractorRecord = NOTHING_KNOWN
) -> tuple[Finding, ...]:
    """Return what every rule finds on a day, each finding once, in their order.

    Last come the rules that look at the contractor's other files, as `known` has them.
    What a person of the office has let pass is found no more (`release.py`).
    `today` is the day in Japan on which something is decided (R-21).
    """
    found: dict[tuple[str, str], Finding] = {}
    own = (finding for rule in CHECKS for finding in rule(draft, office))
    dated = (date_rules.against_today, amount_rules.tariff_in_force)
    of_day = (finding for rule in dated for finding in rule(draft, office, today))
    for finding in chain(own, of_day):
        told = _with_example(_quoting(finding, draft), draft, office, today)
        found.setdefault((finding.field, finding.code), told)
    for finding in chain(
        on_record(draft, office, known), dependent_rules.alone(draft, office, known)
    ):
        found.setdefault((finding.field, finding.code), finding)
    elsewhere = {field for field, code in found if code == "misplaced"}
    left = (
        one
        for one in found.values()
        if one.code == "misplaced" or one.field not in elsewhere
    )
    return standing(left, draft, draft.case.releases)


def _with_example(
    finding: Finding, draft: Draft, office: Office, today: date
) -> Finding:
    """Give a question an example of its answer, where the words' own may not fit."""
    if not asks((finding,)):
        return finding
    value = example_of(finding.field, draft, office, today)
    if value is None:
        return finding
    return replace(finding, params={**finding.params, "example": value})


def _quoting(finding: Finding, draft: Draft) -> Finding:
    """Name what was read, where the rule itself did not."""
    said = draft.said.get(finding.field)
    if finding.read or said is None or not said.original:
        return finding
    return replace(finding, read=said.original)
