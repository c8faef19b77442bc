"""What the mails after はい say, as codes and values; the words are the templates'.

Every function returns the `content` of a `Send`: JSON-ready, never a key.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields

from mailbot.core.mails.application_mails import issued, next_step, plain
from mailbot.core.model.case import Case
from mailbot.core.model.effects import Content
from mailbot.core.model.guarantee import Guarantee, Terms, shown_to_contractor
from mailbot.core.model.required_documents import missing
from mailbot.core.model.submission import Submission
from mailbot.core.office.office import Obligee, Office

_PRICED = frozenset({"premium", "tariff_version", "pay_by"})


def terms_changed(before: Terms, after: Terms) -> list[Content]:
    """Return each value of the certificate that differs, old beside new."""
    found: list[Content] = []
    for one in fields(Terms):
        old, new = getattr(before, one.name), getattr(after, one.name)
        if one.name not in _PRICED and old != new:
            found.append({"field": one.name, "was": plain(old), "now": plain(new)})
    return found


def premium_changed(before: Terms, after: Terms) -> Content:
    """Return the premium before and after in whole yen, and the difference.

    `extra` is to be paid; `refund` is given back: one of them is 0.
    """
    extra = after.premium - before.premium
    return {
        "before": before.premium,
        "after": after.premium,
        "extra": max(extra, 0),
        "refund": max(-extra, 0),
        "tariff": after.tariff_version,
    }


def changed(case: Case, one: Guarantee, office: Office) -> Content:
    """Return what a 変更, 訂正 or 変更取消 made of a certificate."""
    before, newest = one.history[-2].terms, one.history[-1]
    obligee = office.obligee_called(case.text("obligee_name"))
    step = next_step(one, obligee, case.text("submission") or "forward")
    return {
        "kind": newest.kind,
        "guarantees": [issued(case, one)],
        "product": one.product,
        "changes": terms_changed(before, newest.terms),
        "premium": premium_changed(before, newest.terms),
        "next": [] if step is None else [{**step, "papers": []}],
        "entries": len(shown_to_contractor(one.history)),
        "subject_name": one.terms.project_name,
    }


def paper_ready(case: Case, one: Guarantee, office: Office) -> Content:
    """Return that a certificate on paper is ready to be collected or posted."""
    obligee = office.obligee_called(case.text("obligee_name"))
    return {
        "guarantees": [issued(case, one)],
        "product": one.product,
        "changed": one.entry > 1,
        "owner": obligee.name if obligee else case.text("obligee_name"),
        "subject_name": one.terms.project_name,
    }


def papers_wanted(
    case: Case, one: Submission, obligee: Obligee, too_large: Iterable[str] = ()
) -> Content:
    """Return which papers are there, which are missing, and which are too large."""
    return {
        "owner": obligee.name,
        "section": section_of(case, one, obligee),
        "collected": [
            {
                "paper": held.wanted,
                "file": held.paper.name,
                "named": held.named,
            }
            for held in one.papers
        ],
        "missing": list(missing(one.wanted, one.papers)),
        "too_large": list(too_large),
        "limit": obligee.size_limit,
        "guarantees": numbers(case, one),
        "subject_name": case.text("project_name"),
    }


def submission_failed(case: Case, one: Submission, obligee: Obligee) -> Content:
    """Return that a notice did not reach the obligee, and whom to telephone."""
    return {
        "owner": obligee.name,
        "section": section_of(case, one, obligee),
        "address": one.address,
        "obligee_phone": obligee.phone,
        "guarantees": numbers(case, one),
        "subject_name": case.text("project_name"),
    }


def voided(one: Guarantee, reason: str) -> Content:
    """Return that a guarantee was cancelled, for the contractor."""
    return {
        "guarantees": [{"product": one.product, "number": one.number}],
        "form": one.form,
        "reason": reason,
        "was_issued": bool(one.number),
        "premium": {
            "before": one.terms.premium,
            "refund": one.refund,
            "tariff": one.terms.tariff_version,
        },
        "to_obligee": False,
        "project_name": one.terms.project_name,
        "contractor": one.terms.jv_representative or one.terms.contractor_name,
        "subject_name": one.terms.project_name,
    }


def voided_for(obligee: Obligee, section: str, one: Guarantee) -> Content:
    """Return the same for the obligee, who had its key; the reason is not theirs."""
    return {
        **voided(one, ""),
        "premium": {},
        "to_obligee": True,
        "obligee": obligee.name,
        "section": section,
        "body": [],
    }


def section_of(case: Case, one: Submission, obligee: Obligee) -> str:
    """Return the desk of the obligee that a submission goes to."""
    for g in case.guarantees:
        if g.id in one.guarantee_ids and g.product in obligee.deliveries:
            return obligee.deliveries[g.product].section
    return ""


def numbers(case: Case, one: Submission) -> list[dict[str, str]]:
    """Return product and number of each guarantee of a submission."""
    return [
        {"product": g.product, "number": g.number}
        for g in case.guarantees
        if g.id in one.guarantee_ids
    ]
