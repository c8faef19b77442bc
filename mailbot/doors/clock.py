"""The clock's door: what has come due comes in as an event.

A due row is taken in the transaction of its decision: it comes once, also when the
process dies or two clocks run.  A machine that slept hands in everything at once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from mailbot.core.events import CameDue
from mailbot.store.store import Store
from mailbot.store.transaction import Transaction

LONGEST_NAP = 5.0
"""Seconds until the clock looks again: due rows are set while it sleeps."""

TakeEvent = Callable[[Transaction, int, CameDue], object]


@dataclass(frozen=True, slots=True)
class Clock:
    """Hands in due rows."""

    store: Store
    take_event: TakeEvent
    now: Callable[[], datetime]

    def run(self, stopping: threading.Event) -> None:
        """Strike until `stopping` is set."""
        while not stopping.is_set():
            self.strike()
            stopping.wait(self._nap())

    def strike(self) -> int:
        """Hand in what is due now; return how many came."""
        with self.store.snapshot() as tx:
            due = tx.due(self.now())
        for one in due:
            with self.store.transaction() as tx:
                taken = tx.came_due(one.id)
                if taken is not None:
                    event = CameDue(taken.what, taken.revision)
                    self.take_event(tx, taken.case_id, event)
        return len(due)

    def _nap(self) -> float:
        with self.store.snapshot() as tx:
            at = tx.next_due_at()
        if at is None:
            return LONGEST_NAP
        return min(LONGEST_NAP, max((at - self.now()).total_seconds(), 0.05))
