"""A whole desk in this process: real doors, workers and store, on a port of its own.

Its time begins at NOON and runs on, so that no test depends on the day it is run.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self, TypeVar

from mailbot.app import App, build
from mailbot.configuration.load_settings import load_settings
from mailbot.configuration.settings import Settings
from mailbot.core.office.office import Office
from mailbot.server.server import Running
from mailbot.store.database import Moment, unwatched
from mailbot.store.records import Mail, MailFilter, Task
from tests.support.waiting import wait_until

NOON = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
"""Monday 2 March 2026, noon in Tokyo: the office is open, 角田市 takes 電子保証."""

T = TypeVar("T")


@dataclass(slots=True)
class Watch:
    """A clock that began `ahead` of NOON, can be set, and may run faster."""

    ahead: timedelta = timedelta(0)
    speed: int = 1
    started: float = field(default_factory=time.monotonic)

    def __call__(self) -> datetime:
        """Tell the time."""
        passed = timedelta(seconds=time.monotonic() - self.started)
        return NOON + self.ahead + passed * self.speed


def settings_for(data: Path, **chosen: object) -> Settings:
    """Return the shipped settings, with no grace after はい and a free port."""
    table: dict[str, object] = {
        "data": str(data),
        "listen": {"port": 0},
        "policy": {"grace_seconds": 0},
    }
    return load_settings(overrides=table | chosen)


class LiveDesk:
    """A desk at work in a thread.  `close` stops it in good order."""

    def __init__(
        self,
        data: Path,
        at_commit: Callable[[Moment], None] = unwatched,
        change: Callable[[App], App] = lambda app: app,
        office: Office | None = None,
        **chosen: object,
    ) -> None:
        self.data = data
        self.watch = Watch()
        self.app = change(
            build(settings_for(data, **chosen), self.watch, at_commit, office)
        )
        self._running = Running(self.app)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._run(self._running.start())
        self.port = self._running.port

    def __enter__(self) -> Self:
        """Give the desk."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the desk."""
        self.close()

    def close(self) -> None:
        """Stop and forget the loop."""
        try:
            self._run(self._running.stop(grace_seconds=1.0))
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()

    @property
    def web_port(self) -> int:
        """Where the page of the viewing platform is, if it was asked for."""
        assert self._running.web is not None
        return self._running.web.port

    def rest(self) -> None:
        """Wait until everything that was promised is done."""
        engine = self.app.store.engine
        assert hasattr(engine, "waiting")
        wait_until(lambda: engine.waiting() == 0, "the desk to have nothing to do")

    def mails(self, **wanted: Any) -> tuple[Mail, ...]:
        """Return mails of the log, oldest first."""
        with self.app.store.snapshot() as tx:
            return tx.mails.find(MailFilter(**{"limit": 1000, **wanted}))[::-1]

    def came(self) -> list[tuple[str, str]]:
        """Return fate and reason of every mail that came in, oldest first."""
        return [(one.fate, one.reason) for one in self.mails(direction="in")]

    def went(self) -> list[tuple[str, tuple[str, ...]]]:
        """Return kind and recipients of every mail of ours, oldest first."""
        return [(one.kind, one.recipients) for one in self.mails(direction="out")]

    def tasks(self) -> tuple[Task, ...]:
        """Return what people have to do."""
        with self.app.store.snapshot() as tx:
            return tx.tasks.find()

    def _run(self, step: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(step, self._loop).result(30)
