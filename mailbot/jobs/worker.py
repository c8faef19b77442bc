"""Work off what was promised: mails to read and write, documents, deliveries.

    waiting ── claim ──> working ── perform ──> settled, with what came of it
       ^                    ├────── failed ───> waiting, later
       └────────────────────┘                   third time: a person is called

A performer does one kind of job and settles it in the transaction of its own effects,
so a worker that dies in between leaves the job waiting and nothing half done.  A full
or locked storage is no fault of the job: it is put back as often as it takes.  So is
one that needs somebody outside who cannot be asked just now; a person hears of that
once a day.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from mailbot.errors import Interrupted, NotNow
from mailbot.store.faults import FAULTS
from mailbot.store.incoming import HANDLING
from mailbot.store.queue.contract import Claimed, FailedJob, LostClaim
from mailbot.store.store import Store
from mailbot.store.transaction import Transaction

log = structlog.get_logger(__name__)

Performer = Callable[[Claimed], None]

IDLE = 2.0
"""Seconds after which an idle worker looks again although nobody woke it: another
process may have promised something on the same database (`mailbot approve`)."""

OUTWARD = frozenset({"make", "void"})
"""Jobs that reach out of the house before they commit anything themselves.  Reading,
deciding and writing do not wait for the disk: who is killed by a power failure does
the same again.  What has led to one of these must not be done again, so it is hardened
first; a delivery's own first commit does that."""

_PAUSES = (timedelta(seconds=5), timedelta(minutes=1))
OUTSIDE_PAUSE = timedelta(seconds=30)
"""Until somebody outside who could not be asked is asked again."""

_STORAGE_PAUSE = timedelta(seconds=1)

_AT_ONCE = threading.Event()
_AT_ONCE.set()
"""For who does one job and waits for nothing."""


@dataclass(frozen=True, slots=True)
class Worker:
    """Performs the jobs of some kinds, one at a time, until told to stop."""

    store: Store
    performers: Mapping[str, Performer]
    clock: Callable[[], datetime]

    def run(self, stopping: threading.Event) -> None:
        """Work until `stopping` is set; the job in hand is finished first."""
        while not stopping.is_set():
            try:
                self._work_or_wait(stopping)
            except Exception as fault:  # noqa: BLE001 - a dead worker is told by nobody
                log.warning("worker_waits", error=type(fault).__name__)
                stopping.wait(_STORAGE_PAUSE.total_seconds())

    def _work_or_wait(self, stopping: threading.Event) -> None:
        engine = self.store.engine
        pulse = engine.pulse(self.performers)
        if self.work_once(stopping):
            return
        due = engine.next_due(self.performers)
        pause = IDLE
        if due is not None:
            pause = min(IDLE, max((due - self.clock()).total_seconds(), 0.01))
        if not stopping.is_set():
            engine.wait(pulse, pause, self.performers)

    def work_once(self, stopping: threading.Event = _AT_ONCE) -> bool:
        """Claim one job and perform it; False when there is none to be done now.

        StorageFull, StorageBusy or StorageBroken when nothing can be claimed.
        """
        claimed = self.store.engine.claim(self.performers, self.clock())
        if claimed is None:
            return False
        self._perform(claimed, stopping)
        return True

    def _perform(self, claimed: Claimed, stopping: threading.Event) -> None:
        try:
            if claimed.kind in OUTWARD:
                self.store.harden()
            self.performers[claimed.kind](claimed)
        except LostClaim:
            log.warning("claim_lost", job=claimed.id, kind=claimed.kind)
        except FAULTS as fault:
            name = type(fault).__name__
            log.warning("storage_fault", job=claimed.id, kind=claimed.kind, error=name)
            self._give_back(claimed, stopping)
        except Interrupted:
            self._give_back(claimed, _AT_ONCE)
        except NotNow as later:
            log.warning("not_now", job=claimed.id, kind=claimed.kind, why=later.task)
            self._wait(claimed, later, stopping)
        except Exception as error:  # noqa: BLE001 - the last resort is a person
            # The class only: the text of an exception may hold a personal datum.
            log.error(  # noqa: TRY400 - no trace: its locals are personal data
                "job_failed",
                job=claimed.id,
                kind=claimed.kind,
                attempt=claimed.attempts + 1,
                error=type(error).__name__,
            )
            self._put_back(claimed, error, stopping)

    def _give_back(self, claimed: Claimed, stopping: threading.Event) -> None:
        """Put back a job that did no wrong, as soon as the storage takes it.

        A process that ends before leaves it to the next one, which recovers it.
        """
        while True:
            try:
                with self.store.transaction() as tx:
                    again = self.clock() + _STORAGE_PAUSE
                    self.store.engine.defer(tx, claimed, again)
            except LostClaim:
                return
            except FAULTS:
                if stopping.wait(_STORAGE_PAUSE.total_seconds()):
                    return
            else:
                return

    def _wait(self, claimed: Claimed, later: NotNow, stopping: threading.Event) -> None:
        """Put back a job that waits for somebody outside, and let staff know."""
        now = self.clock()
        try:
            with self.store.transaction() as tx:
                self.store.engine.defer(tx, claimed, now + OUTSIDE_PAUSE)
                detail = {"job": claimed.id, "kind": claimed.kind}
                key = f"{later.task}:{now.astimezone(UTC):%Y-%m-%d}"
                tx.tasks.open(later.task, detail, key=key)
        except LostClaim:
            log.warning("claim_lost", job=claimed.id, kind=claimed.kind)
        except FAULTS as fault:
            log.warning("defer_failed", error=type(fault).__name__)
            self._give_back(claimed, stopping)

    def _put_back(
        self, claimed: Claimed, error: Exception, stopping: threading.Event
    ) -> None:
        """Try again later; after the third failure call a person."""
        pause = _PAUSES[min(claimed.attempts, len(_PAUSES) - 1)]
        try:
            with self.store.transaction() as tx:
                failed = self.store.engine.postpone(
                    tx, claimed, self.clock() + pause, error
                )
                if failed is not None:
                    give_up(tx, failed)
        except LostClaim:
            log.warning("claim_lost", job=claimed.id, kind=claimed.kind)
        except FAULTS as fault:
            log.warning("postpone_failed", error=type(fault).__name__)
            self._give_back(claimed, stopping)


def give_up(tx: Transaction, failed: FailedJob) -> None:
    """Hand a poisonous job to a person; its mail, if it has one, is `failed`."""
    mail_id = failed.payload.get("mail")
    case_id = failed.payload.get("case")
    tx.tasks.open(
        "job_failed",
        {"job": failed.id, "kind": failed.kind, "error": failed.error},
        case_id if isinstance(case_id, int) else None,
        mail_id if isinstance(mail_id, int) else None,
        f"job:{failed.id}",
    )
    if failed.kind in HANDLING and isinstance(mail_id, int):
        tx.mails.settle(mail_id, "failed", failed.error)
