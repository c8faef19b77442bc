"""Mails on a certificate: issued, changed, ready on paper, cancelled."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Annotated

from pydantic import Field

from mailbot.core.mails.form_rows import (
    DeliveryWay,
    PremiumChange,
    plain,
    premium_changed,
)
from mailbot.core.model.case import Case
from mailbot.core.model.certificate_facts import (
    CertificateFacts,
    facts_of,
    values_of,
)
from mailbot.core.model.guarantee import Guarantee, Terms, shown_to_contractor
from mailbot.core.model.mail_kind import Absent, Mail, Plain
from mailbot.core.office.office import Obligee, Office
from parsers.reading import Product


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownValue:
    """A field of the certificate and its value."""

    field: str
    value: Plain


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedDifference:
    """Where a certificate differs from what was applied for (flyer 5)."""

    field: str
    applied: Plain
    issued: Plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Periods:
    """The days of a certificate (ISO): of the guarantee, the works, the contract."""

    first: Annotated[str, Field(alias="from")]
    until: str
    work_start: str
    work_end: str
    signed: str
    planned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedGuarantee:
    """One guarantee as it stands now, with what its certificate says."""

    product: Product
    form: str
    number: str
    overview: tuple[ShownValue, ...]
    differences: tuple[IssuedDifference, ...]
    arrived_at: str
    premium: int
    payment: str
    tariff: str
    on_paper: bool = False
    periods: Absent[Periods] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep(DeliveryWay):
    """How the obligee gets the notice, and what the contractor has to do."""

    duties: tuple[str, ...]
    papers: tuple[str, ...]
    submission: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletionMail(Mail, kind="completion", automatic="generated"):
    """発行完了のお知らせ.  The key is in the PDF only."""

    guarantees: tuple[IssuedGuarantee, ...]
    next: tuple[NextStep, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedValue:
    """A value of the certificate, old beside new."""

    field: str
    was: Plain
    now: Plain


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedMail(Mail, kind="changed", automatic="generated"):
    """What a 変更, 訂正, 変更取消 or a new key (`variant`) made of a certificate."""

    variant: Annotated[str, Field(alias="kind")]
    guarantees: tuple[IssuedGuarantee, ...]
    product: Product
    changes: tuple[ChangedValue, ...]
    premium: PremiumChange
    next: tuple[NextStep, ...] = ()
    entries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperReadyMail(Mail, kind="paper_ready", automatic="generated"):
    """A certificate on paper is ready to be collected or posted."""

    guarantees: tuple[IssuedGuarantee, ...]
    product: Product
    changed: bool = False
    owner: str


def completion(
    case: Case, made: tuple[Guarantee, ...], office: Office
) -> CompletionMail:
    """Return the 発行完了のお知らせ."""
    obligee = office.obligee_called(case.text("obligee_name"))
    wish = case.text("submission") or "forward"
    steps = (next_step(one, obligee, wish) for one in made)
    return CompletionMail(
        guarantees=tuple(issued(case, one, office) for one in made),
        next=tuple(step for step in steps if step is not None),
        subject_name=case.text("project_name"),
    )


def issued(case: Case, one: Guarantee, office: Office) -> IssuedGuarantee:
    """Return one guarantee as it stands now, with what its certificate says."""
    facts = facts_of(case, one, office)
    said = values_of(facts)
    return IssuedGuarantee(
        product=one.product,
        form=one.form,
        number=one.number,
        overview=tuple(ShownValue(field=key, value=said[key]) for key in _OVERVIEW),
        differences=differences(case, one),
        arrived_at=one.arrived_at.isoformat() if one.arrived_at else "",
        premium=one.terms.premium,
        payment=one.payment,
        tariff=one.terms.tariff_version,
        on_paper=case.value(f"{one.product}.paper_statement") is True,
        periods=_periods(facts),
    )


def _periods(facts: CertificateFacts) -> Periods:
    signed = facts.contract_date
    return Periods(
        first=facts.guarantee_from.isoformat(),
        until=facts.guarantee_until.isoformat(),
        work_start=facts.work_start.isoformat(),
        work_end=facts.work_end.isoformat(),
        signed=signed.isoformat() if signed else "",
        planned=facts.contract_date_planned,
    )


_OVERVIEW = (
    *("number", "contractor_name", "jv_name", "project_name", "obligee_name"),
    *("contract_amount", "amount", "product", "bank"),
)
"""The nine fields of the flyer's overview screen, in its order [S]."""


_COMPARED = (
    "project_name",
    "obligee_name",
    "contract_amount",
    "contract_date",
    "work_start",
    "work_end",
)


def differences(case: Case, one: Guarantee) -> tuple[IssuedDifference, ...]:
    """Return where the certificate differs from what was applied for (flyer 5)."""
    pairs = [(key, getattr(one.terms, key)) for key in _COMPARED]
    pairs.append((f"{one.product}.amount", one.terms.amount))
    pairs.append((f"{one.product}.guarantee_until", one.terms.guarantee_until))
    if one.product != "performance":
        pairs.append((f"{one.product}.bank", one.terms.bank))
    return tuple(
        IssuedDifference(field=key, applied=plain(applied), issued=plain(now))
        for key, now in pairs
        for applied in (case.applied_for(one.id, key),)
        if applied is not None and applied != now
    )


def next_step(one: Guarantee, obligee: Obligee | None, wish: str) -> NextStep | None:
    """Return how the obligee gets the notice, None for paper or an unknown obligee."""
    delivery = obligee.deliveries.get(one.product) if obligee else None
    if obligee is None or delivery is None or one.form == "paper":
        return None
    return NextStep(
        product=one.product,
        channel=delivery.channel,
        obligee=obligee.name,
        section=delivery.section,
        address=delivery.address,
        duties=delivery.duties,
        papers=delivery.papers,
        submission=wish,
    )


_PRICED = frozenset({"premium", "tariff_version", "pay_by"})


def terms_changed(before: Terms, after: Terms) -> tuple[ChangedValue, ...]:
    """Return each value of the certificate that differs, old beside new."""
    return tuple(
        ChangedValue(field=one.name, was=plain(old), now=plain(new))
        for one in fields(Terms)
        for old, new in ((getattr(before, one.name), getattr(after, one.name)),)
        if one.name not in _PRICED and old != new
    )


def changed(case: Case, one: Guarantee, office: Office) -> ChangedMail:
    """Return what a 変更, 訂正 or 変更取消 made of a certificate."""
    before, newest = one.history[-2].terms, one.history[-1]
    obligee = office.obligee_called(case.text("obligee_name"))
    step = next_step(one, obligee, case.text("submission") or "forward")
    return ChangedMail(
        variant=newest.kind,
        guarantees=(issued(case, one, office),),
        product=one.product,
        changes=terms_changed(before, newest.terms),
        premium=premium_changed(before, newest.terms),
        next=() if step is None else (replace(step, papers=()),),
        entries=len(shown_to_contractor(one.history)),
        subject_name=one.terms.project_name,
    )


def paper_ready(case: Case, one: Guarantee, office: Office) -> PaperReadyMail:
    """Return that a certificate on paper is ready to be collected or posted."""
    obligee = office.obligee_called(case.text("obligee_name"))
    return PaperReadyMail(
        guarantees=(issued(case, one, office),),
        product=one.product,
        changed=one.entry > 1,
        owner=obligee.name if obligee else case.text("obligee_name"),
        subject_name=one.terms.project_name,
    )
