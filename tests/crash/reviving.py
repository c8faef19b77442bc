"""A desk that dies and comes back, and the conversation that goes on all the same.

Each process is forked from a server that has imported everything, so that a start costs
a quarter of a second; the death is a real SIGKILL.
"""

import multiprocessing
import signal
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from tests.crash.driver import Alarm, Doom, work
from tests.support.actors import BANK, CITY, RECEIVED, Actor, Post, Relay, application
from tests.support.waiting import wait_until

_NIGHT = timedelta(minutes=20)
"""What passes between a death and the next start."""

_DEATHS = {-signal.SIGKILL, -signal.SIGALRM}
_SECONDS = 120.0


@dataclass(slots=True)
class Revived:
    """A desk that is started again whenever it was killed, with the next doom."""

    data: Path
    dooms: Iterator[Doom | Alarm]
    deaths: int = 0
    port: int = 0
    _process: ForkServerProcess | None = field(default=None, repr=False)

    def revive(self) -> None:
        """Start the desk unless it lives; any other end than SIGKILL is a fault."""
        while self._process is None or not self._process.is_alive():
            if self._process is not None:
                self._bury(_DEATHS)
                self.deaths += 1
            self._start()

    def stop(self) -> bool:
        """End it by SIGTERM; False when its doom was faster."""
        self.revive()
        if self._process is not None:
            self._process.terminate()
        killed = self._bury({0} | _DEATHS) != 0
        self.deaths += killed
        return not killed

    def kill(self) -> None:
        """End whatever is left."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process = None

    def _start(self) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["tests.crash.driver"])
        ours, theirs = context.Pipe(duplex=False)
        doom = next(self.dooms, None)
        ahead = _NIGHT * self.deaths
        self._process = context.Process(
            target=work, args=(self.data, ahead, doom, theirs)
        )
        self._process.start()
        theirs.close()
        try:
            self.port = ours.recv()
        except EOFError:
            self._process.join(_SECONDS)  # it died before it took mail
        finally:
            ours.close()

    def _bury(self, expected: Collection[int]) -> int:
        """Wait for the end and return the exit code, which must be an expected one."""
        assert self._process is not None
        self._process.join(_SECONDS)
        code = self._process.exitcode or 0
        self._process = None
        assert code in expected, f"the desk ended with {code}"
        return code


@contextmanager
def revived(data: Path, dooms: Iterable[Doom | Alarm]) -> Iterator[Revived]:
    """Give a desk that survives its dooms; nothing of it is left afterwards."""
    desk = Revived(data, iter(dooms))
    try:
        yield desk
    finally:
        desk.kill()


def converse(desk: Revived) -> list[Post]:
    """Hold one whole conversation; return the mails that were acknowledged."""
    hoshi = Actor("阿武隈星建設", "soumu@abukumaboshi.example.jp", desk.data)
    city = Actor("角田市 契約係", CITY, desk.data)
    relay = Relay(lambda: desk.port)
    relay.hand_over(hoshi.writes(application()), desk.revive)
    relay.hand_over(hoshi.replies(hoshi.letter(1, desk.revive), BANK), desk.revive)
    relay.hand_over(hoshi.replies(hoshi.letter(2, desk.revive), "はい"), desk.revive)
    hoshi.letter(6, desk.revive)
    relay.hand_over(city.replies(city.letter(1), RECEIVED), desk.revive)
    hoshi.letter(7, desk.revive)

    def quiet() -> bool:
        desk.revive()
        return promised(desk.data) == 0

    while True:
        wait_until(quiet, "the desk to have nothing to do", _SECONDS)
        if desk.stop():
            return relay.taken


def promised(data: Path) -> int:
    """Count the jobs that are not done."""
    with sqlite3.connect(f"file:{data / 'mailbot.db'}?mode=ro", uri=True) as database:
        query = "SELECT count(*) FROM jobs WHERE state IN ('waiting', 'working')"
        return int(database.execute(query).fetchone()[0])
