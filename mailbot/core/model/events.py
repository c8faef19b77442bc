"""What can happen to a case.  Mail, the clock, staff, a delivery: all are events.

Every event is stored with the actor who caused it and, for mail, the sender's class
(specification 3.1).  `decide` takes an event and nothing else from the world.

`code` is what the database calls a kind of event.  It was the class's name once, and
stays as it is for ever; the class may be renamed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from mailbot.core.model.field_value import StoredValue
from mailbot.core.model.guarantee import HandedHow
from mailbot.core.model.lookup_result import Found
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
    `budget_left` tells whether a stranger may still be answered (`strangers.py`).
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


@dataclass(frozen=True, slots=True)
class Approved:
    """A person approved what was held for review.

    `releases` are the rules that this person lets pass by name, with the reason.
    """

    code: ClassVar[str] = "Approved"
    by: str
    guarantee_id: int
    releases: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PremiumPaid:
    """A premium came in, said by a person or by an imported bank file.

    `yen` is what came; `source` says where it was seen ("bank:<digest of the row>").
    """

    code: ClassVar[str] = "PremiumPaid"
    by: str
    guarantee_id: int
    yen: int
    at: datetime
    source: str


@dataclass(frozen=True, slots=True)
class Returned:
    """A person gives an application back with questions of their own (差戻し)."""

    code: ClassVar[str] = "Returned"
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A person refuses a guarantee, or a change, that is under review (謝絶)."""

    code: ClassVar[str] = "Refused"
    by: str
    guarantee_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """A person corrects a certificate (訂正): fields of the application.

    `task_id` names the open task that says why its making stopped before there was
    anything; 0 for one that is issued.
    """

    code: ClassVar[str] = "Corrected"
    by: str
    guarantee_id: int
    fields: Mapping[str, StoredValue]
    reason: str
    task_id: int = 0


@dataclass(frozen=True, slots=True)
class ChangeCancelled:
    """A person takes the newest change of a certificate back (変更取消)."""

    code: ClassVar[str] = "ChangeCancelled"
    by: str
    guarantee_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A person cancels a guarantee (取消), before its issue or after it."""

    code: ClassVar[str] = "Cancelled"
    by: str
    guarantee_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class NoteWritten:
    """A person writes something down for the colleagues."""

    code: ClassVar[str] = "Noted"
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Assigned:
    """A person is to look after a case; "" takes it from everybody."""

    code: ClassVar[str] = "Assigned"
    by: str
    to: str


@dataclass(frozen=True, slots=True)
class Released:
    """A person gives a case back to the robot, which says where it stands.

    `quiet` keeps it from saying so: the person has told the contractor.  `releases` are
    the rules that this person lets pass by name, with the reason.
    """

    code: ClassVar[str] = "Released"
    by: str
    quiet: bool = False
    releases: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StaffWrote:
    """A person's own words to the contractor; the case stays with that person."""

    code: ClassVar[str] = "StaffWrote"
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class PaperHandedOver:
    """A certificate on paper left the house."""

    code: ClassVar[str] = "Handed"
    by: str
    guarantee_id: int
    how: HandedHow


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A person has a submission sent as it is: papers are missing, or it failed."""

    code: ClassVar[str] = "Forwarded"
    by: str
    submission_id: int


@dataclass(frozen=True, slots=True)
class Received:
    """A person made sure that an obligee has a submission (受領)."""

    code: ClassVar[str] = "Received"
    by: str
    submission_id: int


@dataclass(frozen=True, slots=True)
class TaskDone:
    """A person did what a task asked for, outside of the desk; `note` says what."""

    code: ClassVar[str] = "TaskDone"
    by: str
    task_id: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class TakenUp:
    """A person has a mail that was held decided, having made sure of its sender."""

    code: ClassVar[str] = "TakenUp"
    by: str
    mail_id: int


@dataclass(frozen=True, slots=True)
class Retried:
    """A person has what failed tried again: the work behind a task."""

    code: ClassVar[str] = "Retried"
    by: str
    task_id: int


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """A person revokes an authentication key and has another one made."""

    code: ClassVar[str] = "Rekeyed"
    by: str
    guarantee_id: int
    reason: str


OnCase = (
    Approved
    | PremiumPaid
    | Returned
    | Refused
    | Corrected
    | ChangeCancelled
    | Cancelled
    | NoteWritten
    | Assigned
    | Released
    | StaffWrote
    | PaperHandedOver
    | Forwarded
    | Received
    | Rekeyed
)
"""What people do to a case."""

StaffEvent = OnCase | TaskDone | Retried | TakenUp
"""What only people do.  The store keeps these events whole, with who did it."""

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
    """Say who caused an event other than a mail (a mail's actor is decided)."""
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
