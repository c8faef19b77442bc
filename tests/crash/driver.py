"""A desk that kills itself at one of its commits, in a process of its own.

`Doom` says where: before or after the n-th commit, or the n-th of one kind.  Kinds are
the functions that opened the transaction, so a boundary has a name that survives other
changes ("intake.handle_mail", "deliver_mail.record dot_sent").  Every commit is written
to `commits.txt` beside the data, before it is made.

Time runs a hundred times as fast, so that a delivery put off for a minute comes soon.
"""

import asyncio
import os
import signal
import sys
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType

from mailbot.app import App, build
from mailbot.cli.serve import new_loop
from mailbot.log import configure
from mailbot.server.server import Running
from mailbot.store.database import Moment
from mailbot.store.incoming import HANDLING
from tests.support.live import Watch, settings_for

SPEED = 100
_PULSE_SECONDS = 0.05
_ON_THE_WAY = ("contextlib.py", "database.py", "store.py", "driver.py")


@dataclass(frozen=True, slots=True)
class Doom:
    """Where a process dies: at the n-th commit of a kind, "" for any kind."""

    moment: Moment
    number: int = 1
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Alarm:
    """When a process dies: so many seconds after its work began, wherever it is."""

    seconds: float


def kind_of(frame: FrameType | None) -> str:
    """Name the function that opened the transaction which `frame` commits.

    "" for a look at the jobs that found none: it commits nothing.
    """
    while frame and Path(frame.f_code.co_filename).name in _ON_THE_WAY:
        frame = frame.f_back
    if frame is None:
        return "nobody"
    name = f"{Path(frame.f_code.co_filename).stem}.{frame.f_code.co_name.strip('_')}"
    if name == "sqlite.claim" and frame.f_locals.get("row") is None:
        return ""
    phase = frame.f_locals.get("phase", "") if name == "deliver_mail.record" else ""
    return f"{name} {phase}".strip()


@dataclass(slots=True)
class Watcher:
    """Told around every commit; kills the process where its doom is."""

    data: Path
    doom: Doom | Alarm | None
    passed: int = 0

    def __call__(self, moment: Moment) -> None:
        """Write the commit down, and die if it is the one."""
        kind = kind_of(sys._getframe(1))  # noqa: SLF001 - who commits is on the stack
        if not kind:
            return
        if moment == "before":
            with (self.data / "commits.txt").open("a", encoding="utf-8") as file:
                file.write(f"{kind}\n")
        doom = self.doom
        if not isinstance(doom, Doom) or moment != doom.moment:
            return
        if doom.kind not in {"", kind}:
            return
        self.passed += 1
        if self.passed == doom.number:
            os.kill(os.getpid(), signal.SIGKILL)


def work(
    data: Path, ahead: timedelta, doom: Doom | Alarm | None, told: Connection
) -> None:
    """Run a desk until SIGTERM or its doom; tell the port when mail is taken."""
    data.mkdir(parents=True, exist_ok=True)
    if isinstance(doom, Alarm):
        # Nobody handles SIGALRM: the kernel ends the process where it stands.
        signal.setitimer(signal.ITIMER_REAL, doom.seconds)
    with (data / "log.txt").open("a", encoding="utf-8") as log:
        configure("json", "debug", log)
        clock = Watch(ahead, SPEED)
        app = build(settings_for(data), clock, at_commit=Watcher(data, doom))
        with asyncio.Runner(loop_factory=new_loop) as runner:
            runner.run(_serve(app, told))


async def _serve(app: App, told: Connection) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)

    def keep_awake() -> None:
        """Have the workers look at the fast clock, if anything is put off."""
        if app.store.engine.next_due(("deliver", *HANDLING)) is not None:
            app.store.engine.wake()
        loop.call_later(_PULSE_SECONDS, keep_awake)

    running = Running(app)
    await running.start()
    keep_awake()
    told.send(running.port)
    await stop.wait()
    await running.stop()
