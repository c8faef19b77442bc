"""The disk is full, the database is locked: said so, nothing lost, and well again.

QUIRK: SQLite's limits hold for one connection; here they are set on each as it is
taken from the pool.
"""

import io
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from mailbot.app import App
from mailbot.store.database import Moment
from mailbot.store.disk_space import Health
from tests.crash.driver import kind_of
from tests.flow.conftest import OpenDesk
from tests.support.actors import BANK, Actor, Post, Relay, application
from tests.support.live import LiveDesk
from tests.support.waiting import wait_until

LOCK = """
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.read()
"""


@contextmanager
def pragma(**values: int) -> Iterator[None]:
    """Set pragmas on every connection that is used meanwhile."""

    def set_all(connection: Any, *_: object) -> None:
        for name, value in values.items():
            connection.execute(f"PRAGMA {name} = {value}")

    sa.event.listen(sa.Pool, "checkout", set_all)
    try:
        yield
    finally:
        sa.event.remove(sa.Pool, "checkout", set_all)


@contextmanager
def locked(database: Path) -> Iterator[None]:
    """Have another process hold the database for writing."""
    with subprocess.Popen(
        [sys.executable, "-c", LOCK, str(database)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout is not None
        assert b"locked\n" == other.stdout.readline()
        yield
        other.communicate()


def large(who: Actor) -> Post:
    """Write an application with an attachment that needs some room."""
    return who.writes(application(bank=BANK), attached=b"x" * 2_000_000)


def test_full_database_is_452_and_the_mail_is_taken_later(
    desk: LiveDesk, relay: Relay, hoshi: Actor
) -> None:
    """A11: no room at the commit: 452, nothing kept; with room, the same bytes are."""
    post = large(hoshi)
    with sqlite3.connect(desk.data / "mailbot.db") as database:
        (pages,) = database.execute("PRAGMA page_count").fetchone()
    database.close()

    with pragma(max_page_count=pages + 20):
        code, text = relay.offer(post)

    assert (452, "4.3.1 Out of storage, please try again later") == (code, text)
    assert () == desk.mails()
    with pragma(max_page_count=1_000_000_000):
        relay.hand_over(post)
        hoshi.letter(1)
        desk.rest()
    assert [("applied", "readback")] == desk.came()


def test_full_disk_is_452_and_the_mail_is_taken_later(
    tmp_path: Path, hoshi: Actor
) -> None:
    """A11 on a real disk of eight megabytes: full at the commit, and freed."""
    small = ["mount", "-t", "tmpfs", "-o", "size=8m", "small", str(tmp_path)]
    if subprocess.run(small, check=False, capture_output=True).returncode != 0:
        pytest.skip("a small disk may not be mounted here")
    try:
        with LiveDesk(tmp_path, change=_sure_of_its_disk) as desk:
            relay = Relay(lambda: desk.port)
            filler = tmp_path / "filler"
            _fill(filler)
            post = large(hoshi)
            code, _ = relay.offer(post)
            assert 452 == code
            assert () == desk.mails()
            filler.unlink()
            relay.hand_over(post)
            hoshi.letter(1)
            desk.rest()
            assert [("applied", "readback")] == desk.came()
    finally:
        subprocess.run(["umount", tmp_path], check=True)


def _sure_of_its_disk(app: App) -> App:
    """Have the desk try, although it would see at MAIL FROM that the disk is small."""
    return replace(app, health=Health(app.settings.data, lambda _: 10**12))


def _fill(filler: Path) -> None:
    """Leave half a megabyte."""
    free = shutil.disk_usage(filler.parent).free
    filler.write_bytes(b"x" * (free - 500_000))


def test_almost_full_disk_is_said_at_once(open_desk: OpenDesk, hoshi: Actor) -> None:
    """Below the reserve no mail is let in at all, before it is sent: 4xx at MAIL."""
    desk = open_desk(
        change=lambda app: replace(
            app, health=Health(app.settings.data, lambda _: 1_000_000)
        )
    )

    code, _ = Relay(lambda: desk.port).offer(hoshi.writes(application()))

    assert code in {451, 452}
    assert () == desk.mails()


def test_locked_database_is_451_and_the_mail_is_taken_later(
    desk: LiveDesk, relay: Relay, hoshi: Actor
) -> None:
    """A12: another process holds the database: 451, and afterwards all is well."""
    post = hoshi.writes(application(bank=BANK))

    with pragma(busy_timeout=100), locked(desk.data / "mailbot.db"):
        code, text = relay.offer(post)

    assert 451 == code
    assert "database" not in text
    assert () == desk.mails()
    relay.hand_over(post)
    hoshi.letter(1)
    desk.rest()
    assert [("applied", "readback")] == desk.came()


@pytest.mark.parametrize("kind", ["group_commit.keep", "sqlite.claim"])
def test_lock_in_the_middle_of_work_is_no_fault_of_the_mail(
    open_desk: OpenDesk, hoshi: Actor, log: io.StringIO, kind: str
) -> None:
    """What could not be claimed, or decided, is done as soon as the lock is gone.

    However long it lasts: no job fails for it and nobody is called.
    """
    holding: list[sqlite3.Connection] = []
    passed: list[str] = []

    def lock(moment: Moment) -> None:
        if moment == "before" or holding:
            return
        passed.append(kind_of(sys._getframe(1)))  # noqa: SLF001 - who commits is on the stack
        if "group_commit.keep" in passed and passed[-1] == kind:
            other = sqlite3.connect(
                desk.data / "mailbot.db", isolation_level=None, check_same_thread=False
            )
            other.execute("BEGIN IMMEDIATE")
            holding.append(other)

    desk = open_desk(lock)
    with pragma(busy_timeout=50):
        Relay(lambda: desk.port).hand_over(hoshi.writes(application(bank=BANK)))
        wait_until(lambda: "StorageBusy" in log.getvalue(), "the desk to notice")
        holding[0].close()
        hoshi.letter(1)
        desk.rest()

    assert [("applied", "readback")] == desk.came()
    assert () == desk.tasks()


def test_clock_outlives_a_fault(
    open_desk: OpenDesk, hoshi: Actor, log: io.StringIO
) -> None:
    """A clock that met a locked database still strikes when the lock is gone."""
    desk = open_desk(policy={"grace_seconds": 1})
    relay = Relay(lambda: desk.port)
    relay.hand_over(hoshi.writes(application(bank=BANK)))
    yes = hoshi.replies(hoshi.letter(1), "はい")
    desk.rest()

    with pragma(busy_timeout=50):
        relay.hand_over(yes)
        hoshi.letter(2)
        desk.rest()
        with locked(desk.data / "mailbot.db"):
            wait_until(lambda: "clock_fault" in log.getvalue(), "the clock to notice")

    hoshi.letter(3)
    assert "completion" in [kind for kind, _ in desk.went()]
