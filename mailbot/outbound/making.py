"""Make what an issued guarantee needs: its documents, and its place on the platform.

Idempotent by guarantee: rendering is reproducible, documents are kept once by their
digest, and the platform takes the same number once.  Whatever dies in between is done
again to the same end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from mailbot.core.case import Case
from mailbot.core.guarantee import Guarantee
from mailbot.core.hours import day_in_tokyo
from mailbot.core.office import Branch, Office, Surety, branch_of
from mailbot.outbound.documents.render import Press
from mailbot.outbound.documents.sheets import (
    BranchFace,
    Certificate,
    Document,
    KeyNotice,
    SuretyFace,
)

FIRST_ENTRY = 1
"""新規: the first entry of a certificate's history."""


@dataclass(frozen=True, slots=True)
class Made:
    """The documents of one guarantee, and what the platform is to show."""

    documents: tuple[Document, ...]
    face: dict[str, object]


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes documents for this office with a warm press."""

    office: Office
    press: Press

    def make(self, case: Case, guarantee: Guarantee, key: str | None) -> Made:
        """Return the documents of a guarantee that has its number.

        `key` is None for the paper form, which has a certificate only.  Raises
        MissingGlyph when a character cannot be drawn: nothing is issued then.
        """
        approved = guarantee.approved_at or case.updated_at
        certificate = self._certificate(case, guarantee, approved)
        documents = [self.press.certificate(certificate)]
        if key is not None:
            notice = self._notice(case, guarantee, key, day_in_tokyo(approved))
            documents.append(self.press.key_notice(notice))
        return Made(tuple(documents), face_of(certificate))

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

    def _certificate(
        self, case: Case, guarantee: Guarantee, approved: datetime
    ) -> Certificate:
        surety, terms = self.office.surety, guarantee.terms
        dated = day_in_tokyo(approved)
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
            guarantee_from=dated,
            guarantee_until=terms.guarantee_until,
            work_start=terms.work_start,
            work_end=terms.work_end,
            contract_date=terms.contract_date,
            bank=terms.bank or None,
            dated=dated,
            # A certificate on paper is on no platform (specification 1.4).
            platform_name=(
                surety.platform_name if guarantee.form == "electronic" else ""
            ),
            copy=False,
        )


def _surety_face(surety: Surety) -> SuretyFace:
    return SuretyFace(surety.name, surety.president, surety.address, surety.demo)


def _branch_face(branch: Branch) -> BranchFace:
    return BranchFace(branch.name, branch.tel, branch.fax)


def face_of(sheet: Certificate) -> dict[str, object]:
    """Return what the platform shows of a certificate: JSON-ready, no key."""
    return {
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
