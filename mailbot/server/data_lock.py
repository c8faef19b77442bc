"""One desk works on a database, and on a data folder, at a time.

A second one would take the first one's jobs for those of a dead process and send again
what is being sent.  The lock belongs to the database, wherever the data folders lie,
and to its real path: two names of one file (symbolic links) are one database.  The
locks are the system's: they end with the process, however that ends.

LIMIT: hard links to one database are not known for one; SQLite itself forbids them.
"""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import BinaryIO

from mailbot.errors import ConfigurationError
from mailbot.security.private_files import make_empty


class DataLock:
    """Holds a data folder and its database for this process, from `take` to `leave`."""

    def __init__(self, data: Path, database: Path | None = None) -> None:
        self._wanted = [(data / "serve.lock", f"in {data}")]
        if database is not None:
            real = database.resolve()
            lock = real.with_name(f"{real.name}.lock")
            self._wanted.append((lock, f"on the database {real}"))
        self._held: list[BinaryIO] = []

    def take(self) -> None:
        """Take both.  ConfigurationError when another process has one of them."""
        try:
            for path, what in self._wanted:
                self._held.append(_locked(path, what))
        except ConfigurationError:
            self.leave()
            raise

    def leave(self) -> None:
        """Let the next one in."""
        while self._held:
            self._held.pop().close()


def _locked(path: Path, what: str) -> BinaryIO:
    make_empty(path)
    file = path.open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise ConfigurationError(
            f"Another mailbot works {what} already: stop it, or give this one a data "
            "folder and a database of its own (MAILBOT_DATA, MAILBOT_DATABASE)."
        ) from error
    return file
