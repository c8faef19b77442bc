"""What a conversation is about: an application, or a request for a change (3.4, 3.7).

Both are asked about, read back, reminded of and ended by the same steps
(`conversation.py`, `next_reply.py`, `reminders.py`).  What differs between them are the
members of `ApplicationSubject` and `ChangeSubject`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from mailbot.core.decisions.application_subject import ApplicationSubject
from mailbot.core.decisions.authority import is_theirs
from mailbot.core.decisions.change_subject import ChangeSubject
from mailbot.core.model.case import Case
from mailbot.core.model.change_request import Change
from mailbot.core.model.events import Actor, MailRead
from mailbot.core.model.finding import Finding

Subject = TypeVar("Subject", ApplicationSubject, ChangeSubject)
"""An application or a request for a change, as a part of its case."""

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


def waits(part: Case | Change) -> bool:
    """Return whether an answer of the contractor is awaited."""
    return part.state.value in {"collecting", "confirming", "returned"}


def is_confirming(part: Case | Change) -> bool:
    """Return whether はい to a read-back is awaited."""
    return part.state.value == "confirming"


def occasion(subject: Subject, event: MailRead) -> Occasion:
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
