"""What a request for a change says: its values, and what the rules find in them.

The draft of a change is the guarantee as it stands with the new values put in, so that
the rules of an application hold for it as well.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from mailbot.core.decisions import amendment
from mailbot.core.model.case import Case
from mailbot.core.model.change_request import OPEN, TALKING, Change
from mailbot.core.model.contract_read import contracts_in, with_new
from mailbot.core.model.contractor_record import NOTHING_KNOWN, ContractorRecord
from mailbot.core.model.draft import Draft, open_problems, unread
from mailbot.core.model.field_value import FieldValue, said_in
from mailbot.core.model.finding import Finding
from mailbot.core.model.form_fields import KINDS
from mailbot.core.model.guarantee import Guarantee, Terms
from mailbot.core.model.required_documents import added, papers_in
from mailbot.core.office.office import Contractor, Office
from mailbot.core.rules.application_rules import check
from parsers.reading import Product, Reading

OF_CONTRACT = frozenset({"contract_amount", "work_end", "project_name"})
"""What is one and the same for every guarantee of a contract (R-27)."""
_ON_CONTRACT = (*sorted(OF_CONTRACT), "guarantee_until")
_ON_PRODUCT = ("amount", "guarantee_until", "fiscal_year_base")
BASE = "fiscal_year_base"
"""This year's share: the base of a ratio, though no certificate has it (R-04)."""
_WHOLES = ("contract_amount", f"advance.{BASE}")
_STANDING = "issued"
"""Source of a value that stands on the certificate: no note is made of it."""
_RULES = frozenset(
    {"R-01", "R-03", "R-04", "R-05", "R-06", "R-18", "R-19", "R-20"}
    | {"R-11", "R-21", "R-22", "R-24", "R-30"}
)
"""Rules of an application that speak of what a change can touch."""
_EACH_TIME = frozenset(
    {
        "no_tariff",
        "work_over",
        "ends_before_begin",
        "until_before_end",
        "over_contract",
        "over_base",
    }
)
"""Findings that stand against a change even where the certificate says so already."""
_NOT_AGAIN = frozenset({"first", "missing"})
SHOWN = (
    "obligee_name",
    "project_name",
    "contract_amount",
    "contract_date",
    "work_start",
    "work_end",
)


def guarantee_of(case: Case, change: Change) -> Guarantee:
    """Return the guarantee of a request.  LookupError when it is none of this case."""
    one = case.guarantee(change.guarantee_id)
    if one is None:
        raise LookupError("a request for a change belongs to a guarantee of its case")
    return one


def changeable(product: Product) -> frozenset[str]:
    """Return the fields that a 変更 may touch: amounts, ends, the name (3.4, R-27)."""
    return frozenset((*_ON_CONTRACT, *(f"{product}.{name}" for name in _ON_PRODUCT)))


def merge(
    change: Change,
    one: Guarantee,
    reading: Reading,
    mail_id: int,
    extra: frozenset[str] = frozenset(),
) -> Change:
    """Return the request with what a new mail says.

    `extra` are fields of the contract's other guarantees that change with it.  A value
    that stands already is no change; one that no change can touch is kept in words for
    a person.  The form is R-10's business (`other_form`).
    """
    said = dict(change.said)
    others = list(reading.remainder)
    for key, value in reading.fields.items():
        found = reading.evidence.get(key)
        original = found.text if found else ""
        if key.rpartition(".")[2] == "form" or on_certificate(one, key) == value:
            said.pop(key, None)
        elif key in changeable(one.product) | extra:
            said[key] = said_in(reading, key, mail_id)
        elif on_certificate(one, key) is not None or key not in HARMLESS:
            others.append(original or f"{key}：{value}")
    for problem in reading.problems:
        said.pop(problem.field, None)
    return replace(
        change,
        said=said,
        problems=open_problems(change.problems, reading),
        remainder=unread(change.remainder, others),
        papers=added(change.papers, papers_in(reading, mail_id)),
        contracts=with_new(change.contracts, contracts_in(reading)),
    )


HARMLESS = frozenset(
    {"contractor_name", "branch", "department", "title", "person", "phone"}
    | {"notify", "notify_email"}
)
"""What people write below any letter: no change of the certificate."""


def on_certificate(one: Guarantee, key: str) -> object:
    """Return what the certificate says for a field, None where it says nothing."""
    head, dot, name = key.partition(".")
    if dot and head != one.product:
        return None
    return getattr(one.terms, name if dot else head, None)


def form_refused(one: Guarantee, reading: Reading) -> tuple[Finding, ...]:
    """R-10: one guarantee contract never mixes paper and electronic (flyer Q5)."""
    key = f"{one.product}.form"
    wished = reading.fields.get(key)
    if wished is None or wished == one.form:
        return ()
    found = reading.evidence.get(key)
    read = found.text if found else ""
    return (Finding("R-10", "refuse", "form_fixed", "", read, {"number": one.number}),)


def draft(case: Case, change: Change, office: Office, contractor: Contractor) -> Draft:
    """Return the guarantee as it would be after the change, as a draft of its kind."""
    one = guarantee_of(case, change)
    stands = certificate_values(case, one)
    said = {**stands, **_effective(one, change)}
    product = one.product
    bare = replace(
        case,
        # What stood before the change: the rules are asked about that as well.
        said=stands,
        products={product: True},
        problems=change.problems,
        remainder=change.remainder,
        rounds=change.rounds,
        releases=change.releases,
        papers=change.papers,
        contracts=change.contracts,
    )
    return Draft(
        case=bare,
        said=said,
        products=(product,),
        contractor=contractor,
        obligee=office.obligee_called(one.terms.obligee_name),
        branch=office.branch_called(case.text("branch")),
    )


def certificate_values(case: Case, one: Guarantee) -> dict[str, FieldValue]:
    """Return the application's values of one guarantee as its certificate has them."""
    product = one.product
    said = {
        key: replace(value, source=_STANDING, original="")
        for key, value in case.said.items()
        if key in KINDS and ("." not in key or key.startswith(f"{product}."))
    }
    said.pop("guarantee_until", None)
    base = case.applied_for(one.id, f"{product}.{BASE}")
    if base is not None:
        said[f"{product}.{BASE}"] = FieldValue(base, _STANDING)
    for name in (*SHOWN, "amount", "guarantee_until", "bank"):
        key = name if name in SHOWN else f"{product}.{name}"
        value = getattr(one.terms, name)
        if key in KINDS and value not in {None, ""}:
            said[key] = FieldValue(value, _STANDING)
    return said


def _effective(one: Guarantee, change: Change) -> dict[str, FieldValue]:
    """Return the new values by their own keys; an end of work moves its guarantee."""
    product = one.product
    said = {k: s for k, s in change.said.items() if _is_of(k, product)}
    common = said.pop("guarantee_until", None)
    own = f"{product}.guarantee_until"
    ends_with_work = one.terms.guarantee_until == one.terms.work_end
    if common is not None:
        said.setdefault(own, common)
    elif "work_end" in said and ends_with_work:
        said.setdefault(own, replace(said["work_end"], source="default", original=""))
    return said


def _is_of(key: str, product: Product) -> bool:
    head, dot, _ = key.partition(".")
    return not dot or head == product


def new_terms(one: Guarantee, change: Change, office: Office, today: date) -> Terms:
    """Return the terms that the change leads to, with their premium."""
    own = f"{one.product}.{BASE}"
    effective = _effective(one, change)
    values = {key: said.value for key, said in effective.items() if key != own}
    return amendment.with_values(one, values, office, today)


def check_change(
    new: Draft,
    change: Change,
    office: Office,
    today: date,
    known: ContractorRecord = NOTHING_KNOWN,
) -> tuple[Finding, ...]:
    """Return what the rules find in the change, but for what was so before.

    What is over, or too much, is found again: a change must not carry it on.
    """
    one = guarantee_of(new.case, change)
    before = replace(
        new,
        said=certificate_values(new.case, one),
        case=replace(new.case, problems=(), remainder=(), contracts=()),
    )
    old = {_mark(one, before) for one in check(before, office, today, known)}
    found = [
        f
        for f in check(new, office, today, known)
        if f.rule in _RULES
        and f.code not in _NOT_AGAIN
        and (f.code in _EACH_TIME or _mark(f, new) not in old)
    ]
    nothing = not set(change.said) - {f"{one.product}.{BASE}"}
    if nothing and not change.problems:
        found.append(Finding("R-01", "ask", "change_what"))
    elif one.terms.work_start > one.terms.guarantee_until:
        found.append(Finding("R-03", "ask", "period_reversed", "work_end"))
    return tuple(found)


def _mark(found: Finding, draft: Draft) -> str:
    """Return what tells one finding from another: to the yen, not to the percent."""
    params = {k: v for k, v in found.params.items() if k != "example"}
    figures = (draft.value(found.field), *(draft.yen(key) for key in _WHOLES))
    return repr((found.code, found.field, figures, sorted(params.items())))


def under_way(case: Case) -> tuple[Change, ...]:
    """Return the changes that はい agreed to and that are not issued yet."""
    return tuple(one for one in case.changes if one.state in OPEN - TALKING)
