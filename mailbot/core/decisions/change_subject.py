"""A request for a change as the subject of a conversation: beside its guarantee."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from mailbot.core.decisions import (
    change_agreement,
    change_draft,
    change_mails,
    related_guarantees,
    submission,
)
from mailbot.core.decisions.case_mail import as_written, without_number
from mailbot.core.mails.conversation import ReadbackMail
from mailbot.core.mails.form_rows import FormRow, NamedGuarantee
from mailbot.core.model.case import Case
from mailbot.core.model.change_request import Change
from mailbot.core.model.decision_context import DecisionContext
from mailbot.core.model.draft import Draft
from mailbot.core.model.effects import Decision, DropDues
from mailbot.core.model.events import MailRead
from mailbot.core.model.finding import Finding
from mailbot.core.model.guarantee import GuaranteeState
from mailbot.core.rules.clean_application import lets_pass


@dataclass(frozen=True, slots=True)
class ChangeSubject:
    """The request with this number; LookupError for one that the case lacks.

    Its due rows are its own: the clocks of the case's other requests run on.
    """

    case: Case
    number: int
    code: str = "change_"
    ends: tuple[DropDues, ...] = ()

    @property
    def part(self) -> Change:
        """The request."""
        for one in self.case.changes:
            if one.id == self.number:
                return one
        raise LookupError(f"the case has no request {self.number}")

    @property
    def asked_at(self) -> datetime:
        """When the newest question or read-back was sent."""
        return self.part.told_at or self.case.updated_at

    @property
    def was_read_back(self) -> bool:
        """Whether it was read back before."""
        return self.part.before is not None

    def put(self, part: Change) -> ChangeSubject:
        """Return the request as changed, in its case."""
        return replace(self, case=self.case.with_change(part))

    def moved(self, verb: str, _now: datetime) -> Change:
        """Return the request after `verb`."""
        return self.part.move(verb)

    def expired(self, now: datetime) -> ChangeSubject:
        """End the request; the case asks for nothing any more."""
        case = self.case.with_change(self.part.move("expire"))
        return replace(self, case=replace(case, asked=(), updated_at=now))

    def due(self, what: str) -> str:
        """Return the name of a due row."""
        return self.part.due(what)

    @property
    def about(self) -> NamedGuarantee | None:
        """What names it to the contractor beside the case."""
        return change_mails.about(self.case, self.part)

    @property
    def concerns(self) -> dict[str, object]:
        """What names it to staff."""
        return {"guarantee": self.part.guarantee_id}

    def is_answered_by(self, event: MailRead) -> bool:
        """Whether a mail replies to one on this request."""
        return event.ticket.purpose == "case" and (
            event.ticket.revision == self.part.revision
        )

    def takes_papers(self, event: MailRead) -> bool:
        """Whether files that come alone are for it, and for no obligee who waits."""
        return self.is_answered_by(event) and not submission.collecting(self.case)

    def gives(self, event: MailRead) -> bool:
        """Whether a mail gives a value, or says what becomes of the others (R-27)."""
        reading = event.reading
        of_others = related_guarantees.mentions_others(self.case, self.part, reading)
        return bool(reading.fields or reading.problems) or of_others

    def remarks(self, event: MailRead) -> tuple[Finding, ...]:
        """R-10: the form of a guarantee stays, whatever is wished."""
        one = change_draft.guarantee_of(self.case, self.part)
        return change_draft.form_refused(one, event.reading)

    def with_mail(self, event: MailRead) -> ChangeSubject:
        """Return the request with what a mail says."""
        case = as_written(replace(self.case, last_mail_id=event.mail_id), event)
        change, one = self.part, change_draft.guarantee_of(case, self.part)
        reading = without_number(event.reading)
        change, reading = related_guarantees.with_wishes(case, change, reading)
        wider = related_guarantees.touchable(case, change, reading)
        change = change_draft.merge(change, one, reading, event.mail_id, wider)
        return replace(self, case=case.with_change(change))

    def still_stands(self) -> bool:
        """Whether every guarantee is still what the read-back showed of it."""
        case, change = self.case, self.part
        one = change_draft.guarantee_of(case, change)
        issued = one.state is GuaranteeState.ISSUED and change.before == one.terms
        return issued and related_guarantees.still_offered(case, change)

    def check(self, context: DecisionContext) -> tuple[Draft, tuple[Finding, ...]]:
        """Return the guarantee as changed, and what the rules find in it and beside it.

        What was found before the change is found no more (`change_draft.py`).
        """
        draft = related_guarantees.draft_of(self.case, self.part, context)
        own = change_draft.check_change(
            draft, self.part, context.office, context.today, context.known
        )
        beside = related_guarantees.findings(self.case, self.part, context)
        return draft, (*own, *beside)

    def read_back(
        self, draft: Draft, findings: tuple[Finding, ...], context: DecisionContext
    ) -> tuple[ChangeSubject, ReadbackMail]:
        """Keep the terms, old and new, that はい will agree to, and those of others."""
        change, office = self.part, context.office
        one = change_draft.guarantee_of(self.case, change)
        subject = self.put(
            replace(
                change,
                before=one.terms,
                after=change_draft.new_terms(one, change, office, context.today),
                fellows=related_guarantees.offered(self.case, change, context),
            )
        )
        passed = lets_pass(office, draft.obligee)
        case, change = subject.case, subject.part
        mail = change_mails.readback_mail(case, change, draft, findings, passed)
        return subject, related_guarantees.with_others(case, change, mail, context)

    def rows_again(self, context: DecisionContext) -> tuple[FormRow, ...]:
        """Return the rows of the newest read-back, the others' too: old beside new."""
        draft = related_guarantees.draft_of(self.case, self.part, context)
        own = change_mails.readback_mail(self.case, self.part, draft, ())
        return related_guarantees.with_others(self.case, self.part, own, context).rows

    def under_new_revision(self, now: datetime) -> ChangeSubject:
        """Return the request under a new revision of its case."""
        revision = self.case.revision + 1
        part = replace(self.part, revision=revision, reminded=0, told_at=now)
        case = replace(self.case, revision=revision, asked=part.asked, updated_at=now)
        return replace(self, case=case.with_change(part))

    def waiting_since(self, now: datetime) -> ChangeSubject:
        """Return the request as asked or read back at this moment."""
        return self.put(replace(self.part, told_at=now))

    def at_once(self, _event: MailRead, _context: DecisionContext) -> Decision | None:
        """Never: a change is always read back, old beside new (specification 3.4)."""
        return None

    def agree(
        self,
        _draft: Draft,
        findings: tuple[Finding, ...],
        event: MailRead,
        context: DecisionContext,
    ) -> Decision:
        """Have the change reviewed, paid, or made an entry of the history."""
        return change_agreement.agree(self.case, self.part, findings, event, context)
