"""What can happen to a case.  Mail, the clock, staff, a delivery: all are events.

Every event is stored with the actor who caused it and, for mail, the sender's class
(specification 3.1).  `decide` takes an event and nothing else from the world.

`code` is what the database calls a kind of event.  It was the class's name once, and
stays as it is for ever; the class may be renamed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from mailbot.core.model.lookup_result import Found
from mailbot.core.model.staff_events import StaffEvent
from parsers.reading import Reading

SenderClass = Literal["proved", "claimed", "failed"]
"""proved: SMTP AUTH or an aligned DMARC pass; claimed: nothing failed; failed."""

Actor = str
""""contractor", "obligee", "stranger", "machine", "clock", "worker", "staff:<name>"."""

TokenPurpose = Literal["case", "submission", "bounce", "withdrawal"]


@dataclass(frozen=True, slots=True)
class Ticket:
    """A token of ours, verified: what the mail answers.

    `forged` tells that there was something like a token that we never wrote.
    """

    purpose: TokenPurpose | None = None
    id: int = 0
    revision: int = 0
    forged: bool = False


NO_TICKET = Ticket()

Addressed = Literal["", "branch", "abuse", "postmaster"]
"""Mailboxes that people read; "" for the desk's own."""


@dataclass(frozen=True, slots=True)
class MailRead:
    """A mail was kept and read.

    `recent` counts our automatic mails to this sender in the last 24 hours, `fruitless`
    the sender's own mails of this kind that brought nothing, `fruitless_in_all` those
    of any kind, `opened` the cases that unproved mails of theirs have opened.
    `budget_left` tells whether a stranger may still be answered (`unregistered`).
    """

    code: ClassVar[str] = "MailRead"
    mail_id: int
    reading: Reading
    sender_class: SenderClass = "claimed"
    ticket: Ticket = NO_TICKET
    recent: int = 0
    found: Found | None = None
    """What an obligee's 照会 or 検証 came to, looked up before the decision."""
    fruitless: int = 0
    fruitless_in_all: int = 0
    opened: int = 0
    budget_left: bool = True
    addressed: Addressed = ""
    """The mailbox of ours that it was sent to, where that is not the desk's."""
    same: bool = False
    """Whether the same mail came before by another way, and was decided."""
    taken: str = ""
    """Who of the staff has taken up a mail that was held."""


@dataclass(frozen=True, slots=True)
class CertificateArrived:
    """The certificate is on the platform: this moment is the 発行日時 (flyer 5)."""

    code: ClassVar[str] = "CertificateArrived"
    guarantee_id: int
    arrived_at: datetime
    entry: int = 1
    """Which certificate of the guarantee's history it is; 1 is 新規."""


@dataclass(frozen=True, slots=True)
class PaperPrinted:
    """The paper certificate is ready to be printed, posted or collected."""

    code: ClassVar[str] = "PaperPrinted"
    guarantee_id: int
    ready_at: datetime
    entry: int = 1


@dataclass(frozen=True, slots=True)
class ReceiptConfirmed:
    """受領 was pressed on the viewing platform, beside this certificate.

    LIMIT: whoever has number and key can press it; the contractor has them too.
    """

    code: ClassVar[str] = "ReceiptConfirmed"
    guarantee_id: int
    entry: int = 1


@dataclass(frozen=True, slots=True)
class DeliverySettled:
    """The courier knows the end of one delivery of a mail of this case."""

    code: ClassVar[str] = "DeliverySettled"
    mail_id: int
    mail_kind: str
    submission_id: int | None
    recipient: str
    outcome: Literal["accepted", "never", "unknown"]
    reply: str = ""


@dataclass(frozen=True, slots=True)
class CameDue:
    """A due row of the clock has come: "grace", "remind", "expire", "papers".

    What comes for a change has its number behind it: "remind:2" (`Change.due`).
    """

    code: ClassVar[str] = "CameDue"
    what: str
    revision: int


Event = (
    MailRead
    | CertificateArrived
    | PaperPrinted
    | ReceiptConfirmed
    | DeliverySettled
    | CameDue
    | StaffEvent
)


def actor_of(event: Event) -> Actor:
    """Return who caused an event other than a mail (a mail's actor is decided)."""
    match event:
        case CameDue():
            return "clock"
        case MailRead():
            return "stranger"
        case ReceiptConfirmed():
            return "obligee"
        case CertificateArrived() | PaperPrinted() | DeliverySettled():
            return "worker"
        case _:
            return f"staff:{event.by}"
