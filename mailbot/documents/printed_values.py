"""What a template is given: texts and figures as they are printed, JSON-ready.

Dates come in era form, yen with their commas, names in pieces that may break.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from mailbot.core.model.certificate_facts import CertificateFacts, printed_line
from mailbot.core.office.era_dates import era_date
from mailbot.core.office.premium import Step
from mailbot.documents.glyphs import pieces
from mailbot.documents.qr import drawing
from mailbot.documents.sheets import Certificate, Former, KeyNotice, Statement

Sheet = KeyNotice | Certificate | Statement
Values = dict[str, object]

_Some = TypeVar("_Some")

_CODES = frozenset({"number", "key", "product", "payment", "why"})
"""Fields of their own, checked form: they are printed, but they are no free text."""

_URL_RUN = 36  # Letters of the fixed-pitch face in one line beside the QR code.


def texts_of(sheet: object, above: str = "") -> Iterator[tuple[str, str]]:
    """Yield name and content of each free text of a sheet: `letterhead_tel`, and so on.

    What the certificate says is called as it is there, without a prefix.
    """
    for name, value in _fields_of(sheet):
        if isinstance(value, str):
            yield f"{above}{name}", value
        elif is_dataclass(value):
            inner = "" if isinstance(value, CertificateFacts) else f"{above}{name}_"
            yield from texts_of(value, inner)


def cleaned(sheet: _Some) -> _Some:
    """Return the sheet with every free text as one line of visible characters."""
    changed: dict[str, Any] = {}
    for name, value in _fields_of(sheet):
        if isinstance(value, str):
            changed[name] = printed_line(value)
        elif is_dataclass(value):
            changed[name] = cleaned(value)
    return replace(sheet, **changed)  # type: ignore[type-var] # always a dataclass


def _fields_of(sheet: object) -> Iterator[tuple[str, object]]:
    for one in fields(sheet):  # type: ignore[arg-type] # always a dataclass
        if one.name not in _CODES:
            yield one.name, getattr(sheet, one.name)


def notice_values(sheet: KeyNotice) -> Values:
    """Return what `key_notice.typ` prints."""
    return _heads(sheet) | {
        "key": sheet.key,
        "key_kinds": "".join(_kind(letter) for letter in sheet.key),
        "platform_name": sheet.platform_name,
        "portal_url": pieces(sheet.portal_url, _URL_RUN),
        "qr": drawing(sheet.view_url),
    }


def certificate_values(sheet: Certificate) -> Values:
    """Return what `certificate.typ` prints; None for a row that is left out."""
    facts = sheet.facts
    return _heads(sheet) | {
        "copy": sheet.copy,
        "platform_name": sheet.platform_name,
        "jv_name": _name(facts.jv_name),
        "obligee_name": pieces(facts.obligee_name),
        "bank": _name(facts.bank),
        "amount": _gold(facts.amount),
        "contract_amount": _yen(facts.contract_amount),
        "guarantee_from": era_date(facts.guarantee_from),
        "guarantee_until": era_date(facts.guarantee_until),
        "work_start": era_date(facts.work_start),
        "work_end": era_date(facts.work_end),
        "contract_date": _signed(facts),
        "former": _former(sheet),
    }


def statement_values(sheet: Statement) -> Values:
    """Return what `statement.typ` prints."""
    facts = sheet.facts
    difference = sheet.premium - sheet.charged_before
    return _heads(sheet) | {
        "obligee_name": pieces(facts.obligee_name),
        "bill_to": pieces(sheet.bill_to),
        "payment": sheet.payment,
        "pay_to": _name(sheet.pay_to or None),
        "reference": sheet.reference or None,
        "pay_by": _day(sheet.pay_by),
        "paid_on": _day(sheet.paid_on),
        "amount": _yen(facts.amount),
        "guarantee_from": era_date(facts.guarantee_from),
        "guarantee_until": era_date(facts.guarantee_until),
        "charges": [_charge(sheet, place) for place in range(len(sheet.charges))],
        "has_terms": any(one.terms > 1 for one in sheet.charges),
        "minimum": None if sheet.minimum is None else _yen(sheet.minimum),
        "premium": _yen(sheet.premium),
        "charged_before": _yen(sheet.charged_before) if sheet.charged_before else None,
        "difference": _yen(abs(difference)),
        "gives_back": difference < 0,
        "tariff_version": sheet.tariff_version,
        "tariff_is_demo": sheet.tariff_is_demo,
    }


def _heads(sheet: Sheet) -> Values:
    """Return what all sheets have: who speaks, when, about which guarantee."""
    facts = sheet.facts
    return {
        "surety": {
            "name": facts.issuer,
            "president": sheet.letterhead.president,
            "address": sheet.letterhead.address,
            "demo": sheet.letterhead.demo,
        },
        "branch": {
            "name": facts.branch,
            "tel": sheet.letterhead.tel,
            "fax": sheet.letterhead.fax,
        },
        "product": facts.product,
        "number": facts.number,
        "contractor_name": pieces(facts.contractor_name),
        "project_name": pieces(facts.project_name),
        "dated": era_date(facts.dated),
        "day": [facts.dated.year, facts.dated.month, facts.dated.day],
    }


def _former(sheet: Certificate) -> Values | None:
    """Return what the certificate before said, where it said something else."""
    was = sheet.former
    if was is None:
        return None
    return {
        "entry": sheet.entry - 1,
        "dated": era_date(was.dated),
        "amount": None if was.amount is None else _gold(was.amount),
        "contract_amount": (
            None if was.contract_amount is None else _yen(was.contract_amount)
        ),
        "guarantee_until": _day(was.guarantee_until),
        "work_end": _day(was.work_end),
        "work_start": _day(was.work_start),
        "contract_date": _signed(was),
        "project_name": _name(was.project_name),
        "obligee_name": _name(was.obligee_name),
        "bank": _name(was.bank),
        "why": was.why,
        "changed": was.changed,
    }


def _charge(sheet: Statement, place: int) -> Values:
    one = sheet.charges[place]
    return {
        "slice": _slice(one, is_last=place == len(sheet.charges) - 1),
        "yen": _yen(one.yen),
        "rate": _percent(one.rate),
        "terms": str(one.terms),
        "charge": f"{one.charge.normalize():,f}円",
    }


def _slice(one: Step, *, is_last: bool) -> str:
    """Name a slice of the guaranteed amount, as a tariff does."""
    top = f"{one.above + one.yen:,}円以下の部分"
    if one.above == 0:
        return "全額" if is_last else top
    above = f"{one.above:,}円を超え"
    return f"{one.above:,}円を超える部分" if is_last else f"{above}{top}"


def _percent(rate: Decimal) -> str:
    """Write a rate as per cent, with two decimals or as many as it has."""
    exact = (rate * 100).normalize()
    twice = exact.quantize(Decimal("0.01"))
    return f"{twice if twice == exact else exact:f}％"


def _name(text: str | None) -> list[str] | None:
    return pieces(text) if text else None


def _signed(sheet: CertificateFacts | Former) -> str | None:
    """Return the day of the contract; one that is planned says so (R-28)."""
    day = _day(sheet.contract_date)
    return f"{day}（予定）" if day and sheet.contract_date_planned else day


def _day(day: date | None) -> str | None:
    return None if day is None else era_date(day)


def _yen(amount: int) -> str:
    return f"{amount:,}円"


def _gold(amount: int) -> str:
    """Write the guaranteed amount so that no digit can be put before it."""
    return f"金{amount:,}円"


def _kind(letter: str) -> str:
    """Name the kind of a key's letter, as it is printed under it."""
    if letter.isdigit():
        return "数"
    return "大" if letter.isupper() else "小"
