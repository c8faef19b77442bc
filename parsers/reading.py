"""What every parser returns: the reading of one mail.

A reading says what was found, where it stood, and what is wrong with it.  It is never
a guess passed off as a fact: a field with a problem has no value.  The JSON shape of
`Reading.to_json` is public and stable (specification 2.3); others build on it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from dateutil.relativedelta import relativedelta

if TYPE_CHECKING:
    from collections.abc import Mapping

Value = str | int | bool | date
"""One field's value: text verbatim, integer yen, a choice, or a calendar day."""

Product = Literal["advance", "interim", "performance"]
PRODUCTS: tuple[Product, ...] = ("advance", "interim", "performance")

Intent = Literal[
    "apply",
    "answer",
    "confirm",
    "amend",
    "withdraw",
    "help",
    "status",
    "list",
    "history",
    "resend",
    "statement",
    "premium",
    "obligees",
    "submit",
    "change",
    "receipt",
    "lookup",
    "verify",
    "stop",
    "bounce",
    "automatic",
    "unknown",
]

_PUBLISHED: dict[Intent, Intent] = {"premium": "statement"}
"""What the JSON of `mailbot read` says for an intent that its closed set has not.

Others build on that set (specification 2.3): 「保証料はいくらになりますか」 is a wish
about the statement to them, and one of its own to the desk.
"""

ProblemCode = Literal[
    "ambiguous_date",
    "impossible_date",
    "incomplete_date",
    "relative_period",
    "ambiguous_amount",
    "relative_amount",
    "tax_excluded",
    "ambiguous_choice",
    "conflict",
    "two_applications",
    "invalid_phone",
    "invalid_email",
    "unreadable",
    "encrypted",
    "too_large",
]

Rule = Literal[
    "label", "table", "sheet", "json", "prose", "checkbox", "inline-quote", "command"
]

Role = Literal["source", "paper", "key_notice", "signature_image", "refused"]

MASKED_KEY = "••••"
"""What stands for an authentication key wherever a reading is printed or stored."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a value was read.

    `part` is the IMAP part number ("1", "1.2"), `line` counts from 1 in the decoded
    part, `text` is the line as written, `decoding` names the codec that was used.
    `slip` is the label as written (請負全額) where it was misspelt, and taken for the
    only one that it is near to.
    """

    part: str
    text: str
    rule: Rule
    line: int | None = None
    sheet: str | None = None
    cell: str | None = None
    decoding: str | None = None
    slip: str | None = None


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time that was written instead of its end: 契約日から180日間.

    It counts from `later` days after the day `begun`; None is the contract's own day.
    """

    begun: date | None
    later: int = 0
    days: int = 0
    months: int = 0

    def ends(self, signed: date | None) -> tuple[date, ...]:
        """Return its last day with the first day counted, and without.

        () where the day that it counts from is not known, or no calendar has the end.
        """
        begun = self.begun or signed
        if begun is None:
            return ()
        try:
            after = begun + timedelta(days=self.later)
            after += relativedelta(days=self.days, months=self.months)
        except (OverflowError, ValueError):
            return ()
        return (after - timedelta(days=1), after)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was written but cannot be taken as it stands.

    `field` is a dotted field key ("advance.amount"), or "" for the whole mail.
    `text` is the sender's original wording, `length` what it says as a length of time.
    """

    field: str
    code: ProblemCode
    text: str
    part: str | None = None
    line: int | None = None
    length: Length | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """A word of command: はい, 取消, 提出 00427-000318 …  `name` is an intent.

    `secret` holds an authentication key given with 照会; it is never printed.
    """

    name: Intent
    args: tuple[str, ...] = ()
    secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with the mail.  `octets` is its decoded size.

    `name` is the sender's name for it, cleaned of paths and controls; "" if none.
    `part` is its IMAP number; a file in a file is numbered on behind its holder
    ("2.3"), whose name is `within` ("" if it has none).  `unread` tells its sender why
    a file was not read that may have been meant to be.
    """

    name: str
    type: str
    octets: int
    sha256: str
    role: Role
    part: str
    within: str | None = None
    unread: str = ""

    def holds(self, other: Attachment) -> bool:
        """Return whether another file of the mail lies in this one."""
        return other.within is not None and other.part.startswith(f"{self.part}.")

    def to_json(self) -> dict[str, object]:
        """Return the public shape; `within` and `unread` only where there is one."""
        shape: dict[str, object] = {
            "name": self.name,
            "type": self.type,
            "bytes": self.octets,
            "sha256": self.sha256,
            "role": self.role,
        }
        if self.within is not None:
            shape["within"] = self.within
        if self.unread:
            shape["unread"] = self.unread
        return shape


@dataclass(frozen=True, slots=True)
class ContractPaper:
    """A contract, award or order among the papers, with what it says of the contract.

    `fields` has keys of the application ("contract_amount", "work_end" …); it is empty
    where the file cannot be read: a picture, a scan, a locked file.
    """

    name: str
    part: str
    sha256: str
    fields: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class FailedRecipient:
    """One recipient that a bounce speaks of (RFC 3464 2.3).

    `status` is the enhanced code ("5.1.1") or "" where none was given; `action` is
    "failed", "delayed", "delivered", "relayed" or "expanded".
    """

    address: str
    action: str
    status: str
    diagnostic: str = ""


@dataclass(frozen=True, slots=True)
class Envelope:
    """The header facts that routing needs, decoded and single-line.

    `sender` is None unless the mail has exactly one From with exactly one mailbox.
    `recipients` are the mailboxes of To and Cc, in order; `references` are the ids of
    In-Reply-To, then References, without angle brackets.  `date` is the Date header as
    written.  `null_sender` tells a Return-Path of <>.
    """

    sender: str | None = None
    sender_name: str = ""
    from_text: str = ""
    reply_to: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    subject: str = ""
    date: str = ""
    message_id: str = ""
    references: tuple[str, ...] = ()
    null_sender: bool = False
    loop_marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What a reply is an answer to.

    `asked` are the fields asked for, in the order of the questions; `form` is the text
    that was last sent; `dates` are days already known (for completing `3月1日`);
    `products` are those applied for, for a label that does not say its product.
    """

    asked: tuple[str, ...] = ()
    form: str | None = None
    dates: Mapping[str, date] = field(default_factory=lambda: MappingProxyType({}))
    products: tuple[Product, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was understood of one mail.

    `fields` maps dotted keys ("project_name", "advance.amount") to values; `products`
    maps a product to True (named) or False (dropped in a reply).  `text` is the new
    text that the sender wrote, without quotation, for people to read.

    `machine` says which machine wrote the mail: "bounce", "auto-reply", "list",
    "receipt-notice", "own", "loop", or "" for a person.  `original_id` is the
    Message-ID of the mail that a bounce or a receipt speaks of, without brackets,
    or "".  `carried` is how a list's or a machine's mail reads as if a person had
    written it: it may be somebody's application; the reading itself has no values.
    `papers` are the contracts among the attachments, laid beside the application by
    whoever decides; they are no part of the public shape.
    """

    intent: Intent
    envelope: Envelope
    commands: tuple[Command, ...] = ()
    fields: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    products: Mapping[Product, bool] = field(
        default_factory=lambda: MappingProxyType({})
    )
    evidence: Mapping[str, Evidence] = field(
        default_factory=lambda: MappingProxyType({})
    )
    problems: tuple[Problem, ...] = ()
    remainder: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    bounced: tuple[FailedRecipient, ...] = ()
    text: str = ""
    machine: str = ""
    original_id: str = ""
    carried: Reading | None = field(default=None, repr=False)
    papers: tuple[ContractPaper, ...] = ()

    def to_json(self, file: str) -> dict[str, object]:
        """Return the public shape (specification 2.3); `file` is the argument read.

        Products are nested, days are ISO, a dropped product is None, and a key never
        appears: it is masked where commands are read.
        """
        application: dict[str, object] = {}
        for product, wanted in self.products.items():
            application[product] = {} if wanted else None
        for key, value in self.fields.items():
            _place(application, key, value)
        return {
            "file": file,
            "intent": _PUBLISHED.get(self.intent, self.intent),
            "commands": [
                {
                    "name": _PUBLISHED.get(command.name, command.name),
                    "args": [*command.args, *([MASKED_KEY] if command.secret else [])],
                }
                for command in self.commands
            ],
            "sender": self.envelope.sender,
            "subject": self.envelope.subject,
            "application": application,
            "evidence": {key: _shown(found) for key, found in self.evidence.items()},
            "problems": [
                {"field": problem.field, "code": problem.code, "text": problem.text}
                for problem in self.problems
            ],
            "remainder": list(self.remainder),
            "attachments": [each.to_json() for each in self.attachments],
        }


def _place(application: dict[str, Any], key: str, value: Value) -> None:
    """Put a dotted key into nested objects; a dropped product stays dropped."""
    *path, last = key.split(".")
    target = application
    for name in path:
        inner = target.get(name)
        if name in target and inner is None:
            return
        target = target.setdefault(name, {})
    target[last] = value.isoformat() if isinstance(value, date) else value


def _shown(found: Evidence) -> dict[str, object]:
    keys = ("part", "line", "sheet", "cell", "text", "rule", "decoding", "slip")
    pairs = ((key, getattr(found, key)) for key in keys)
    return {key: value for key, value in pairs if value is not None}
