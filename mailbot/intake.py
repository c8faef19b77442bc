"""The spine: load, read, decide, commit.

    handle(mail)   raw bytes ── read ──> reading ── route ──> case ── decide ──> commit
    handle(event)                                            case ── decide ──> commit

Reading happens outside the transaction; the case is loaded, decided on and saved in
one, together with every effect and the settled job.  A process that dies anywhere
before the commit leaves the job waiting, and the same mail is decided once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog

from mailbot.commit import Committer
from mailbot.core.case import Case
from mailbot.core.changing import number_to_change, product_in_talk
from mailbot.core.decide import decide
from mailbot.core.desk import Desk, Fresh
from mailbot.core.effects import Decision
from mailbot.core.events import NO_TICKET, Event, MailRead, SenderClass, Ticket
from mailbot.core.hours import day_in_tokyo
from mailbot.core.mailroom import Route, route
from mailbot.core.office import Office
from mailbot.engine.jobs import Claimed
from mailbot.reading import Reader
from mailbot.security import tokens
from mailbot.standing import standing
from mailbot.store.store import Store
from mailbot.store.transaction import Transaction
from mailbot.store.values import Mail, MailFilter, Noted
from parsers.machines import OwnMail
from parsers.read import read
from parsers.reading import Context, Reading

log = structlog.get_logger(__name__)

LOOKBACK = timedelta(hours=24)
"""The window of the loop guard (RFC 3834 2)."""

_FORMS = 5
"""Mails of one token that a reply may quote; there are rarely two."""

Settle = Callable[[Transaction], None]
"""Settles the job behind an event, in the event's own transaction."""


@dataclass(frozen=True, slots=True)
class Intake:
    """Takes events in.  Safe to call from several threads: the store orders them."""

    store: Store
    office: Office
    secret: bytes
    own: OwnMail
    committer: Committer
    read_mail: Reader = read

    def perform(self, claimed: Claimed) -> None:
        """Perform the job `handle`: {"mail": id}; one line of log for the mail."""
        mail_id = claimed.payload["mail"]
        if not isinstance(mail_id, int):
            raise TypeError("a mail has a number")
        decision = self.handle_mail(
            mail_id, lambda tx: self.store.engine.settle(tx, claimed)
        )
        if decision is not None:
            log.info(
                "handled",
                mail=mail_id,
                fate=decision.fate,
                reason=decision.reason,
                case=decision.case.id if decision.case else None,
            )

    def handle_mail(self, mail_id: int, settle: Settle) -> Decision | None:
        """Read one kept mail and decide it; None when that was done before."""
        with self.store.snapshot() as tx:
            mail = tx.mail(mail_id)
            raw = tx.raw(mail.digest)
            ticket = self._ticket(mail.recipients)
            context = self._context(tx, ticket)
        octets = _delivered(raw, mail)
        reading = self.read_mail(octets, mail.at, context, self.own)
        if context is None and (about := self._changed(reading)) is not None:
            again = self.read_mail(octets, mail.at, about, self.own)
            reading = again if again.intent == reading.intent else reading
        if ticket.purpose is None and not ticket.forged:
            ticket = self._ticket(reading.envelope.references)
        with self.store.transaction() as tx:
            decision = self._decide_mail(tx, mail_id, reading, ticket)
            settle(tx)
        return decision

    def _decide_mail(
        self, tx: Transaction, mail_id: int, reading: Reading, ticket: Ticket
    ) -> Decision | None:
        mail = tx.mail(mail_id)
        if mail.fate != "received":
            return None
        sender_class = sender_class_of(mail)
        tx.note_reading(mail_id, _noted(reading, sender_class))
        case = self._find(tx, route(reading, ticket, self.office))
        sender = reading.envelope.sender
        recent = tx.answers_to(sender, tx.now - LOOKBACK) if sender else 0
        event = MailRead(mail_id, reading, sender_class, ticket, recent)
        decision = decide(case, event, self._desk(tx, case, reading))
        self.committer.commit(tx, event, decision)
        tx.settle_mail(
            mail_id,
            decision.fate,
            decision.reason,
            decision.case.id if decision.case else None,
        )
        return decision

    def handle(self, tx: Transaction, case_id: int, event: Event) -> Decision:
        """Decide an event that is not a mail, in the caller's transaction."""
        case = tx.find_case(case_id)
        decision = decide(case, event, self._desk(tx, case))
        self.committer.commit(tx, event, decision)
        return decision

    def _context(self, tx: Transaction, ticket: Ticket) -> Context | None:
        """Return what a reply answers: fields asked, text sent, days known.

        The text is that of the mails with the reply's own token, not of the newest:
        what an overtaken mail said and the reply quotes is no change of the sender's.
        """
        case = tx.find_case(ticket.id) if ticket.purpose == "case" else None
        if case is None:
            return None
        token = tokens.write(
            tokens.Token("case", ticket.id, ticket.revision), self.secret
        )
        sent = MailFilter(token, case.id, "out", limit=_FORMS)
        texts = [read(tx.raw(one.digest), one.at).text for one in tx.mails(sent)]
        form = "\n".join(texts) or None
        products = product_in_talk(case, ticket.revision) or tuple(case.products)
        return Context(case.asked, form, case.days(), products)

    def _changed(self, reading: Reading) -> Context | None:
        """Return what a 変更 with a number speaks of: the product of its guarantee.

        Only the sender's own: a number tells nothing to anybody else.
        """
        number = number_to_change(reading)
        contractor = self.office.contractor_at(reading.envelope.sender or "")
        if not number or contractor is None:
            return None
        with self.store.snapshot() as tx:
            found = tx.guarantee_of(number)
            case = tx.case_of_guarantee(found) if found is not None else None
        if case is None or found is None or case.contractor_id != contractor.id:
            return None
        one = case.guarantee(found)
        products = (one.product,) if one else ()
        return Context(dates=case.days(), products=products)

    def _desk(
        self, tx: Transaction, case: Case | None, reading: Reading | None = None
    ) -> Desk:
        case_id, guarantee_id, submission_id = tx.unused_ids()
        receipt = tx.next_receipt(day_in_tokyo(tx.now).year)
        fresh = Fresh(case_id, receipt, guarantee_id, submission_id)
        on_file = standing(tx, self.office, case, reading)
        return Desk(self.office, tx.now, fresh, on_file)

    def _ticket(self, texts: tuple[str, ...]) -> Ticket:
        """Return the first token of ours in addresses or Message-IDs."""
        found = NO_TICKET
        for text in texts:
            token = tokens.find(text, self.secret)
            if isinstance(token, tokens.Token):
                return Ticket(token.purpose, token.id, token.revision)
            if isinstance(token, tokens.Forged):
                found = Ticket(forged=True)
        return found

    def _find(self, tx: Transaction, way: Route) -> Case | None:
        """Load the case that a route leads to; None where it leads nowhere."""
        match way.by:
            case "case":
                return tx.find_case(way.id)
            case "submission":
                return tx.case_of_submission(way.id)
            case "delivery":
                return tx.case_of_mail(way.id)
            case "receipt" | "number":
                return _own(tx, way)
            case "open":
                open_cases = tx.open_cases(way.contractor_id)
                return open_cases[0] if len(open_cases) == 1 else None
            case "none":
                return None


def _own(tx: Transaction, way: Route) -> Case | None:
    """Return a case only to its contractor: a number alone opens nothing."""
    by_receipt = way.by == "receipt"
    case = (
        tx.case_by_receipt(way.receipt) if by_receipt else tx.case_by_number(way.number)
    )
    return case if case and case.contractor_id == way.contractor_id else None


def sender_class_of(mail: Mail) -> SenderClass:
    """Say how far a mail's sender is proved (specification 3.1).

    LIMIT: only SMTP AUTH proves a sender here; SPF, DKIM and DMARC are not evaluated.
    """
    return "proved" if mail.authenticated else "claimed"


def _delivered(raw: bytes, mail: Mail) -> bytes:
    """Return the bytes with the null sender of their envelope, if they had one.

    As a final delivery writes it (RFC 5321 4.4): readers know an envelope by its
    Return-Path.  A mail without recipients came without an envelope.
    """
    null_sender = mail.recipients and not mail.envelope_from
    return b"Return-Path: <>\r\n" + raw if null_sender else raw


def _noted(reading: Reading, sender_class: SenderClass) -> Noted:
    return Noted(
        sender=reading.envelope.sender or "",
        subject=reading.envelope.subject,
        intent=reading.intent,
        sender_class=sender_class,
        reading=reading.to_json(""),
    )
