"""The fields of an application: what kind of value each has, and how it is read.

Keys are those of the specification (1.2); a product's fields are dotted
("advance.amount").  `values_of` turns the text behind a label into values or a flaw.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

from parsers import fold
from parsers.form import marked_options
from parsers.reading import PRODUCTS
from parsers.values import choices, dates, money, names, periods
from parsers.values.flaws import Flaw, absent
from parsers.words import interim_declarations

if TYPE_CHECKING:
    from collections.abc import Callable

    from parsers.reading import Product, Value

Outcome = dict[str, "Value | Flaw"]
"""Values by key; several for a period, none where the text says nothing."""

_TEXT: Final = frozenset(
    """
    contractor_name project_name project_number jv_name jv_representative jv_members
    branch department title person message bank bill_to
    """.split()  # noqa: SIM905 - words of a list
)
_MONEY: Final = frozenset({"contract_amount", "amount", "fiscal_year_base"})
_DATES: Final = frozenset({"contract_date", "notice_date", "work_start", "work_end"})

_CHOICES: Final = frozenset(
    {"form", "payment_method", "redeposit", "paper_statement", "low_price", "notify"}
    | {"work_kind", "submission", "advance_planned"}
)

_ENDS: Final = {"自": "work_start", "至": "work_end", "始期": "work_start"} | {
    "終期": "work_end", "開始": "work_start", "終了": "work_end"
}  # fmt: skip

_SIMPLE: Final[dict[str, Callable[[str], str | bool | Flaw | None]]] = {
    "obligee_name": names.addressee,
    "form": choices.form,
    "payment_method": choices.payment,
    "redeposit": choices.flag,
    "paper_statement": choices.flag,
    "low_price": choices.flag,
    "advance_planned": choices.flag,
    "work_kind": choices.work_kind,
    "submission": choices.submission,
    "phone": names.phone,
    "notify_email": names.email,
    **dict.fromkeys(_TEXT, names.text),
    **dict.fromkeys(interim_declarations.KINDS, interim_declarations.declared),
}

OF_PRODUCT: Final[dict[str, frozenset[Product]]] = {
    "form": frozenset(PRODUCTS),
    "amount": frozenset(PRODUCTS),
    "payment_method": frozenset(PRODUCTS),
    "bill_to": frozenset(PRODUCTS),
    "paper_statement": frozenset(PRODUCTS),
    "bank": frozenset({"advance", "interim"}),
    "redeposit": frozenset({"advance", "interim"}),
    "fiscal_year_base": frozenset({"advance"}),
}
"""Fields that belong to a product, and the products that have them."""

FOR_ALL: Final = frozenset({"form", "payment_method", "bill_to", "paper_statement"})
"""Fields that, said once without a product, hold for every product of the mail."""


def values_of(
    field: str, key: str, text: str, note: str, known: dates.Known
) -> Outcome:
    """Read the text behind a label.

    `field` is the simple name, `key` the dotted one, `note` what stood in brackets at
    the label, `known` what may complete a date.
    """
    text = fold.visible(text)
    outcome = _values_of(field, key, _meant(field, text), note, known)
    if not fold.is_lost(text):
        return outcome
    return dict.fromkeys(outcome or (key,), Flaw("unreadable"))


def _values_of(
    field: str, key: str, text: str, note: str, known: dates.Known
) -> Outcome:
    if field in _MONEY:
        return _single(key, money.read(text, note))
    if field == "work_period":
        end = _ENDS.get(note)
        return _date(end, text, "", known) if end else _period(text, known)
    if field in _DATES or field == "contract_date_planned":
        return _date(field, text, note, known)
    if field == "guarantee_until":
        return _until(key, text, known)
    if field in _SEVERAL:
        return _SEVERAL[field](text)
    reader = _SIMPLE.get(field)
    return _single(key, reader(text)) if reader else {}


def _meant(field: str, text: str) -> str:
    """Return the words that count; "" where they say that there is no value."""
    if field in _CHOICES:
        text = marked_options.left(text)
    if field in _NAMES and "\n" not in text:
        text = _after_arrow(field, text)
    if field not in _TEXT:
        text = _ORDER.sub("", text)
    nothing = {"amount": _WAIVED}.get(field) or (_POINTER if field in _NAMES else None)
    return "" if nothing and nothing.fullmatch(fold.trim(text)) else text


_ARROW: Final = re.compile(r"[\s\u3000]*(?:→|⇒|➡|=>|->)[\s\u3000]*")


def _after_arrow(field: str, text: str) -> str:
    """Of `A → B` give B, where both are whole names; 市道（A→B）改良工事 is one."""
    pieces = _ARROW.split(text)
    whole = [
        len(piece) > 1 and piece.count("（") == piece.count("）") for piece in pieces
    ]
    if len(pieces) < 2 or not all(whole):  # noqa: PLR2004 - a former and a latter name
        return text
    if field == "project_name" and not all(map(_WORK_NAME.fullmatch, pieces)):
        return text
    return pieces[-1]


_ORDER: Final = re.compile(
    r"に(?:直|訂正|修正|変更|差し替え)し?"
    r"(?:て(?:ください|下さい)?|ます|たい(?:です)?)?"
    r"(?:お願い(?:いた|致)?します|願います)?[。]?$"
)
"""The end of `5,500万円に直してください`."""
_NAMES: Final = (_TEXT | {"obligee_name"}) - {"bill_to", "message"}
_POINTER: Final = re.compile(
    r"(?:下記|上記|別紙|左記|添付|次|前記|前回|従前|契約書)(?:に?(?:の|と)?(?:とおり|通り|同じ))?"
    r"(?:です)?|[^。]{0,40}(?:(?:した|いた|記載の|書の)通り|とおり)(?:です|でございます)?。?"
    r"|[^。]{0,30}お(?:伝え|知らせ)(?:した|していた|の)[^。]{0,40}"
    r"|[^。]{0,40}(?:て(?:あり|おり|い)ます|ました|ません|ください|下さい)。?|同上|同じ|変更(?:なし|無し|ありません)|(?:別紙|添付|契約書)参照"
)
"""What points to another place, or says that nothing changed: it is no name."""
_WAIVED: Final = re.compile(
    r"(?:全額)?免除|不要|対象外|(?:申し?込み?|希望)(?:なし|しない|しません|ません)"
)
"""What is written for the amount of a guarantee that is not applied for."""
_BANK: Final = re.compile(
    r"銀行|信用?金庫?|信用?組合|信組|農業?協(?:同組合)?|労働?金庫?|漁協|[JＪ][AＡ]|農林中金"
)
_BRANCH: Final = re.compile(
    r"^[^。、？?]{2,40}(?:[本支]店|営業部|[支営]業?所|出張所|銀行|金庫|信金|組合|信組|農協)$"
)
_OBLIGEE: Final = re.compile(
    r"[^0-9０-９]{2,30}(?:市|町|村|区|県|都|府|道|[市町村区県都府道]?長|知事|局|事務所"
    r"|公社|機構|企業団|管理者)"
)


_OPTION: Final = re.compile(r"[^0-9０-９。、,はを：:？?\s]{1,14}")
"""A bare option: short, one word, nothing beside it."""


def is_field(key: str) -> bool:
    """Return whether a key names a field that can be answered with a bare text."""
    name = key.rpartition(".")[2]
    return name in _SIMPLE or name in _SEVERAL or name in _TYPED


def is_free(name: str) -> bool:
    """Return whether a field is a free text: a name, a bank, a number of a work."""
    return name in _NAMES or name == "bill_to"


def says(name: str, text: str) -> bool:
    """Return whether a text gives a field anything, be it a value or a doubt."""
    return bool(values_of(name, name, text, "", dates.Known()))


def fits(key: str, text: str) -> bool:
    """Return whether a text is plainly of the kind of a field, by itself.

    Free text (a name, a number of a work) is never plain: it could be anything.
    """
    name = key.rpartition(".")[2]
    if name == "bank":
        return bool(_BANK.search(text) and _BRANCH.search(text))
    if name == "obligee_name":
        return bool(_OBLIGEE.fullmatch(text))
    plain = name in _TYPED
    if name in _CHOICES and not _OPTION.fullmatch(text):
        return False
    outcome = values_of(name, key, text, "", dates.Known()) if plain else {}
    values = outcome.values()
    return bool(outcome) and not any(isinstance(value, Flaw) for value in values)


_COMPANY_NAME: Final = re.compile(
    r"株式会社|有限会社|合同会社|㈱|㈲|[(（][株有同][)）]"
)
_WORK_NAME: Final = re.compile(
    r"[^。、]{2,60}(?:工事|業務|委託|設計|測量|修繕|調査)(?:[(（][^()（）]{1,12}[)）])?"
)


def plain(name: str, text: str) -> bool:
    """Return whether a text without a colon before it is plainly a field's value."""
    if name == "project_name":
        return bool(_WORK_NAME.fullmatch(text))
    if name == "contractor_name":
        return bool(_COMPANY_NAME.search(text)) and len(text) < 40  # noqa: PLR2004 - signs of a name
    return fits(name, text)


_TYPED: Final = frozenset(
    {"phone", "notify_email", "work_period", "guarantee_until"}
    | _CHOICES
    | _MONEY
    | _DATES
    | set(interim_declarations.KINDS)
)


def _single(key: str, found: Value | Flaw | None) -> Outcome:
    return {} if found is None else {key: found}


def _date(field: str, text: str, note: str, known: dates.Known) -> Outcome:
    key = field.removesuffix("_planned")
    about = dates.Known(key, known.today, known.dates)
    found = dates.read(text, about, note)
    if not isinstance(found, dates.Day):
        return _single(key, found)
    planned = found.planned or field.endswith("_planned")
    if key == "contract_date" and planned:
        return {key: found.day, "contract_date_planned": True}
    return {key: found.day}


def _status(text: str) -> Outcome:
    """Read whether the day of the contract is 予定 or 確定."""
    planned, settled = "予定" in text, "確定" in text
    if planned == settled:
        flaw = Flaw("ambiguous_choice")
        return {} if absent(text) else {"contract_date_planned": flaw}
    return {"contract_date_planned": True} if planned else {}


_ADDRESS: Final = re.compile(r"[!-~]{1,64}@[!-~]{1,250}")


def _notice(text: str) -> Outcome:
    """Read whether a notice of the issue is wanted, and where to, if it says so."""
    folded = fold.narrow(text)
    address = _ADDRESS.search(folded)
    if not address:
        return _single("notify", choices.flag(text))
    wanted = choices.flag(_ADDRESS.sub("", folded))
    if wanted is False:
        return {"notify": False}
    return {"notify": True} | _single("notify_email", names.email(address[0]))


_SEVERAL: Final[dict[str, Callable[[str], Outcome]]] = {
    "contract_date_status": _status,
    "notify": _notice,
}
"""Fields whose text may give another field too."""


def _period(text: str, known: dates.Known) -> Outcome:
    about = dates.Known("work_start", known.today, known.dates)
    found = periods.period(text, about)
    if found is None:
        return {}
    return _single("work_start", found.start) | _single("work_end", found.end)


def _until(key: str, text: str, known: dates.Known) -> Outcome:
    """Read a guarantee's end: a day, or the end of a range."""
    if absent(text):
        return {}
    about = dates.Known("guarantee_until", known.today, known.dates)
    found = dates.read(text, about)
    if isinstance(found, dates.Day):
        return {key: found.day}
    span = periods.period(text, about)
    if span and isinstance(span.end, date):
        return {key: span.end}
    return _single(key, (span.end if span else None) or found)
