"""Mails that answer what a contractor asks: status, list, history, statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from mailbot.core.mails.agreement import HowToPay
from mailbot.core.mails.form_rows import NamedGuarantee, PremiumRow
from mailbot.core.model.mail_kind import Mail, OrEmpty
from parsers.reading import Product


@dataclass(frozen=True, slots=True, kw_only=True)
class GuaranteeStand(NamedGuarantee):
    """Where a guarantee stands: its amount in yen, when it arrived (ISO, or "")."""

    amount: int
    state: str
    arrived_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeStand(NamedGuarantee):
    """Where a request for a change stands."""

    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStand:
    """Where a case stands, with its guarantees, submissions and open changes."""

    receipt: str
    project: str
    obligee: str
    state: str
    held: bool
    opened_at: str
    asked: tuple[str, ...]
    guarantees: tuple[GuaranteeStand, ...]
    submissions: tuple[str, ...]
    changes: tuple[ChangeStand, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusMail(Mail, kind="status"):
    """Where things stand: this case, or everything that is still open."""

    cases: tuple[CaseStand, ...]
    asked: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListMail(Mail, kind="list"):
    """The sender's own cases, newest first."""

    cases: tuple[CaseStand, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkGuarantee(GuaranteeStand):
    """Where a guarantee stands, and of which work it is."""

    project: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfGuarantees(Mail):
    """An answer about guarantees: the numbers `asked`, and `which` may be meant."""

    asked: tuple[str, ...]
    which: tuple[WorkGuarantee, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PastEntry:
    """One entry of a history: when it arrived, what was guaranteed (yen, ISO day)."""

    kind: str
    at: str
    amount: int
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GuaranteeHistory(WorkGuarantee):
    """A guarantee and what became of it."""

    receipt: str
    form: str
    entries: tuple[PastEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryMail(OfGuarantees, kind="history"):
    """What became of guarantees, without what the source hides [S]."""

    guarantees: tuple[GuaranteeHistory, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResentMail(OfGuarantees, kind="resent"):
    """The key notices again, to a registered address."""

    guarantees: tuple[GuaranteeStand, ...]
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow(WorkGuarantee):
    """How a premium came about, in figures.  There is no other cost [S Q3]."""

    premium: int
    refund: int = 0
    payment: str
    bill_to: str
    first: Annotated[str, Field(alias="from")]
    until: str
    tariff: str
    pay: OrEmpty[HowToPay] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementMail(OfGuarantees, kind="statement"):
    """The statements, with their figures."""

    guarantees: tuple[StatementRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimateMail(Mail, kind="estimate"):
    """The premium of a case, or of what a mail names."""

    premiums: tuple[PremiumRow, ...]
    agreed: bool = False
    applying: bool = False
    needs_term: bool = False
    payments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedProduct:
    """From when on (ISO day, or "") an obligee takes a product, and in which way."""

    product: Product
    since: str
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligeeRow:
    """An obligee and the products that it takes."""

    name: str
    products: tuple[AcceptedProduct, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligeesMail(Mail, kind="obligees"):
    """The obligees that take electronic guarantees, or those of a `name`."""

    name: str
    obligees: tuple[ObligeeRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoppedMail(Mail, kind="stopped"):
    """No more reminders are sent on this case."""
