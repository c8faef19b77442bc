"""Posting: composed mails and their deliveries, one per recipient, with phases.

    ready ──> dialog ──> dot_sent ──> accepted | later | never | unknown
      ^          │                                  │
      └──────────┴─── before the dot a retry is safe ┘ (later ──> dialog)

The phase is committed before the final dot is written.  `dot_sent` without an answer
is `unknown`, and nothing but evidence or a person leads out of it (reliability 1.3).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

import sqlalchemy as sa

from mailbot.errors import MailbotError
from mailbot.store.clean_text import clean
from mailbot.store.incoming import IncomingMails, message_id_of
from mailbot.store.masking import mask
from mailbot.store.prepared import Prepared
from mailbot.store.queue.contract import Job
from mailbot.store.records import Delivery, MailFate, Outcome, OutMail, Phase
from mailbot.store.schema import deliveries, mails, promises
from mailbot.store.transaction_base import NotKept

DELIVER = "deliver"
"""The job that hands a mail to one recipient: payload {"delivery", "mail", "case"}."""

PHASES: Mapping[Phase, frozenset[Phase]] = MappingProxyType(
    {
        "ready": frozenset({"dialog", "later", "never"}),
        "dialog": frozenset({"dot_sent", "later", "never", "dialog"}),
        "dot_sent": frozenset({"accepted", "later", "never", "unknown"}),
        "later": frozenset({"dialog", "never"}),
        "unknown": frozenset({"accepted", "never", "ready"}),
        "accepted": frozenset(),
        "never": frozenset(),
    }
)
"""Which phase may follow which; `unknown` to `ready` is a person's decision."""

_SETTLED: tuple[Phase, ...] = ("accepted", "never", "unknown")

# Statements of the hot path are built once: building one takes longer than running it.
_COLUMNS = [deliveries.c[name] for name in Delivery.__dataclass_fields__]
_DELIVERY = sa.select(*_COLUMNS).where(deliveries.c.id == sa.bindparam("delivery"))
_DELIVERIES = (
    sa.select(*_COLUMNS)
    .where(deliveries.c.mail_id == sa.bindparam("mail"))
    .order_by(deliveries.c.id)
)
_ADD = Prepared(
    sa.insert(deliveries).returning(deliveries.c.id),
    *("mail_id", "recipient", "address", "at"),
    *("phase", "attempts", "reply", "queue_id"),
)
_CHANGE = sa.update(deliveries).where(deliveries.c.id == sa.bindparam("which"))
_COMPOSED = Prepared(
    sa.select(mails.c.id).where(mails.c.effect_key == sa.bindparam("effect"))
)
_SETTLE = sa.update(mails).where(mails.c.id == sa.bindparam("which"))
_KEEP_PROMISE = Prepared(
    sa.delete(promises).where(promises.c.key == sa.bindparam("effect"))
)


class WrongPhase(MailbotError):  # noqa: N818 - a state, not a fault
    """A delivery cannot go from its phase to that one: it would be sent twice."""


class OutgoingMails(IncomingMails):
    """The verbs of outgoing mail."""

    def compose(self, mail: OutMail) -> int:
        """Keep a composed mail and promise its deliveries; return its id.

        The same effect key again returns the mail that it made before, unchanged.
        """
        made = self.composed(mail.effect_key)
        if made is not None:
            return made
        digest = self.put(mail.raw)
        (mail_id,) = self.log_mails([_out_row(mail, digest, self.now)])
        recipients = list(dict.fromkeys(mail.recipients))
        rows = [self._delivery_row(mail_id, recipient) for recipient in recipients]
        ids = [_ADD.rows(self.connection, row)[0][0] for row in rows]
        _KEEP_PROMISE.run(self.connection, {"effect": mail.effect_key})
        jobs = [
            Job(
                DELIVER,
                {"delivery": number, "mail": mail_id, "case": mail.case_id},
                lock=self._out_lock(mail, recipient),
            )
            for number, recipient in zip(ids, recipients, strict=True)
        ]
        self._engine.enqueue_all(self, jobs)
        return mail_id

    def composed(self, effect_key: str) -> int | None:
        """Return the mail that an effect has made already, None if it has not."""
        made = _COMPOSED.first(self.connection, {"effect": effect_key})
        return made[0] if made else None

    def delivery(self, delivery_id: int) -> Delivery:
        """Return one delivery; NotKept when there is none."""
        found = self.connection.execute(_DELIVERY, {"delivery": delivery_id})
        row = found.mappings().one_or_none()
        if row is None:
            raise NotKept(f"There is no delivery {delivery_id}.")
        return Delivery(**row)

    def deliveries(self, mail_id: int) -> tuple[Delivery, ...]:
        """Return the deliveries of a mail, in the order of its recipients."""
        rows = self.connection.execute(_DELIVERIES, {"mail": mail_id})
        return tuple(Delivery(**row) for row in rows.mappings())

    def unsettled(self, phase: Phase) -> tuple[Delivery, ...]:
        """Return all deliveries in one phase, oldest first."""
        rows = self.connection.execute(
            sa.select(*_COLUMNS)
            .where(deliveries.c.phase == phase)
            .order_by(deliveries.c.id)
        )
        return tuple(Delivery(**row) for row in rows.mappings())

    def set_phase(self, delivery_id: int, phase: Phase) -> Delivery:
        """Move a delivery on and return it; WrongPhase if `PHASES` forbids it.

        Entering `dialog` counts an attempt.
        """
        before = self._allowed(delivery_id, phase)
        changes: dict[str, object] = {"phase": phase, "next_at": None}
        if phase == "dialog":
            changes["attempts"] = before.attempts + 1
            changes["first_at"] = before.first_at or self.now
        return self._change_delivery(delivery_id, changes)

    def settle_delivery(
        self,
        delivery_id: int,
        outcome: Outcome,
        reply: str = "",
        *,
        queue_id: str = "",
        next_at: datetime | None = None,
    ) -> Delivery:
        """Write down how an attempt ended, and what has become of the mail with it.

        `next_at` says when `later` is.  WrongPhase if `PHASES` forbids the outcome.
        """
        before = self._allowed(delivery_id, outcome)
        changed = self._change_delivery(
            delivery_id,
            {
                "phase": outcome,
                "reply": self.hidden(clean(reply, 2000)),
                "queue_id": self.hidden(clean(queue_id, 200)),
                "next_at": next_at if outcome == "later" else None,
                "settled_at": self.now if outcome in _SETTLED else None,
            },
        )
        self._judge_mail(before.mail_id)
        return changed

    def _allowed(self, delivery_id: int, phase: Phase) -> Delivery:
        before = self.delivery(delivery_id)
        if phase not in PHASES[before.phase]:
            raise WrongPhase(
                f"Delivery {delivery_id} cannot go from {before.phase} to {phase}."
            )
        return before

    def _change_delivery(
        self, delivery_id: int, changes: Mapping[str, object]
    ) -> Delivery:
        self.connection.execute(_CHANGE, {"which": delivery_id, **changes})
        return self.delivery(delivery_id)

    def _judge_mail(self, mail_id: int) -> None:
        phases = {one.phase for one in self.deliveries(mail_id)}
        fate: MailFate = "sent"
        if phases - set(_SETTLED):
            fate = "queued"
        elif "unknown" in phases:
            fate = "unknown"
        elif "never" in phases:
            fate = "failed"
        self.connection.execute(_SETTLE, {"which": mail_id, "fate": fate})

    def _out_lock(self, mail: OutMail, recipient: str) -> str | None:
        """Keep the order of one case's mails to one address, retries included."""
        if mail.case_id is None:
            return None
        hashed = self._vault.keyed_hash(recipient.lower())[:16]
        return f"out:{mail.case_id}:{hashed}"

    def _delivery_row(self, mail_id: int, recipient: str) -> dict[str, object]:
        return {
            "mail_id": mail_id,
            "recipient": clean(recipient, 400),
            "address": clean(recipient, 400).lower(),
            "at": self.now,
            "phase": "ready",
            "attempts": 0,
            "reply": "",
            "queue_id": "",
        }


def _out_row(mail: OutMail, digest: str, now: datetime) -> dict[str, object]:
    return {
        "direction": "out",
        "digest": digest,
        "octets": len(mail.raw),
        "at": now,
        "door": "",
        "door_key": None,
        "peer": "",
        "helo": "",
        "tls": False,
        "authenticated": "",
        "envelope_from": "<>" if mail.null_sender else "",
        "recipients": "\n".join(clean(one, 400) for one in mail.recipients),
        "message_id": clean(mail.message_id.strip("<>"), 1000)
        or message_id_of(mail.raw),
        "twin_of": None,
        "sender": clean(mail.sender, 400),
        "subject": mask(clean(mail.subject)),
        "kind": mail.kind,
        "intent": "",
        "sender_class": "",
        "fate": "queued",
        "reason": "",
        "case_id": mail.case_id,
        "answers": mail.answers,
        "effect_key": mail.effect_key,
        "reading": None,
        "copies": 0,
    }
