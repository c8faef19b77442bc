"""Events as they happened, each with the effects that were decided on."""

from __future__ import annotations

from dataclasses import asdict

import sqlalchemy as sa

from mailbot.store.masking import mask_all
from mailbot.store.part import Part
from mailbot.store.prepared import Prepared
from mailbot.store.records import NewEvent, Recorded
from mailbot.store.schema import events

# Statements of the hot path are built once: building one takes longer than running it.
_CASE: sa.BindParameter[int] = sa.bindparam("case")
_LAST_SEQ = Prepared(
    sa.select(sa.func.max(events.c.seq)).where(events.c.case_id == _CASE)
)
_RECORD = Prepared(
    sa.insert(events).returning(events.c.id), *(set(events.c.keys()) - {"id"})
)


class Events(Part):
    """The events, by case, by mail, and in their order."""

    def record(self, event: NewEvent) -> int:
        """Append an event, with the effects decided on; return its id.

        Whatever looks like an authentication key is masked.
        """
        seq = None
        if event.case_id is not None:
            last = _LAST_SEQ.first(self._connection, {"case": event.case_id})
            seq = ((last and last[0]) or 0) + 1
        row = {
            **asdict(event),
            "seq": seq,
            "at": self._now,
            "payload": mask_all(dict(event.payload or {})),
            "effects": mask_all([dict(one) for one in event.effects]),
        }
        ((number,),) = _RECORD.rows(self._connection, row)
        return int(number)

    def of_case(self, case_id: int) -> tuple[Recorded, ...]:
        """Return the events of a case, in the order they happened."""
        return self._events(events.c.case_id == case_id)

    def of_mail(self, mail_id: int) -> tuple[Recorded, ...]:
        """Return the events that a mail caused; one, unless something is wrong."""
        return self._events(events.c.mail_id == mail_id)

    def after(self, after: int = 0, limit: int = 500) -> tuple[Recorded, ...]:
        """Return the events after one with this id, of all cases, in order."""
        return self._events(events.c.id > after, limit)

    def _events(
        self, where: sa.ColumnElement[bool], limit: int | None = None
    ) -> tuple[Recorded, ...]:
        query = sa.select(events).where(where).order_by(events.c.id).limit(limit)
        rows = self._connection.execute(query).mappings()
        return tuple(Recorded(**{**r, "effects": tuple(r["effects"])}) for r in rows)
