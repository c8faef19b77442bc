"""The twin: what a document says, as JSON inside the file, for programs.

One flat object, written the same way every time.  `format` and `version` come first;
whoever reads it leaves unknown names alone, and a name never changes its meaning: what
must change raises `version`.  docs/documents.md lists the names.  The key is in none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from mailbot.documents.sheets import Certificate, DocumentKind, KeyNotice, Statement

FORMAT = "mailbot-document"
VERSION = 1
FILE = "document.json"
"""The name of the attachment."""

_Scalar = str | int | bool | date | None


def twin_of(sheet: KeyNotice | Certificate | Statement) -> str:
    """Return the twin of a sheet whose text is already what will be printed."""
    values = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in _said(sheet).items()
        if value is not None
    }
    return json.dumps(values, ensure_ascii=False, indent=1)


def read_twin(octets: bytes) -> Mapping[str, str | int | bool]:
    """Return the values of a twin; nothing at all when it is none of ours.

    The octets may be anybody's: only a flat object of our format and version counts,
    and only its plain values.
    """
    try:
        found = json.loads(octets.decode("utf-8"))
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    if found.get("format") != FORMAT or found.get("version") != VERSION:
        return {}
    return {
        name: value for name, value in found.items() if isinstance(value, str | int)
    }


def _said(sheet: KeyNotice | Certificate | Statement) -> dict[str, _Scalar]:
    match sheet:
        case KeyNotice():
            return _common(sheet, "key_notice") | _said_by_notice(sheet)
        case Certificate():
            return _common(sheet, "certificate") | _said_by_certificate(sheet)
        case Statement():
            return _common(sheet, "statement") | _said_by_statement(sheet)


def _common(
    sheet: KeyNotice | Certificate | Statement,
    kind: DocumentKind,
) -> dict[str, _Scalar]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "kind": kind,
        "demo": sheet.surety.demo,
        "issuer": sheet.surety.name,
        "branch": sheet.branch.name,
        "number": sheet.number,
        "product": sheet.product,
        "contractor_name": sheet.contractor_name,
        "project_name": sheet.project_name,
        "dated": sheet.dated,
    }


def _said_by_notice(sheet: KeyNotice) -> dict[str, _Scalar]:
    return {"platform_name": sheet.platform_name, "view_url": sheet.view_url}


def _said_by_certificate(sheet: Certificate) -> dict[str, _Scalar]:
    return {
        "entry": sheet.entry,
        "copy": sheet.copy,
        "jv_name": sheet.jv_name,
        "obligee_name": sheet.obligee_name,
        "amount": sheet.amount,
        "contract_amount": sheet.contract_amount,
        "guarantee_from": sheet.guarantee_from,
        "guarantee_until": sheet.guarantee_until,
        "work_start": sheet.work_start,
        "work_end": sheet.work_end,
        "contract_date": sheet.contract_date,
        "contract_date_planned": sheet.contract_date_planned or None,
        "bank": sheet.bank,
        "platform_name": sheet.platform_name or None,
    }


def _said_by_statement(sheet: Statement) -> dict[str, _Scalar]:
    return {
        "entry": sheet.entry,
        "obligee_name": sheet.obligee_name,
        "amount": sheet.amount,
        "guarantee_from": sheet.guarantee_from,
        "guarantee_until": sheet.guarantee_until,
        "premium": sheet.premium,
        "charged_before": sheet.charged_before,
        "payment_method": sheet.payment,
        "bill_to": sheet.bill_to,
        "tariff_version": sheet.tariff_version,
    }
