"""Make what an issued guarantee needs: its documents, and its place on the platform.

Idempotent by guarantee: rendering is reproducible, whoever keeps a document keeps the
first (a signature is another one each time), and the platform takes the same number
once.  Whatever dies in between is done again to the same end.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypedDict, TypeVar

from mailbot.core.model.case import Case
from mailbot.core.model.guarantee import (
    EntryKind,
    Guarantee,
    Terms,
    kind_on_paper,
    shown_to_contractor,
)
from mailbot.core.office.business_hours import day_in_tokyo
from mailbot.core.office.office import Branch, Office, Surety, branch_of
from mailbot.core.office.premium import Premium, days_between, premium
from mailbot.documents.sheets import (
    BranchFace,
    Certificate,
    Charge,
    Document,
    Former,
    KeyNotice,
    Statement,
    Succession,
    SuretyFace,
)
from mailbot.documents.signers import Signer
from mailbot.documents.typst import TypstRenderer


@dataclass(frozen=True, slots=True)
class Made:
    """The documents of one guarantee, and what the platform is to show."""

    documents: tuple[Document, ...]
    face: dict[str, object]


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes documents for this office with a warm press, and has them signed."""

    office: Office
    press: TypstRenderer
    signer: Signer

    def make(self, case: Case, guarantee: Guarantee, key: str | None) -> Made:
        """Return the documents of a guarantee that has its number.

        `key` is None for the paper form: its certificate is printed and sealed by hand,
        so it is not signed, and there is no key notice.  Raises MissingGlyph when a
        character cannot be drawn, before anything is signed, and SigningFailed.
        """
        approved = guarantee.approved_at or case.updated_at
        dated = dated_on(guarantee, approved)
        sheet = self._certificate(case, guarantee, approved)
        certificate = self.press.certificate(sheet)
        statement = self.press.statement(self._statement(case, guarantee, dated))
        if key is None:
            return Made((certificate, statement), face_of(sheet))
        notice = self.press.key_notice(self._notice(case, guarantee, key, dated))
        signed = (self._signed(certificate), self._signed(notice), *self._copies(sheet))
        return Made((*signed, statement), face_of(sheet))

    def settle(self, case: Case, guarantee: Guarantee) -> Document:
        """Return the statement of a cancelled guarantee: what is given back of it."""
        approved = guarantee.approved_at or case.updated_at
        sheet = self._statement(case, guarantee, dated_on(guarantee, approved))
        kept = sheet.premium - guarantee.refund
        return self.press.statement(
            replace(sheet, premium=kept, charges=(), minimum=None)
        )

    def _copies(self, sheet: Certificate) -> tuple[Document, ...]:
        """Return the certificate marked 写し, for who asks for it (no key on it)."""
        copy = self.press.certificate(replace(sheet, copy=True))
        return (replace(self._signed(copy), kind="certificate_copy"),)

    def _signed(self, document: Document) -> Document:
        return replace(document, pdf=self.signer.sign(document.pdf))

    def _branch(self, case: Case) -> Branch:
        return branch_of(case.text("branch"), case.contractor_id, self.office)

    def _notice(
        self, case: Case, guarantee: Guarantee, key: str, dated: date
    ) -> KeyNotice:
        surety, terms = self.office.surety, guarantee.terms
        return KeyNotice(
            surety=_surety_face(surety),
            branch=_branch_face(self._branch(case)),
            project_name=terms.project_name,
            contractor_name=terms.jv_representative or terms.contractor_name,
            product=guarantee.product,
            number=guarantee.number,
            key=key,
            platform_name=surety.platform_name,
            portal_url=surety.portal_url,
            dated=dated,
        )

    def _statement(self, case: Case, guarantee: Guarantee, dated: date) -> Statement:
        terms = guarantee.terms
        tariff = self.office.tariff_called(terms.tariff_version) or self.office.tariff
        days = days_between(guarantee.first_day, terms.guarantee_until)
        cost = premium(tariff, guarantee.product, terms.amount, days)
        # The premium that was agreed stands.  It is explained only by its own tariff.
        agreed = (terms.premium, terms.tariff_version)
        explained = cost if agreed == (cost.yen, cost.tariff_version) else None
        return Statement(
            surety=_surety_face(self.office.surety),
            branch=_branch_face(self._branch(case)),
            product=guarantee.product,
            number=guarantee.number,
            contractor_name=terms.contractor_name,
            obligee_name=terms.obligee_name,
            project_name=terms.project_name,
            bill_to=terms.bill_to or terms.contractor_name,
            payment=guarantee.payment,
            amount=terms.amount,
            guarantee_from=guarantee.first_day,
            guarantee_until=terms.guarantee_until,
            charges=_charges(explained),
            minimum=cost.minimum if explained and cost.is_minimum else None,
            premium=terms.premium,
            tariff_version=terms.tariff_version,
            tariff_is_demo=tariff.demo,
            dated=dated,
            entry=guarantee.entry,
            charged_before=_charged_before(guarantee),
            **self._payment(case, guarantee),
        )

    def _payment(self, case: Case, guarantee: Guarantee) -> _Payment:
        """Return where, with which reference and by when the premium was asked for."""
        if guarantee.payment == "monthly":
            return _Payment(pay_to="", reference="", pay_by=None, paid_on=None)
        branch = self._branch(case)
        transfer = guarantee.payment == "transfer"
        came = guarantee.payments[-1].at if guarantee.payments else None
        return _Payment(
            pay_to=(
                self.office.surety.account
                if transfer
                else f"{branch.name}（{branch.address}）"
            ),
            reference=case.receipt if transfer else "",
            pay_by=guarantee.terms.pay_by,
            paid_on=day_in_tokyo(came) if came else None,
        )

    def _certificate(
        self, case: Case, guarantee: Guarantee, approved: datetime
    ) -> Certificate:
        surety, terms = self.office.surety, guarantee.terms
        return Certificate(
            surety=_surety_face(surety),
            branch=_branch_face(self._branch(case)),
            product=guarantee.product,
            number=guarantee.number,
            contractor_name=terms.jv_representative or terms.contractor_name,
            jv_name=terms.jv_name or None,
            obligee_name=terms.obligee_name,
            amount=terms.amount,
            contract_amount=terms.contract_amount,
            project_name=terms.project_name,
            guarantee_from=guarantee.first_day,
            guarantee_until=terms.guarantee_until,
            work_start=terms.work_start,
            work_end=terms.work_end,
            contract_date=terms.contract_date,
            contract_date_planned=terms.contract_date_planned,
            bank=terms.bank or None,
            dated=dated_on(guarantee, approved),
            # A certificate on paper is on no platform (specification 1.4).
            platform_name=(
                surety.platform_name if guarantee.form == "electronic" else ""
            ),
            copy=False,
            entry=guarantee.entry,
            former=former_of(guarantee),
        )


class _Payment(TypedDict):
    pay_to: str
    reference: str
    pay_by: date | None
    paid_on: date | None


def dated_on(guarantee: Guarantee, approved: datetime) -> date:
    """Return the day of the newest certificate: that of its entry's decision."""
    newest = guarantee.history[-1].at if guarantee.history else approved
    return day_in_tokyo(newest)


def former_of(guarantee: Guarantee) -> Former | None:
    """Return what the newest certificate replaces, None for the first one."""
    if guarantee.entry == 1:
        return None
    before, newest = guarantee.history[-2], guarantee.history[-1]
    old, new = before.terms, newest.terms
    stands = shown_to_contractor(guarantee.history)
    signed = _signed(old)
    return Former(
        dated=day_in_tokyo(before.at),
        amount=_was(old.amount, new.amount),
        contract_amount=_was(old.contract_amount, new.contract_amount),
        guarantee_until=_was(old.guarantee_until, new.guarantee_until),
        work_end=_was(old.work_end, new.work_end),
        work_start=_was(old.work_start, new.work_start),
        contract_date=None if signed == _signed(new) else old.contract_date,
        contract_date_planned=old.contract_date_planned,
        project_name=_was(old.project_name, new.project_name),
        obligee_name=_was(old.obligee_name, new.obligee_name),
        bank=_was(old.bank, new.bank),
        why=_succession(newest.kind),
        changed=stands[-1].kind == "change",
    )


def _succession(kind: EntryKind) -> Succession:
    told = kind_on_paper(kind)
    return "change" if told == "new" else told


def _signed(terms: Terms) -> tuple[date | None, bool]:
    """Return the day of the contract, and whether it is only planned (R-28)."""
    return terms.contract_date, terms.contract_date_planned


_Some = TypeVar("_Some")


def _was(old: _Some, new: _Some) -> _Some | None:
    """Return what stood before, None where nothing changed."""
    return None if old == new else old


def _charged_before(guarantee: Guarantee) -> int:
    return guarantee.history[-2].terms.premium if guarantee.entry > 1 else 0


def _surety_face(surety: Surety) -> SuretyFace:
    return SuretyFace(surety.name, surety.president, surety.address, surety.demo)


def _branch_face(branch: Branch) -> BranchFace:
    return BranchFace(branch.name, branch.tel, branch.fax)


def _charges(cost: Premium | None) -> tuple[Charge, ...]:
    if cost is None:
        return ()
    return tuple(
        Charge(one.above, one.yen, one.rate, one.terms, one.charge)
        for one in cost.steps
    )


def face_of(sheet: Certificate) -> dict[str, object]:
    """Return what the platform shows of a certificate: JSON-ready, no key."""
    planned = {"contract_date_planned": True} if sheet.contract_date_planned else {}
    return planned | {
        "product": sheet.product,
        "contractor_name": sheet.contractor_name,
        "jv_name": sheet.jv_name or "",
        "obligee_name": sheet.obligee_name,
        "amount": sheet.amount,
        "contract_amount": sheet.contract_amount,
        "project_name": sheet.project_name,
        "guarantee_from": sheet.guarantee_from.isoformat(),
        "guarantee_until": sheet.guarantee_until.isoformat(),
        "work_start": sheet.work_start.isoformat(),
        "work_end": sheet.work_end.isoformat(),
        "contract_date": sheet.contract_date.isoformat() if sheet.contract_date else "",
        "bank": sheet.bank or "",
        "dated": sheet.dated.isoformat(),
        "issuer": sheet.surety.name,
        "branch": sheet.branch.name,
    }
