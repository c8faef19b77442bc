"""Deliveries of mails, one for each recipient, with phases.

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
from mailbot.store.authentication_keys import AuthenticationKeys
from mailbot.store.clean_text import clean
from mailbot.store.faults import NotKept
from mailbot.store.part import OpenTransaction, Part
from mailbot.store.prepared import Prepared
from mailbot.store.records import Delivery, MailFate, Outcome, Phase
from mailbot.store.schema import UtcTime, deliveries, mails, promises

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
_SETTLE = sa.update(mails).where(mails.c.id == sa.bindparam("which"))
_ANSWERS = Prepared(
    sa.select(
        *(
            sa.select(sa.func.count())
            .where(
                table.c.address == sa.bindparam("address"),
                table.c.at >= sa.bindparam("since", type_=UtcTime),
            )
            .scalar_subquery()
            for table in (deliveries, promises)
        )
    )
)


class WrongPhase(MailbotError):  # noqa: N818 - a state, not a fault
    """A delivery cannot go from its phase to that one: it would be sent twice."""


class Deliveries(Part):
    """The deliveries, by their ids."""

    def __init__(self, opened: OpenTransaction, keys: AuthenticationKeys) -> None:
        super().__init__(opened)
        self._keys = keys

    def add(self, mail_id: int, recipient: str) -> int:
        """Promise a mail to one recipient; return the delivery's id."""
        row = {
            "mail_id": mail_id,
            "recipient": clean(recipient, 400),
            "address": clean(recipient, 400).lower(),
            "at": self._now,
            "phase": "ready",
            "attempts": 0,
            "reply": "",
            "queue_id": "",
        }
        ((number,),) = _ADD.rows(self._connection, row)
        return int(number)

    def get(self, delivery_id: int) -> Delivery:
        """Return one delivery; NotKept when there is none."""
        found = self._connection.execute(_DELIVERY, {"delivery": delivery_id})
        row = found.mappings().one_or_none()
        if row is None:
            raise NotKept(f"There is no delivery {delivery_id}.")
        return Delivery(**row)

    def of_mail(self, mail_id: int) -> tuple[Delivery, ...]:
        """Return the deliveries of a mail, in the order of its recipients."""
        rows = self._connection.execute(_DELIVERIES, {"mail": mail_id})
        return tuple(Delivery(**row) for row in rows.mappings())

    def in_phase(self, phase: Phase) -> tuple[Delivery, ...]:
        """Return all deliveries in one phase, oldest first."""
        return self._all(Delivery, deliveries, deliveries.c.phase == phase)

    def set_phase(self, delivery_id: int, phase: Phase) -> Delivery:
        """Move a delivery on and return it; WrongPhase if `PHASES` forbids it.

        Entering `dialog` counts an attempt.
        """
        before = self._allowed(delivery_id, phase)
        changes: dict[str, object] = {"phase": phase, "next_at": None}
        if phase == "dialog":
            changes["attempts"] = before.attempts + 1
            changes["first_at"] = before.first_at or self._now
        return self._change(delivery_id, changes)

    def settle(
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
        changed = self._change(
            delivery_id,
            {
                "phase": outcome,
                "reply": self._keys.hidden(clean(reply, 2000)),
                "queue_id": self._keys.hidden(clean(queue_id, 200)),
                "next_at": next_at if outcome == "later" else None,
                "settled_at": self._now if outcome in _SETTLED else None,
            },
        )
        self._judge_mail(before.mail_id)
        return changed

    def answers_to(self, address: str, since: datetime) -> int:
        """Count our mails to an address since then: what the loop guard asks.

        Those that are promised and not yet composed count too: a flood is faster than
        the composer.
        """
        asked = {"address": address.lower(), "since": since}
        return sum(_ANSWERS.first(self._connection, asked) or ())

    def _allowed(self, delivery_id: int, phase: Phase) -> Delivery:
        before = self.get(delivery_id)
        if phase not in PHASES[before.phase]:
            raise WrongPhase(
                f"Delivery {delivery_id} cannot go from {before.phase} to {phase}."
            )
        return before

    def _change(self, delivery_id: int, changes: Mapping[str, object]) -> Delivery:
        self._connection.execute(_CHANGE, {"which": delivery_id, **changes})
        return self.get(delivery_id)

    def _judge_mail(self, mail_id: int) -> None:
        phases = {one.phase for one in self.of_mail(mail_id)}
        fate: MailFate = "sent"
        if phases - set(_SETTLED):
            fate = "queued"
        elif "unknown" in phases:
            fate = "unknown"
        elif "never" in phases:
            fate = "failed"
        self._connection.execute(_SETTLE, {"which": mail_id, "fate": fate})
