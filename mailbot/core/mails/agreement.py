"""Mails after はい and before the certificate: accepted, how to pay, given back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from mailbot.core.mails.form_rows import AboutChange, FormRow, PremiumRow
from mailbot.core.model.mail_kind import Absent, Mail
from parsers.reading import Product


@dataclass(frozen=True, slots=True, kw_only=True)
class HowToPay:
    """How a premium is paid: yen, by when (ISO day), and when it came (`paid`).

    `transfer` names account and reference, `cash` and `cheque` where and when.
    """

    method: str
    yen: int
    by: str
    account: Absent[str] = None
    reference: Absent[str] = None
    where: Absent[str] = None
    hours: Absent[str] = None
    paid: Absent[str] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedGuarantee:
    """One guarantee as it was accepted: its amount in yen, and where it stands."""

    product: Product
    form: str
    amount: int
    payment: str
    state: str
    pay: Absent[HowToPay] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedMail(AboutChange, kind="accepted"):
    """送信完了: what happens next, and by when.

    `variant` "premium" tells how to pay after the review.  `rows`, `ratios` and
    `premiums` say what was accepted where it was never read back.
    """

    variant: Annotated[Absent[str], Field(alias="kind")] = None
    guarantees: tuple[AcceptedGuarantee, ...]
    promise: str
    same_day: Absent[bool] = None
    waits: bool = False
    held: bool = False
    pay: Absent[HowToPay] = None
    rows: Absent[tuple[FormRow, ...]] = None
    ratios: Absent[Mapping[str, str]] = None
    premiums: Absent[tuple[PremiumRow, ...]] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedMail(Mail, kind="returned", automatic="generated"):
    """差戻し: a person's questions on a confirmed application."""

    text: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedMail(Mail, kind="refused", automatic="generated"):
    """謝絶 of a guarantee, or of a change of it, with the reason."""

    product: Product
    number: str
    of_change: bool
    reason: str
