"""A guarantee (保証): one product of a confirmed case, with states of its own.

One guarantee contract has one number, one key and one form for its whole life
(R-10, flyer Q5).  The key is not here: nothing in the core ever holds one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from mailbot.core.model.payment_method import PaymentMethod
from mailbot.core.office.business_hours import day_in_tokyo
from parsers.reading import Product

Form = Literal["electronic", "paper"]
EntryKind = Literal["new", "change", "correction", "cancel_change", "cancel", "rekey"]
"""新規, 変更, 訂正, 変更取消, 取消 (specification 1.4); a new key, the same words."""
PaperKind = Literal["new", "change", "correction", "cancel_change"]
"""What a certificate says that it is; see `kind_on_paper`."""
HandedHow = Literal["posted", "collected"]


class GuaranteeState(StrEnum):
    """Where a guarantee stands (specification 3.2)."""

    REVIEWING = "reviewing"  # 審査中: a person, or the grace after はい, has it
    AWAITING_PREMIUM = "awaiting_premium"  # 入金待ち: transfer, cash or cheque
    ISSUING = "issuing"  # 発行手続中: number and key exist, documents are being made
    ISSUED = "issued"  # 発行済: the certificate has arrived on the platform
    REFUSED = "refused"  # 謝絶: refused by a person, with the reason
    CANCELLED = "cancelled"  # 取消: withdrawn before, or cancelled after issue


UNISSUED = frozenset({GuaranteeState.REVIEWING, GuaranteeState.AWAITING_PREMIUM})
PENDING = UNISSUED | {GuaranteeState.ISSUING}
IN_FORCE = frozenset({GuaranteeState.ISSUED, GuaranteeState.ISSUING})
STANDING = PENDING | IN_FORCE
STOPPED = frozenset({GuaranteeState.REFUSED, GuaranteeState.CANCELLED})

_REVIEWED = {"approve": GuaranteeState.ISSUING, "cancel": GuaranteeState.CANCELLED}
TRANSITIONS: Mapping[GuaranteeState, Mapping[str, GuaranteeState]] = MappingProxyType(
    {
        GuaranteeState.REVIEWING: {
            **_REVIEWED,
            "await_premium": GuaranteeState.AWAITING_PREMIUM,
            "refuse": GuaranteeState.REFUSED,
        },
        GuaranteeState.AWAITING_PREMIUM: {
            **_REVIEWED,
            "review": GuaranteeState.REVIEWING,
        },
        GuaranteeState.ISSUING: {"issue": GuaranteeState.ISSUED},
        GuaranteeState.ISSUED: {
            "change": GuaranteeState.ISSUING,
            "cancel": GuaranteeState.CANCELLED,
        },
        GuaranteeState.REFUSED: {},
        GuaranteeState.CANCELLED: {},
    }
)


@dataclass(frozen=True, slots=True)
class Terms:
    """What is guaranteed: the values that the documents print, fixed at はい.

    Amounts are integer yen; names are verbatim.  `contractor_name` is the registered
    name; for a joint venture the key notice names `jv_representative`.
    """

    contractor_name: str
    obligee_name: str
    project_name: str
    contract_amount: int
    amount: int
    work_start: date
    work_end: date
    guarantee_until: date
    contract_date: date | None = None
    contract_date_planned: bool = False
    project_number: str = ""
    bank: str = ""
    jv_name: str = ""
    jv_representative: str = ""
    bill_to: str = ""
    premium: int = 0
    tariff_version: str = ""
    pay_by: date | None = None
    """The day until which the premium is asked for; None where it is billed monthly."""
    guarantee_from: date | None = None
    """The first day, fixed at はい with the premium; None in older terms."""


@dataclass(frozen=True, slots=True)
class GuaranteeEntry:
    """One entry of a guarantee's history.  Entries are only ever appended.

    Its number is its place, counted from 1; the certificate of the same number is on
    the platform since `arrived_at`.  `at` is the moment of the decision.
    """

    kind: EntryKind
    terms: Terms
    at: datetime
    arrived_at: datetime | None = None


def kind_on_paper(kind: EntryKind) -> PaperKind:
    """Return what the certificate of an entry says that it is, on paper and page.

    Obligees know no new keys: the certificate that comes with one takes the place of
    the one before as a correction does.  (A cancellation, 取消, makes none; total all
    the same, because a page must never fail over a history.)
    """
    match kind:
        case "rekey" | "cancel":
            return "correction"
        case _:
            return kind


def shown_to_contractor(
    history: tuple[GuaranteeEntry, ...],
) -> tuple[GuaranteeEntry, ...]:
    """Return the history without what was corrected and without cancelled changes [S].

    A correction takes the place of what it corrects, under that entry's kind; a
    cancelled change is gone together with its cancellation, and what was corrected
    meanwhile counts for the entry before.  The last entry that is left holds the terms
    that stand.
    """
    left: list[GuaranteeEntry] = []
    for one in history:
        if one.kind in {"correction", "rekey"} and left:
            left[-1] = replace(one, kind=left[-1].kind)
        elif one.kind == "cancel_change" and left:
            left.pop()
            if left and left[-1].terms != one.terms:
                left[-1] = replace(one, kind=left[-1].kind)
        else:
            left.append(one)
    return tuple(left)


@dataclass(frozen=True, slots=True)
class Payment:
    """A premium that came in: whole yen, who recorded it, and where it was seen."""

    yen: int
    at: datetime
    by: str
    source: str


@dataclass(frozen=True, slots=True)
class Handover:
    """A certificate on paper left the house."""

    how: HandedHow
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """受領: the obligee confirmed that it has the certificate of this entry."""

    entry: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Guarantee:
    """One guarantee.  `arrived_at` is the 発行日時: when it reached the platform."""

    id: int
    product: Product
    form: Form
    payment: PaymentMethod
    terms: Terms
    state: GuaranteeState = GuaranteeState.REVIEWING
    number: str = ""
    """`00000-000000`; "" until it is issued."""
    approvals: tuple[str, ...] = ()
    """Who has approved it so far, where one person is not enough."""
    approved_at: datetime | None = None
    arrived_at: datetime | None = None
    announced: bool = False
    """Whether the completion mail of the newest entry has been decided on."""
    history: tuple[GuaranteeEntry, ...] = ()
    payments: tuple[Payment, ...] = ()
    handovers: tuple[Handover, ...] = ()
    refund: int = 0
    """What its cancellation gives back of the premium, in whole yen."""
    receipts: tuple[Receipt, ...] = ()

    @property
    def first_day(self) -> date:
        """The first day of the guarantee, the same in premium, papers and mails.

        One from before it was written down runs from its approval, as its certificate
        says.
        """
        if self.terms.guarantee_from:
            return self.terms.guarantee_from
        approved = self.approved_at
        return day_in_tokyo(approved) if approved else self.terms.work_start

    @property
    def entry(self) -> int:
        """The number of its newest certificate; 1 is 新規."""
        return max(len(self.history), 1)

    def receipt(self, entry: int) -> Receipt | None:
        """Return the 受領 of one certificate, None while there is none."""
        return next((one for one in self.receipts if one.entry == entry), None)

    def receive(self, entry: int, at: datetime) -> Guarantee:
        """Return the guarantee with the 受領 of a certificate; the first one stays."""
        if self.receipt(entry):
            return self
        return replace(self, receipts=(*self.receipts, Receipt(entry, at)))

    def move(self, verb: str) -> Guarantee:
        """Return the guarantee after `verb`; KeyError if the table has no such move."""
        return replace(self, state=TRANSITIONS[self.state][verb])

    def enter(self, kind: EntryKind, terms: Terms, now: datetime) -> Guarantee:
        """Return the guarantee with one more entry, whose terms stand from now on."""
        return replace(
            self,
            terms=terms,
            history=(*self.history, GuaranteeEntry(kind, terms, now)),
            announced=False,
        )

    def arrive(self, at: datetime) -> Guarantee:
        """Return the guarantee with its newest certificate on the platform."""
        *before, newest = self.history
        there = replace(newest, arrived_at=at)
        return replace(self.move("issue"), arrived_at=at, history=(*before, there))
