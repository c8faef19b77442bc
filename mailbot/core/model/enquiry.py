"""An enquiry: who asks, by which mail, with which words, and what it may speak of.

The answer speaks of the sender's own cases only, under the token of the one case that
it is about.
"""

from __future__ import annotations

from dataclasses import dataclass

from mailbot.core.model.case import Case
from mailbot.core.model.decision_context import DecisionContext
from mailbot.core.model.effects import Decision, DocumentRef, Send
from mailbot.core.model.events import MailRead
from mailbot.core.model.guarantee import Guarantee
from mailbot.core.model.mail_kind import Mail
from mailbot.core.office.office import Contractor

MOST_LISTED = 50
"""Cases of one list or status; the newest of them are shown."""


@dataclass(frozen=True, slots=True)
class Enquiry:
    """One enquiry: who asks, by which mail, on which case if any, with which words."""

    case: Case | None
    event: MailRead
    context: DecisionContext
    contractor: Contractor
    args: tuple[str, ...]

    def own(self) -> tuple[Case, ...]:
        """Return the cases that the answer may speak of, newest last."""
        files = self.context.known.files
        if self.case is not None:
            others = (one for one in files if one.id != self.case.id)
            files = tuple(sorted((*others, self.case), key=lambda one: one.id))
        return files[-MOST_LISTED:]

    def numbered(self) -> tuple[tuple[Case, Guarantee], ...]:
        """Return the sender's own issued guarantees that are asked about.

        Without a number: those of the case that the mail answers, or the only one
        there is; of several nobody can say which is meant (`meant`).
        """
        wanted = set(self.args)
        if not wanted and self.case is None:
            issued = self._issued(self.own())
            return issued if len(issued) == 1 else ()
        cases = self.own() if wanted else (self.case,) if self.case else ()
        found = self._issued(cases)
        return tuple(pair for pair in found if not wanted or pair[1].number in wanted)

    def meant(self) -> tuple[tuple[Case, Guarantee], ...]:
        """Return the guarantees of which one is to be named: none where one was."""
        if self.args or self.case is not None:
            return ()
        issued = self._issued(self.own())
        return issued if len(issued) > 1 else ()

    @staticmethod
    def _issued(cases: tuple[Case, ...]) -> tuple[tuple[Case, Guarantee], ...]:
        return tuple(
            (case, one)
            for case in cases
            for one in case.guarantees
            if one.number and one.arrived_at
        )

    def answer(
        self, mail: Mail, to: str = "", documents: tuple[DocumentRef, ...] = ()
    ) -> Decision:
        """Answer the sender, with the token of the one case that it is about."""
        about = {case.id: case for case, _ in self.numbered()} if self.args else {}
        only = next(iter(about.values())) if len(about) == 1 else None
        case = self.case or only
        send = Send(
            mail,
            to or self.event.reading.envelope.sender or "",
            "case" if case else None,
            case.id if case else 0,
            case.revision if case else 0,
            self.event.mail_id,
            documents=documents,
        )
        return Decision(case, "applied", mail.kind, (send,), "contractor")
