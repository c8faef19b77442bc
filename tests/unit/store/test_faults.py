"""Faults of the disk come out in our words, and pass when the cause has passed."""

import errno
import os
import sqlite3
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
import sqlalchemy as sa

from mailbot.errors import MailbotError, StorageFull
from mailbot.store.database import Database
from mailbot.store.faults import StorageBroken, StorageBusy, fault_of, translated
from mailbot.store.store import Store
from tests.unit.store.making import (
    Hands,
    arrival,
    open_database,
    open_store,
    vault_in,
)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a file system of 2 MB, where this user may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)],
        check=False,
        capture_output=True,
    )
    if mounted.returncode:
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def fill(path: Path) -> None:
    """Write into a file until the disk takes no more."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT)
    try:
        while os.write(handle, b"x" * 4096):
            pass
    except OSError as error:
        assert errno.ENOSPC == error.errno  # noqa: PT017 - where the loop ends
    finally:
        os.close(handle)


def test_really_full_disk_is_said_and_passes(small_disk: Path) -> None:
    """On a disk without room StorageFull is said; with room again the mail is kept."""
    store = open_store(small_disk)
    ballast = small_disk / "ballast"
    fill(ballast)

    with pytest.raises(StorageFull, match="disk space"), store.transaction() as tx:
        tx.incoming.keep(arrival("大" * 100_000))

    ballast.unlink()
    with store.transaction() as tx:
        assert not tx.incoming.keep(arrival("大" * 100_000)).duplicate
        assert [] == tx.mails.verify()
    store.close()


def fault_in(call: str, path: Path) -> MailbotError:
    """Run one statement on a bare database file; return the translated fault."""
    engine = sa.create_engine(f"sqlite:///{path}", connect_args={"timeout": 0})
    with (
        pytest.raises(MailbotError) as caught,
        translated(),
        engine.connect() as connection,
    ):
        connection.exec_driver_sql(call)
    engine.dispose()
    return caught.value


def test_file_that_is_no_database_is_broken(tmp_path: Path) -> None:
    """A file of something else is said to be unusable, and is not touched."""
    path = tmp_path / "letter.txt"
    path.write_bytes(b"Dear Sir, " * 500)

    assert isinstance(fault_in("SELECT * FROM mails", path), StorageBroken)
    assert b"Dear Sir, " * 500 == path.read_bytes()


def test_folder_that_is_not_there_is_broken(tmp_path: Path) -> None:
    """A database that cannot be opened is said to be unusable."""
    assert isinstance(fault_in("SELECT 1", tmp_path / "no" / "x.db"), StorageBroken)


def test_database_held_by_another_is_busy(store: Store, tmp_path: Path) -> None:
    """While another process holds the database, it is said to be busy."""
    with store.transaction():
        fault = fault_in("BEGIN IMMEDIATE", tmp_path / "mailbot.db")

    assert isinstance(fault, StorageBusy)


def test_snapshot_refuses_to_write(store: Store) -> None:
    """A snapshot cannot change anything, whatever is asked of it."""
    with pytest.raises(StorageBroken), store.snapshot() as tx:
        tx.counters.take("test")
    with store.snapshot() as tx, pytest.raises(TypeError, match="commits nothing"):
        tx.after_commit(print)


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), StorageFull),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), StorageFull),
        (OSError(errno.EIO, "Input/output error"), StorageBroken),
        (OSError(errno.EROFS, "Read-only file system"), StorageBroken),
        (OSError("something else"), None),
        (FileNotFoundError(errno.ENOENT, "No such file"), None),
        (ValueError("ours"), None),
        (sqlite3.OperationalError("not wrapped"), None),
    ],
)
def test_system_faults_are_told_apart(
    error: Exception, fault: type[MailbotError] | None
) -> None:
    """No room and a broken disk are told from what is no fault of the storage."""
    assert fault == fault_of(error)


def test_other_errors_pass_unchanged() -> None:
    """An error that is not the storage's is not dressed up as one."""
    with pytest.raises(FileNotFoundError), translated():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))


def test_error_text_holds_no_values(store: Store) -> None:
    """The text of a database error shows no value: it may be a personal datum."""
    with (
        pytest.raises(sa.exc.IntegrityError) as caught,
        store.transaction() as tx,
    ):
        tx.mails.settle(
            tx.incoming.keep(arrival()).mail_id, "held", "planted-secret", 99
        )

    assert "planted-secret" not in str(caught.value)


def test_nested_transaction_is_refused(store: Store) -> None:
    """A second transaction inside the first is an error, not an endless wait."""
    with (
        store.transaction(),
        pytest.raises(RuntimeError, match="open already"),
        store.transaction(),
    ):
        pass
    with store.transaction() as tx:
        assert 1 == tx.counters.take("test")


def test_writers_take_turns(store: Store) -> None:
    """Numbers taken by many threads at once are all different, without a gap."""
    taken: list[int] = []

    def write() -> None:
        for _ in range(20):
            with store.transaction() as tx:
                taken.append(tx.counters.take("test"))

    threads = [Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert list(range(1, 81)) == sorted(taken)


def test_snapshot_does_not_see_what_comes_later(store: Store) -> None:
    """What is committed during a snapshot is not seen in it."""
    with store.snapshot() as tx:
        assert () == tx.mails.find()
        with store.transaction() as other:
            other.incoming.keep(arrival())
        assert () == tx.mails.find()
    with store.snapshot() as tx:
        assert 1 == len(tx.mails.find())


def test_commits_wait_for_the_disk(tmp_path: Path) -> None:
    """A commit is flushed to the disk; a relaxed one is not, and only that one."""
    database = open_database(tmp_path)

    def level(database: Database, *, durable: bool) -> tuple[object, object]:
        with database.writing(durable=durable) as writing:
            run = writing.connection.exec_driver_sql
            mode = run("PRAGMA journal_mode").scalar()
            return mode, run("PRAGMA synchronous").scalar()

    assert ("wal", 2) == level(database, durable=True)
    assert ("wal", 1) == level(database, durable=False)
    assert ("wal", 2) == level(database, durable=True)
    database.close()


def test_url_without_folder_makes_the_folder(tmp_path: Path) -> None:
    """Folder and file are made when they are not there, the file for us only."""
    url = f"sqlite:///{tmp_path / 'var' / 'lib' / 'mailbot.db'}"

    store = Store.open(url, vault_in(tmp_path), Hands())
    store.migrate()
    store.close()

    mode = (tmp_path / "var" / "lib" / "mailbot.db").stat().st_mode
    assert 0o600 == stat.S_IMODE(mode)
