"""What each mail of a case says, as codes and values; the words are the templates'.

Every function returns the `content` of a `Send`: JSON-ready, dates as ISO strings,
never a key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from mailbot.core.model.case import Case
from mailbot.core.model.draft import Draft
from mailbot.core.model.effects import Content
from mailbot.core.model.field_value import FieldValue
from mailbot.core.model.finding import Finding
from mailbot.core.model.form_fields import KINDS, ORDER
from mailbot.core.model.guarantee import Guarantee
from mailbot.core.office.business_hours import Promise
from mailbot.core.office.office import Obligee, Office
from mailbot.core.office.premium import days_between, premium
from mailbot.core.rules import enclosed_papers
from mailbot.core.rules.clean_application import doubts, lets_pass
from mailbot.core.rules.ratio import ratios
from parsers.reading import Product, Value


def plain(value: Value | None) -> object:
    """Return a value as JSON has it: days as ISO strings."""
    return value.isoformat() if isinstance(value, date) else value


def rows(
    said: Mapping[str, FieldValue], before: Mapping[str, FieldValue]
) -> list[Content]:
    """Return the fields in the order of the form, each beside its original text.

    `before` is what the last read-back showed: a changed field carries `was`.
    """
    shown: list[Content] = []
    for key in sorted(said, key=lambda key: ORDER.get(key, len(ORDER))):
        one = said[key]
        row: Content = {
            "field": key,
            "value": plain(one.value),
            "source": one.source,
            "original": one.original,
        }
        if one.slip:
            row["slip"] = one.slip
        old = before.get(key)
        if old is not None and old.value != one.value:
            row["was"] = plain(old.value)
        shown.append(row)
    return shown


def questions(draft: Draft, asked: tuple[Finding, ...]) -> Content:
    """Return the questions, all at once, with what was understood."""
    return {
        "questions": asked_rows(asked),
        "rows": rows(_understood(draft, asked), {}),
        "subject_name": draft.text("project_name"),
        "round": draft.case.rounds,
        "remainder": list(draft.case.remainder),
    }


def asked_rows(asked: tuple[Finding, ...]) -> list[Content]:
    """Return findings as questions: what was read, and what is wrong with it."""
    return [
        {
            "field": finding.field,
            "code": finding.code,
            "rule": finding.rule,
            "read": finding.read,
            "params": dict(finding.params),
        }
        for finding in asked
    ]


def _understood(draft: Draft, asked: tuple[Finding, ...]) -> dict[str, FieldValue]:
    open_fields = {finding.field for finding in asked}
    return {
        key: said
        for key, said in draft.said.items()
        if key not in open_fields and said.source != "default"
    }


_TOLD_HOLDS = frozenset({"R-25", "R-26", "R-29", "R-30"})
"""Rules whose holds are said, too: the contractor can do something about them."""


def warnings(
    findings: tuple[Finding, ...], passed: frozenset[str] = frozenset()
) -> list[Content]:
    """Return what is said in a read-back, and whether a person looks at it (R-23).

    A はい settles the warnings of the rules in `passed`.
    """
    return [
        {
            "rule": finding.rule,
            "code": finding.code,
            "field": finding.field,
            # A field that the form lacks has no label: its own words name it.
            "read": "" if finding.field in KINDS else finding.read,
            "params": dict(finding.params),
            "held": bool(doubts((finding,), passed)),
        }
        for finding in findings
        if finding.weight == "warn" or finding.rule in _TOLD_HOLDS
    ]


def readback(
    draft: Draft,
    findings: tuple[Finding, ...],
    office: Office,
    before: Mapping[str, FieldValue],
    today: date,
) -> Content:
    """Return the 申込確認: every field, ratios, warnings, premium, how it will go."""
    return {
        "rows": _really(rows(draft.said, before), draft),
        "papers": enclosed_papers.fates(draft),
        "findings": warnings(findings, lets_pass(office, draft.obligee)),
        "ratios": ratios(draft),
        "premiums": premiums(draft, office, today),
        "deliveries": [
            way for way in (delivery_of(draft, one) for one in draft.products) if way
        ],
        "submission": draft.text("submission"),
        "remainder": list(draft.case.remainder),
        "subject_name": draft.text("project_name"),
    }


def _really(shown: list[Content], draft: Draft) -> list[Content]:
    """Say that the contractor submits, where no notice of this case is ours to send.

    Portal, carry-in, e-contract and paper: what is read back is what will happen.
    """
    if enclosed_papers.ways(draft) or draft.text("submission") == "self":
        return shown
    return [
        {**row, "value": "self"} if row["field"] == "submission" else row
        for row in shown
    ]


def premiums(draft: Draft, office: Office, today: date) -> list[Content]:
    """Return each product's premium, if it begins today, in yen, with its tariff."""
    found: list[Content] = []
    for product in draft.products:
        amount = draft.yen(f"{product}.amount")
        if amount:
            days = days_between(today, draft.until(product) or today)
            cost = premium(office.tariff_on(today), product, amount, days)
            found.append(
                {"product": product, "yen": cost.yen, "tariff": cost.tariff_version}
            )
    return found


def delivery_of(draft: Draft, product: Product) -> Content | None:
    """Return how the obligee gets this product's notice, or its paper certificate."""
    if draft.text(f"{product}.form") == "paper":
        owner = draft.obligee.name if draft.obligee else draft.text("obligee_name")
        paper = {"channel": "paper", "section": "", "address": ""}
        return {"product": product, "obligee": owner, **paper}
    if draft.text(f"{product}.form") != "electronic" or not draft.obligee:
        return None
    delivery = draft.obligee.deliveries.get(product)
    if delivery is None:
        return None
    return {
        "product": product,
        "channel": delivery.channel,
        "obligee": draft.obligee.name,
        "section": delivery.section,
        "address": delivery.address,
    }


def accepted(draft: Draft, made: tuple[Guarantee, ...], promised: Promise) -> Content:
    """Return the 送信完了: what happens next, and by when."""
    return {
        "guarantees": [accepted_row(one) for one in made],
        "promise": promised.by.isoformat(),
        "same_day": promised.same_day,
        "waits": waits_for_money(one.state.value for one in made),
        "held": bool(draft.case.held),
        "subject_name": draft.text("project_name"),
    }


def accepted_row(one: Guarantee) -> Content:
    """Return one guarantee as it was accepted."""
    return {
        "product": one.product,
        "form": one.form,
        "amount": one.terms.amount,
        "payment": one.payment,
        "state": one.state.value,
    }


def waits_for_money(states: Iterable[str]) -> bool:
    """Tell whether nothing can go on before a premium comes: no clock holds that."""
    return {"awaiting_premium"} == set(states)


def completion(case: Case, made: tuple[Guarantee, ...], office: Office) -> Content:
    """Return the 発行完了のお知らせ.  The key is in the PDF only."""
    obligee = office.obligee_called(case.text("obligee_name"))
    wish = case.text("submission") or "forward"
    return {
        "guarantees": [issued(case, one) for one in made],
        "next": [
            step
            for step in (next_step(one, obligee, wish) for one in made)
            if step is not None
        ],
        "subject_name": case.text("project_name"),
    }


def issued(case: Case, one: Guarantee) -> Content:
    """Return one guarantee as it stands now, with what its certificate says."""
    return {
        "product": one.product,
        "form": one.form,
        "number": one.number,
        "overview": _overview(one),
        "differences": differences(case, one),
        "arrived_at": one.arrived_at.isoformat() if one.arrived_at else "",
        "premium": one.terms.premium,
        "payment": one.payment,
        "tariff": one.terms.tariff_version,
        "on_paper": case.value(f"{one.product}.paper_statement") is True,
        "periods": _periods(one),
    }


def _periods(one: Guarantee) -> Content:
    """Return the days of a certificate: of the guarantee, the works, the contract."""
    terms = one.terms
    return {
        "from": one.first_day.isoformat(),
        "until": terms.guarantee_until.isoformat(),
        "work_start": terms.work_start.isoformat(),
        "work_end": terms.work_end.isoformat(),
        "signed": terms.contract_date.isoformat() if terms.contract_date else "",
        "planned": terms.contract_date_planned,
    }


def _overview(one: Guarantee) -> list[Content]:
    """Return the nine fields of the flyer's overview screen, in its order [S]."""
    terms = one.terms
    shown: list[tuple[str, object]] = [
        ("number", one.number),
        ("contractor_name", terms.contractor_name),
        ("jv_name", terms.jv_name),
        ("project_name", terms.project_name),
        ("obligee_name", terms.obligee_name),
        ("contract_amount", terms.contract_amount),
        ("amount", terms.amount),
        ("product", one.product),
        ("bank", terms.bank),
    ]
    return [{"field": key, "value": value} for key, value in shown]


_COMPARED = (
    ("project_name", "project_name"),
    ("obligee_name", "obligee_name"),
    ("contract_amount", "contract_amount"),
    ("contract_date", "contract_date"),
    ("work_start", "work_start"),
    ("work_end", "work_end"),
)


def differences(case: Case, one: Guarantee) -> list[Content]:
    """Return where the certificate differs from what was applied for (flyer 5)."""
    pairs = [(key, getattr(one.terms, name)) for key, name in _COMPARED]
    pairs.append((f"{one.product}.amount", one.terms.amount))
    pairs.append((f"{one.product}.guarantee_until", one.terms.guarantee_until))
    if one.product != "performance":
        pairs.append((f"{one.product}.bank", one.terms.bank))
    found: list[Content] = []
    for key, issued in pairs:
        applied = case.applied_for(one.id, key)
        if applied is not None and applied != issued:
            found.append(
                {"field": key, "applied": plain(applied), "issued": plain(issued)}
            )
    return found


def next_step(one: Guarantee, obligee: Obligee | None, wish: str) -> Content | None:
    """Return how the obligee gets the notice, None for paper or an unknown obligee."""
    delivery = obligee.deliveries.get(one.product) if obligee else None
    if obligee is None or delivery is None or one.form == "paper":
        return None
    return {
        "product": one.product,
        "channel": delivery.channel,
        "obligee": obligee.name,
        "section": delivery.section,
        "address": delivery.address,
        "duties": list(delivery.duties),
        "papers": list(delivery.papers),
        "submission": wish,
    }
