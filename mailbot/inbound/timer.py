"""The clock's door: what has come due comes in as an event.

A due row is taken in the transaction of its decision: it comes once, also when the
process dies or two clocks run.  A machine that slept hands in everything at once.
A clock never stops: what fails is logged and comes again.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from mailbot.core.model.events import CameDue
from mailbot.store.records import Due
from mailbot.store.store import Store
from mailbot.store.transaction import Transaction

log = structlog.get_logger(__name__)

LONGEST_NAP = 5.0
"""Seconds until the clock looks again: due rows are set while it sleeps."""

_AFTER_A_FAULT = 1.0

HandleEvent = Callable[[Transaction, int, CameDue], object]


@dataclass(frozen=True, slots=True)
class Clock:
    """Hands in due rows."""

    store: Store
    handle_event: HandleEvent
    now: Callable[[], datetime]

    def run(self, stopping: threading.Event) -> None:
        """Strike until `stopping` is set."""
        while not stopping.is_set():
            nap = _AFTER_A_FAULT
            try:
                self.strike()
                nap = self._nap()
            except Exception as error:  # noqa: BLE001 - a dead clock is told by nobody
                log.warning("clock_fault", error=type(error).__name__)
            stopping.wait(nap)

    def strike(self) -> int:
        """Hand in what is due now; return how many came."""
        with self.store.snapshot() as tx:
            due = tx.timers.due(self.now())
        faults = [fault for one in due if (fault := self._hand_in(one)) is not None]
        if faults:
            raise faults[0]
        return len(due)

    def _hand_in(self, one: Due) -> Exception | None:
        """Hand in one due row; return what went wrong, so that the rest comes too."""
        try:
            with self.store.transaction() as tx:
                taken = tx.timers.came_due(one.id)
                if taken is not None:
                    event = CameDue(taken.what, taken.revision)
                    self.handle_event(tx, taken.case_id, event)
        except Exception as error:  # noqa: BLE001 - whatever it is, the rest must come
            return error
        return None

    def _nap(self) -> float:
        with self.store.snapshot() as tx:
            at = tx.timers.next_at()
        if at is None:
            return LONGEST_NAP
        return min(LONGEST_NAP, max((at - self.now()).total_seconds(), 0.05))
