"""What a decision wants done: values, stored with the case in one transaction.

Nothing here is done when it is decided.  A worker performs each effect later, once by
its `key`, and reports back with an event.  `code` is what the database calls a kind of
effect: it was the class's name once, and stays as it is for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Literal

from mailbot.core.model.case import Case
from mailbot.core.model.mail_kind import Mail
from mailbot.core.office.language import Language

DocumentKind = Literal["key_notice", "certificate", "certificate_copy", "statement"]

Fate = Literal["applied", "held", "refused", "ignored", "bounced", "failed"]
"""What became of a mail; the sums per day add up (specification 5.1)."""


@dataclass(frozen=True, slots=True)
class DocumentRef:
    """A document to attach: the composer fetches it, the decision never holds it."""

    guarantee_id: int
    kind: DocumentKind


@dataclass(frozen=True, slots=True)
class PaperRef:
    """A file of a mail that came in, to be passed on as it is."""

    mail_id: int
    part: str
    name: str


@dataclass(frozen=True, slots=True)
class Send:
    """Write a mail and hand it to the courier.

    `also` are answers to what else was asked, in the same mail.  `token_id` and
    `revision` go into the token that binds the reply ("case", "submission", or
    "withdrawal" for the question about one); None writes a mail to a
    stranger, without a token.  `answers` is the mail to thread under.  Whom `cc` names
    gets a copy of their own, under the case's token.  `language` is the contractor's;
    where a kind has no template in it, the mail is in Japanese.
    """

    code: ClassVar[str] = "Send"
    mail: Mail
    to: str
    purpose: Literal["case", "submission", "withdrawal"] | None = "case"
    token_id: int = 0
    revision: int = 0
    answers: int | None = None
    cc: tuple[str, ...] = ()
    documents: tuple[DocumentRef, ...] = ()
    papers: tuple[PaperRef, ...] = ()
    language: Language = "ja"
    also: tuple[Mail, ...] = ()

    @property
    def kind(self) -> str:
        """The kind of the mail."""
        return self.mail.kind


@dataclass(frozen=True, slots=True)
class Issue:
    """Have the newest entry of a guarantee's history made, and put on the platform.

    With the first entry the guarantee gets its number and its key, for good.
    """

    code: ClassVar[str] = "Issue"
    guarantee_id: int


@dataclass(frozen=True, slots=True)
class Rekey:
    """Draw another key for a guarantee; the one before opens nothing from now on."""

    code: ClassVar[str] = "Rekey"
    guarantee_id: int


@dataclass(frozen=True, slots=True)
class Void:
    """Close the certificate on the platform: the key opens nothing from now on."""

    code: ClassVar[str] = "Void"
    guarantee_id: int


@dataclass(frozen=True, slots=True)
class CallStaff:
    """Something a person must do; `reason` is a code, `detail` JSON-ready.

    Those of one reason and one `group` ("" for none) are one task while it is open: the
    mails are added to it.
    """

    code: ClassVar[str] = "CallStaff"
    reason: str
    detail: Mapping[str, object] = field(default_factory=dict)
    group: str = ""


@dataclass(frozen=True, slots=True)
class CloseTasks:
    """What people had to do on this case is done: tasks of these reasons.

    Of tasks that name a guarantee or a submission only those with the same one.
    """

    code: ClassVar[str] = "CloseTasks"
    reasons: tuple[str, ...]
    about: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CloseTask:
    """One task is done; with `again` the work behind it is tried again."""

    code: ClassVar[str] = "CloseTask"
    task_id: int
    again: bool = False


@dataclass(frozen=True, slots=True)
class TakeUp:
    """A mail that was held is decided once more, as `by` vouches for it."""

    code: ClassVar[str] = "TakeUp"
    mail_id: int
    by: str


@dataclass(frozen=True, slots=True)
class SetDue:
    """Have the clock come back with `CameDue(what, revision)` at `at`."""

    code: ClassVar[str] = "SetDue"
    what: str
    at: datetime
    revision: int


@dataclass(frozen=True, slots=True)
class DropDues:
    """The clock need not come back for this case."""

    code: ClassVar[str] = "DropDues"


Effect = (
    Send
    | Issue
    | Rekey
    | Void
    | CallStaff
    | CloseTasks
    | CloseTask
    | TakeUp
    | SetDue
    | DropDues
)


@dataclass(frozen=True, slots=True)
class Decision:
    """What happens next: the case as it is now, the mail's fate, and the effects.

    `case` is None when the event belongs to no case.  `reason` is a code for staff.
    """

    case: Case | None
    fate: Fate
    reason: str
    effects: tuple[Effect, ...] = ()
    actor: str = ""
