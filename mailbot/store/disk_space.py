"""Whether the desk can keep another mail at all, asked before it is sent to us.

A disk that is almost full is answered 451 at MAIL FROM, not after 25 MB; one that is
full when we commit, 452 (reliability 1.2).
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

LEAST_FREE = 100 * 1024 * 1024
"""Octets that must be free: room for some large mails, their index and the log."""


def free_octets(folder: Path) -> int:
    """Return the octets free on the disk of `folder`."""
    return shutil.disk_usage(folder).free


@dataclass(frozen=True, slots=True)
class Health:
    """Looks at the disk of the data folder."""

    data: Path
    free: Callable[[Path], int] = free_octets

    def ailment(self) -> str | None:
        """Return why no mail can be kept now, for the log; None when all is well."""
        try:
            free = self.free(self.data)
        except OSError:
            return "the data folder cannot be looked at"
        if free < LEAST_FREE:
            return "the disk of the data folder is almost full"
        return None
