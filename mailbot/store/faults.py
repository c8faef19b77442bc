"""The storage's faults in our words: one visible table, read in one direction.

full     no room: 452, and the sender tries again
busy     somebody else has it for too long: 451, try again
broken   it cannot be used: 451, and an operator looks
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError

from mailbot.errors import MailbotError, StorageFull


class StorageBusy(MailbotError):  # noqa: N818 - a state, as StorageFull is
    """The database is held by somebody else, or short of memory: try again."""


class StorageBroken(MailbotError):  # noqa: N818 - a state, as StorageFull is
    """The database cannot be read or written as it stands."""


class Stale(MailbotError):  # noqa: N818 - a state, as StorageFull is
    """A value was saved over somebody else's change: load it again and decide again."""


class NotKept(MailbotError):  # noqa: N818 - a state: there is no such thing
    """The store has nothing under this id, digest or number."""


Fault = type[StorageFull | StorageBusy | StorageBroken]

FAULTS = (StorageFull, StorageBusy, StorageBroken)
"""All of them: whoever works on, waits and tries again."""

SQLITE_FAULTS: dict[str, Fault] = {
    "SQLITE_FULL": StorageFull,
    "SQLITE_BUSY": StorageBusy,
    "SQLITE_LOCKED": StorageBusy,
    "SQLITE_PROTOCOL": StorageBusy,
    "SQLITE_NOMEM": StorageBusy,
    "SQLITE_IOERR": StorageBroken,
    "SQLITE_READONLY": StorageBroken,
    "SQLITE_CANTOPEN": StorageBroken,
    "SQLITE_CORRUPT": StorageBroken,
    "SQLITE_NOTADB": StorageBroken,
    "SQLITE_PERM": StorageBroken,
    "SQLITE_AUTH": StorageBroken,
}
"""SQLite's primary result codes; the extended ones begin with these names."""

OS_FAULTS: dict[int, Fault] = {
    errno.ENOSPC: StorageFull,
    errno.EDQUOT: StorageFull,
    errno.EIO: StorageBroken,
    errno.EROFS: StorageBroken,
}

_SENTENCES: dict[Fault, str] = {
    StorageFull: "There is no room left for the database: free some disk space.",
    StorageBusy: "The database is held by another program for too long.",
    StorageBroken: "The database cannot be read or written: run mailbot check.",
}


def fault_of(error: BaseException) -> Fault | None:
    """Translate a foreign error; None when it is not the storage's fault.

    A broken constraint is our bug or a lost race, and stays what it is.
    """
    if isinstance(error, OSError):
        return OS_FAULTS.get(error.errno or 0)
    if not isinstance(error, DBAPIError) or isinstance(error, IntegrityError):
        return None
    name = str(getattr(error.orig, "sqlite_errorname", ""))
    return next((f for code, f in SQLITE_FAULTS.items() if name.startswith(code)), None)


@contextmanager
def translated() -> Iterator[None]:
    """Let no foreign storage error pass untranslated."""
    try:
        yield
    except (DBAPIError, OSError) as error:
        fault = fault_of(error)
        if fault is None:
            raise
        raise fault(_SENTENCES[fault]) from error
