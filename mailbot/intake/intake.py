"""The spine: load, read, decide, commit.

    handle(mail)   raw bytes ── read ──> reading ── route ──> case ── decide ──> commit
    handle(event)                                            case ── decide ──> commit

Reading happens outside the transaction; the case is loaded, decided on and saved in
one, together with every effect and the settled job.  A process that dies anywhere
before the commit leaves the job waiting, and the same mail is decided once.  The commit
does not wait for the disk: whatever leaves the house because of it does.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace

import structlog

from mailbot.authentication.sender import NO_RELAY, Proof
from mailbot.core.decide import decide
from mailbot.core.decisions import reply_limits
from mailbot.core.decisions.change import number_to_change
from mailbot.core.decisions.routing import route
from mailbot.core.model.effects import Decision
from mailbot.core.model.events import MailRead, SenderClass
from mailbot.core.model.lookup_result import Found
from mailbot.intake.case_lookup import case_at
from mailbot.intake.decision_input import desk_for
from mailbot.intake.desk import Desk
from mailbot.intake.redact_keys import without_own_keys
from mailbot.intake.reply_context import (
    context_of,
    context_of_number,
    delivered,
    ticket_in,
)
from mailbot.intake.traffic import Traffic, is_same
from mailbot.sandbox.memory_budget import LARGE_OCTETS, InHand
from mailbot.sandbox.sandbox import Reader, read_here
from mailbot.store.incoming import HANDLE
from mailbot.store.queue.contract import Claimed
from mailbot.store.records import Noted
from mailbot.store.transaction import Transaction
from parsers.automatic.classify import OwnMail
from parsers.reading import Context, Reading

log = structlog.get_logger(__name__)

Settle = Callable[[Transaction], None]
"""Settles the job behind an event, in the event's own transaction."""

LookUp = Callable[[Reading, bytes, SenderClass], Found | None]
"""Looks up what an obligee's mail asks for (`registry.mail_requests`)."""


def nothing_to_look_up(
    _reading: Reading, _raw: bytes, _sender_class: SenderClass
) -> Found | None:
    """Look nothing up: the desk without its counter."""
    return None


@dataclass(frozen=True, slots=True)
class Intake(Desk):
    """Takes mails in, too.  Safe to call from several threads."""

    secret: bytes
    own: OwnMail
    read_mail: Reader = read_here
    look_up: LookUp = nothing_to_look_up
    proof: Proof = NO_RELAY
    in_hand: InHand = field(default_factory=InHand)
    """What bounds the large mails that are whole in memory at once."""

    def perform(self, claimed: Claimed) -> None:
        """Perform the job `handle`: {"mail": id}; one line of log for the mail."""
        mail_id = claimed.number("mail")
        with self._in_turn(claimed.kind, mail_id):
            decision = self.handle_mail(
                mail_id,
                lambda tx: self.store.engine.settle(tx, claimed),
                str(claimed.payload.get("taken", "")),
            )
        if decision is not None:
            log.info(
                "handled",
                mail=mail_id,
                fate=decision.fate,
                reason=decision.reason,
                case=decision.case.id if decision.case else None,
            )

    def _in_turn(self, kind: str, mail_id: int) -> AbstractContextManager[None]:
        """Wait until a large mail may be in memory; small ones wait for nothing."""
        if kind != HANDLE:
            with self.store.snapshot() as tx:
                octets = tx.mails.get(mail_id).octets
            if octets > LARGE_OCTETS:
                return self.in_hand.large.taken(octets)
        return nullcontext()

    def handle_mail(
        self, mail_id: int, settle: Settle, taken: str = ""
    ) -> Decision | None:
        """Read one kept mail and decide it; None when that was done before.

        `taken` names the person who has taken up a mail that was held.
        """
        with self.store.snapshot() as tx:
            mail = tx.mails.get(mail_id)
            octets = delivered(tx.blobs.raw(mail.digest), mail)
            ticket = ticket_in(mail.recipients, self.secret)
            context = context_of(tx, ticket, self.secret)
        reading = self.read_mail(octets, mail.at, context, self.own)
        if context is None and (about := self._changed(reading)) is not None:
            again = self.read_mail(octets, mail.at, about, self.own)
            reading = again if again.intent == reading.intent else reading
        if ticket.purpose is None and not ticket.forged:
            ticket = ticket_in(reading.envelope.references, self.secret)
        sender_class = self.proof.of(mail, octets, reading.envelope.sender)
        found = self.look_up(reading, octets, sender_class)
        traffic = Traffic(self.office, self.proof)
        heard = reply_limits.as_taken_up(
            MailRead(
                mail_id,
                reading,
                sender_class,
                ticket,
                found=found,
                addressed=traffic.addressed(mail),
                taken=taken,
            )
        )
        with self.store.transaction(durable=False) as tx:
            same = is_same(tx, mail, octets, heard, self.secret)
            decision = self._decide_mail(tx, replace(heard, same=same))
            settle(tx)
        return decision

    def _changed(self, reading: Reading) -> Context | None:
        """Return what a 変更 with a number speaks of, if the reading is one."""
        if not number_to_change(reading):
            return None
        with self.store.snapshot() as tx:
            return context_of_number(tx, self.office, reading)

    def _decide_mail(self, tx: Transaction, heard: MailRead) -> Decision | None:
        mail = tx.mails.get(heard.mail_id)
        if mail.fate != "received":
            return None
        reading = without_own_keys(heard.reading, tx.keys.among)
        heard = replace(heard, reading=reading)
        tx.mails.note_reading(heard.mail_id, _noted(reading, heard.sender_class))
        case = case_at(tx.cases, route(reading, heard.ticket, self.office))
        traffic = Traffic(self.office, self.proof)
        event = traffic.with_counts(tx, heard, mail)
        decision = decide(case, event, desk_for(tx, self.office, case, reading))
        self.committer.commit(tx, event, decision)
        traffic.note(tx.counts, case, event, decision, mail)
        tx.mails.settle(
            heard.mail_id,
            decision.fate,
            decision.reason,
            decision.case.id if decision.case else None,
        )
        return decision


def _noted(reading: Reading, sender_class: SenderClass) -> Noted:
    return Noted(
        sender=reading.envelope.sender or "",
        subject=reading.envelope.subject,
        intent=reading.intent,
        sender_class=sender_class,
        reading=reading.to_json(""),
    )
