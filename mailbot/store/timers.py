"""Timers: what the clock shall come back for, and when."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from mailbot.store.part import Part
from mailbot.store.prepared import Prepared
from mailbot.store.records import Due
from mailbot.store.schema import dues

# Statements of the hot path are built once: building one takes longer than running it.
_CASE: sa.BindParameter[int] = sa.bindparam("case")
_SET_DUE = Prepared(sa.insert(dues), *(set(dues.c.keys()) - {"id"}))
_DROPPED = (
    sa.update(dues)
    .where(dues.c.state == "waiting", dues.c.case_id == _CASE)
    .values(state="dropped")
)
_DROP_DUES = Prepared(_DROPPED)
_DROP_DUE = Prepared(_DROPPED.where(dues.c.what == sa.bindparam("which")))


class Timers(Part):
    """The due rows of cases."""

    def set(self, case_id: int, what: str, at: datetime, revision: int) -> None:
        """Have the clock come back at `at`; an earlier `what` of the case is moot."""
        _DROP_DUE.run(self._connection, {"case": case_id, "which": what})
        row = {"case_id": case_id, "what": what, "at": at, "revision": revision}
        _SET_DUE.run(self._connection, {**row, "state": "waiting"})

    def drop(self, case_id: int) -> None:
        """Forget what the clock was to come back for."""
        _DROP_DUES.run(self._connection, {"case": case_id})

    def due(self, now: datetime) -> tuple[Due, ...]:
        """Return what has come due by `now`, earliest first; see `came_due`."""
        return self._dues(dues.c.at <= now)

    def came_due(self, due_id: int) -> Due | None:
        """Take a due row, once: None when it was taken or dropped meanwhile."""
        found = self._dues(dues.c.id == due_id)
        this = dues.c.id == due_id, dues.c.state == "waiting"
        self._connection.execute(sa.update(dues).where(*this).values(state="came"))
        return found[0] if found else None

    def of_case(self, case_id: int) -> tuple[Due, ...]:
        """Return what the clock will come back for, earliest first."""
        return self._dues(dues.c.case_id == case_id)

    def next_at(self) -> datetime | None:
        """Return when the clock must come back next; None when it need not."""
        at: datetime | None = self._connection.scalar(
            sa.select(sa.func.min(dues.c.at)).where(dues.c.state == "waiting")
        )
        return at

    def _dues(self, where: sa.ColumnElement[bool]) -> tuple[Due, ...]:
        waiting = dues.c.state == "waiting"
        return self._all(Due, dues, where, waiting, by=(dues.c.at, dues.c.id))
