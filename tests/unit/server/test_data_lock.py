"""One desk works on a data folder at a time."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from mailbot.app import build
from mailbot.errors import ConfigurationError
from mailbot.server.data_lock import DataLock
from mailbot.server.server import Running
from tests.support.live import LiveDesk, settings_for


def test_second_desk_is_turned_away(tmp_path: Path) -> None:
    """While one desk has the folder, another is told whose it is and what to do."""
    first, second = DataLock(tmp_path), DataLock(tmp_path)
    first.take()

    with pytest.raises(ConfigurationError, match="already"):
        second.take()

    first.leave()
    second.take()
    second.leave()


def test_dead_desk_leaves_no_lock(tmp_path: Path) -> None:
    """A process that was killed holds nothing: the next one starts at once."""
    code = (
        "import os, signal, sys; from pathlib import Path;"
        "from mailbot.server.data_lock import DataLock;"
        "DataLock(Path(sys.argv[1])).take();"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    dead = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        check=False,
        cwd=Path(__file__).parents[3],
    )
    assert dead.returncode < 0

    next_one = DataLock(tmp_path)
    next_one.take()
    next_one.leave()
    assert (tmp_path / "serve.lock").exists()


def test_two_folders_on_one_database_are_one_desk(tmp_path: Path) -> None:
    """The lock is the database's: another data folder does not get around it."""
    database = tmp_path / "db" / "mailbot.db"
    for name in ("db", "one", "two"):
        (tmp_path / name).mkdir()
    first = DataLock(tmp_path / "one", database)
    second = DataLock(tmp_path / "two", database)
    first.take()

    with pytest.raises(ConfigurationError, match="on the database"):
        second.take()

    first.leave()
    second.take()
    second.leave()


def test_other_name_of_a_database_is_the_same_database(tmp_path: Path) -> None:
    """A symbolic link to the file, or to its folder, is known for what it is."""
    (tmp_path / "db").mkdir()
    (tmp_path / "other").symlink_to(tmp_path / "db")
    (tmp_path / "link.db").symlink_to(tmp_path / "db" / "mailbot.db")
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
    first = DataLock(tmp_path / "a", tmp_path / "db" / "mailbot.db")
    first.take()

    for name, path in (("b", "other/mailbot.db"), ("c", "link.db")):
        with pytest.raises(ConfigurationError, match="on the database"):
            DataLock(tmp_path / name, tmp_path / path).take()

    first.leave()


def test_desk_that_is_turned_away_holds_nothing(tmp_path: Path) -> None:
    """Who gets one lock of two gives it back: the folder is free for the next one."""
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    first = DataLock(tmp_path / "one", tmp_path / "mailbot.db")
    first.take()
    with pytest.raises(ConfigurationError):
        DataLock(tmp_path / "two", tmp_path / "mailbot.db").take()

    free = DataLock(tmp_path / "two")
    free.take()
    free.leave()
    first.leave()


def test_two_desks_from_two_folders(tmp_path: Path) -> None:
    """A second desk that starts from another data folder is turned away."""
    database = f"sqlite:///{tmp_path / 'shared.db'}"
    ring = str(tmp_path / "keys.json")
    with LiveDesk(tmp_path / "one", database=database, key_ring=ring):
        settings = settings_for(tmp_path / "two", database=database, key_ring=ring)
        second = Running(build(settings))
        try:
            with pytest.raises(ConfigurationError, match="on the database"):
                asyncio.run(second.start())
        finally:
            second.group_commit.close()
            second.app.store.close()
