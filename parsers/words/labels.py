"""Labels: what a word of a form means, slips of the pen, headings of sections.

The words themselves are data (`parsers.words.form_labels`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from parsers import fold
from parsers.words import interim_declarations
from parsers.words.form_labels import (
    GUARANTEE_NUMBER,
    KEY,
    PRODUCT_FIELD,
    Label,
    vocabulary,
)

if TYPE_CHECKING:
    from parsers.reading import Product

__all__ = [
    "GUARANTEE_NUMBER",
    "KEY",
    "PRODUCT_FIELD",
    "PRODUCT_WORD",
    "Heading",
    "Label",
    "declaration",
    "heading",
    "lookup",
    "product_named",
    "slipped",
]

_FIRST: Final = frozenset("ご御お")
_NOTES: Final = re.compile(r"[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]")
_TAIL: Final = re.compile(r"(?:について|に関して|欄|※|\*|:|は)+$")
_LATTER: Final = "変更後の 変更後 訂正後の 訂正後 修正後の 修正後 新".split()  # noqa: SIM905 - words of a list, to be edited as words
_FORMER: Final = "変更前の 変更前 訂正前の 訂正前 旧 現在の 現 元の 原 前回の".split()  # noqa: SIM905 - the same
MAX_LABEL: Final = 30
MAX_HEADING: Final = 40


@lru_cache(4096)
def lookup(written: str) -> Label | None:
    """Find what a label means, as written; None for a word that is no label."""
    if len(written) > 2 * MAX_LABEL:
        return None if _SAYS.search(written) else declaration(written)
    squeezed = fold.modern(fold.squeeze(written))
    if found := _exact(squeezed):
        return found
    if "(" in squeezed or "[" in squeezed or "【" in squeezed:
        note = " ".join(_NOTES.findall(squeezed))
        bare = _TAIL.sub("", _NOTES.sub("", squeezed))
        if found := _exact(bare):
            return Label(found.field, found.products, note)
    return None if _SAYS.search(written) else declaration(written)


_SAYS: Final = re.compile(r"[。、]|(?:です|ます|ました)$")


def declaration(written: str) -> Label | None:
    """Find which condition of an interim advance a wording is."""
    kind = interim_declarations.kind(written)
    return Label(f"conditions.{kind}", ("interim",)) if kind else None


def _exact(squeezed: str) -> Label | None:
    table = vocabulary()
    if found := table.get(squeezed):
        return found
    if not squeezed or len(squeezed) > MAX_LABEL:
        return None
    bare = _TAIL.sub("", squeezed)
    if bare[:1] in _FIRST:
        bare = bare[1:]
    if bare != squeezed and (found := table.get(bare)):
        return found
    return _of_a_change(bare)


def _of_a_change(word: str) -> Label | None:
    """Read 変更後請負金額 as 請負金額, and 変更前請負金額 as a label not used."""
    table = vocabulary()
    for prefix in _LATTER:
        if word.startswith(prefix) and (found := table.get(word[len(prefix) :])):
            return found
    for prefix in _FORMER:
        if word.startswith(prefix) and word[len(prefix) :] in table:
            return Label("")
    return None


# --- slips of the pen -----------------------------------------------------------

_SHORTEST_SLIP: Final = 4
_SHORTEST_SWAP: Final = 6


@cache
def _deletions() -> dict[str, tuple[str, ...]]:
    """Index every label by itself with one sign left out."""
    index: dict[str, set[str]] = {}
    for word in vocabulary():
        if len(word) >= _SHORTEST_SLIP:
            for at in range(1, len(word)):
                index.setdefault(word[:at] + word[at + 1 :], set()).add(word)
    return {key: tuple(sorted(words)) for key, words in index.items()}


_TAKEN_FOR: Final = dict(
    pair.split(">")
    for pair in """
    全>金 機間>機関 期関>期間 型式>形式 型態>形態 証証>証書
    保書>保証 工時>工事 銘>名 注主>注者
    """.split()  # noqa: SIM905 - words of a list, to be edited as words
)
"""Signs that are taken for one another, also in short words: 請負全額."""


def slipped(written: str) -> Label | None:
    """Find the one label that is a single slip away from a word, or None.

    A slip is a sign left out, doubled, swapped with its neighbour, or (in long labels)
    another sign.  The first sign must stand: 旧契約金額 is not 契約金額.
    """
    as_written = fold.trim(written)
    word = _TAIL.sub("", _NOTES.sub("", fold.modern(fold.squeeze(written))))
    if not _SHORTEST_SLIP <= len(word) <= MAX_LABEL:
        return None
    table, index = vocabulary(), _deletions()
    near = set(index.get(word, ()))
    near |= {word.replace(*pair) for pair in _TAKEN_FOR.items()} & table.keys()
    for at in range(1, len(word)):
        shorter = word[:at] + word[at + 1 :]
        if shorter in table and len(shorter) >= _SHORTEST_SLIP:
            near.add(shorter)
        for other in index.get(shorter, ()):
            if len(other) >= _SHORTEST_SWAP or sorted(other) == sorted(word):
                near.add(other)
    near = {other for other in near if other[0] == word[0]}
    meanings = {table[other] for other in near}
    if len(meanings) != 1:
        return None
    found = meanings.pop()
    return Label(found.field, found.products, slip=as_written) if found.field else None


# --- headings -------------------------------------------------------------------

_HEADINGS: Final = frozenset(
    """
    請負工事の情報 工事の情報 工事情報 工事内容 工事の内容 契約内容 契約情報 案件情報
    保証の申込内容 申込内容 保証内容 保証の内容 申込情報 インフォメーション その他
    その他の情報 連絡先 ご連絡先 担当者情報 申込者情報 会社情報 共通 共通事項 基本情報
    工事概要 案件概要 契約概要 申込概要 保証概要 業務概要 工事の概要 請負契約の内容
    お客様情報 申込送信先、保証証書受取 業務の情報 業務情報 記 添付 添付書類 添付資料
    変更後 変更後の内容 訂正後 今回 今回の申込 今回の内容
    jv情報 共同企業体 電子保証発行完了のお知らせ 各保証共通 共通項目 contract other
    """.split()  # noqa: SIM905 - words of a list, to be edited as words
)
_HEADING_ENDS: Final = re.compile(
    r"(?:について|に関して|に関する事項|の?(?:申込み?|申し込み|お申込み?)(?:内容)?"
    r"|の?内容|の?情報|分|関係|関連|の?部|欄|の?保証)$"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's title: the product it speaks of (None: of none), and what it adds."""

    product: Product | None
    rest: str = ""


@lru_cache(2048)
def heading(written: str) -> Heading | None:
    """Read a section heading without its marks; None where it is not one we know."""
    squeezed = fold.squeeze(written)
    if len(squeezed) > MAX_HEADING:
        return None
    rest = " ".join(_NOTES.findall(squeezed))
    bare = _NOTES.sub("", squeezed)
    while (shorter := _HEADING_ENDS.sub("", bare)) != bare and shorter:
        if (product := product_named(bare)) is not None:
            return Heading(product, _added(product, rest))
        if bare in _HEADINGS:
            return Heading(None)
        bare = shorter
    if (product := product_named(bare)) is not None:
        return Heading(product, _added(product, rest))
    return Heading(None) if bare in _HEADINGS else None


def _added(product: Product, rest: str) -> str:
    """Return what a heading adds to its product; its English name adds nothing."""
    return "" if product_named(rest) == product else rest


def product_named(squeezed: str) -> Product | None:
    """Return the product whose name a squeezed word is."""
    found = vocabulary().get(squeezed)
    if found and found.field == PRODUCT_FIELD:
        return found.products[0]
    return None


PRODUCT_WORD: Final = re.compile(
    r"(?P<interim>中間前[払金]{1,2}い?金?保証?)|(?P<advance>前[払金]{1,2}い?金?保証)"
    r"|(?P<performance>契約保証(?!番号|人|金)|履行保証)"
)
"""A product's name inside a sentence."""
