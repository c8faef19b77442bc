"""ZIP: the members of an archive, one by one, within a budget (APPNOTE 6.3).

Own code, because the standard library reads the whole directory of a hostile archive
before anything can be counted, fails in a dozen ways, and reads CP932 names as CP437.
Stored and deflated members only; a password is recognised and never tried.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from parsers.files.budget import SMALL_MEMBER, ShutError
from parsers.message import charset

if TYPE_CHECKING:
    from parsers.files.budget import Limits, Purse

_END: Final = struct.Struct("<4s4H2LH")
_ENTRY: Final = struct.Struct("<4s6H3L5H2L")
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_END_MARK: Final = b"PK\x05\x06"
_ENTRY_MARK: Final = b"PK\x01\x02"
_LOCAL_MARK: Final = b"PK\x03\x04"
_COMMENT: Final = 65_535
_STORED, _DEFLATED = 0, 8
_ENCRYPTED: Final = 0x0001
_UTF8: Final = 0x0800
_MAC_FOLDER: Final = "__MACOSX/"


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive; `packed` octets of it stand behind `offset`."""

    name: str
    flags: int
    method: int
    packed: int
    offset: int

    @property
    def encrypted(self) -> bool:
        """Whether it has a password (flag bit 0)."""
        return bool(self.flags & _ENCRYPTED)


def members(raw: bytes, most: int) -> tuple[Member, ...]:
    """List the files of an archive (no folders).

    ShutError: `unreadable` without a directory, `too_large` with more than `most`.
    """
    at = raw.rfind(_END_MARK, max(0, len(raw) - _COMMENT - _END.size))
    if at < 0 or at + _END.size > len(raw):
        raise ShutError("unreadable")
    _, _, _, _, _, size, offset, _ = _END.unpack_from(raw, at)
    shift = at - size - offset  # Octets before the archive itself.
    if shift < 0 or offset + shift >= len(raw):
        raise ShutError("unreadable")
    found: list[Member] = []
    place = offset + shift
    while raw.startswith(_ENTRY_MARK, place) and place + _ENTRY.size <= at:
        if len(found) >= most:
            raise ShutError("too_large", "members")
        member, place = _entry(raw, place, shift)
        if not member.name.endswith("/") and not member.name.startswith(_MAC_FOLDER):
            found.append(member)
    return tuple(found)


def _entry(raw: bytes, at: int, shift: int) -> tuple[Member, int]:
    """Read one entry of the directory; give it and the place of the next."""
    parts = _ENTRY.unpack_from(raw, at)
    flags, method, packed, offset = parts[3], parts[4], parts[8], parts[16]
    name_size, extra_size, note_size = parts[10:13]
    start = at + _ENTRY.size
    name = raw[start : start + name_size]
    text = (
        name.decode("utf-8", "replace") if flags & _UTF8 else charset.decode(name).text
    )
    # QUIRK: some programs of Windows part folders with its own sign.
    text = text.replace("\\", "/")
    member = Member(text, flags, method, packed, offset + shift)
    return member, start + name_size + extra_size + note_size


def content(raw: bytes, member: Member, limits: Limits, purse: Purse) -> bytes:
    """Unpack one member.  ShutError: a password, a broken or a far too large member."""
    if member.encrypted:
        raise ShutError("encrypted")
    if not raw.startswith(_LOCAL_MARK, member.offset):
        raise ShutError("unreadable")
    try:
        head = _LOCAL.unpack_from(raw, member.offset)
    except struct.error:
        raise ShutError("unreadable") from None
    start = member.offset + _LOCAL.size + head[9] + head[10]
    body = raw[start : start + member.packed]
    if member.method == _STORED:
        purse.pay(len(body))
        return body
    if member.method != _DEFLATED:
        raise ShutError("unreadable")
    return _inflated(body, limits, purse)


def _inflated(body: bytes, limits: Limits, purse: Purse) -> bytes:
    most = max(len(body) * limits.ratio, SMALL_MEMBER)
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        out = unpacker.decompress(body, min(most, purse.left) + 1)
    except zlib.error:
        raise ShutError("unreadable") from None
    if len(out) > most:
        raise ShutError("too_large", "ratio")
    purse.pay(len(out))
    if not unpacker.eof:
        raise ShutError("unreadable")
    return out
