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
class _ByPerson:
    """What a person of the office did, by the name that they gave."""

    by: str


@dataclass(frozen=True, slots=True)
class _OnGuarantee(_ByPerson):
    guarantee_id: int


@dataclass(frozen=True, slots=True)
class _Reasoned(_OnGuarantee):
    reason: str


@dataclass(frozen=True, slots=True)
class Approved(_OnGuarantee):
    """A person approved what was held for review.

    `releases` are the rules that this person lets pass by name, with the reason.
    """

    code: ClassVar[str] = "Approved"
    releases: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PremiumPaid(_OnGuarantee):
    """A premium came in, said by a person or by an imported bank file.

    `yen` is what came; `source` says where it was seen ("bank:<digest of the row>").
    """

    code: ClassVar[str] = "PremiumPaid"
    yen: int
    at: datetime
    source: str


@dataclass(frozen=True, slots=True)
class Returned(_ByPerson):
    """A person gives an application back with questions of their own (差戻し)."""

    code: ClassVar[str] = "Returned"
    text: str


@dataclass(frozen=True, slots=True)
class Refused(_Reasoned):
    """A person refuses a guarantee, or a change, that is under review (謝絶)."""

    code: ClassVar[str] = "Refused"


@dataclass(frozen=True, slots=True)
class Corrected(_OnGuarantee):
    """A person corrects a certificate (訂正): fields of the application.

    `task_id` names the open task that says why its making stopped before there was
    anything; 0 for one that is issued.
    """

    code: ClassVar[str] = "Corrected"
    fields: Mapping[str, StoredValue]
    reason: str
    task_id: int = 0


@dataclass(frozen=True, slots=True)
class ChangeCancelled(_Reasoned):
    """A person takes the newest change of a certificate back (変更取消)."""

    code: ClassVar[str] = "ChangeCancelled"


@dataclass(frozen=True, slots=True)
class Cancelled(_Reasoned):
    """A person cancels a guarantee (取消), before its issue or after it."""

    code: ClassVar[str] = "Cancelled"


@dataclass(frozen=True, slots=True)
class NoteWritten(_ByPerson):
    """A person writes something down for the colleagues."""

    code: ClassVar[str] = "Noted"
    text: str


@dataclass(frozen=True, slots=True)
class Assigned(_ByPerson):
    """A person is to look after a case; "" takes it from everybody."""

    code: ClassVar[str] = "Assigned"
    to: str


@dataclass(frozen=True, slots=True)
class Released(_ByPerson):
    """A person gives a case back to the robot, which says where it stands.

    `quiet` keeps it from saying so: the person has told the contractor.  `releases` are
    the rules that this person lets pass by name, with the reason.
    """

    code: ClassVar[str] = "Released"
    quiet: bool = False
    releases: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StaffWrote(_ByPerson):
    """A person's own words to the contractor; the case stays with that person."""

    code: ClassVar[str] = "StaffWrote"
    text: str


@dataclass(frozen=True, slots=True)
class PaperHandedOver(_OnGuarantee):
    """A certificate on paper left the house."""

    code: ClassVar[str] = "Handed"
    how: HandedHow


@dataclass(frozen=True, slots=True)
class Forwarded(_ByPerson):
    """A person has a submission sent as it is: papers are missing, or it failed."""

    code: ClassVar[str] = "Forwarded"
    submission_id: int


@dataclass(frozen=True, slots=True)
class Received(_ByPerson):
    """A person made sure that an obligee has a submission (受領)."""

    code: ClassVar[str] = "Received"
    submission_id: int


@dataclass(frozen=True, slots=True)
class TaskDone(_ByPerson):
    """A person did what a task asked for, outside of the desk; `note` says what."""

    code: ClassVar[str] = "TaskDone"
    task_id: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class TakenUp(_ByPerson):
    """A person has a mail that was held decided, having made sure of its sender."""

    code: ClassVar[str] = "TakenUp"
    mail_id: int


@dataclass(frozen=True, slots=True)
class Retried(_ByPerson):
    """A person has what failed tried again: the work behind a task."""

    code: ClassVar[str] = "Retried"
    task_id: int


@dataclass(frozen=True, slots=True)
class Rekeyed(_Reasoned):
    """A person revokes an authentication key and has another one made."""

    code: ClassVar[str] = "Rekeyed"


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
