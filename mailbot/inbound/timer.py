"""The timer: makes an event of each due row whose moment has come.

A due row is taken in the transaction of its decision: it comes once, also when the
process dies or two timers run.  A machine that slept hands in everything at once.
The timer never stops: what fails is logged and comes again.
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
        """Run until `stopping` is set."""
        while not stopping.is_set():
            pause = _AFTER_A_FAULT
            try:
                self.fire_due()
                pause = self._until_next()
            except Exception as error:  # noqa: BLE001 - a timer that ended would go unseen
                log.warning("clock_fault", error=type(error).__name__)
            stopping.wait(pause)

    def fire_due(self) -> int:
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

    def _until_next(self) -> float:
        with self.store.snapshot() as tx:
            at = tx.timers.next_at()
        if at is None:
            return LONGEST_NAP
        return min(LONGEST_NAP, max((at - self.now()).total_seconds(), 0.05))
