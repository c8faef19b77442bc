"""One desk works on a data folder at a time.

A second one would take the first one's jobs for those of a dead process and send again
what is being sent.  The lock is the system's: it ends with the process, however that
ends.
"""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import BinaryIO

from mailbot.errors import ConfigurationError


class Single:
    """Holds a data folder for this process from `take` to `leave`."""

    def __init__(self, data: Path) -> None:
        self._path = data / "serve.lock"
        self._file: BinaryIO | None = None

    def take(self) -> None:
        """Take the folder.  ConfigurationError when another process has it."""
        file = self._path.open("ab")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.close()
            raise ConfigurationError(
                f"Another mailbot works in {self._path.parent} already: stop it, or "
                "give this one a data folder of its own (MAILBOT_DATA)."
            ) from error
        self._file = file

    def leave(self) -> None:
        """Let the next one in."""
        if self._file is not None:
            self._file.close()
            self._file = None
