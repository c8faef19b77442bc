"""Mails on the way to the obligee: the notice, its papers, sent, received, failed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from mailbot.core.mails.form_rows import NamedGuarantee, named
from mailbot.core.model.case import Case
from mailbot.core.model.mail_kind import Absent, Mail
from mailbot.core.model.required_documents import missing
from mailbot.core.model.submission import Submission
from mailbot.core.office.office import Obligee
from mailbot.core.rules.enclosed_papers import EnclosedPaper


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionMail(Mail, kind="submission", automatic="generated", to_obligees=True):
    """The key notice for the obligee, on the contractor's behalf.

    `subject` and `body` are as the obligee wants them; `key_in_text` tells that its
    profile asks for the key in the text.  `is_copy` is for who has a copy of their own.
    """

    obligee: str
    section: str
    contractor: str
    person: str = ""
    phone: str = ""
    project_name: str
    project_number: str = ""
    guarantees: tuple[NamedGuarantee, ...]
    subject: str
    body: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    changed: bool = False
    rekeyed: bool = False
    key_in_text: bool = False
    is_copy: Annotated[bool, Field(exclude=True)] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SentTo:
    """An address of an obligee, and the guarantees whose notices went there."""

    obligee: str
    section: str
    address: str
    guarantees: tuple[NamedGuarantee, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmittedMail(Mail, kind="submitted", automatic="generated"):
    """The notice was sent to the obligee."""

    submissions: tuple[SentTo, ...]
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedMail(Mail, kind="received", automatic="generated"):
    """受領: by mail, or on the viewing platform (`platform`, its name).

    `forwarded` tells that the notice had been ours to send.
    """

    obligee: str
    guarantees: tuple[NamedGuarantee, ...]
    at: str
    forwarded: bool = True
    platform: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectedPaper:
    """A paper that came, with its file; `named` tells that the file's name said it."""

    paper: str
    file: str
    named: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PapersWantedMail(Mail, kind="papers_wanted"):
    """Which papers are there, which are missing, which are too large (`limit`, octets).

    `variant` "taken": papers that came between はい and the issue are kept (`papers`).
    """

    variant: Annotated[Absent[str], Field(alias="kind")] = None
    owner: Absent[str] = None
    section: Absent[str] = None
    collected: Absent[tuple[CollectedPaper, ...]] = None
    missing: tuple[str, ...]
    too_large: Absent[tuple[str, ...]] = None
    limit: Absent[int] = None
    guarantees: Absent[tuple[NamedGuarantee, ...]] = None
    papers: Absent[tuple[EnclosedPaper, ...]] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionFailedMail(Mail, kind="submission_failed", automatic="generated"):
    """A notice did not reach the obligee; whom to telephone."""

    owner: str
    section: str
    address: str
    obligee_phone: str
    guarantees: tuple[NamedGuarantee, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligeeNotedMail(Mail, kind="obligee_noted", to_obligees=True):
    """A person reads what the obligee wrote; `why` "receipt": it seems a 受領."""

    why: str


def papers_wanted(
    case: Case, one: Submission, obligee: Obligee, too_large: Iterable[str] = ()
) -> PapersWantedMail:
    """Return which papers are there, which are missing, and which are too large."""
    return PapersWantedMail(
        owner=obligee.name,
        section=section_of(case, one, obligee),
        collected=tuple(
            CollectedPaper(paper=held.wanted, file=held.paper.name, named=held.named)
            for held in one.papers
        ),
        missing=tuple(missing(one.wanted, one.papers)),
        too_large=tuple(too_large),
        limit=obligee.size_limit,
        guarantees=numbers(case, one),
        subject_name=case.text("project_name"),
    )


def submission_failed(
    case: Case, one: Submission, obligee: Obligee
) -> SubmissionFailedMail:
    """Return that a notice did not reach the obligee, and whom to telephone."""
    return SubmissionFailedMail(
        owner=obligee.name,
        section=section_of(case, one, obligee),
        address=one.address,
        obligee_phone=obligee.phone,
        guarantees=numbers(case, one),
        subject_name=case.text("project_name"),
    )


def section_of(case: Case, one: Submission, obligee: Obligee) -> str:
    """Return the desk of the obligee that a submission goes to."""
    for g in case.guarantees:
        if g.id in one.guarantee_ids and g.product in obligee.deliveries:
            return obligee.deliveries[g.product].section
    return ""


def numbers(case: Case, one: Submission) -> tuple[NamedGuarantee, ...]:
    """Return product and number of each guarantee of a submission."""
    return named(g for g in case.guarantees if g.id in one.guarantee_ids)
