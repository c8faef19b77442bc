"""kill -9 at every commit: nothing promised is lost, nothing is done twice."""

import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from mailbot.store.records import MailFilter
from mailbot.store.store import Store
from tests.unit.store.making import open_database, open_store
from tests.unit.store.victim import MAILS

ROOT = Path(__file__).parents[3]
COMMITS = 1 + MAILS + 2 * MAILS  # recover; keep; claim and settle


class Arena:
    """Where victims live and die; one process starts them all."""

    def __init__(self) -> None:
        self.nurse = subprocess.Popen(
            [sys.executable, "-m", "tests.unit.store.victim"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, folder: Path, commit: int, moment: str) -> dict[str, set[int]]:
        """Run one victim to its end; return what it said was committed."""
        assert self.nurse.stdin is not None
        assert self.nurse.stdout is not None
        self.nurse.stdin.write(f"{folder} {commit} {moment}\n")
        self.nurse.stdin.flush()
        said: dict[str, set[int]] = {}
        for line in self.nurse.stdout:
            word, number = line.split()
            said.setdefault(word, set()).add(int(number))
            if word == "end":
                break
        return said


@pytest.fixture(scope="module")
def arena() -> Iterator[Arena]:
    """Give the arena of this file's tests."""
    made = Arena()
    yield made
    made.nurse.communicate(timeout=60)


def check_promises(store: Store, said: dict[str, set[int]]) -> None:
    """See that everything promised is there, whole, and once."""
    with store.snapshot() as tx:
        mails = tx.mails.find(MailFilter(direction="in", limit=1000))
        handled = {mail.id for mail in mails if mail.fate == "applied"}
        assert said.get("kept", set()) <= {mail.id for mail in mails}
        assert said.get("handled", set()) <= handled
        for mail in mails:
            assert mail.octets == len(tx.blobs.raw(mail.digest))
            events = tx.events.of_mail(mail.id)
            assert (1 if mail.id in handled else 0) == len(events)
        answers = tx.mails.find(MailFilter(direction="out", limit=1000))
        assert {f"mail:{number}" for number in handled} == {
            answer.effect_key for answer in answers
        }
        assert len(handled) == len(list(tx.audit.entries()))
        assert [] == tx.audit.verify()
        assert [] == tx.mails.verify()


def check_file(folder: Path) -> None:
    """See that the file itself is sound."""
    database = open_database(folder)
    with database.reading() as connection:
        found = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
    database.close()
    assert "ok" == found


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("commit", range(1, COMMITS + 1))
def test_kill_at_a_commit_loses_and_doubles_nothing(
    arena: Arena, tmp_path: Path, empty: Path, commit: int, moment: str
) -> None:
    """Killed at a commit, the next process finds all promises and ends the work."""
    shutil.copy(empty, tmp_path / "mailbot.db")
    said = arena.run(tmp_path, commit, moment)
    assert {signal.SIGKILL} == said["end"]

    store = open_store(tmp_path)
    check_promises(store, said)
    store.close()

    assert {0} == arena.run(tmp_path, 0, "never")["finished"]
    store = open_store(tmp_path)
    check_promises(store, said)
    with store.snapshot() as tx:
        done = tx.mails.find(MailFilter(fate="applied"))
        numbers = {tx.cases.get(one.case_id or 0).guarantees[0].number for one in done}
    assert MAILS == len(done) == len(numbers)
    store.close()
    check_file(tmp_path)


@pytest.mark.long
def test_kill_at_any_moment_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """Killed at random moments, again and again, all work is still done once."""
    chance = random.Random(4711)  # noqa: S311 - which moments, reproducibly
    rounds = max(20, int(os.environ.get("MAILBOT_LONG", "1000")) // 10)
    said: dict[str, set[int]] = {}
    folder = tmp_path / "0"
    for turn in range(rounds):
        if "finished" in said:
            said, folder = {}, tmp_path / str(turn)
        victim = subprocess.Popen(
            [sys.executable, "-m", "tests.unit.store.victim"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        assert victim.stdin is not None
        victim.stdin.write(f"{folder} 0 never\n".encode())
        victim.stdin.flush()
        with suppress(subprocess.TimeoutExpired):  # the kill is to hit anywhere
            victim.wait(chance.uniform(0.3, 1.5))
        os.killpg(victim.pid, signal.SIGKILL)
        for line in victim.communicate()[0].decode().splitlines():
            word, number = line.split()
            said.setdefault(word, set()).add(int(number))
        store = open_store(folder)
        check_promises(store, said)
        store.close()
        check_file(folder)
