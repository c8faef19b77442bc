"""Files and folders that nobody else may read, whatever the umask.

The one place where a folder (0700) or a file (0600) is made that may hold a personal
datum or a key.  A folder that is there already keeps its mode: it is its owner's choice
(`mailbot check` says when others may read it).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

FOLDER_MODE = 0o700
FILE_MODE = 0o600
OTHERS = 0o077
"""The bits of a mode that let other users in."""


def make_folder(path: Path) -> Path:
    """Make a folder, and those above it that are missing; return it."""
    missing = [one for one in (path, *path.parents) if not one.exists()]
    for one in reversed(missing):
        with suppress(FileExistsError):  # another process was quicker
            one.mkdir(FOLDER_MODE)
    if not path.is_dir():
        raise NotADirectoryError(20, "Not a directory", str(path))
    return path


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file that is not there yet.  FileExistsError when it is."""
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    with os.fdopen(number, "wb") as file:
        yield file


@contextmanager
def rewritten(path: Path) -> Iterator[BinaryIO]:
    """Open a file to be written from its beginning, whether it is there or not."""
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE)
    with os.fdopen(number, "wb") as file:
        os.fchmod(file.fileno(), FILE_MODE)  # one that was there may be open to all
        yield file


def write_file(path: Path, octets: bytes) -> None:
    """Write a whole file; what was there before is gone."""
    with rewritten(path) as file:
        file.write(octets)


def make_empty(path: Path) -> None:
    """Make an empty file, unless there is one."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, FILE_MODE))


def sync_folder(path: Path) -> None:
    """Wait until the disk has the names in a folder."""
    number = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
