"""winmail.dat (MS-OXTNEF): the files and the text that Outlook packed into it.

A list of attributes: some belong to the message, the others to the file begun last.
Both the old attributes and the MAPI properties within them are looked at; a text that
stands as RTF only (Outlook's "Rich Text") is read from there.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from parsers.files import rtf
from parsers.files.budget import ShutError
from parsers.message import charset

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parsers.files.budget import Limits, Purse

MAGIC: Final = b"\x78\x9f\x3e\x22"
_HEAD: Final = struct.Struct("<BLL")
_CHECKSUM: Final = 2
_BODY, _CODEPAGE, _MAPI = 0x0002800C, 0x00069007, 0x00069003
_NEW_FILE, _TITLE, _FILE, _FILE_MAPI = 0x00069002, 0x00018010, 0x0006800F, 0x00069005
_PR_BODY, _PR_HTML, _PR_RTF = 0x1000, 0x1013, 0x1009
_PR_DATA, _PR_SHORT_NAME, _PR_LONG_NAME, _PR_NAME = 0x3701, 0x3704, 0x3707, 0x3001
_MOST_PROPERTIES: Final = 2_000
_NAMED: Final = 0x8000
_FIXED: Final = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0xA: 4, 0xB: 4, 0x14: 8, 0x40: 8,
                 0x48: 16}  # fmt: skip
_MULTIPLE: Final = 0x1000
_COUNTED: Final = frozenset({0x0D, 0x1E, 0x1F, 0x102})
_UNICODE: Final = 0x1F


@dataclass(slots=True)
class Packed:
    """One file inside, as far as it was read."""

    name: str = ""
    octets: bytes = b""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What a winmail.dat holds; `html` tells that the text is HTML."""

    files: tuple[Packed, ...]
    text: bytes = b""
    label: str = ""
    html: bool = False


def unpacked(octets: bytes, limits: Limits, purse: Purse) -> Unpacked:
    """Open a winmail.dat; ShutError where it is none, or holds too much."""
    files: list[Packed] = []
    texts: dict[int, bytes] = {}
    label = ""
    for kind, value in _attributes(octets, limits):
        if kind == _CODEPAGE and len(value) >= 4:  # noqa: PLR2004 - a long
            label = f"cp{struct.unpack_from('<L', value)[0]}"
        elif kind == _BODY:
            texts.setdefault(_PR_BODY, value)
        elif kind == _MAPI:
            for name, content in _properties(value):
                texts.setdefault(name, content)
        else:
            _of_file(kind, value, files, label)
        if len(files) > limits.members:
            raise ShutError("too_large", "members")
    found = _text(texts, label, limits)
    purse.pay(sum(len(each.octets) for each in files) + len(found.text))
    return replace(found, files=tuple(files))


def _text(texts: dict[int, bytes], label: str, limits: Limits) -> Unpacked:
    """Choose the text: as plain text, as HTML, or taken out of its RTF."""
    for name in (_PR_BODY, _PR_HTML):
        if text := texts.get(name, b"").rstrip(b"\0"):
            return Unpacked((), text, label, name == _PR_HTML)
    if packed := texts.get(_PR_RTF):
        rich = rtf.text_of(rtf.unpacked(packed, limits.text_octets))
        return Unpacked((), rich.text.encode(), "utf-8", rich.html)
    return Unpacked(())


def _of_file(kind: int, value: bytes, files: list[Packed], label: str) -> None:
    """Take an attribute of the file that was begun last."""
    if kind == _NEW_FILE:
        files.append(Packed())
    elif not files:
        return
    elif kind == _TITLE:
        files[-1].name = files[-1].name or _name(value, label)
    elif kind == _FILE:
        files[-1].octets = value
    elif kind == _FILE_MAPI:
        found = dict(_properties(value))
        for name in (_PR_LONG_NAME, _PR_SHORT_NAME, _PR_NAME):
            if name in found:
                files[-1].name = _name(found[name], label)
                break
        files[-1].octets = files[-1].octets or found.get(_PR_DATA, b"")


def _name(value: bytes, label: str) -> str:
    return charset.decode(value.rstrip(b"\0"), label).text


def _attributes(octets: bytes, limits: Limits) -> Iterator[tuple[int, bytes]]:
    """Yield the attributes, by id; a broken end is cut off."""
    if not octets.startswith(MAGIC):
        raise ShutError("unreadable")
    at = len(MAGIC) + 2
    for count in range(limits.tnef_attributes + 1):
        if at + _HEAD.size > len(octets):
            return
        if count == limits.tnef_attributes:
            raise ShutError("too_large", "tnef_attributes")
        _, kind, size = _HEAD.unpack_from(octets, at)
        at += _HEAD.size
        yield kind, octets[at : at + size]
        at += size + _CHECKSUM


def _properties(value: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the MAPI properties of a block (MS-OXTNEF 2.1.3.4), by id."""
    try:
        yield from _walked(value)
    except struct.error:
        return  # A broken block ends where it breaks.


def _walked(value: bytes) -> Iterator[tuple[int, bytes]]:
    count = min(struct.unpack_from("<L", value)[0], _MOST_PROPERTIES)
    at = 4
    for _ in range(count):
        kind, name = struct.unpack_from("<HH", value, at)
        at += 4
        if name >= _NAMED:
            at = _after_name(value, at)
        values = 1
        if kind & _MULTIPLE or kind in _COUNTED:
            values = struct.unpack_from("<L", value, at)[0]
            at += 4
        kind &= ~_MULTIPLE
        for _ in range(min(values, _MOST_PROPERTIES)):
            size = _FIXED.get(kind, 0)
            if kind in _COUNTED:
                size = struct.unpack_from("<L", value, at)[0]
                at += 4
            content = value[at : at + size]
            at += size + -size % 4
            if (not size and kind not in _COUNTED) or at > len(value) + 3:
                return
            if size:  # QUIRK: Outlook writes empty ones before the names it gives.
                yield name, _as_octets(kind, name, content)


def _as_octets(kind: int, name: int, content: bytes) -> bytes:
    if kind == _UNICODE:
        return content.decode("utf-16-le", "replace").encode("utf-8", "replace")
    if kind == 0x0D and name == _PR_DATA:  # noqa: PLR2004 - an object: its id goes first
        return content[16:]
    return content


def _after_name(value: bytes, at: int) -> int:
    kind, size = struct.unpack_from("<16xLL", value, at)
    at += 24
    return at + size + -size % 4 if kind else at
