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
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from mailbot.store.database import Database
from mailbot.store.prepared import Prepared
from mailbot.store.queue.contract import (
    CRASHES,
    FAILURES,
    Claimed,
    FailedJob,
    Job,
    Ledger,
    LostClaim,
)
from mailbot.store.queue.statements import (
    BEHIND,
    CLAIM,
    ENQUEUE,
    NEXT_DUE,
    RELEASE,
    SETTLE,
    TAKEN,
)
from mailbot.store.schema import jobs

LEASE = timedelta(minutes=15)


class EmbeddedEngine:
    """Jobs in the store's own database.  Safe to use from several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._changed = threading.Condition()
        self._pulses: Counter[str] = Counter()

    def enqueue(self, tx: Ledger, job: Job) -> bool:
        """Promise `job` with the transaction; False when its key is taken."""
        return self.enqueue_all(tx, [job]) == 1

    def enqueue_all(self, tx: Ledger, promised: Collection[Job]) -> int:
        """Promise many jobs at once, in order; return how many had a free key."""
        rows = [_row(job) for job in promised if self._is_free(tx, job.key)]
        if rows:
            ENQUEUE.each(tx.connection, rows)
            for kind in {job.kind for job in promised}:
                tx.after_commit(_Wake(self, kind))
        return len(rows)

    def claim(self, kinds: Collection[str], now: datetime) -> Claimed | None:
        """Take the first job of these kinds that may be done at `now`."""
        with self._database.writing(durable=False) as tx:
            asked = {"kinds": list(kinds), "now": now, "lease": now + LEASE}
            row = CLAIM.first(tx.connection, asked)
        return None if row is None else Claimed(*row)

    def settle(self, tx: Ledger, claimed: Claimed) -> None:
        """Mark the job done.  LostClaim when another worker has it by now."""
        self._release(tx, claimed, SETTLE, {})

    def defer(self, tx: Ledger, claimed: Claimed, due_at: datetime) -> None:
        """Put the job back until `due_at`; earlier failures are forgotten."""
        back = {"to": "waiting", "due": due_at, "failures": 0, "error": ""}
        self._release(tx, claimed, RELEASE, back)

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
        self._release(tx, claimed, RELEASE, back)
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
        """Give when the next scheduled job may be done; None when none is scheduled."""
        with self._database.reading() as connection:
            found = NEXT_DUE.first(connection, {"kinds": list(kinds)})
            return found[0] if found else None

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

    def pulse(self, kinds: Collection[str] = ()) -> int:
        """Return a number that changes whenever there may be something to claim.

        Of some kinds, or of any where none is named.
        """
        with self._changed:
            return self._beats(kinds)

    def wait(self, pulse: int, timeout: float, kinds: Collection[str] = ()) -> int:
        """Sleep until the pulse is another one, or `timeout` seconds; return it."""
        with self._changed:
            self._changed.wait_for(lambda: self._beats(kinds) != pulse, timeout)
            return self._beats(kinds)

    def wake(self, kind: str = "") -> None:
        """Have everybody who waits for a kind look again; for any, without a kind."""
        with self._changed:
            self._pulses[kind] += 1
            self._changed.notify_all()

    def _beats(self, kinds: Collection[str]) -> int:
        if not kinds:
            return self._pulses.total()
        return self._pulses[""] + sum(self._pulses[kind] for kind in kinds)

    def _release(
        self,
        tx: Ledger,
        claimed: Claimed,
        statement: Prepared,
        values: dict[str, object],
    ) -> None:
        held = {"job": claimed.id, "held": claimed.fence, **values}
        if statement.run(tx.connection, held) != 1:
            raise LostClaim(f"Job {claimed.id} is in other hands by now.")
        if statement is not SETTLE:
            tx.after_commit(_Wake(self, claimed.kind))
        if claimed.lock is not None:
            for (kind,) in BEHIND.rows(tx.connection, {"lock": claimed.lock}):
                tx.after_commit(_Wake(self, kind))

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
        return not TAKEN.rows(tx.connection, {"wanted": key})


@dataclass(frozen=True, slots=True)
class _Wake:
    """Wakes whoever works on a kind; the same call twice in a transaction is one."""

    engine: EmbeddedEngine
    kind: str

    def __call__(self) -> None:
        """Wake them."""
        self.engine.wake(self.kind)


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
