"""A value that plainly belongs to another field: a form word as an obligee (R-01).

Somebody who answers one question in the place of another must not find 証書（紙） as
the obligee on a certificate.  Only what is plain is told: the whole value is a word of
a choice, an amount, a day, a bank, an address, or the head of a public body.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from mailbot.core.model.draft import Draft
from mailbot.core.model.finding import Finding
from mailbot.core.model.form_fields import KINDS
from mailbot.core.office.office import Office

_WRITTEN = frozenset({"registered", "default", "project"})
"""Sources of values that nobody wrote in a mail."""

_PLAINLY: dict[str, re.Pattern[str]] = {
    "form": re.compile(
        r"電子(?:保証|証書|形式)?|(?:保証)?証書(?:\(紙\)|の?紙|紙)|紙の?(?:保証)?(?:証書)?"
        r"|paper|electronic",
        re.IGNORECASE,
    ),
    "payment": re.compile(r"一括納付|(?:口座|銀行)?振り?込み?|現金|小切手"),
    "answer": re.compile(
        r"はい|いいえ|希望(?:する|しない)|利用(?:する|しない)|該当(?:する|しない)"
        r"|[あ有]り|[な無]し|yes|no",
        re.IGNORECASE,
    ),
    "amount": re.compile(
        r"[金¥\\]?[0-9,.〇一二三四五六七八九十百千万億兆壱弐参拾萬]{1,20}円?也?"
        r"(?<=[円也億万千])(?:\([^()]{0,20}\))?"
    ),
    "day": re.compile(
        r"(?:(?:令和|平成|昭和|西暦|[RHS])?[0-9元]{1,4}年[0-9]{1,2}月[0-9]{1,2}日"
        r"|[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2})(?:\([^()]{0,20}\))?"
    ),
    "bank": re.compile(
        r".{1,12}(?:銀行|信用金庫|信用組合|信金|農業協同組合|労働金庫)"
        r"(?:.{0,12}(?:本店|支店|営業部|出張所|支所))?"
    ),
    "head": re.compile(r".{1,20}(?:[都道府県]知事|[市区町村]長)"),
    "mail": re.compile(r"[^\s@]{1,40}@[^\s@]{1,40}\.[^\s@]{1,20}"),
    "telephone": re.compile(r"0[0-9]{1,4}-[0-9]{1,4}-[0-9]{3,4}"),
}

_MAY_BE: dict[str, frozenset[str]] = {
    "obligee_name": frozenset({"head"}),
    "bank": frozenset({"bank"}),
    "project_number": frozenset({"day", "telephone"}),
    "title": frozenset({"head"}),
}
"""What a field may be, although it looks like something of another one."""

_OWN_CHECK = frozenset({"notify_email", "phone", "message"})


def misplaced(draft: Draft, _office: Office) -> Iterator[Finding]:
    """R-01: what is written in a field is plainly a value of another field."""
    for key, said in draft.said.items():
        if KINDS.get(key) != "text" or said.source in _WRITTEN:
            continue
        if key in _OWN_CHECK or not isinstance(said.value, str):
            continue
        if looks_like(key, said.value):
            yield Finding("R-01", "ask", "misplaced", key, said.original)


def looks_like(key: str, value: str) -> str:
    """Return what a value plainly is instead, "" where it may be one of its field."""
    folded = "".join(unicodedata.normalize("NFKC", value).split())
    may_be = _MAY_BE.get(key.rpartition(".")[2], frozenset())
    return next(
        (
            name
            for name, plainly in _PLAINLY.items()
            if name not in may_be and plainly.fullmatch(folded)
        ),
        "",
    )
