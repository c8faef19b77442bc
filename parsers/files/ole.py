"""Compound files (MS-CFB): the streams of an old Office file, and a plain copy of one.

Enough to find a stream by its name, to tell what kind of file it is (a workbook, a
letter, an encrypted package), and to write a new file with that one stream alone: the
reader of workbooks is given what was looked at, and nothing else.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from parsers.files.budget import ShutError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SECTOR: Final = 512
_MINI: Final = 64
_MINI_CUTOFF: Final = 4096
_END, _FREE, _FAT_MARK = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_ENTRY: Final = 128
_MAX_ENTRIES: Final = 2_000
_STREAM, _ROOT = 2, 5
_HEADER_FATS: Final = 109
_PER_SECTOR: Final = _SECTOR // 4


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """A stream or the root: where it begins, and its octets."""

    name: str
    kind: int
    start: int
    size: int


class Compound:
    """A compound file, read from its octets."""

    __slots__ = ("_fat", "_mini_fat", "_raw", "_size", "entries")

    def __init__(self, raw: bytes) -> None:
        """Read tables and directory; ShutError `unreadable` where they are none."""
        if len(raw) < _SECTOR or not raw.startswith(MAGIC):
            raise ShutError("unreadable")
        self._raw = raw
        shift = struct.unpack_from("<H", raw, 30)[0]
        if shift not in {9, 12}:
            raise ShutError("unreadable")
        self._size = 1 << shift
        directory, mini_start = struct.unpack_from("<12xL8xL", raw, 36)
        self._fat: list[int] = []
        self._fat = self._table(self._fat_sectors())
        self._mini_fat = self._table(self._chain(mini_start))
        self.entries = tuple(self._directory(directory))

    def names(self) -> frozenset[str]:
        """Return the names of all streams and storages."""
        return frozenset(entry.name for entry in self.entries)

    def stream(self, name: str) -> bytes | None:
        """Return the octets of a stream, or None."""
        for entry in self.entries:
            if entry.kind == _STREAM and entry.name.lower() == name.lower():
                return self._content(entry)
        return None

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._size
        return self._raw[at : at + self._size]

    def _fat_sectors(self) -> Iterator[int]:
        """Yield the sectors of the allocation table (the header's, then the list's)."""
        numbers = struct.unpack_from(f"<{_HEADER_FATS}L", self._raw, 76)
        yield from (number for number in numbers if number < _FAT_MARK)
        following, seen = struct.unpack_from("<L", self._raw, 68)[0], 0
        while following < _FAT_MARK and seen <= len(self._raw) // self._size:
            *numbers_, following = _numbers(self._sector(following)) or (_END,)
            yield from (number for number in numbers_ if number < _FAT_MARK)
            seen += 1

    def _table(self, sectors: Iterator[int]) -> list[int]:
        most = len(self._raw) // self._size + 1
        table: list[int] = []
        for count, number in enumerate(sectors):
            if count > most:
                raise ShutError("unreadable")
            table.extend(_numbers(self._sector(number)))
        return table

    def _chain(self, start: int) -> Iterator[int]:
        """Follow a chain of sectors; a loop is a broken file."""
        number, most = start, len(self._raw) // self._size + 1
        while number < _FAT_MARK:
            if number >= len(self._fat) or most <= 0:
                raise ShutError("unreadable")
            most -= 1
            yield number
            number = self._fat[number]

    def _directory(self, start: int) -> Iterator[DirectoryEntry]:
        raw = b"".join(map(self._sector, self._chain(start)))
        for at in range(0, min(len(raw), _MAX_ENTRIES * _ENTRY), _ENTRY):
            entry = raw[at : at + _ENTRY]
            if len(entry) < _ENTRY or entry[66] == 0:
                continue
            size = struct.unpack_from("<H", entry, 64)[0]
            name = entry[: max(0, min(size, 64) - 2)].decode("utf-16-le", "replace")
            first, octets = struct.unpack_from("<LL", entry, 116)
            yield DirectoryEntry(name, entry[66], first, octets)

    def _content(self, entry: DirectoryEntry) -> bytes:
        if entry.size >= _MINI_CUTOFF:
            whole = b"".join(map(self._sector, self._chain(entry.start)))
            return whole[: entry.size]
        root = next((each for each in self.entries if each.kind == _ROOT), None)
        if root is None:
            raise ShutError("unreadable")
        mini = b"".join(map(self._sector, self._chain(root.start)))
        out, number = [], entry.start
        for _ in range(entry.size // _MINI + 1):
            if number >= len(self._mini_fat):
                break
            out.append(mini[number * _MINI : (number + 1) * _MINI])
            number = self._mini_fat[number]
        return b"".join(out)[: entry.size]


def _numbers(sector: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(sector) // 4}L", sector[: len(sector) // 4 * 4])


# --- a plain copy -----------------------------------------------------------------


def with_one_stream(name: str, content: bytes) -> bytes:
    """Write a compound file that has one stream and nothing else.

    ShutError `too_large` beyond what the header's own table can list (about 7 MB).
    """
    content = content.ljust(_MINI_CUTOFF, b"\0")
    blocks = -(-len(content) // _SECTOR)
    fats = 1
    while fats * _PER_SECTOR < blocks + fats + 1:
        fats += 1
    if fats > _HEADER_FATS:
        raise ShutError("too_large", "workbook_octets")
    directory, first = fats, fats + 1
    table = [_FAT_MARK] * fats + [_END]
    table += [*range(first + 1, first + blocks), _END]
    table += [_FREE] * (fats * _PER_SECTOR - len(table))
    header = struct.pack(
        f"<8s16xHHHHH6xLLLLLLLLL{_HEADER_FATS}L",
        *(MAGIC, 0x3E, 3, 0xFFFE, 9, 6),
        *(0, fats, directory, 0, _MINI_CUTOFF, _END, 0, _END, 0),
        *range(fats),
        *[_FREE] * (_HEADER_FATS - fats),
    )
    entries = _entry("Root Entry", _ROOT, 1, _END, 0)
    entries += _entry(name, _STREAM, _FREE, first, len(content))
    body = struct.pack(f"<{len(table)}L", *table) + entries.ljust(_SECTOR, b"\0")
    return header + body + content.ljust(blocks * _SECTOR, b"\0")


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBLLL36xLQ",
        *(text, len(text), kind, 1, _FREE, _FREE, child, start, size),
    )
