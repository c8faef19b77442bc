"""Carry a mail to one recipient, and write down every step before it is taken.

What is left in `dot_sent` after a crash is settled by evidence or called unknown; it is
never sent again by itself (specification 5.2).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import structlog

from mailbot.core.model.events import DeliverySettled
from mailbot.delivery.retry import PATIENCE, next_attempt
from mailbot.delivery.transport import (
    Later,
    Never,
    Outbound,
    Outcome,
    OutgoingMessage,
    Phase,
    Sent,
    Unknown,
)
from mailbot.security import reply_tokens
from mailbot.store.queue.contract import Claimed
from mailbot.store.records import Delivery, Mail
from mailbot.store.store import Store
from mailbot.store.transaction import Transaction

log = structlog.get_logger(__name__)

HandleEvent = Callable[[Transaction, int, DeliverySettled], object]
"""Gives an event of a case back to the intake, in the same transaction."""

_SETTLED = frozenset({"accepted", "never", "unknown"})


@dataclass(frozen=True, slots=True)
class Carrier:
    """Performs the job `deliver`: {"delivery": id}."""

    store: Store
    outbound: Outbound
    handle_event: HandleEvent
    secret: bytes
    bounces: str
    """The mailbox that bounces come back to; each delivery has its own token."""
    clock: Callable[[], datetime]
    dice: Callable[[], float]

    def deliver(self, claimed: Claimed) -> None:
        """Make one attempt at one delivery and settle what came of it."""
        number = claimed.number("delivery")
        with self.store.snapshot() as tx:
            delivery = tx.deliveries.get(number)
            mail = tx.mails.get(delivery.mail_id)
            parcel = self._parcel(mail, delivery, tx.blobs.raw(mail.digest))
        if delivery.phase in _SETTLED:
            with self.store.transaction() as tx:
                self.store.engine.settle(tx, claimed)
            return
        outcome = self._attempt(parcel, delivery)
        with self.store.transaction() as tx:
            self._settle(tx, claimed, mail, outcome)

    def _attempt(self, parcel: OutgoingMessage, delivery: Delivery) -> Outcome:
        if delivery.phase == "dot_sent":
            known = self.outbound.settle(parcel)
            return known or Unknown("the connection ended after the final dot")

        def record(phase: Phase) -> None:
            with self.store.transaction() as tx:
                tx.deliveries.set_phase(delivery.id, phase)

        return self.outbound.send(parcel, record)

    def _parcel(self, mail: Mail, delivery: Delivery, raw: bytes) -> OutgoingMessage:
        back = ""
        if mail.envelope_from != "<>":
            token = reply_tokens.Token("bounce", mail.id, delivery.id)
            back = reply_tokens.address(self.bounces, token, self.secret)
        name = f"{mail.at:%Y%m%d%H%M%S}.{mail.id}.{delivery.id}"
        return OutgoingMessage(raw, back, delivery.recipient, name)

    def _settle(
        self, tx: Transaction, claimed: Claimed, mail: Mail, outcome: Outcome
    ) -> None:
        delivery = tx.deliveries.get(claimed.number("delivery"))
        if isinstance(outcome, Later):
            due = self._next(delivery)
            if due is not None:
                tx.deliveries.settle(delivery.id, "later", outcome.reply, next_at=due)
                self.store.engine.defer(tx, claimed, due)
                return
            outcome = Never(f"given up after {PATIENCE.days} days: {outcome.reply}")
        kind = _NAMES[type(outcome)]
        if isinstance(outcome, Sent) and delivery.phase != "dot_sent":
            # Found where it was to go although no phase says so (a restored backup).
            tx.deliveries.set_phase(delivery.id, "dialog")
            tx.deliveries.set_phase(delivery.id, "dot_sent")
        queue_id = outcome.queue_id if isinstance(outcome, Sent) else None
        tx.deliveries.settle(delivery.id, kind, outcome.reply, queue_id=queue_id or "")
        if mail.case_id is not None:
            event = DeliverySettled(
                mail.id,
                mail.kind,
                self._submission_of(mail),
                delivery.recipient,
                kind,
                outcome.reply,
            )
            self.handle_event(tx, mail.case_id, event)
        self.store.engine.settle(tx, claimed)
        log.info("delivered", mail=mail.id, delivery=delivery.id, outcome=kind)

    def _next(self, delivery: Delivery) -> datetime | None:
        now = self.clock()
        attempts = max(delivery.attempts, 1)
        return next_attempt(attempts, delivery.first_at or now, now, self.dice())

    def _submission_of(self, mail: Mail) -> int | None:
        """Return the submission that a mail carries: its Message-ID has the token."""
        token = reply_tokens.find(mail.message_id, self.secret)
        submits = (
            isinstance(token, reply_tokens.Token) and token.purpose == "submission"
        )
        return token.id if submits and isinstance(token, reply_tokens.Token) else None


_NAMES: dict[type, Literal["accepted", "never", "unknown"]] = {
    Sent: "accepted",
    Never: "never",
    Unknown: "unknown",
}
