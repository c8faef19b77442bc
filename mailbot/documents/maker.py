"""Render and sign the documents of an issued guarantee.

Making them again is harmless: rendering is reproducible, and of a document that is made
twice the store keeps the first (a signature is another one each time).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TypedDict

from mailbot.core.model.case import Case
from mailbot.core.model.certificate_facts import (
    CertificateFacts,
    face_of,
    facts_of,
    former_facts,
    replaced,
    values_of,
)
from mailbot.core.model.guarantee import (
    EntryKind,
    Guarantee,
    kind_on_paper,
    shown_to_contractor,
)
from mailbot.core.office.business_hours import day_in_tokyo
from mailbot.core.office.office import Branch, Office, branch_of
from mailbot.core.office.premium import days_between, premium
from mailbot.documents.sheets import (
    Certificate,
    Document,
    Former,
    KeyNotice,
    Letterhead,
    Statement,
    Succession,
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
    """Makes the documents of this office, and has them signed."""

    office: Office
    renderer: TypstRenderer
    signer: Signer

    def make(self, case: Case, guarantee: Guarantee, key: str | None) -> Made:
        """Return the documents of a guarantee that has its number.

        `key` is None for the paper form: its certificate is printed and sealed by hand,
        so it is not signed, and there is no key notice.  Raises MissingGlyph when a
        character cannot be drawn, before anything is signed, and SigningFailed.
        """
        facts = facts_of(case, guarantee, self.office)
        sheet = self._certificate(case, guarantee, facts)
        certificate = self.renderer.certificate(sheet)
        statement = self.renderer.statement(self._statement(case, guarantee, facts))
        if key is None:
            return Made((certificate, statement), face_of(facts))
        notice = self.renderer.key_notice(self._notice(case, facts, key))
        # The copy (写し) is for who asks for it: no key is on it.
        copy = self._signed(self.renderer.certificate(replace(sheet, copy=True)))
        signed = (
            self._signed(certificate),
            self._signed(notice),
            replace(copy, kind="certificate_copy"),
        )
        return Made((*signed, statement), face_of(facts))

    def settle(self, case: Case, guarantee: Guarantee) -> Document:
        """Return the statement of a cancelled guarantee: what is given back of it."""
        facts = facts_of(case, guarantee, self.office)
        sheet = self._statement(case, guarantee, facts)
        kept = sheet.premium - guarantee.refund
        return self.renderer.statement(
            replace(sheet, premium=kept, charges=(), minimum=None)
        )

    def _signed(self, document: Document) -> Document:
        return replace(document, pdf=self.signer.sign(document.pdf))

    def _branch(self, case: Case) -> Branch:
        return branch_of(case.text("branch"), case.contractor_id, self.office)

    def _letterhead(self, case: Case) -> Letterhead:
        surety, branch = self.office.surety, self._branch(case)
        return Letterhead(
            surety.president, surety.address, surety.demo, branch.tel, branch.fax
        )

    def _notice(self, case: Case, facts: CertificateFacts, key: str) -> KeyNotice:
        surety = self.office.surety
        return KeyNotice(
            letterhead=self._letterhead(case),
            facts=facts,
            key=key,
            platform_name=surety.platform_name,
            portal_url=surety.portal_url,
        )

    def _statement(
        self, case: Case, guarantee: Guarantee, facts: CertificateFacts
    ) -> Statement:
        terms = guarantee.terms
        tariff = self.office.tariff_called(terms.tariff_version) or self.office.tariff
        days = days_between(facts.guarantee_from, facts.guarantee_until)
        cost = premium(tariff, guarantee.product, terms.amount, days)
        # The premium that was agreed stands.  It is explained only by its own tariff.
        agreed = (terms.premium, terms.tariff_version)
        explained = cost if agreed == (cost.yen, cost.tariff_version) else None
        return Statement(
            letterhead=self._letterhead(case),
            facts=facts,
            bill_to=terms.bill_to or terms.contractor_name,
            payment=guarantee.payment,
            charges=explained.steps if explained else (),
            minimum=cost.minimum if explained and cost.is_minimum else None,
            premium=terms.premium,
            tariff_version=terms.tariff_version,
            tariff_is_demo=tariff.demo,
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
        self, case: Case, guarantee: Guarantee, facts: CertificateFacts
    ) -> Certificate:
        surety = self.office.surety
        return Certificate(
            letterhead=self._letterhead(case),
            facts=facts,
            # A certificate on paper is on no platform (specification 1.4).
            platform_name=(
                surety.platform_name if guarantee.form == "electronic" else ""
            ),
            copy=False,
            entry=guarantee.entry,
            former=self._former(case, guarantee, facts),
        )

    def _former(
        self, case: Case, guarantee: Guarantee, facts: CertificateFacts
    ) -> Former | None:
        """Return what the newest certificate replaces, None for the first one."""
        was = former_facts(case, guarantee, self.office)
        if was is None:
            return None
        history = guarantee.history
        return Former(
            dated=was.dated,
            why=_succession(history[-1].kind),
            changed=shown_to_contractor(history)[-1].kind == "change",
            **replaced(values_of(facts), values_of(was)),
        )


class _Payment(TypedDict):
    pay_to: str
    reference: str
    pay_by: date | None
    paid_on: date | None


def _succession(kind: EntryKind) -> Succession:
    told = kind_on_paper(kind)
    return "change" if told == "new" else told


def _charged_before(guarantee: Guarantee) -> int:
    return guarantee.history[-2].terms.premium if guarantee.entry > 1 else 0
