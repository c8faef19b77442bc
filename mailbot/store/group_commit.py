"""One writer keeps the mails of many connections durably, many at a time.

    keep(arrival) ──> queue ──> writer thread: one transaction for all that wait
                                   └──> syncer thread: one wait for the disk for all
          <── Kept, or the exception ──┘                     that is written by then

While the disk is waited for the next batch is written, so that a slow disk makes the
batches larger and not the listeners slower; nobody is answered before the disk has it.

A batch that fails for the sake of one arrival is tried again one by one, so that each
caller gets its own answer; a full or broken disk is everybody's answer.  A caller that
gives up changes nothing: its mail is kept, and recognised when it is sent again.

LIMIT: the queue itself is not bounded; the listeners bound the octets in flight.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mailbot.errors import MailbotError, StorageFull
from mailbot.store.arrival import Arrival, Kept
from mailbot.store.faults import StorageBroken, StorageBusy
from mailbot.store.store import Store

_BATCH = 256
_BATCH_OCTETS = 16_000_000

Answer = Kept | Exception


@dataclass(frozen=True, slots=True, eq=False)
class _Listener:
    future: asyncio.Future[Kept]
    loop: asyncio.AbstractEventLoop


@dataclass(frozen=True, slots=True, eq=False)
class _Caller:
    arrival: Arrival
    listener: _Listener


class GroupCommit:
    """Keeps mails for any number of event loops.  `close` waits for what is queued."""

    def __init__(
        self, store: Store, marked: Callable[[Arrival], Arrival] = lambda it: it
    ) -> None:
        self._store = store
        self._marked = marked
        self._waiting: deque[_Caller] = deque()
        self._written: deque[_Batch] = deque()
        self._changed = threading.Condition()
        self._hardened = threading.Condition()
        self._closed = False
        self._finished = False
        self._threads = [
            threading.Thread(target=work, name=name, daemon=True)
            for work, name in ((self._write, "keeper"), (self._sync, "syncer"))
        ]
        for thread in self._threads:
            thread.start()

    async def keep(self, arrival: Arrival) -> Kept:
        """Keep one mail; return only after it is committed.

        Raises StorageFull, StorageBusy or StorageBroken, or what is wrong with this
        one arrival; then nothing of it was kept.
        """
        loop = asyncio.get_running_loop()
        listener = _Listener(loop.create_future(), loop)
        with self._changed:
            if self._closed:
                raise MailbotError("The keeper is closed: the program is stopping.")
            self._waiting.append(_Caller(arrival, listener))
            self._changed.notify()
        return await listener.future

    def close(self) -> None:
        """Keep what is queued, then stop.  Later calls of `keep` are refused."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        for thread in self._threads:
            thread.join()

    def _write(self) -> None:
        while self._write_next():
            pass
        self._hand_over(None)

    def _write_next(self) -> bool:
        """Write what waits; nothing of it stays in memory while the next is awaited."""
        batch = self._next_batch()
        if batch:
            answers = self._keep([caller.arrival for caller in batch])
            self._hand_over(([caller.listener for caller in batch], answers))
        return bool(batch)

    def _hand_over(self, written: _Batch | None) -> None:
        with self._hardened:
            if written is None:
                self._finished = True
            else:
                self._written.append(written)
            self._hardened.notify()

    def _sync(self) -> None:
        while written := self._next_written():
            fault = self._harden()
            for batch, answers in written:
                _tell(batch, [_final(answer, fault) for answer in answers])

    def _next_written(self) -> list[_Batch]:
        with self._hardened:
            self._hardened.wait_for(lambda: self._written or self._finished)
            written = list(self._written)
            self._written.clear()
            return written

    def _harden(self) -> Exception | None:
        try:
            self._store.harden()
        except Exception as error:  # noqa: BLE001 - it is the callers' answer
            return error
        return None

    def _next_batch(self) -> list[_Caller]:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closed)
            batch: list[_Caller] = []
            octets = 0
            while self._waiting and len(batch) < _BATCH and octets < _BATCH_OCTETS:
                batch.append(self._waiting.popleft())
                octets += len(batch[-1].arrival.raw)
            return batch

    def _keep(self, arrivals: Sequence[Arrival]) -> Sequence[Answer]:
        try:
            with self._store.transaction(durable=False) as tx:
                return tx.incoming.keep_all([self._marked(one) for one in arrivals])
        except (StorageFull, StorageBusy, StorageBroken) as fault:
            if isinstance(fault, StorageFull) and len(arrivals) > 1:
                return self._keep_each(arrivals)  # there may be room for a small one
            return [fault] * len(arrivals)
        except Exception as error:  # noqa: BLE001 - it is the caller's answer
            if len(arrivals) > 1:
                return self._keep_each(arrivals)
            return [error]

    def _keep_each(self, arrivals: Sequence[Arrival]) -> Sequence[Answer]:
        return [self._keep([arrival])[0] for arrival in arrivals]


_Batch = tuple[Sequence[_Listener], Sequence[Answer]]


def _final(answer: Answer, fault: Exception | None) -> Answer:
    """Return an answer now that the disk was waited for, well or not."""
    return fault if fault is not None and isinstance(answer, Kept) else answer


def _tell(batch: Sequence[_Listener], answers: Sequence[Answer]) -> None:
    """Give every caller its answer, with one call into each loop."""
    loops = {one.loop for one in batch}
    for loop in loops:
        mine = [
            (one.future, answer)
            for one, answer in zip(batch, answers, strict=True)
            if one.loop is loop
        ]
        try:
            loop.call_soon_threadsafe(_resolve, mine)
        except RuntimeError:
            continue  # the loop is closed: nobody is waiting there any more


def _resolve(mine: Sequence[tuple[asyncio.Future[Kept], Answer]]) -> None:
    for future, answer in mine:
        if future.done():
            continue  # the client has gone; the mail is kept all the same
        if isinstance(answer, Exception):
            future.set_exception(answer)
        else:
            future.set_result(answer)
