"""What mails on a change say: old beside new, and what happens after はい."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from mailbot.core.decisions import billing
from mailbot.core.decisions.change_draft import (
    BASE,
    SHOWN,
    certificate_values,
    guarantee_of,
)
from mailbot.core.mails import form_rows
from mailbot.core.mails.agreement import AcceptedGuarantee, AcceptedMail
from mailbot.core.mails.conversation import ReadbackMail
from mailbot.core.mails.form_rows import NamedGuarantee, PremiumChange, named
from mailbot.core.model.case import Case
from mailbot.core.model.change_request import Change
from mailbot.core.model.draft import Draft
from mailbot.core.model.field_value import FieldValue
from mailbot.core.model.finding import Finding
from mailbot.core.model.guarantee import Guarantee
from mailbot.core.office.business_hours import Promise
from mailbot.core.rules import enclosed_papers
from mailbot.core.rules.ratio import ratios
from parsers.reading import Product


def about(case: Case, change: Change) -> NamedGuarantee:
    """Return of which guarantee a mail on a change speaks."""
    (found,) = named((guarantee_of(case, change),))
    return found


def readback_mail(
    case: Case,
    change: Change,
    new: Draft,
    findings: tuple[Finding, ...],
    passed: frozenset[str] = frozenset(),
) -> ReadbackMail:
    """Return the read-back of a change: old beside new, ratios, the premium.

    `passed` are the rules whose warnings need no person (R-23).
    """
    one = guarantee_of(case, change)
    old = certificate_values(case, one)
    product = one.product
    shown = _only(new.said, SHOWN) | own_values(new.said, product)
    way = form_rows.delivery_of(new, product)
    again = any(one.id in s.guarantee_ids for s in case.submissions)
    papers = enclosed_papers.fates if again else enclosed_papers.kept
    return ReadbackMail(
        change=about(case, change),
        rows=form_rows.rows(shown, old),
        findings=form_rows.cautions(findings, passed),
        ratios=ratios(new),
        premium_change=_premium(change),
        payment=one.payment,
        deliveries=(way,) if way and again else (),
        submission=case.text("submission") or "forward",
        papers=papers(new),
        remainder=change.remainder,
        subject_name=one.terms.project_name,
    )


def own_values(
    said: Mapping[str, FieldValue], product: Product
) -> dict[str, FieldValue]:
    """Return what a read-back shows of one product."""
    own = ("form", BASE, "amount", "bank", "guarantee_until")
    return _only(said, tuple(f"{product}.{name}" for name in own))


def _only(
    said: Mapping[str, FieldValue], keys: tuple[str, ...]
) -> dict[str, FieldValue]:
    return {key: said[key] for key in keys if key in said}


def _premium(change: Change) -> PremiumChange | None:
    if change.before is None or change.after is None:
        return None
    return form_rows.premium_changed(change.before, change.after)


def accepted_mail(
    case: Case, agreed: tuple[Change, ...], by: Promise, *, held: bool
) -> AcceptedMail:
    """Return the 送信完了 of a change: what happens next, and by when.

    `agreed` are the request that was read back and, after it, those beside it (R-27).
    """
    rows = tuple(_accepted_row(case, change) for change in agreed)
    one = guarantee_of(case, agreed[0])
    return AcceptedMail(
        change=about(case, agreed[0]),
        guarantees=rows,
        promise=by.by.isoformat(),
        same_day=by.same_day,
        waits=billing.waits_for_money(one.state for one in rows),
        held=held,
        subject_name=one.terms.project_name,
    )


def _accepted_row(case: Case, change: Change) -> AcceptedGuarantee:
    one = guarantee_of(case, change)
    newest = next(c for c in case.changes if c.id == change.id)
    return replace(
        billing.accepted_row(one),
        amount=change.after.amount if change.after else one.terms.amount,
        state=_state_words(one, newest),
    )


def _state_words(one: Guarantee, change: Change) -> str:
    """Return the state of a guarantee that says where its change stands."""
    if change.state.value in {"reviewing", "awaiting_premium"}:
        return change.state.value
    return one.state.value
