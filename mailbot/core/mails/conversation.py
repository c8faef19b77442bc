"""Mails of the conversation before はい: asked, read back, reminded, ended, by whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated

from pydantic import Field

from mailbot.core.mails.form_rows import (
    AboutChange,
    AskedRow,
    Caution,
    DeliveryWay,
    FormRow,
    NamedGuarantee,
    PremiumChange,
    PremiumRow,
    ShowsForm,
    asked_rows,
    cautions,
    delivery_of,
    premiums,
    rows,
)
from mailbot.core.model.draft import Draft
from mailbot.core.model.field_value import FieldValue
from mailbot.core.model.finding import Finding
from mailbot.core.model.mail_kind import Absent, Mail, OrEmpty
from mailbot.core.office.office import Office
from mailbot.core.rules import enclosed_papers
from mailbot.core.rules.clean_application import lets_pass
from mailbot.core.rules.enclosed_papers import EnclosedPaper
from mailbot.core.rules.ratio import ratios
from parsers.reading import Product


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationMail(Mail, kind="registration"):
    """A stranger is told how to register; nothing else is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpMail(Mail, kind="help"):
    """What can be written here, with the form; `how`: the way before the form."""

    contractor: str
    how: bool = False
    products: tuple[Product, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionsMail(ShowsForm, kind="questions"):
    """All questions at once, with what was understood."""

    questions: tuple[AskedRow, ...]
    round: int = 1
    remainder: tuple[str, ...] = ()
    late: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherPremium(NamedGuarantee):
    """What another guarantee of the same work costs after a change."""

    premium_change: OrEmpty[PremiumChange] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadbackMail(ShowsForm, kind="readback"):
    """申込確認: every field, ratios, warnings, premium, how it will go."""

    papers: tuple[EnclosedPaper, ...] = ()
    findings: tuple[Caution, ...] = ()
    ratios: Mapping[str, str] = field(default_factory=dict)
    premiums: tuple[PremiumRow, ...] = ()
    premium_change: Absent[OrEmpty[PremiumChange]] = None
    others: Absent[tuple[OtherPremium, ...]] = None
    payment: Absent[str] = None
    deliveries: tuple[DeliveryWay, ...] = ()
    submission: str = ""
    remainder: tuple[str, ...] = ()
    late: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnclearMail(AboutChange, kind="unclear"):
    """Nothing could be read: what can be written, and that a person reads the mail."""

    read: tuple[str, ...]
    why: tuple[AskedRow, ...] = ()
    asked: tuple[str, ...] = ()
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderMail(ShowsForm, kind="reminder", automatic="generated"):
    """What is still wanted: the open questions, or the read-back as it was shown."""

    questions: tuple[AskedRow, ...]
    state: str
    round: int
    expires: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpiredMail(AboutChange, kind="expired", automatic="generated"):
    """Nobody answered in time: the application, or the change, is ended."""

    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawnMail(AboutChange, kind="withdrawn"):
    """取消 was taken; `why` is "twin" for an application that came twice."""

    why: Absent[str] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedBackMail(AboutChange, kind="asked_back"):
    """Is it to be withdrawn, the application or a change?  "kept": it is not."""

    variant: Annotated[str, Field(alias="kind")]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonMail(AboutChange, kind="person"):
    """A person answers, by when; with `silent` the case waits for that person."""

    why: str
    silent: bool = False
    promise: str
    same_day: bool
    open_now: bool = False
    state: Absent[str] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMail(Mail, kind="staff", automatic="generated"):
    """A person's own words."""

    lines: tuple[str, ...]
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedCase:
    """By what a mail names a case."""

    receipt: str
    project: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceOfGuarantee(NamedGuarantee):
    """One guarantee of several of which one is meant."""

    project: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhichMail(Mail, kind="which"):
    """Asks of which case a mail speaks, or of which guarantee (`variant` "change")."""

    cases: Absent[tuple[NamedCase, ...]] = None
    guarantees: Absent[tuple[ChoiceOfGuarantee, ...]] = None
    variant: Annotated[Absent[str], Field(alias="kind")] = None


def questions(draft: Draft, asked: tuple[Finding, ...]) -> QuestionsMail:
    """Return the questions, all at once, with what was understood."""
    open_fields = {finding.field for finding in asked}
    understood = {
        key: said
        for key, said in draft.said.items()
        if key not in open_fields and said.source != "default"
    }
    return QuestionsMail(
        questions=asked_rows(asked),
        rows=rows(understood, {}),
        subject_name=draft.text("project_name"),
        remainder=draft.case.remainder,
    )


def readback(
    draft: Draft,
    findings: tuple[Finding, ...],
    office: Office,
    before: Mapping[str, FieldValue],
    today: date,
) -> ReadbackMail:
    """Return the 申込確認: every field, ratios, warnings, premium, how it will go."""
    ways = (delivery_of(draft, one) for one in draft.products)
    return ReadbackMail(
        rows=_really(rows(draft.said, before), draft),
        papers=enclosed_papers.fates(draft),
        findings=cautions(findings, lets_pass(office, draft.obligee)),
        ratios=ratios(draft),
        premiums=premiums(draft, office, today),
        deliveries=tuple(way for way in ways if way),
        submission=draft.text("submission"),
        remainder=draft.case.remainder,
        subject_name=draft.text("project_name"),
    )


def _really(shown: tuple[FormRow, ...], draft: Draft) -> tuple[FormRow, ...]:
    """Say that the contractor submits, where no notice of this case is ours to send.

    Portal, carry-in, e-contract and paper: what is read back is what will happen.
    """
    if enclosed_papers.ways(draft) or draft.text("submission") == "self":
        return shown
    return tuple(
        replace(row, value="self") if row.field == "submission" else row
        for row in shown
    )
