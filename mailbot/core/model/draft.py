"""The draft of an application: what was said so far, completed by what is known.

`merge` takes a new reading into a case; `complete` adds defaults and registered values
and says of each where it came from, so that the read-back can mark it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from mailbot.core.model.case import Case
from mailbot.core.model.field_value import FieldValue, said_in
from mailbot.core.model.form_fields import KINDS, product_fields
from mailbot.core.office.business_hours import day_in_tokyo, fiscal_year_end
from mailbot.core.office.names import widen
from mailbot.core.office.office import Branch, Contractor, Obligee, Office, WorkKind
from parsers.reading import PRODUCTS, Problem, Product, Reading, Value

MOST_REMAINDER = 20
"""Unread sentences kept with a case; the mails themselves keep all of them."""

_WORKED_OUT = frozenset({"default", "project"})
_SAME_AS_APPLICANT = frozenset(
    {"申込者に同じ", "申込者と同じ", "同上", "同じ", "当社", "弊社", "請負者に同じ"}
)
_KIND_ENDINGS: tuple[tuple[str, WorkKind], ...] = (
    ("測量業務委託", "survey"),
    ("測量業務", "survey"),
    ("測量委託", "survey"),
    ("測量", "survey"),
    ("設計業務委託", "design"),
    ("設計業務", "design"),
    ("設計委託", "design"),
    ("設計", "design"),
    ("業務委託", "services"),
    ("業務", "services"),
    ("委託", "services"),
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A case's application as it would be issued now.

    `said` holds every field that has a value, in no order; `products` those applied
    for; `unused` the fields given for a product that has none such.
    """

    case: Case
    said: Mapping[str, FieldValue]
    products: tuple[Product, ...]
    contractor: Contractor
    obligee: Obligee | None
    branch: Branch | None
    unused: tuple[str, ...] = ()
    widened: tuple[str, ...] = ()

    def value(self, key: str) -> Value | None:
        """Return a field's value, or None."""
        said = self.said.get(key)
        return None if said is None else said.value

    def yen(self, key: str) -> int | None:
        """Return an amount in yen, or None."""
        value = self.value(key)
        return value if isinstance(value, int) else None

    def day(self, key: str) -> date | None:
        """Return a calendar day, or None."""
        value = self.value(key)
        return value if isinstance(value, date) else None

    def text(self, key: str) -> str:
        """Return a text, "" when absent."""
        value = self.value(key)
        return value if isinstance(value, str) else ""

    def flag(self, key: str) -> bool:
        """Return whether a yes/no field says yes; absent is no."""
        return self.value(key) is True

    def base(self, product: Product) -> int | None:
        """Return the base of a product's ratio in yen (R-04, R-07)."""
        yearly = self.yen(f"{product}.fiscal_year_base")
        return yearly if yearly is not None else self.yen("contract_amount")

    def until(self, product: Product) -> date | None:
        """Return a guarantee's last day: its own, the common one, or the work's."""
        return (
            self.day(f"{product}.guarantee_until")
            or self.day("guarantee_until")
            or self.day("work_end")
        )

    def share_ends(self, product: Product) -> date | None:
        """Return the end of the fiscal year whose share of longer works is guaranteed.

        None where the whole work is, or ends in that year (R-24).  The year is that of
        the application, or of the start of work where that is later.
        """
        start, end = self.day("work_start"), self.day("work_end")
        if self.yen(f"{product}.fiscal_year_base") is None or not end:
            return None
        opened = day_in_tokyo(self.case.opened_at)
        year = fiscal_year_end(max(opened, start) if start else opened)
        return year if end > year else None

    @property
    def work_kind(self) -> WorkKind:
        """Return the kind of work; `works` unless the draft says otherwise."""
        value = self.text("work_kind")
        for kind in ("works", "design", "survey", "services"):
            if value == kind:
                return kind
        return "works"


def merge(case: Case, reading: Reading, mail_id: int) -> Case:
    """Return the case with what a new mail says.

    A new value replaces the old one and clears its problem; a new problem takes the
    old value away, because a correction that cannot be read leaves nothing certain.
    A contract date that is written anew without 予定 is a planned one no more (R-28).
    """
    said = dict(case.said)
    if "contract_date" in reading.fields:
        said.pop("contract_date_planned", None)
    for key in reading.fields:
        said[key] = said_in(reading, key, mail_id)
    for problem in reading.problems:
        said.pop(problem.field, None)
    products = dict(case.products)
    products.update(reading.products)
    for key in reading.fields:
        head = key.partition(".")[0]
        if "." in key and head in PRODUCTS:
            products.setdefault(_product(head), True)
    return replace(
        case,
        said=said,
        products={name: True for name, wanted in products.items() if wanted},
        problems=open_problems(case.problems, reading),
        remainder=unread(case.remainder, reading.remainder),
        last_mail_id=mail_id,
    )


def _product(name: str) -> Product:
    return next(product for product in PRODUCTS if product == name)


def open_problems(old: tuple[Problem, ...], reading: Reading) -> tuple[Problem, ...]:
    """Return the problems after a mail: what it says of a field is all of it."""
    fresh = {problem.field for problem in reading.problems} | set(reading.fields)
    left = (one for one in old if one.field and one.field not in fresh)
    return (*left, *reading.problems)


def unread(old: tuple[str, ...], new: Iterable[str]) -> tuple[str, ...]:
    """Return the sentences that nothing was read from, the newest of them."""
    return tuple(dict.fromkeys((*old, *new)))[-MOST_REMAINDER:]


def complete(case: Case, office: Office, contractor: Contractor) -> Draft:
    """Return the draft: what was said, without what has no place, with defaults."""
    products = tuple(product for product in PRODUCTS if case.products.get(product))
    kept = _place(case.said, products)
    draft = Draft(
        case=case,
        said=kept,
        products=products,
        contractor=contractor,
        obligee=None,
        branch=None,
        unused=_unused(case.said, kept),
    )
    draft = _with_contract_defaults(draft)
    draft = _with_product_defaults(draft)
    draft = _with_desk_defaults(draft, office)
    return replace(
        draft,
        obligee=office.obligee_called(draft.text("obligee_name")),
        branch=office.branch_called(draft.text("branch")),
    )


def _place(
    said: Mapping[str, FieldValue], products: tuple[Product, ...]
) -> dict[str, FieldValue]:
    """Return what has a place.  What we worked out ourselves is worked out anew."""
    allowed = {field.key for product in products for field in product_fields(product)}
    return {
        key: value
        for key, value in said.items()
        if value.source not in _WORKED_OUT
        and (key in allowed or ("." not in key and key in KINDS))
    }


def _unused(
    said: Mapping[str, FieldValue], kept: Mapping[str, FieldValue]
) -> tuple[str, ...]:
    written = (key for key, one in said.items() if one.source not in _WORKED_OUT)
    return tuple(sorted(key for key in written if key not in kept))


def _filled(draft: Draft, extra: Mapping[str, FieldValue]) -> Draft:
    """Add values where nothing was said and nothing is in doubt."""
    doubtful = {problem.field for problem in draft.case.problems}
    new = {k: v for k, v in extra.items() if k not in draft.said and k not in doubtful}
    return replace(draft, said={**draft.said, **new})


def _with_contract_defaults(draft: Draft) -> Draft:
    extra = {"contractor_name": FieldValue(draft.contractor.name, "registered")}
    kind = _kind_of(draft.text("project_name"))
    if kind:
        extra["work_kind"] = FieldValue(kind, "project", draft.text("project_name"))
    for product in draft.products:
        year = draft.share_ends(product)
        if year and "guarantee_until" not in draft.said:
            extra[f"{product}.guarantee_until"] = FieldValue(year, "default")
    end = draft.day("work_end")
    if end and any(not draft.day(f"{p}.guarantee_until") for p in draft.products):
        extra["guarantee_until"] = FieldValue(end, "default")
    return _filled(draft, extra)


def _kind_of(project_name: str) -> WorkKind | None:
    if not project_name:
        return None
    for ending, kind in _KIND_ENDINGS:
        if project_name.endswith(ending):
            return kind
    return "works"


def _with_product_defaults(draft: Draft) -> Draft:
    extra: dict[str, FieldValue] = {}
    changed: dict[str, FieldValue] = {}
    widened: list[str] = []
    for product in draft.products:
        bill_to = draft.contractor.bill_to or draft.contractor.name
        extra[f"{product}.bill_to"] = FieldValue(bill_to, "registered")
        extra[f"{product}.paper_statement"] = FieldValue(value=False, source="default")
        if product != "performance":
            extra[f"{product}.redeposit"] = FieldValue(value=False, source="default")
        said = draft.said.get(f"{product}.bill_to")
        if said and draft.text(f"{product}.bill_to") in _SAME_AS_APPLICANT:
            changed[f"{product}.bill_to"] = replace(said, value=draft.contractor.name)
        bank = draft.said.get(f"{product}.bank")
        if bank and isinstance(bank.value, str):
            wide = widen(bank.value)
            changed[f"{product}.bank"] = replace(bank, value=wide)
            if wide.replace("\u3000", "") != bank.value.replace(" ", "").replace(
                "\u3000", ""
            ):
                widened.append(f"{product}.bank")
    draft = replace(draft, said={**draft.said, **changed}, widened=tuple(widened))
    return _filled(draft, extra)


def _with_desk_defaults(draft: Draft, office: Office) -> Draft:
    extra = {
        "notify": FieldValue(value=True, source="default"),
        "submission": FieldValue("forward", "default"),
    }
    branch = office.branches.get(draft.contractor.branch)
    if branch:
        extra["branch"] = FieldValue(branch.name, "registered")
    draft = _filled(draft, extra)
    if draft.flag("notify"):
        address = FieldValue(draft.case.correspondent, "registered")
        draft = _filled(draft, {"notify_email": address})
    return draft
