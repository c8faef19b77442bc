"""Nothing that holds a personal datum or a key is anybody else's to read."""

import io
import logging
import os
import re
import stat
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path

import pytest
import structlog

import mailbot
from mailbot.cli.app import run
from mailbot.security.private_files import make_empty, make_folder, new_file, write_file
from tests.unit.store.making import arrival, open_store


@pytest.fixture(autouse=True)
def open_handed() -> Iterator[None]:
    """Have the system let everybody in, wherever a program does not say otherwise.

    The log that the demo sets up is given back at the end.
    """
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    before = os.umask(0)
    yield
    os.umask(before)
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def loose(top: Path) -> list[tuple[str, str]]:
    """Return all under `top`, itself too, that others may read: name and mode."""
    found = []
    for path in (top, *sorted(top.rglob("*"))):
        mode = stat.S_IMODE(path.lstat().st_mode)
        if mode & 0o077 and not path.is_symlink():
            found.append((str(path.relative_to(top)), f"{mode:o}"))
    return found


def test_folders_and_files_are_made_for_their_owner_only(tmp_path: Path) -> None:
    """0700 and 0600 whatever the umask, folders on the way included."""
    make_folder(tmp_path / "a" / "b" / "c")
    write_file(tmp_path / "a" / "b" / "one", b"1")
    make_empty(tmp_path / "a" / "two")
    with new_file(tmp_path / "a" / "three") as file:
        file.write(b"3")

    assert loose(tmp_path / "a") == []
    assert (tmp_path / "a" / "b" / "one").read_bytes() == b"1"


def test_file_that_was_open_to_all_is_closed(tmp_path: Path) -> None:
    """Written again, an old file that others may read is theirs no longer."""
    path = tmp_path / "old"
    path.write_bytes(b"longer than before")
    path.chmod(0o666)

    write_file(path, b"new")

    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"new", 0o600)


def test_empty_file_is_made_through_a_link_and_never_emptied(tmp_path: Path) -> None:
    """A database whose name is a link gets its mode; one that is there stays whole."""
    (tmp_path / "link.db").symlink_to(tmp_path / "real.db")
    make_empty(tmp_path / "link.db")
    assert stat.S_IMODE((tmp_path / "real.db").stat().st_mode) == 0o600

    (tmp_path / "real.db").write_bytes(b"pages")
    make_empty(tmp_path / "link.db")

    assert (tmp_path / "real.db").read_bytes() == b"pages"


def test_folder_that_is_there_keeps_its_mode(tmp_path: Path) -> None:
    """Whom its owner lets in is not for us to say; what we put into it is closed."""
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o750)

    make_folder(shared / "mail")

    assert stat.S_IMODE(shared.stat().st_mode) == 0o750
    assert loose(shared / "mail") == []
    write_file(tmp_path / "file", b"")
    with pytest.raises(NotADirectoryError):
        make_folder(tmp_path / "file")


def test_an_office_and_a_whole_conversation_are_for_their_owner_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With umask 000 `init`, then the demo's whole way by an office of one's own.

    Settings, database with its log, key ring, signing key, Maildirs with key notices,
    saved attachments, locks, spool: everything that was written is walked.
    """
    office, home, saved = tmp_path / "office", tmp_path / "home", tmp_path / "saved"
    with redirect_stdout(io.StringIO()) as told:
        assert run(["init", str(office)]) == 0
        monkeypatch.setenv("MAILBOT_CONFIG", str(office / "mailbot.toml"))
        assert run(["demo", "--once", "--folder", str(home)]) == 0, told.getvalue()
        monkeypatch.setenv("MAILBOT_DATA", str(home))
        monkeypatch.setenv("MAILBOT_KEY_RING", str(office / "keys.json"))
        assert run(["show", "2026-000001", "--save", str(saved)]) == 0

    written = [path.name for path in tmp_path.rglob("*") if path.is_file()]
    assert {"mailbot.toml", "mailbot.db", "keys.json", "demo-signing.p12"} <= {*written}
    assert [name for name in written if name.endswith(".pdf")]
    assert any(path.parent.name in {"new", "cur"} for path in home.rglob("*"))
    for top in (office, home, saved):
        assert loose(top) == []


def test_check_says_what_others_may_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Mailboxes that an earlier program left open are named, with what closes them."""
    monkeypatch.setenv("MAILBOT_DATA", str(tmp_path / "desk"))
    monkeypatch.setenv("MAILBOT_LISTEN__PORT", "0")
    make_folder(tmp_path / "desk")
    run(["check"])
    assert "nothing in the data folder" in capsys.readouterr().out
    mail = tmp_path / "desk" / "outbound" / "new"
    mail.mkdir(parents=True)
    (mail / "1").write_bytes(b"key notice")

    run(["check"])

    told = capsys.readouterr().out
    assert "others may read 3 files and folders" in told
    assert f"chmod -R go-rwx {tmp_path / 'desk'}" in told


def test_nothing_else_makes_folders_or_files() -> None:
    """Whatever is written by the desk is made by the one module that closes it."""
    makes = re.compile(
        r"[.]mkdir\(|[.]write_(?:text|bytes)\(|makedirs|[.]touch\(|O_CREAT"
        r"|open\([^)]*[\"'][wax]b?[\"']"
    )
    house = Path(mailbot.__file__).parent
    found = [
        str(path.relative_to(house))
        for path in house.rglob("*.py")
        if makes.search(path.read_text("utf-8"))
    ]

    # The lock is made closed before.
    allowed = {"security/private_files.py", "server/data_lock.py"}
    assert set(found) == allowed


def test_write_ahead_log_is_as_private_as_the_database(tmp_path: Path) -> None:
    """While a desk works, -wal and -shm are there too, and nobody else's to read."""
    store = open_store(tmp_path / "desk")
    with store.transaction() as tx:
        tx.incoming.keep(arrival())

    names = {path.name for path in (tmp_path / "desk").iterdir()}
    assert {"mailbot.db", "mailbot.db-wal", "mailbot.db-shm"} <= names
    assert loose(tmp_path / "desk") == []
    store.close()
