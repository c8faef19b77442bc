"""Read a sheet of ours back from the text of its page, as any program extracts it.

Whatever wrote the file last, the labels stand in their order: a value is what stands
between its own label and the next.  Values come back without white space, because where
a line ends is the typesetter's affair.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mailbot.core.model.effects import DocumentKind

_RADICALS = re.compile("[\u2e80-\u2fdf]")
_NUMBER = re.compile(r"保証契約番号([0-9]{5}-[0-9]{6})")
_KEY = re.compile(r"認証キー([A-Za-z0-9]{12})(?=[大小数]{12})")
_HEAD = "項目内容"

_TITLES: tuple[tuple[str, DocumentKind], ...] = (
    ("「認証キー」のお知らせ", "key_notice"),
    ("保証料計算書", "statement"),
    ("保証証書（", "certificate"),
)

_Labels = tuple[tuple[str, str], ...]

_ROWS: Mapping[DocumentKind, tuple[_Labels, str]] = MappingProxyType(
    {
        "key_notice": (
            (
                ("project_name", "工事名"),
                ("contractor_name", "受注者名（JVの場合は代表者）"),
                ("product", "商品（保証区分）"),
                ("number", "保証契約番号"),
            ),
            "認証キー",
        ),
        "certificate": (
            (
                ("number", "保証契約番号"),
                ("former", "変更前の証書"),
                ("former", "訂正前の証書"),
                ("former", "取消前の証書"),
                ("contractor_name", "保証契約者"),
                ("obligee_name", "被保証者"),
                ("amount", "保証金額"),
                ("term", "保証期間"),
                ("project_name", "工事名"),
                ("contract_amount", "請負金額"),
                ("work_term", "工期"),
                ("contract_date", "請負契約日"),
                ("bank", "預託金融機関"),
            ),
            "当社は、",
        ),
        "statement": (
            (
                ("number", "保証契約番号"),
                ("contractor_name", "保証契約者"),
                ("obligee_name", "発注者"),
                ("project_name", "工事名"),
                ("amount", "保証金額"),
                ("term", "保証期間"),
                ("payment_method", "支払方法"),
            ),
            "計算の内訳",
        ),
    }
)
"""The labelled rows of each sheet in their order, and what follows the last."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says.  `rows` never holds the key; `text` is the whole, squeezed."""

    kind: DocumentKind | None
    number: str
    rows: Mapping[str, str]
    key: str = field(repr=False)
    text: str = field(repr=False)


def read_page(text: str) -> Page:
    """Find the rows of one of our sheets; nothing where the text is another's."""
    squeezed = squeeze(text)
    kind = next((kind for title, kind in _TITLES if title in squeezed), None)
    rows = _rows(squeezed, kind) if kind else {}
    number = _NUMBER.search(squeezed)
    key = _KEY.search(squeezed)
    return Page(
        kind=kind,
        number=number[1] if number else "",
        rows=rows,
        key=key[1] if key else "",
        text=squeezed.replace(key[1], "") if key else squeezed,
    )


def squeeze(text: str) -> str:
    """Drop white space.  QUIRK: a font may name 田 by its radical U+2F65."""
    plain = _RADICALS.sub(lambda sign: unicodedata.normalize("NFKC", sign[0]), text)
    return "".join(plain.split())


def _rows(text: str, kind: DocumentKind) -> dict[str, str]:
    labels, after = _ROWS[kind]
    at = text.find(_HEAD)
    spots: list[tuple[str, int, int]] = []
    for name, label in (*labels, ("", after)):
        found = text.find(label, at)
        if found >= 0:
            at = found + len(label)
            spots.append((name, found, at))
    return {
        name: text[end:start]
        for (name, _, end), (_, start, _) in pairwise(spots)
        if name
    }
