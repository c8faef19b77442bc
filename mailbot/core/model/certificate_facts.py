"""What one certificate says: the one value that sheet, JSON, platform and mails show.

case, guarantee, office ── facts_of ──> CertificateFacts ──> sheets, embedded JSON
──> face_of: the platform
──> mails on a certificate
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from mailbot.core.model.case import Case
from mailbot.core.model.guarantee import Guarantee, Terms
from mailbot.core.office.business_hours import day_in_tokyo
from mailbot.core.office.names import fold_name
from mailbot.core.office.office import Office, branch_of
from parsers.reading import Product

_REPLACED = (
    *("obligee_name", "amount", "contract_amount", "project_name", "bank"),
    *("guarantee_until", "work_start", "work_end"),
)
_TEXT_OR_EMOJI = "\ufe0e\ufe0f"


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What a certificate says.  Whole yen; both days of a period are included.

    A field has this name in the embedded JSON and on the platform too, for ever.
    Names are one line of visible characters, otherwise as they were agreed.  Of a
    joint venture `jv_name` is the venture and `contractor_name` its representative.
    A row without a value ("" or None) is left out wherever the certificate is shown.
    """

    product: Product
    contractor_name: str
    jv_name: str
    obligee_name: str
    amount: int
    contract_amount: int
    project_name: str
    guarantee_from: date
    guarantee_until: date
    work_start: date
    work_end: date
    contract_date: date | None
    contract_date_planned: bool
    """Whether the contract is still to be signed: 予定 stands beside its day (R-28)."""
    bank: str
    dated: date
    issuer: str
    branch: str
    """The branch in charge (取扱箇所)."""
    number: str
    """`00000-000000`; "" before the issue."""


def facts_of(case: Case, guarantee: Guarantee, office: Office) -> CertificateFacts:
    """Return what the newest certificate of a guarantee says."""
    terms = guarantee.terms
    decided = guarantee.approved_at or case.updated_at
    if guarantee.history:
        decided = guarantee.history[-1].at
    branch = branch_of(case.text("branch"), case.contractor_id, office)
    return CertificateFacts(
        product=guarantee.product,
        contractor_name=contractor_of(terms),
        jv_name=printed_line(terms.jv_name),
        obligee_name=printed_line(terms.obligee_name),
        amount=terms.amount,
        contract_amount=terms.contract_amount,
        project_name=printed_line(terms.project_name),
        guarantee_from=guarantee.first_day,
        guarantee_until=terms.guarantee_until,
        work_start=terms.work_start,
        work_end=terms.work_end,
        contract_date=terms.contract_date,
        contract_date_planned=bool(terms.contract_date and terms.contract_date_planned),
        bank=printed_line(terms.bank),
        dated=day_in_tokyo(decided),
        issuer=printed_line(office.surety.name),
        branch=printed_line(branch.name),
        number=guarantee.number,
    )


def contractor_of(terms: Terms) -> str:
    """Return who is named as contractor; of a joint venture its representative.

    That is the registered name, however a mail spelled the representative's (㈱).
    """
    head = terms.jv_representative
    is_head = fold_name(head) in {"", fold_name(terms.contractor_name)}
    return printed_line(terms.contractor_name if is_head else head)


def former_facts(
    case: Case, guarantee: Guarantee, office: Office
) -> CertificateFacts | None:
    """Return what the certificate before the newest says, None for the first one."""
    if guarantee.entry == 1:
        return None
    history = guarantee.history[:-1]
    before = replace(guarantee, terms=history[-1].terms, history=history)
    return facts_of(case, before, office)


def values_of(facts: CertificateFacts) -> dict[str, Any]:
    """Return the facts by name."""
    return {one.name: getattr(facts, one.name) for one in fields(facts)}


def face_of(facts: CertificateFacts) -> dict[str, object]:
    """Return what the platform shows of a certificate, JSON-ready.

    Its number is not part of it; what is not there is "", days are ISO 8601.
    `contract_date_planned` stands there only where it is so.
    """
    return {
        name: value.isoformat() if isinstance(value, date) else value or ""
        for name, value in values_of(facts).items()
        if name != "number" and (value or name != "contract_date_planned")
    }


def replaced(new: Mapping[str, Any], old: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the certificate before said, where the new one says something else.

    Both are by name: the values of facts, or a face, whoever wrote it.  The day of a
    contract that was planned and is signed now was another, on the same day too (R-28).
    """
    found = {
        name: old[name]
        for name in _REPLACED
        if name in old and old[name] != new.get(name)
    }
    if _signed(new) != _signed(old):
        day, planned = _signed(old)
        found |= {"contract_date": day, "contract_date_planned": planned}
    return found


def _signed(said: Mapping[str, Any]) -> tuple[Any, bool]:
    return said.get("contract_date"), bool(said.get("contract_date_planned"))


def printed_line(text: str) -> str:
    """Make `text` one line of visible characters, otherwise as it was written.

    Line breaks, tabs and foreign spaces become a space; control and format characters
    (bidi overrides, joiners, byte order marks) go: they would change how a line reads
    without being seen.  Nothing is folded: 﨑 and 塚 (U+FA10) stay what they are.
    """
    return "".join(_printable(character) for character in text).strip(" ")


def _printable(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Zs":
        return character if character == "\u3000" else " "
    if character.isspace():
        return " "
    if category in {"Cc", "Cf"} or character in _TEXT_OR_EMOJI:
        return ""
    return character
