"""The text of a value that stands in one cell or is spread over several.

Days written as 令和 | 8 | 年 | 3 | 月, amounts one figure a cell, `自 … ～ 至 …`,
a bank and its branch, boxes with their options: each is put together only where its
pieces can be nothing else; otherwise the first cell is the value.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from parsers import fold
from parsers.message.lines import joined
from parsers.values import choices

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from parsers.files.grid import Cell

_UNIT: Final = re.compile(r"[千万百億]{0,2}円(?:也|整)?|[（(]?税[込抜別][）)]?")
_MARK: Final = re.compile(r"[金¥￥\\]|金[¥￥\\]?")
_FIGURES: Final = re.compile(r"[0-9０-９]{1,3}[,，]?|[,，]")
_DAY_PIECE: Final = re.compile(
    r"(?:明治|大正|昭和|平成|令和|西暦|[MTSHR])?[0-9０-９元]{0,4}[年月日./-]?"
    r"|[(（][月火水木金土日][)）]|予定"
)
_BRANCH: Final = re.compile(r".{1,30}(?:支店|本店|営業部|出張所|支所|支社)")
_BANK: Final = re.compile(r".{1,30}(?:銀行|金庫|組合|公庫|農協|ＪＡ|JA)")
_PHONE_PIECE: Final = re.compile(r"[0-9０-９]{1,5}|[-－ー‐―()（）]")
_BETWEEN: Final = re.compile(r"[～〜~]|から|より|至")
_MONEY: Final = frozenset({"contract_amount", "amount", "fiscal_year_base"})
_DAYS: Final = (
    *("contract_date", "notice_date", "work_start", "work_end", "guarantee_until"),
)
_LOST_ZERO: Final = re.compile(r"[1-9][0-9]{8,9}")


def value_text(field: str, cells: Sequence[Cell]) -> str:
    """Put the value of `field` together from the cells behind its label."""
    texts = [unwrapped(cell.text) for cell in cells]
    if len(cells) > 1 and choices.boxes("\u3000".join(texts)) is not None:
        return "\u3000".join(texts)
    if field in _MONEY:
        return _money(texts)
    reader = _READERS.get(field)
    return reader(cells, texts) if reader else texts[0]


def unwrapped(text: str) -> str:
    """Join the lines of one cell."""
    whole = ""
    for line in text.replace("_x000D_", "").replace("\r", "\n").split("\n"):
        whole = joined(whole, line)
    return whole


def _bank(_: Sequence[Cell], texts: Sequence[str]) -> str:
    if len(texts) > 1 and _BANK.fullmatch(texts[0]) and _BRANCH.fullmatch(texts[1]):
        return f"{texts[0]} {texts[1]}"
    return texts[0]


def _period(cells: Sequence[Cell], texts: Sequence[str]) -> str:
    whole = " ".join(texts)
    days = [cell.text for cell in cells if cell.kind == "date"]
    if len(days) == 2 and not _BETWEEN.search(whole):  # noqa: PLR2004 - two ends
        return "～".join(days)
    return whole


def _money(texts: Sequence[str]) -> str:
    if len(texts) > 1 and _MARK.fullmatch(texts[0]):
        texts = texts[1:]
    size = 1
    while size < len(texts) and (
        _UNIT.fullmatch(texts[size])
        or (_FIGURES.fullmatch(texts[size]) and _FIGURES.fullmatch(texts[size - 1]))
    ):
        size += 1
    return "".join(texts[:size])


def _day(cells: Sequence[Cell], texts: Sequence[str]) -> str:
    if cells[0].kind == "date":
        planned = len(texts) > 1 and fold.trim(texts[1]) in {"予定", "（予定）"}
        return f"{texts[0]}予定" if planned else texts[0]
    size = 0
    while size < len(texts) and texts[size] and _DAY_PIECE.fullmatch(texts[size]):
        size += 1
    return "".join(texts[:size]) if size > 1 else texts[0]


def _phone(cells: Sequence[Cell], texts: Sequence[str]) -> str:
    if cells[0].kind == "number" and _LOST_ZERO.fullmatch(texts[0]):
        return f"0{texts[0]}"  # A figure has no leading nought; every number has.
    if len(texts) > 1 and all(map(_PHONE_PIECE.fullmatch, texts)):
        return "-".join(text for text in texts if fold.narrow(text).isdigit())
    return texts[0]


_READERS: Final[dict[str, Callable[[Sequence[Cell], Sequence[str]], str]]] = {
    "work_period": _period,
    "phone": _phone,
    "bank": _bank,
    **dict.fromkeys(_DAYS, _day),
}
