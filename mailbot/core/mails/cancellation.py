"""取消 of a guarantee: the mail to the contractor, and to who had its key."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mailbot.core.mails.form_rows import NamedGuarantee, named
from mailbot.core.model.certificate_facts import contractor_of
from mailbot.core.model.guarantee import Guarantee
from mailbot.core.model.mail_kind import Absent, Mail, OrEmpty
from mailbot.core.office.office import Obligee


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """A premium, and what is given back of it, in whole yen."""

    before: int
    refund: int
    tariff: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidedMail(Mail, kind="voided", automatic="generated"):
    """A guarantee was cancelled.

    The obligee who had its key is told, too (`to_obligee`, `obligee`, `section`); the
    reason and the premium are not theirs.
    """

    guarantees: tuple[NamedGuarantee, ...]
    form: str
    reason: str
    was_issued: bool
    premium: OrEmpty[Refund] = None
    to_obligee: bool
    project_name: str
    contractor: str
    obligee: Absent[str] = None
    section: Absent[str] = None
    body: Absent[tuple[str, ...]] = None


def voided(one: Guarantee, reason: str) -> VoidedMail:
    """Return that a guarantee was cancelled, for the contractor."""
    terms = one.terms
    return VoidedMail(
        guarantees=named((one,)),
        form=one.form,
        reason=reason,
        was_issued=bool(one.number),
        premium=Refund(
            before=terms.premium, refund=one.refund, tariff=terms.tariff_version
        ),
        to_obligee=False,
        project_name=terms.project_name,
        contractor=contractor_of(terms),
        subject_name=terms.project_name,
    )


def voided_for(obligee: Obligee, section: str, one: Guarantee) -> VoidedMail:
    """Return the same for the obligee, who had its key; the reason is not theirs."""
    return replace(
        voided(one, ""),
        premium=None,
        to_obligee=True,
        obligee=obligee.name,
        section=section,
        body=(),
    )
