"""What a conversation is about: an application, or a request for a change (3.4, 3.7).

Both are asked about, read back, reminded of and ended by the same steps
(`conversation.py`, `next_reply.py`, `reminders.py`).  What differs between them is this
protocol: `application_subject.py` and `change_subject.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, Protocol, Self, TypeVar

from mailbot.core.decisions.authority import is_theirs
from mailbot.core.mails.conversation import ReadbackMail
from mailbot.core.mails.form_rows import FormRow, NamedGuarantee
from mailbot.core.model.case import Case
from mailbot.core.model.change_request import Change
from mailbot.core.model.decision_context import DecisionContext
from mailbot.core.model.draft import Draft
from mailbot.core.model.effects import Decision, DropDues
from mailbot.core.model.events import Actor, MailRead
from mailbot.core.model.finding import Finding
from mailbot.core.office.language import language_of
from mailbot.core.rules.escalation_phrases import is_urgent
from parsers.reading import Reading

_RECEIPT_ONLY = re.compile(
    r"(?:受付)?(?:番号)?[\s:：#はの]*20\d\d-\d{6}[\sのでは件。です]*"
)
Part = TypeVar("Part", Case, Change)
"""What counts rounds, reminders and revisions: the case itself, or its change."""

Late = Literal["", "answer", "yes", "amend", "claim"]
"""Whether a mail answers an older word of ours, with values or with はい; "amend" where
修正 was wished without a word of what; "claim" where nothing proves the values."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why something is said: the mail that is answered, if any, and who caused it."""

    mail_id: int | None = None
    actor: Actor = "contractor"
    late: Late = ""
    remarks: tuple[Finding, ...] = ()
    """What is to be said of the mail itself, beside what is open."""


class Subject(Protocol[Part]):
    """An application or a request for a change, as a part of its case."""

    @property
    def case(self) -> Case:
        """The case, with the subject as it is now."""

    @property
    def part(self) -> Part:
        """What counts rounds, reminders and revisions."""

    @property
    def code(self) -> str:
        """What the reasons of its decisions begin with."""

    @property
    def asked_at(self) -> datetime:
        """When the newest question or read-back was sent."""

    @property
    def was_read_back(self) -> bool:
        """Whether it was read back before."""

    @property
    def ends(self) -> tuple[DropDues, ...]:
        """What stops the clock of its older mails, where a newer row does not."""

    def put(self, part: Part) -> Self:
        """Return the subject with its counting part replaced."""

    def moved(self, verb: str, now: datetime, /) -> Part:
        """Return the part after `verb`; KeyError if the table has no such move."""

    def expired(self, now: datetime) -> Self:
        """Return the subject after its end, which nobody's answer brought."""

    def due(self, what: str) -> str:
        """Return the name of a due row."""

    def about(self) -> NamedGuarantee | None:
        """Return by what each of its mails names it."""

    def concerns(self) -> dict[str, object]:
        """Return what a task names it by."""

    def is_answered_by(self, event: MailRead, /) -> bool:
        """Whether a mail without a value can only speak of this subject."""

    def takes_papers(self, event: MailRead, /) -> bool:
        """Whether files that come alone are meant for this subject."""

    def gives(self, event: MailRead, /) -> bool:
        """Whether a mail says anything that the subject takes in."""

    def remarks(self, event: MailRead, /) -> tuple[Finding, ...]:
        """Return what is to be said of a mail itself."""

    def with_mail(self, event: MailRead, /) -> Self:
        """Return the subject with what a mail says."""

    def still_stands(self) -> bool:
        """Whether what the newest read-back was read against is still so."""

    def check(self, context: DecisionContext) -> tuple[Draft, tuple[Finding, ...]]:
        """Return the subject as it would be issued now, and what the rules find."""

    def read_back(
        self, draft: Draft, findings: tuple[Finding, ...], context: DecisionContext
    ) -> tuple[Self, ReadbackMail]:
        """Keep what the read-back shows, and return what it says."""

    def rows_again(self, context: DecisionContext, /) -> tuple[FormRow, ...]:
        """Return the rows of the newest read-back, for a reminder."""

    def told(self, now: datetime) -> Self:
        """Return the subject under a new revision: a question or read-back goes out."""

    def waiting_since(self, now: datetime) -> Self:
        """Return the subject as asked or read back at this moment."""

    def at_once(self, event: MailRead, context: DecisionContext, /) -> Decision | None:
        """Accept without a read-back where policy allows it, else None."""

    def agree(
        self,
        draft: Draft,
        findings: tuple[Finding, ...],
        event: MailRead,
        context: DecisionContext,
        /,
    ) -> Decision:
        """Take the はい to the newest read-back."""


def as_written(case: Case, event: MailRead) -> Case:
    """Return the case as urgent and in the language that a mail says."""
    text = event.reading.text
    return replace(
        case,
        urgent=case.urgent or is_urgent(text),
        language=language_of(text) or case.language,
    )


def without_number(reading: Reading) -> Reading:
    """Return a reading without sentences that are nothing but a receipt number."""
    own = tuple(s for s in reading.remainder if not _RECEIPT_ONLY.fullmatch(s.strip()))
    return replace(reading, remainder=own)


def waits(part: Case | Change) -> bool:
    """Return whether an answer of the contractor is awaited."""
    return part.state.value in {"collecting", "confirming", "returned"}


def is_confirming(part: Case | Change) -> bool:
    """Return whether はい to a read-back is awaited."""
    return part.state.value == "confirming"


def occasion(subject: Subject[Part], event: MailRead) -> Occasion:
    """Return a mail as an occasion, and whether it answers an older word of ours.

    What was read back before and is corrected on a claim alone says so: はい to it is
    the contractor's answer to whether the correction is theirs (specification 3.1).
    """
    late = _late(event, subject.part.revision)
    if (
        not late
        and subject.was_read_back
        and event.reading.fields
        and not is_theirs(event)
    ):
        late = "claim"
    return Occasion(event.mail_id, "contractor", late, subject.remarks(event))


def _late(event: MailRead, revision: int) -> Late:
    """Return whether a mail answers an older word than this revision.

    変更 with what is to change answers nothing, under whatever mail it was written.
    """
    ticket, reading = event.ticket, event.reading
    overtaken = ticket.purpose == "case" and 0 < ticket.revision < revision
    if not overtaken or reading.intent == "change":
        return ""
    return "yes" if reading.intent == "confirm" else "answer"


def keys_of(asked: Sequence[Finding]) -> tuple[str, ...]:
    """Return what a mail of questions asks for, each field or matter once."""
    return tuple(dict.fromkeys(f.field or f.code for f in asked))


def rounds(part: Case | Change, keys: Sequence[str], *, theirs: bool) -> int:
    """Return which round the next questions are: 1 where anything was settled.

    `theirs` tells that a mail of the contractor brought no more than this; what we ask
    of our own accord is no round of theirs.
    """
    stuck = bool(part.asked) and set(part.asked) <= set(keys)
    return part.rounds + 1 if stuck and theirs else 1
