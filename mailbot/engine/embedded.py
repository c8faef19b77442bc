"""The embedded engine: jobs as rows of our own database, claimed within one process.

Claims are relaxed transactions (`Database.writing`): a claim that a power failure
undoes is a job that is claimed again, so it need not wait for the disk.

LIMIT: `recover` takes every job that is being worked on for an orphan: one process
works on a database.  Leases cover the rest: a claim is lost after `LEASE`.
LIMIT: schedules and leases follow the wall clock.  If it is set back, scheduled jobs
come later; jobs that are due at once are not affected.
"""

from __future__ import annotations

import threading
from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa

from mailbot.engine.jobs import (
    CRASHES,
    FAILURES,
    Claimed,
    FailedJob,
    Job,
    Ledger,
    LostClaim,
)
from mailbot.store.database import Database
from mailbot.store.prepared import Prepared
from mailbot.store.schema import UtcTime, jobs

LEASE = timedelta(minutes=15)

_NOW = sa.bindparam("now", type_=UtcTime)

# Statements are built once: building one takes longer than running it.  States stand in
# them literally, because SQLite uses a partial index only where it can read its terms.
_mine, _other = jobs.alias("mine"), jobs.alias("other")


def _is(table: sa.FromClause, *states: str) -> sa.ColumnElement[bool]:
    quoted = [sa.literal_column(f"'{state}'", sa.String) for state in states]
    if len(quoted) == 1:
        return table.c.state == quoted[0]
    return table.c.state.in_(quoted)


def _is_due(table: sa.FromClause) -> sa.ColumnElement[bool]:
    return sa.or_(table.c.due_at.is_(None), table.c.due_at <= _NOW)


_AHEAD = sa.and_(
    _other.c.id < _mine.c.id,
    sa.or_(_is(_other, "working"), _is_due(_other), _other.c.fence > 0),
)
_IN_HAND = sa.and_(_is(_other, "working"), _other.c.lease_until > _NOW)
_LOCKED = sa.exists().where(
    _other.c.lock == _mine.c.lock,
    _is(_other, "waiting", "working"),
    sa.or_(_IN_HAND, _AHEAD),
)
_MAY_BE_DONE = sa.or_(
    sa.and_(_is(_mine, "waiting"), _is_due(_mine)),
    sa.and_(_is(_mine, "working"), _mine.c.lease_until <= _NOW),  # the lease has ended
)
_FIRST = (
    sa.select(_mine.c.id)
    .where(
        _is(_mine, "waiting", "working"),
        _MAY_BE_DONE,
        _mine.c.kind.in_(sa.bindparam("kinds", expanding=True)),
        sa.or_(_mine.c.lock.is_(None), ~_LOCKED),
    )
    .order_by(_mine.c.id)
    .limit(1)
)
_CLAIM = (
    sa.update(jobs)
    .where(jobs.c.id == _FIRST.scalar_subquery())
    .values(
        state="working",
        fence=jobs.c.fence + 1,
        crashes=jobs.c.crashes + sa.case((jobs.c.state == "working", 1), else_=0),
        lease_until=sa.bindparam("lease", type_=UtcTime),
    )
    .returning(*(jobs.c[name] for name in Claimed.__dataclass_fields__))
)
_NEXT_DUE = sa.select(sa.func.min(_mine.c.due_at)).where(
    _is(_mine, "waiting", "working"),
    _is(_mine, "waiting"),
    _mine.c.kind.in_(sa.bindparam("kinds", expanding=True)),
    # A job behind another one of its lock is not worth waking up for: the end of that
    # other one wakes everybody.
    ~sa.exists().where(
        _other.c.lock == _mine.c.lock,
        _is(_other, "waiting", "working"),
        sa.or_(
            _is(_other, "working"),
            sa.and_(
                _other.c.id < _mine.c.id,
                sa.or_(_other.c.due_at.is_(None), _other.c.fence > 0),
            ),
        ),
    ),
)
_MINE_STILL = sa.and_(
    jobs.c.id == sa.bindparam("job"),
    jobs.c.state == "working",
    jobs.c.fence == sa.bindparam("held"),
)
_SETTLE = sa.update(jobs).where(_MINE_STILL).values(state="done", lease_until=None)
_RELEASE = (
    sa.update(jobs)
    .where(_MINE_STILL)
    .values(
        state=sa.bindparam("to"),
        lease_until=None,
        due_at=sa.bindparam("due", type_=UtcTime),
        attempts=sa.bindparam("failures"),
        last_error=sa.bindparam("error"),
    )
)
_ENQUEUE = Prepared(sa.insert(jobs), *(set(jobs.c.keys()) - {"id", "lease_until"}))
_TAKEN = Prepared(sa.select(jobs.c.id).where(jobs.c.key == sa.bindparam("wanted")))


class EmbeddedEngine:
    """Jobs in the store's own database.  Safe to use from several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._changed = threading.Condition()
        self._pulse = 0

    def enqueue(self, tx: Ledger, job: Job) -> bool:
        """Promise `job` with the transaction; False when its key is taken."""
        return self.enqueue_all(tx, [job]) == 1

    def enqueue_all(self, tx: Ledger, promised: Collection[Job]) -> int:
        """Promise many jobs at once, in order; return how many had a free key."""
        rows = [_row(job) for job in promised if self._is_free(tx, job.key)]
        if rows:
            _ENQUEUE.each(tx.connection, rows)
            tx.after_commit(self.wake)
        return len(rows)

    def claim(self, kinds: Collection[str], now: datetime) -> Claimed | None:
        """Take the first job of these kinds that may be done at `now`."""
        with self._database.writing(durable=False) as tx:
            found = tx.connection.execute(
                _CLAIM, {"kinds": list(kinds), "now": now, "lease": now + LEASE}
            )
            row = found.mappings().one_or_none()
        return None if row is None else Claimed(**row)

    def settle(self, tx: Ledger, claimed: Claimed) -> None:
        """Mark the job done.  LostClaim when another worker has it by now."""
        self._release(tx, claimed, _SETTLE, {})

    def defer(self, tx: Ledger, claimed: Claimed, due_at: datetime) -> None:
        """Put the job back until `due_at`; earlier failures are forgotten."""
        back = {"to": "waiting", "due": due_at, "failures": 0, "error": ""}
        self._release(tx, claimed, _RELEASE, back)

    def postpone(
        self, tx: Ledger, claimed: Claimed, due_at: datetime, error: BaseException
    ) -> FailedJob | None:
        """Put a failed job back; the third failure is the last, and is returned.

        Only the class of `error` is kept: its text may hold a personal datum.
        """
        name = type(error).__name__
        attempts = claimed.attempts + 1
        failed = attempts >= FAILURES
        to = "failed" if failed else "waiting"
        back = {"to": to, "due": due_at, "failures": attempts, "error": name}
        self._release(tx, claimed, _RELEASE, back)
        if not failed:
            return None
        return FailedJob(claimed.id, claimed.kind, claimed.payload, name)

    def revive(self, tx: Ledger, job_id: int) -> bool:
        """Put a failed job back, its failures forgotten; False if it is not failed."""
        done = tx.connection.execute(
            sa.update(jobs)
            .where(jobs.c.id == job_id, jobs.c.state == "failed")
            .values(state="waiting", attempts=0, crashes=0, due_at=None)
        )
        tx.after_commit(self.wake)
        return done.rowcount == 1

    def recover(self, tx: Ledger) -> list[FailedJob]:
        """Put back what a dead process was working on; return what is poison."""
        orphans = tx.connection.execute(
            sa.select(jobs).where(jobs.c.state == "working").order_by(jobs.c.id)
        ).all()
        poison = [row for row in orphans if row.crashes + 1 >= CRASHES]
        self._put_back(tx)
        tx.connection.execute(
            sa.update(jobs)
            .where(jobs.c.id.in_([row.id for row in poison]))
            .values(state="failed")
        )
        return [FailedJob(r.id, r.kind, r.payload, "ProcessDied") for r in poison]

    def next_due(self, kinds: Collection[str]) -> datetime | None:
        """Say when the next scheduled job may be done; None when none is scheduled."""
        with self._database.reading() as connection:
            due: datetime | None = connection.scalar(_NEXT_DUE, {"kinds": list(kinds)})
            return due

    def failed(self) -> list[FailedJob]:
        """Return the jobs that nobody will try again by itself, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                sa.select(jobs).where(jobs.c.state == "failed").order_by(jobs.c.id)
            )
            return [FailedJob(r.id, r.kind, r.payload, r.last_error) for r in rows]

    def waiting(self) -> int:
        """Count the jobs that are not done yet."""
        with self._database.reading() as connection:
            alive = jobs.c.state.in_(("waiting", "working"))
            return connection.scalar(sa.select(sa.func.count()).where(alive)) or 0

    def pulse(self) -> int:
        """Return a number that changes whenever there may be something to claim."""
        with self._changed:
            return self._pulse

    def wait(self, pulse: int, timeout: float) -> int:
        """Sleep until the pulse is another one, or `timeout` seconds; return it."""
        with self._changed:
            self._changed.wait_for(lambda: self._pulse != pulse, timeout)
            return self._pulse

    def wake(self) -> None:
        """Have everybody who waits look again."""
        with self._changed:
            self._pulse += 1
            self._changed.notify_all()

    def _release(
        self,
        tx: Ledger,
        claimed: Claimed,
        statement: sa.Update,
        values: dict[str, object],
    ) -> None:
        held = {"job": claimed.id, "held": claimed.fence, **values}
        if tx.connection.execute(statement, held).rowcount != 1:
            raise LostClaim(f"Job {claimed.id} is in other hands by now.")
        tx.after_commit(self.wake)

    def _put_back(self, tx: Ledger) -> None:
        tx.connection.execute(
            sa.update(jobs)
            .where(jobs.c.state == "working")
            .values(
                state="waiting",
                crashes=jobs.c.crashes + 1,
                last_error="ProcessDied",
                fence=jobs.c.fence + 1,
                lease_until=None,
            )
        )
        tx.after_commit(self.wake)

    @staticmethod
    def _is_free(tx: Ledger, key: str | None) -> bool:
        if key is None:
            return True
        return not _TAKEN.rows(tx.connection, {"wanted": key})


def _row(job: Job) -> dict[str, object]:
    return {
        "kind": job.kind,
        "payload": dict(job.payload),
        "lock": job.lock,
        "key": job.key,
        "state": "waiting",
        "due_at": job.due_at,
        "attempts": 0,
        "crashes": 0,
        "fence": 0,
        "last_error": "",
    }
