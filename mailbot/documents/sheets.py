"""What stands on each sheet: plain values, ready to print.

Numbers and keys are checked here, because one names a file and the other is set in a
face that draws ASCII only.  No exception and no `repr` holds a key.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from mailbot.core.model.certificate_facts import CertificateFacts
from mailbot.core.model.effects import DocumentKind
from mailbot.core.model.payment_method import PaymentMethod
from mailbot.core.office.premium import Step

Succession = Literal["change", "correction", "cancel_change"]
"""変更, 訂正, 変更取消: why a certificate takes the place of another."""

_NUMBER = re.compile(r"[0-9]{5}-[0-9]{6}")
_KEY = re.compile(r"[A-Za-z0-9]{12}")


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes a document, beside the names of surety and branch.

    `president` is printed as it is, office included (取締役社長　奥州 藤吾).  With
    `demo` every sheet says デモ（見本）.  `tel` and `fax` are the branch's.
    """

    president: str
    address: str
    demo: bool
    tel: str
    fax: str


@dataclass(frozen=True, slots=True)
class KeyNotice:
    """電子保証にかかる「認証キー」のお知らせ: number and key, for the obligee.

    `portal_url` is printed in full, so that it can be typed from paper.  Raises
    ValueError for a number or key of another shape.
    """

    letterhead: Letterhead
    facts: CertificateFacts
    key: str = field(repr=False)
    platform_name: str
    portal_url: str

    def __post_init__(self) -> None:
        _check_number(self.facts.number)
        if not _KEY.fullmatch(self.key):
            raise ValueError("an authentication key is 12 of A-Z a-z 0-9")

    @property
    def view_url(self) -> str:
        """The page of the platform with the number filled in, for the QR code.

        The key is never part of it: an address is kept by browsers and servers.
        """
        joint = "&" if "?" in self.portal_url else "?"
        return f"{self.portal_url}{joint}n={self.facts.number}"


@dataclass(frozen=True, slots=True)
class Former:
    """What a later certificate replaces: only what differs has a value.

    `dated` is the day of the certificate before.  Amounts are yen.  `changed` tells
    whether a change stands in the history that the contractor sees: then it is a
    変更保証証書, and a 訂正 of the first certificate is a 保証証書 like that one.
    """

    dated: date
    amount: int | None = None
    contract_amount: int | None = None
    guarantee_until: date | None = None
    work_end: date | None = None
    work_start: date | None = None
    contract_date: date | None = None
    project_name: str | None = None
    obligee_name: str | None = None
    bank: str | None = None
    why: Succession = "change"
    changed: bool = True
    contract_date_planned: bool = False
    """Whether the day of the contract was still planned (R-28)."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """保証証書.  `copy` marks it 写し: anywhere but on the viewing platform.

    `platform_name` is "" for a paper original, which stands on no platform and has a
    place for the seal.  A row without a value is left out: a performance guarantee has
    no bank and precedes the contract.  `entry` counts the guarantee's certificates;
    from the second on, `former` tells what was changed.
    """

    letterhead: Letterhead
    facts: CertificateFacts
    platform_name: str
    copy: bool
    entry: int = 1
    former: Former | None = None

    def __post_init__(self) -> None:
        _check_number(self.facts.number)
        if (self.entry > 1) != (self.former is not None):
            raise ValueError("a changed certificate, and only that, has a former one")


@dataclass(frozen=True, slots=True)
class Statement:
    """保証料計算書: the premium, how it came about, and who pays it how.

    Yen, non-taxable; there is no other cost (flyer Q3).  `charges` is empty where the
    tariff that was applied is no longer at hand: then only the sum is printed.
    `minimum` is yen where the minimum was charged, else None.  `charged_before` is what
    earlier statements of this guarantee charged: the difference is asked for or given
    back.
    """

    letterhead: Letterhead
    facts: CertificateFacts
    bill_to: str
    payment: PaymentMethod
    charges: tuple[Step, ...]
    minimum: int | None
    premium: int
    tariff_version: str
    tariff_is_demo: bool
    entry: int = 1
    charged_before: int = 0
    pay_to: str = ""
    """The account, or the branch; "" where it is billed with the month's others."""
    reference: str = ""
    """What a transfer is to name: the receipt number."""
    pay_by: date | None = None
    paid_on: date | None = None

    def __post_init__(self) -> None:
        _check_number(self.facts.number)


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
