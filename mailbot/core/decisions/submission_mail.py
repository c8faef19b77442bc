"""The mail to an obligee, on the contractor's behalf, by the obligee's patterns."""

from __future__ import annotations

from mailbot.core.mails.form_rows import named
from mailbot.core.mails.submission import SubmissionMail
from mailbot.core.model.case import Case
from mailbot.core.model.certificate_facts import contractor_of
from mailbot.core.model.decision_context import DecisionContext
from mailbot.core.model.effects import (
    DocumentRef,
    PaperRef,
    Send,
)
from mailbot.core.model.guarantee import Guarantee
from mailbot.core.model.submission import Submission
from parsers.reading import Product

PRODUCT_WORDS: dict[Product, str] = {
    "advance": "前払金保証",
    "interim": "中間前払金保証",
    "performance": "契約保証",
}
"""For subject patterns only, which are the obligees' own Japanese text."""


def submission_mail(case: Case, one: Submission, context: DecisionContext) -> Send:
    """Return the mail to the obligee, on the contractor's behalf."""
    guarantees = tuple(g for g in case.guarantees if g.id in one.guarantee_ids)
    obligee = context.office.obligees[one.obligee_id]
    delivery = obligee.deliveries[guarantees[0].product]
    contractor = contractor_of(guarantees[0].terms)
    places = _places(case, guarantees, contractor)
    told = SubmissionMail(
        obligee=obligee.name,
        section=delivery.section,
        contractor=contractor,
        person=case.text("person"),
        phone=case.text("phone"),
        project_name=places["project_name"],
        project_number=case.text("project_number"),
        guarantees=named(guarantees),
        subject=_fill(delivery.subject, places),
        body=tuple(_fill(line, places) for line in delivery.body),
        papers=(
            *(held.wanted for held in one.papers),
            *(paper.name for paper in one.extras),
        ),
        changed=one.entry > 1,
        rekeyed=any(g.history and g.history[-1].kind == "rekey" for g in guarantees),
        key_in_text=obligee.key_in_text,
    )
    return Send(
        told,
        one.address,
        "submission",
        one.id,
        case.revision,
        cc=(case.correspondent,),
        documents=tuple(DocumentRef(g.id, "key_notice") for g in guarantees),
        papers=tuple(
            PaperRef(paper.mail_id, paper.part, paper.name)
            for paper in (*(held.paper for held in one.papers), *one.extras)
        ),
    )


def _places(
    case: Case, guarantees: tuple[Guarantee, ...], contractor_name: str
) -> dict[str, str]:
    return {
        "project_name": guarantees[0].terms.project_name,
        "project_number": case.text("project_number"),
        "contractor_name": contractor_name,
        "obligee_name": guarantees[0].terms.obligee_name,
        "person": case.text("person"),
        "phone": case.text("phone"),
        "product": "・".join(PRODUCT_WORDS[g.product] for g in guarantees),
    }


def _fill(pattern: str, places: dict[str, str]) -> str:
    """Fill `{name}` places; anything else in braces stays as it is written."""
    for name, value in places.items():
        pattern = pattern.replace("{" + name + "}", value)
    return pattern.strip()
