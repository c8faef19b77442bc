"""An application as the subject of a conversation: the case itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from mailbot.core.decisions import issue
from mailbot.core.decisions.case_mail import as_written, remember_papers, without_number
from mailbot.core.mails.conversation import ReadbackMail, readback
from mailbot.core.mails.form_rows import FormRow, NamedGuarantee, rows
from mailbot.core.model.case import Case
from mailbot.core.model.decision_context import DecisionContext
from mailbot.core.model.draft import Draft, complete, merge
from mailbot.core.model.effects import Decision, DropDues
from mailbot.core.model.events import MailRead
from mailbot.core.model.finding import Finding
from mailbot.core.rules.application_rules import check


@dataclass(frozen=True, slots=True)
class ApplicationSubject:
    """The application of a case; it counts its rounds itself."""

    case: Case
    code: str = ""
    ends: tuple[DropDues, ...] = (DropDues(),)

    @property
    def part(self) -> Case:
        """The case."""
        return self.case

    @property
    def asked_at(self) -> datetime:
        """When the newest question or read-back was sent."""
        return self.case.updated_at

    @property
    def was_read_back(self) -> bool:
        """Whether it was read back before."""
        return bool(self.case.shown)

    def put(self, part: Case) -> ApplicationSubject:
        """Return the application of a changed case."""
        return replace(self, case=part)

    def moved(self, verb: str, now: datetime) -> Case:
        """Return the case after `verb`."""
        return self.case.move(verb, now)

    def expired(self, now: datetime) -> ApplicationSubject:
        """End the case; a late answer is still read as one to what was asked."""
        return self.put(self.case.move("expire", now))

    def due(self, what: str) -> str:
        """Return the name of a due row."""
        return what

    @property
    def about(self) -> NamedGuarantee | None:
        """What names it to the contractor beside the case: nothing."""
        return None

    @property
    def concerns(self) -> dict[str, object]:
        """What names it to staff."""
        return {"case": self.case.id}

    def is_answered_by(self, _event: MailRead) -> bool:
        """Whether a mail of the case speaks of it: before はい every mail does."""
        return True

    def takes_papers(self, _event: MailRead) -> bool:
        """Whether files that come alone are for it: before はい they are."""
        return True

    def gives(self, event: MailRead) -> bool:
        """Whether a mail gives a value, one that cannot be read, or a product."""
        reading = event.reading
        return bool(reading.fields or reading.problems or reading.products)

    def remarks(self, _event: MailRead) -> tuple[Finding, ...]:
        """Remark nothing: whatever is wished can be applied for."""
        return ()

    def with_mail(self, event: MailRead) -> ApplicationSubject:
        """Return the application with what a mail says."""
        return self.put(with_mail(self.case, event))

    def still_stands(self) -> bool:
        """Nothing but the contractor's own mails changes what was read back."""
        return True

    def check(self, context: DecisionContext) -> tuple[Draft, tuple[Finding, ...]]:
        """Return the draft of the application, and what the rules find in it."""
        contractor = context.office.contractors[self.case.contractor_id]
        draft = complete(self.case, context.office, contractor)
        return draft, check(draft, context.office, context.today, context.known)

    def read_back(
        self, draft: Draft, findings: tuple[Finding, ...], context: DecisionContext
    ) -> tuple[ApplicationSubject, ReadbackMail]:
        """Keep the values that are shown; say what changed since the last time."""
        mail = readback(draft, findings, context.office, self.case.shown, context.today)
        return self.put(replace(self.case, shown=draft.said)), mail

    def rows_again(self, _context: DecisionContext) -> tuple[FormRow, ...]:
        """Return the rows of the newest read-back as they were shown."""
        return rows(self.case.shown, {})

    def under_new_revision(self, now: datetime) -> ApplicationSubject:
        """Return the application under a new revision."""
        case = self.case
        said = replace(case, revision=case.revision + 1, reminded=0, updated_at=now)
        return self.put(said)

    def waiting_since(self, now: datetime) -> ApplicationSubject:
        """Return the application as asked or read back at this moment."""
        return self.put(replace(self.case, updated_at=now))

    def at_once(self, event: MailRead, context: DecisionContext) -> Decision | None:
        """Accept an application without a read-back, where policy says so; else None.

        Only from a proved sender, and only without any remark of any rule.  To send to
        the obligee on somebody's behalf needs their own word: a default is none.
        """
        skips = context.office.policy.confirmation == "skip_when_clean_and_proved"
        if not skips or event.sender_class != "proved":
            return None
        draft, findings = self.check(context)
        ours = draft.text("submission") != "self"
        by_default = draft.said["submission"].source == "default"
        if findings or (ours and by_default):
            return None
        seen = replace(draft, case=self.case.move("read_back", context.now))
        return issue.accept(seen, (), event, context)

    def agree(
        self,
        draft: Draft,
        findings: tuple[Finding, ...],
        event: MailRead,
        context: DecisionContext,
    ) -> Decision:
        """Make guarantees of what was read back."""
        return issue.accept(draft, findings, event, context)


def with_mail(case: Case, event: MailRead) -> Case:
    """Return the case with what a mail says, how urgent, and in which language."""
    case = as_written(remember_papers(case, event), event)
    return merge(case, without_number(event.reading), event.mail_id)
