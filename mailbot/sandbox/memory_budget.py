"""How many octets of mails are whole in memory at once, while kept and while read.

    a mail comes, or is to be read ── there is room ──> in memory ──> done, given back
                                   └─ none ──> waits, in order; its octets lie on disk

Small mails share a budget.  A large one counts for itself: one at a time, whether it is
being kept or being read, so that it neither adds to another nor holds up small ones.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager

LARGE_OCTETS = 4 * 1024 * 1024
"""A mail of more octets is a large one."""

IN_FLIGHT_OCTETS = 8 * 1024 * 1024
"""Octets of small mails on their way into the store, where nothing else is said."""


class Budget:
    """An amount shared by tasks and threads: take some, give it back.

    Those who wait are served in order, so a large mail is not starved by small ones.
    """

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._lock = threading.Lock()
        self._waiting: deque[tuple[int, Future[None]]] = deque()
        self.used = 0

    @property
    def waiting(self) -> int:
        """How many wait for their share."""
        return len(self._waiting)

    def try_take(self, amount: int) -> bool:
        """Take `amount` if it is free right now and nobody waits for it."""
        with self._lock:
            return self._try_take(amount)

    async def take(self, amount: int) -> None:
        """Take `amount`, waiting for it; more than all there is gets all there is."""
        turn = self._turn(amount)
        if turn is None:
            return
        try:
            await asyncio.wrap_future(turn)
        except asyncio.CancelledError:
            if turn.cancel():
                self.give(0)  # Whoever stood behind may be next.
            elif not turn.cancelled():
                self.give(amount)  # Granted and cancelled in the same moment.
            raise

    @contextmanager
    def taken(self, amount: int) -> Iterator[None]:
        """Take `amount` in a thread, waiting for it; give it back at the end."""
        turn = self._turn(amount)
        if turn is not None:
            turn.result()
        try:
            yield
        finally:
            self.give(amount)

    def give(self, amount: int) -> None:
        """Give back what was taken."""
        with self._lock:
            self.used -= amount
            served = list(self._serve())
        for turn in served:
            turn.set_result(None)

    def _turn(self, amount: int) -> Future[None] | None:
        """Take `amount` and return None, or return what is done once it is taken."""
        with self._lock:
            if self._try_take(amount):
                return None
            turn: Future[None] = Future()
            self._waiting.append((amount, turn))
            return turn

    def _try_take(self, amount: int) -> bool:
        if self._waiting or not self._fits(amount):
            return False
        self.used += amount
        return True

    def _fits(self, amount: int) -> bool:
        return self.used == 0 or self.used + amount <= self._capacity

    def _serve(self) -> Iterator[Future[None]]:
        while self._waiting:
            amount, turn = self._waiting[0]
            if not turn.cancelled():
                if not self._fits(amount):
                    return
                if turn.set_running_or_notify_cancel():
                    self.used += amount
                    yield turn
            self._waiting.popleft()


class InHand:
    """The mails that are whole in memory: small ones together, large ones by turns."""

    def __init__(self, octets: int = IN_FLIGHT_OCTETS) -> None:
        self.small = Budget(octets)
        self.large = Budget(LARGE_OCTETS)

    def of(self, octets: int) -> Budget:
        """Return the budget that a mail of this size is taken from."""
        return self.large if octets > LARGE_OCTETS else self.small

    @property
    def used(self) -> int:
        """How many octets are in memory."""
        return self.small.used + self.large.used

    @property
    def waiting(self) -> int:
        """How many mails wait."""
        return self.small.waiting + self.large.waiting
