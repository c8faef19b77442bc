"""What people of the office do, as events: to a case, a mail that is held, or a task.

The store keeps these events whole, with who did it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from mailbot.core.model.field_value import StoredValue
from mailbot.core.model.guarantee import HandedHow


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


StaffEvent = (
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
    | TaskDone
    | Retried
    | TakenUp
)
"""What only people do.  The store keeps these events whole, with who did it."""
