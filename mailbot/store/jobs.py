"""Jobs that are promised with a transaction, or put back by one."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from mailbot.store.clean_text import clean
from mailbot.store.part import Part
from mailbot.store.prepared import Prepared
from mailbot.store.queue.contract import Job
from mailbot.store.schema import promises, tasks

_PROMISE = Prepared(sa.insert(promises), *promises.c.keys())


class Jobs(Part):
    """What is to be done; who does it claims it from the engine."""

    def enqueue(self, job: Job) -> bool:
        """Promise a job with this transaction; False when its key is taken.

        A mail that is to be composed is known from now on by its address, so that
        `answers_to` can count it.
        """
        enqueued = self._opened.engine.enqueue(self._opened, job)
        address = _addressed(job)
        if enqueued and address and job.key:
            row = {"key": job.key, "address": address, "at": self._now}
            _PROMISE.run(self._connection, row)
        return enqueued

    def revive(self, job_id: int) -> bool:
        """Put a failed job back as if it were new; False when it has not failed.

        The task that it made gives its key back: a later failure is a task again.
        """
        made = tasks.c.key == f"job:{job_id}"
        self._connection.execute(sa.update(tasks).where(made).values(key=None))
        return self._opened.engine.revive(self._opened, job_id)


def _addressed(job: Job) -> str:
    """Return whom a promised mail will go to, folded; "" where the job is no mail."""
    send = job.payload.get("send")
    to = send.get("to") if isinstance(send, Mapping) else None
    return clean(to, 400).lower() if isinstance(to, str) else ""
