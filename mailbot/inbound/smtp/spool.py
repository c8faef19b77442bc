"""One unfinished mail: in memory while it is small, then in a nameless file.

The file has no name on disk (or loses it at once), so neither a refusal nor a
crash leaves anything behind. Writing and reading it happens in a thread.
"""

import asyncio
import errno
import tempfile
from collections.abc import Callable
from io import FileIO
from pathlib import Path
from typing import Any, TypeVar

from mailbot.errors import StorageFull

_Result = TypeVar("_Result")
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Spool:
    """Collects a mail's octets; gives them back once, whole."""

    def __init__(self, memory_octets: int, directory: Path | None) -> None:
        self._memory_octets = memory_octets
        self._directory = directory
        self._parts: list[bytes] = []
        self._in_memory = 0
        self._file: FileIO | None = None
        self._job: asyncio.Future[Any] | None = None
        self.octets = 0

    async def write(self, content: bytes) -> None:
        """Add octets; raise `StorageFull` when the disk takes no more."""
        self._parts.append(content)
        self._in_memory += len(content)
        self.octets += len(content)
        if self._in_memory > self._memory_octets:
            await self.rest()

    async def rest(self) -> None:
        """Put on disk what is in memory: the mail has to wait."""
        block = b"".join(self._parts)
        self._parts.clear()
        self._in_memory = 0
        await self._in_thread(self._spill, block)

    async def read(self) -> bytes:
        """Return the whole mail; it costs that much memory, so budget for it."""
        rest = b"".join(self._parts)
        self._parts.clear()
        if self._file is None:
            return rest
        return await self._in_thread(self._reread, self._file, rest)

    def close(self) -> None:
        """Forget the mail, on disk too."""
        self._parts.clear()
        if self._job is None or self._job.done():
            self._shut()
        else:  # Its thread still uses the file, and a closed number is given anew.
            self._job.add_done_callback(self._shut)

    def _shut(self, job: asyncio.Future[Any] | None = None) -> None:
        if job is not None and not job.cancelled():
            job.exception()  # Nobody is left whom it could interest.
        if self._file is not None:
            self._file.close()

    async def _in_thread(self, step: Callable[..., _Result], *given: object) -> _Result:
        job = asyncio.ensure_future(asyncio.to_thread(step, *given))
        self._job = job
        return await asyncio.shield(job)

    def _spill(self, block: bytes) -> None:
        try:
            if self._file is None:
                self._file = _nameless(self._directory)
            _write_all(self._file, block)
        except OSError as error:
            if error.errno in _NO_ROOM:
                raise StorageFull("The spool directory is full.") from error
            raise

    def _reread(self, file: FileIO, rest: bytes) -> bytes:
        self._spill(rest)  # Then one read needs one buffer, not two to be joined.
        file.seek(0)
        return file.readall()


def _nameless(directory: Path | None) -> FileIO:
    return tempfile.TemporaryFile(dir=directory, buffering=0)


def _write_all(file: FileIO, block: bytes) -> None:
    left = memoryview(block)
    while left:
        left = left[file.write(left) :]
