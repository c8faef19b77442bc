"""What stands on each sheet: plain values, ready to print.

Numbers and keys are checked here, because one names a file and the other is set in a
face that draws ASCII only.  No exception and no `repr` holds a key.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from parsers.reading import Product

DocumentKind = Literal["key_notice", "certificate"]

_NUMBER = re.compile(r"[0-9]{5}-[0-9]{6}")
_KEY = re.compile(r"[A-Za-z0-9]{12}")


@dataclass(frozen=True, slots=True)
class SuretyFace:
    """The surety as a document shows it.

    `president` is printed as it is, office included (取締役社長　奥州 藤吾).  With
    `demo` every sheet says デモ（見本）.
    """

    name: str
    president: str
    address: str
    demo: bool


@dataclass(frozen=True, slots=True)
class BranchFace:
    """The branch in charge (取扱箇所) and how to reach it."""

    name: str
    tel: str
    fax: str


@dataclass(frozen=True, slots=True)
class KeyNotice:
    """電子保証にかかる「認証キー」のお知らせ: number and key, for the obligee.

    `contractor_name` is the representative where a joint venture applied.
    `portal_url` is printed in full, so that it can be typed from paper.  Raises
    ValueError for a number or key of another shape.
    """

    surety: SuretyFace
    branch: BranchFace
    project_name: str
    contractor_name: str
    product: Product
    number: str
    key: str = field(repr=False)
    platform_name: str
    portal_url: str
    dated: date

    def __post_init__(self) -> None:
        _check_number(self.number)
        if not _KEY.fullmatch(self.key):
            raise ValueError("an authentication key is 12 of A-Z a-z 0-9")


@dataclass(frozen=True, slots=True)
class Certificate:
    """保証証書.  `copy` marks it 写し: anywhere but on the viewing platform.

    Amounts are yen.  `platform_name` is "" for a paper original, which stands on no
    platform.  For a joint venture `contractor_name` is the representative and
    `jv_name` the venture.  A row without a value (`contract_date`, `bank`) is left out:
    a performance guarantee has no bank and precedes the contract.
    """

    surety: SuretyFace
    branch: BranchFace
    product: Product
    number: str
    contractor_name: str
    jv_name: str | None
    obligee_name: str
    amount: int
    contract_amount: int
    project_name: str
    guarantee_from: date
    guarantee_until: date
    work_start: date
    work_end: date
    contract_date: date | None
    bank: str | None
    dated: date
    platform_name: str
    copy: bool

    def __post_init__(self) -> None:
        _check_number(self.number)


@dataclass(frozen=True, slots=True)
class Document:
    """A finished file.  `name` is for people, `ascii_name` for old mail programs."""

    kind: DocumentKind
    number: str
    pdf: bytes = field(repr=False)
    name: str
    ascii_name: str


def _check_number(number: str) -> None:
    if not _NUMBER.fullmatch(number):
        raise ValueError("a guarantee number has the form 00000-000000")
