"""The stage of a dialogue: the real parsers, core and templates, and nothing else.

What the store and the worker do is done here by hand, in memory: cases, due rows,
numbers, and who wrote what.  No socket, no database, no waiting.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.message import EmailMessage

from mailbot.assets import assets
from mailbot.composer.composer import Composed, Composer, Letterhead, Stamp
from mailbot.core.decide import decide
from mailbot.core.decisions.case_reference import files_wanted
from mailbot.core.decisions.routing import Route, route
from mailbot.core.model.case import Case
from mailbot.core.model.contractor_record import ContractorRecord, is_open
from mailbot.core.model.decision_context import DecisionContext, NewIds
from mailbot.core.model.effects import (
    CallStaff,
    Decision,
    DropDues,
    Issue,
    Send,
    SetDue,
)
from mailbot.core.model.events import (
    NO_TICKET,
    CameDue,
    CertificateArrived,
    DeliverySettled,
    Event,
    MailRead,
    PaperPrinted,
    SenderClass,
    Ticket,
)
from mailbot.core.model.guarantee import GuaranteeState
from mailbot.core.office.business_hours import TOKYO, day_in_tokyo
from mailbot.core.office.office import Office, branch_of
from parsers.read import read
from parsers.reading import Context, Reading
from tests.dialogues import counter

COMPOSER = Composer(assets("templates"))
_GONE = frozenset({GuaranteeState.REFUSED, GuaranteeState.CANCELLED})


@dataclass(frozen=True, slots=True)
class Sent:
    """A mail of ours, composed."""

    send: Send
    made: Composed

    @property
    def ticket(self) -> Ticket:
        """Return the token that a reply to it carries."""
        if self.send.purpose is None:
            return NO_TICKET
        return Ticket(self.send.purpose, self.send.token_id, self.send.revision)


@dataclass(frozen=True, slots=True)
class Written:
    """A mail that somebody writes: new, or as a reply to one of ours."""

    sender: str
    subject: str
    text: str
    answers: Sent | None = None
    files: tuple[str, ...] = ()

    def raw(self, number: int) -> bytes:
        """Return its bytes, as a mail program writes them, quoting what it answers."""
        mail = EmailMessage()
        mail["From"] = self.sender
        mail["To"] = "moushikomi@hosho.example.jp"
        mail["Subject"] = self.subject
        mail["Message-ID"] = f"<{number}@writer.example.jp>"
        text = self.text
        if self.answers is not None:
            mail["In-Reply-To"] = f"<{self.answers.made.message_id}>"
            lines = self.answers.made.text.splitlines()
            text += "\n\n" + "\n".join(f"> {line}" for line in lines)
        mail.set_content(f"{text}\n", charset="utf-8", cte="8bit")
        for file in self.files:
            name, says, told = file.partition(" ＝ ")
            content = "\n".join(told.split("／")) if says else f"%PDF-1.4 {name}"
            mail.add_attachment(
                content.encode(),
                maintype="text" if says else "application",
                subtype="plain" if says else "pdf",
                filename=name,
            )
        return mail.as_bytes()


@dataclass
class Stage:
    """Everything that a dialogue changes."""

    office: Office
    now: datetime
    first: bool = False
    by_hand: bool = False
    """Whether arrivals and deliveries wait for the transcript to say so."""
    senders: SenderClass = "claimed"
    """How far senders are proved here (specification 3.1)."""
    cases: dict[int, Case] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    tasks: list[CallStaff] = field(default_factory=list)
    dues: dict[tuple[int, str], SetDue] = field(default_factory=dict)
    newest: int = 0
    mails: int = 0
    numbers: int = 0

    def hears(self, mail: Written) -> Decision:
        """Read a mail and decide it, as the intake does."""
        self.mails += 1
        ticket = mail.answers.ticket if mail.answers else NO_TICKET
        reading = read(mail.raw(self.mails), self.now, self._context(ticket))
        case = self._find(route(reading, ticket, self.office))
        sender = reading.envelope.sender or ""
        recent = sum(one.send.to == sender for one in self.sent)
        found = counter.found(reading, self.cases.values(), self.office)
        event = MailRead(self.mails, reading, self.senders, ticket, recent, found)
        return self.happens(case, event, reading)

    def happens(
        self, case: Case | None, event: Event, reading: Reading | None = None
    ) -> Decision:
        """Decide an event, keep the case, and perform the effects."""
        ids = [g.id for one in self.cases.values() for g in one.guarantees]
        away = [s.id for one in self.cases.values() for s in one.submissions]
        fresh = NewIds(
            max(self.cases, default=0) + 1,
            f"2026-{len(self.cases) + 1:06d}",
            max(ids, default=0) + 1,
            max(away, default=0) + 1,
        )
        known = self._known(case, reading)
        decision = decide(
            case, event, DecisionContext(self.office, self.now, fresh, known)
        )
        if decision.case is not None:
            self.newest = decision.case.id
            self.cases[self.newest] = decision.case
        self._perform(decision)
        return decision

    def _perform(self, decision: Decision) -> None:
        case = decision.case
        following: list[Event] = []
        for effect in decision.effects:
            if isinstance(effect, Send):
                following += self._post(effect, case)
            elif isinstance(effect, CallStaff):
                self.tasks.append(effect)
            elif case is not None and isinstance(effect, SetDue):
                self.dues[case.id, effect.what] = effect
            elif case is not None and isinstance(effect, DropDues):
                self.dues = {k: v for k, v in self.dues.items() if k[0] != case.id}
            elif case is not None and isinstance(effect, Issue):
                following.append(self._issue(case.id, effect.guarantee_id))
        for event in () if self.by_hand else following:
            self.happens(self.cases[self.newest], event)

    def _post(self, send: Send, case: Case | None) -> list[Event]:
        known = self.office.contractor_at(send.to)
        branch = next(iter(self.office.branches.values()))
        if case is not None:
            known = self.office.contractors[case.contractor_id]
            branch = branch_of(case.text("branch"), case.contractor_id, self.office)
        receipt = case.receipt if case else ""
        if send.kind == "obligee_noted":
            known, receipt = None, ""
        sheet = Letterhead(self.office, branch, known, receipt, live=True)
        stamp = Stamp(
            self.now,
            f"m{len(self.sent)}@hosho.example.jp",
            "seed",
            "",
            "moushikomi@hosho.example.jp",
            "mark",
        )
        self.sent.append(Sent(send, COMPOSER.compose(send, sheet, stamp)))
        if send.kind != "submission":
            return []
        return [
            DeliverySettled(
                self.mails, send.kind, send.token_id, send.to, "accepted", "250 OK"
            )
        ]

    def _issue(self, case_id: int, guarantee_id: int) -> Event:
        """Assign a number where there is none, and say that the document is there."""
        case = self.cases[case_id]
        one = case.guarantee(guarantee_id)
        assert one is not None
        if not one.number:
            self.numbers += 1
            one = replace(one, number=f"00427-{self.numbers:06d}")
            self.cases[case_id] = case.with_guarantee(one)
        if one.form == "paper":
            return PaperPrinted(guarantee_id, self.now, one.entry)
        return CertificateArrived(guarantee_id, self.now, one.entry)

    def until(self, then: datetime) -> None:
        """Let time pass; what comes due on the way comes in its order."""
        while due := min(
            ((one.at, key) for key, one in self.dues.items() if one.at <= then),
            default=None,
        ):
            at, key = due
            effect = self.dues.pop(key)
            self.now = max(self.now, at)
            event = CameDue(effect.what, effect.revision)
            self.happens(self.cases[key[0]], event)
        self.now = then

    def _context(self, ticket: Ticket) -> Context | None:
        of_case = ticket.purpose in {"case", "withdrawal"}
        case = self.cases.get(ticket.id) if of_case else None
        if case is None:
            return None
        texts = [one.made.text for one in self.sent if one.ticket == ticket]
        form = "\n".join(texts) or None
        return Context(case.asked, form, case.days(), tuple(case.products))

    def _find(self, way: Route) -> Case | None:
        own = [c for c in self.cases.values() if c.contractor_id == way.contractor_id]
        found: Iterator[Case]
        match way.by:
            case "case":
                return self.cases.get(way.id)
            case "submission":
                found = (
                    c
                    for c in self.cases.values()
                    if any(s.id == way.id for s in c.submissions)
                )
            case "receipt":
                found = (c for c in own if c.receipt == way.receipt)
            case "number":
                found = (
                    c for c in own if any(g.number == way.number for g in c.guarantees)
                )
            case "obligee":
                found = (
                    c
                    for c in self.cases.values()
                    if any(g.number == way.number for g in c.guarantees)
                )
            case "open":
                still = [c for c in own if is_open(c)]
                found = iter(still if len(still) == 1 else ())
            case _:
                found = iter(())
        return next(found, None)

    def _known(self, case: Case | None, reading: Reading | None) -> ContractorRecord:
        sender = (reading.envelope.sender if reading else None) or ""
        writer = self.office.contractor_at(sender) if sender else None
        whose = case.contractor_id if case else writer.id if writer else ""
        own = [c for c in self.cases.values() if c.contractor_id == whose]
        others = [c for c in own if case is None or c.id != case.id]
        wanted = files_wanted(case, reading) if reading is not None else "none"
        files = tuple(c for c in own if wanted == "newest" or is_open(c))
        today = day_in_tokyo(self.now)
        return ContractorRecord(
            exposure_yen=sum(
                g.terms.amount
                for c in others
                for g in c.guarantees
                if g.state not in _GONE and g.terms.guarantee_until >= today
            ),
            first=self.first
            and not any(g.number for c in others for g in c.guarantees),
            earlier=tuple(own),
            files=files if wanted != "none" else (),
        )


def moment(text: str) -> datetime:
    """Return a moment in Tokyo written as 2026-03-02 10:00."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=TOKYO)


def later(stage: Stage, text: str) -> datetime:
    """Return a moment as a transcript writes it: a date and time, +3日, +20分."""
    if not text.startswith("+"):
        return moment(text)
    count, unit = int(text[1:-1]), text[-1]
    return (
        stage.now
        + timedelta(days=count) * (unit == "日")
        + timedelta(minutes=count) * (unit == "分")
    )
