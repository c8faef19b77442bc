"""What the store gives and takes: frozen values, never rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Direction = Literal["in", "out"]

MailFate = Literal[
    "received",
    "applied",
    "held",
    "refused",
    "ignored",
    "bounced",
    "failed",
    "queued",
    "sent",
    "unknown",
]
"""What became of a mail.  In: received, then one of applied … failed, for good.
Out: queued, then sent, failed or unknown when every delivery is settled."""

Phase = Literal["ready", "dialog", "dot_sent", "accepted", "later", "never", "unknown"]

Outcome = Literal["accepted", "later", "never", "unknown"]


@dataclass(frozen=True, slots=True)
class Mail:
    """A message of the mail log.  Its bytes are `tx.blobs.raw(mail.digest)`.

    `copies` counts how often the same bytes came again; `twin_of` is an earlier mail,
    in or out, with the same Message-ID and other content.  `reading` has its keys
    masked.
    """

    id: int
    direction: Direction
    digest: str
    octets: int
    at: datetime
    door: str
    peer: str
    helo: str
    tls: bool
    authenticated: str
    envelope_from: str
    recipients: tuple[str, ...]
    message_id: str
    twin_of: int | None
    sender: str
    subject: str
    kind: str
    intent: str
    sender_class: str
    fate: MailFate
    reason: str
    case_id: int | None
    answers: int | None
    effect_key: str | None
    reading: Mapping[str, object] | None
    copies: int


@dataclass(frozen=True, slots=True)
class OutMail:
    """A composed mail: its bytes are final, a retry sends the same.

    `effect_key` names the effect behind it: composed twice, it is still one mail.
    `null_sender` marks a notice to an address that has failed (MAIL FROM:<>).
    """

    raw: bytes
    recipients: tuple[str, ...]
    kind: str
    message_id: str
    effect_key: str
    sender: str = ""
    subject: str = ""
    case_id: int | None = None
    answers: int | None = None
    null_sender: bool = False


@dataclass(frozen=True, slots=True)
class Noted:
    """What reading a mail told: goes into the mail log, keys masked on the way."""

    sender: str
    subject: str
    intent: str
    sender_class: str
    reading: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Delivery:
    """One mail to one recipient.  `reply` is the peer's last answer."""

    id: int
    mail_id: int
    recipient: str
    phase: Phase
    attempts: int
    first_at: datetime | None
    next_at: datetime | None
    settled_at: datetime | None
    reply: str
    queue_id: str


@dataclass(frozen=True, slots=True)
class MailFilter:
    """What to look for in the mail log; every criterion given must hold.

    `text` is looked for in sender, recipients, subject and Message-ID.
    """

    text: str = ""
    case_id: int | None = None
    direction: Direction | None = None
    fate: MailFate | None = None
    since: datetime | None = None
    before_id: int | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Total:
    """How many mails of one UTC day, direction and door had one fate.

    `copies` counts the arrivals beyond the first of the same bytes.
    """

    day: date
    direction: Direction
    door: str
    fate: MailFate
    mails: int
    copies: int


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as it was stored, with the effects that were decided on."""

    id: int
    case_id: int | None
    seq: int | None
    at: datetime
    kind: str
    actor: str
    sender_class: str
    mail_id: int | None
    payload: Mapping[str, object]
    effects: tuple[Mapping[str, object], ...]


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to record, with the effects that were decided on: JSON-ready."""

    case_id: int | None
    kind: str
    actor: str
    sender_class: str = ""
    mail_id: int | None = None
    payload: Mapping[str, object] | None = None
    effects: tuple[Mapping[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """Something that a person must do; `reason` is a code."""

    id: int
    reason: str
    case_id: int | None
    mail_id: int | None
    detail: Mapping[str, object]
    opened_at: datetime
    closed_at: datetime | None
    closed_by: str


@dataclass(frozen=True, slots=True)
class Due:
    """The clock shall come back for a case with `what`."""

    id: int
    case_id: int
    what: str
    at: datetime
    revision: int


@dataclass(frozen=True, slots=True)
class Document:
    """A document of a guarantee; its bytes are `tx.blobs.raw(document.digest)`."""

    guarantee_id: int
    kind: str
    entry: int
    name: str
    digest: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One entry of a guarantee's history (新規, 変更 …); never changed, only added."""

    guarantee_id: int
    entry: int
    kind: str
    at: datetime
    body: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Certificate:
    """What the built-in platform shows for a number: one entry of its history."""

    number: str
    entry: int
    arrived_at: datetime
    voided_at: datetime | None
    body: Mapping[str, object]
