"""What a document says, as JSON inside the file, for programs.

One flat object, written the same way every time.  `format` and `version` come first;
whoever reads it leaves unknown names alone, and a name never changes its meaning: what
must change raises `version`.  docs/documents.md lists the names.  The key is in none.
"""

from __future__ import annotations

import json
from datetime import date

from mailbot.core.model.certificate_facts import CertificateFacts, values_of
from mailbot.core.model.effects import DocumentKind
from mailbot.documents.read_embedded import FORMAT, VERSION
from mailbot.documents.sheets import Certificate, KeyNotice, Statement

_ON_EACH = (
    *("issuer", "branch", "number", "product", "contractor_name", "project_name"),
    "dated",
)
_ON_STATEMENT = ("obligee_name", "amount", "guarantee_from", "guarantee_until")
_ON_CERTIFICATE = (
    *("jv_name", "obligee_name", "amount", "contract_amount", "guarantee_from"),
    *("guarantee_until", "work_start", "work_end", "contract_date"),
    *("contract_date_planned", "bank"),
)
"""What of the facts is said by which sheet, in this order."""

_Scalar = str | int | bool | date | None


def embedded_json(sheet: KeyNotice | Certificate | Statement) -> str:
    """Return the JSON of a sheet whose text is already what will be printed."""
    values = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in _said(sheet).items()
        if value is not None
    }
    return json.dumps(values, ensure_ascii=False, indent=1)


def _said(sheet: KeyNotice | Certificate | Statement) -> dict[str, _Scalar]:
    match sheet:
        case KeyNotice():
            own: dict[str, _Scalar] = {
                "platform_name": sheet.platform_name,
                "view_url": sheet.view_url,
            }
            return _common(sheet, "key_notice") | own
        case Certificate():
            facts = _of(sheet.facts, _ON_CERTIFICATE)
            return _common(sheet, "certificate") | {
                "entry": sheet.entry,
                "copy": sheet.copy,
                **{name: value or None for name, value in facts.items()},
                "platform_name": sheet.platform_name or None,
            }
        case Statement():
            return _common(sheet, "statement") | {
                "entry": sheet.entry,
                **_of(sheet.facts, _ON_STATEMENT),
                "premium": sheet.premium,
                "charged_before": sheet.charged_before,
                "payment_method": sheet.payment,
                "bill_to": sheet.bill_to,
                "tariff_version": sheet.tariff_version,
            }


def _common(
    sheet: KeyNotice | Certificate | Statement, kind: DocumentKind
) -> dict[str, _Scalar]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "kind": kind,
        "demo": sheet.letterhead.demo,
        **_of(sheet.facts, _ON_EACH),
    }


def _of(facts: CertificateFacts, names: tuple[str, ...]) -> dict[str, _Scalar]:
    values = values_of(facts)
    return {name: values[name] for name in names}
