"""Work off what was promised: mails to read and write, documents, deliveries.

    waiting ── claim ──> working ── perform ──> settled, with what came of it
       ^                    ├────── failed ───> waiting, later
       └────────────────────┘                   third time: a person is called

A performer does one kind of job and settles it in the transaction of its own effects,
so a worker that dies in between leaves the job waiting and nothing half done.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from mailbot.engine.jobs import Claimed, FailedJob, LostClaim
from mailbot.errors import StorageFull
from mailbot.store.faults import StorageBroken, StorageBusy
from mailbot.store.store import Store
from mailbot.store.transaction import Transaction

log = structlog.get_logger(__name__)

Performer = Callable[[Claimed], None]

IDLE = 1.0
"""Seconds after which an idle worker looks again although nobody woke it: another
process may have promised something on the same database (`mailbot approve`)."""

_PAUSES = (timedelta(seconds=5), timedelta(minutes=1))
_STORAGE_PAUSE = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Worker:
    """Performs the jobs of some kinds, one at a time, until told to stop."""

    store: Store
    performers: Mapping[str, Performer]
    clock: Callable[[], datetime]

    def run(self, stopping: threading.Event) -> None:
        """Work until `stopping` is set; the job in hand is finished first."""
        engine = self.store.engine
        while not stopping.is_set():
            pulse = engine.pulse()
            if self.work_once():
                continue
            due = engine.next_due(self.performers)
            pause = IDLE
            if due is not None:
                pause = min(IDLE, max((due - self.clock()).total_seconds(), 0.01))
            if not stopping.is_set():
                engine.wait(pulse, pause)

    def work_once(self) -> bool:
        """Claim one job and perform it; False when there is none to be done now."""
        try:
            claimed = self.store.engine.claim(self.performers, self.clock())
        except (StorageFull, StorageBusy, StorageBroken) as fault:
            log.warning("claim_failed", error=type(fault).__name__)
            threading.Event().wait(_STORAGE_PAUSE.total_seconds())
            return False
        if claimed is None:
            return False
        self._perform(claimed)
        return True

    def _perform(self, claimed: Claimed) -> None:
        try:
            self.performers[claimed.kind](claimed)
        except LostClaim:
            log.warning("claim_lost", job=claimed.id, kind=claimed.kind)
        except Exception as error:  # noqa: BLE001 - the last resort is a person
            # The class only: the text of an exception may hold a personal datum.
            log.error(  # noqa: TRY400 - no trace: its locals are personal data
                "job_failed",
                job=claimed.id,
                kind=claimed.kind,
                attempt=claimed.attempts + 1,
                error=type(error).__name__,
            )
            self._put_back(claimed, error)

    def _put_back(self, claimed: Claimed, error: Exception) -> None:
        """Try again later; after the third failure call a person."""
        pause = _PAUSES[min(claimed.attempts, len(_PAUSES) - 1)]
        try:
            with self.store.transaction() as tx:
                failed = self.store.engine.postpone(
                    tx, claimed, self.clock() + pause, error
                )
                if failed is not None:
                    give_up(tx, failed)
        except (StorageFull, StorageBusy, StorageBroken, LostClaim) as fault:
            # The claim's lease runs out and the job is claimed again.
            log.warning("postpone_failed", error=type(fault).__name__)


def give_up(tx: Transaction, failed: FailedJob) -> None:
    """Hand a poisonous job to a person; its mail, if it has one, is `failed`."""
    mail_id = failed.payload.get("mail")
    case_id = failed.payload.get("case")
    tx.open_task(
        "job_failed",
        {"job": failed.id, "kind": failed.kind, "error": failed.error},
        case_id if isinstance(case_id, int) else None,
        mail_id if isinstance(mail_id, int) else None,
        f"job:{failed.id}",
    )
    if failed.kind == "handle" and isinstance(mail_id, int):
        tx.settle_mail(mail_id, "failed", failed.error)
