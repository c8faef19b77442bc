"""Jobs: what was promised and is not done yet.  The contract of every engine.

    waiting ── claim ──> working ── settle ────────> done
       ^                    ├────── defer ───> waiting   (not now: no fault of anybody)
       └── recover ─────────┼────── postpone > waiting   (it failed: try again later)
                            └────── third failure ────> failed, and a person is called

A job is a row of the transaction that promises it (`enqueue`), and is settled in the
transaction that holds its effects.  Jobs with the same lock are done one at a time, in
the order in which they were enqueued; one that is due later does not hold up the rest,
one that was begun and put back does.  A key is used once, for ever.

A claim is a lease with a fence: who settles after losing it gets `LostClaim`, and the
transaction with the effects is rolled back.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection

from mailbot.errors import MailbotError

FAILURES = 3
"""After so many failures a person is called (specification 5.1, poison)."""

CRASHES = 10
"""A job that the process did not survive so often is poison too."""


class LostClaim(MailbotError):  # noqa: N818 - a state, not a fault
    """Another worker has this job by now: what was done for it must not be kept."""


@dataclass(frozen=True, slots=True)
class Job:
    """Work to enqueue.  `payload` is JSON-ready and holds no secret.

    `due_at` None means at once, whatever the clock does.  `key` makes the job unique:
    a second one with the same key is not enqueued.
    """

    kind: str
    payload: Mapping[str, object] = field(default_factory=dict)
    lock: str | None = None
    due_at: datetime | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job that this worker has for now.  `attempts` counts earlier failures."""

    id: int
    kind: str
    payload: Mapping[str, object]
    lock: str | None
    attempts: int
    fence: int

    def number(self, name: str) -> int:
        """Return a number of the payload; TypeError for anything else."""
        value = self.payload[name]
        if not isinstance(value, int):
            raise TypeError(f"the {name} of a job is a number")
        return value


@dataclass(frozen=True, slots=True)
class FailedJob:
    """A job that nobody will try again by itself.  `error` is a class name."""

    id: int
    kind: str
    payload: Mapping[str, object]
    error: str


class Ledger(Protocol):
    """An open write transaction, as far as an engine needs to know it."""

    @property
    def connection(self) -> Connection:
        """Where the transaction's rows are written."""

    def after_commit(self, call: Callable[[], None]) -> None:
        """Have `call` run once the transaction has been committed."""


class Engine(Protocol):
    """What every engine can do: the embedded one, and Procrastinate's."""

    def enqueue(self, tx: Ledger, job: Job) -> bool:
        """Promise `job` with the transaction; False when its key is taken."""

    def enqueue_all(self, tx: Ledger, promised: Collection[Job]) -> int:
        """Promise many jobs at once, in order; return how many had a free key."""

    def claim(self, kinds: Collection[str], now: datetime) -> Claimed | None:
        """Take the first job of these kinds that may be done now."""

    def settle(self, tx: Ledger, claimed: Claimed) -> None:
        """Mark the job done, in the transaction of its effects."""

    def defer(self, tx: Ledger, claimed: Claimed, due_at: datetime) -> None:
        """Put the job back until `due_at`; this is not a failure."""

    def postpone(
        self, tx: Ledger, claimed: Claimed, due_at: datetime, error: BaseException
    ) -> FailedJob | None:
        """Put a failed job back; the third failure is the last, and is returned."""

    def revive(self, tx: Ledger, job_id: int) -> bool:
        """Put a failed job back, its failures forgotten; False if it is not failed."""

    def recover(self, tx: Ledger) -> list[FailedJob]:
        """Put back what a dead process was working on; return what is poison."""

    def next_due(self, kinds: Collection[str]) -> datetime | None:
        """Return when the next scheduled job comes due."""

    def pulse(self, kinds: Collection[str] = ()) -> int:
        """Return a number that changes whenever there may be something to claim.

        Of some kinds, or of any where none is named.
        """

    def wait(self, pulse: int, timeout: float, kinds: Collection[str] = ()) -> int:
        """Sleep until the pulse is another one, or `timeout` seconds; return it."""

    def wake(self) -> None:
        """Have everybody who waits look again: there is work, or it is time to stop."""
