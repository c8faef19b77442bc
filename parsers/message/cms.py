"""CMS (RFC 5652), as S/MIME has it: what a file is, and the mail in a signed one.

A signature that is "opaque" holds its mail in clear; nothing is decrypted and no
signature is checked here: what it holds is read as the text of whoever sent it.  BER as
well as DER: some programs write lengths only at the end.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

Kind = Literal["signed", "encrypted", "compressed", ""]

TYPES: Final = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
"""The media types of S/MIME (RFC 8551 3.2)."""

_KINDS: Final[dict[bytes, Kind]] = {
    bytes.fromhex("2a864886f70d010702"): "signed",
    bytes.fromhex("2a864886f70d010703"): "encrypted",
    bytes.fromhex("2a864886f70d0109100117"): "encrypted",
    bytes.fromhex("2a864886f70d0109100109"): "compressed",
}
_OID, _OCTETS, _SEQUENCE, _ZERO = 0x06, 0x04, 0x30, 0xA0
_CONSTRUCTED: Final = 0x20
_DEPTH: Final = 12
_MOST: Final = 4_000
_LONG: Final = 0x80
_LENGTH_OCTETS: Final = 4


class _Value(NamedTuple):
    """One value: its tag, where its content stands, and where the next begins."""

    tag: int
    start: int
    stop: int
    after: int


class _Broken(Exception):  # noqa: N818 - it never leaves this file
    """Octets that are no BER."""


def is_smime(kind: str, name: str) -> bool:
    """Return whether a part is S/MIME, by its type or a gateway's name for it."""
    return kind in TYPES or (
        kind == "application/octet-stream" and name.lower().endswith((".p7m", ".p7z"))
    )


def kind_of(octets: bytes) -> Kind:
    """Return what a CMS is; "" for anything else."""
    try:
        oid, _ = _content(octets)
    except _Broken:
        return ""
    return _KINDS.get(oid, "")


def held(octets: bytes, most: int) -> bytes | None:
    """Return the mail that a signed or compressed CMS holds; None where it has none."""
    try:
        oid, content = _content(octets)
        found = _encapsulated(octets, content)
    except _Broken:
        return None
    match _KINDS.get(oid):
        case "signed":
            return found
        case "compressed":
            return _inflated(found, most)
        case _:
            return None


def _inflated(packed: bytes, most: int) -> bytes | None:
    try:
        return zlib.decompressobj().decompress(packed, most)
    except zlib.error:
        return None


def _content(octets: bytes) -> tuple[bytes, _Value]:
    """Return the type of a ContentInfo, and its content."""
    whole = _value(octets, 0, len(octets))
    oid, wrapped = _first(octets, whole, _SEQUENCE, 2)
    (content,) = _first(octets, wrapped, _ZERO, 1)
    if oid.tag != _OID:
        raise _Broken
    return octets[oid.start : oid.stop], content


def _encapsulated(octets: bytes, content: _Value) -> bytes:
    """Return the octets in the EncapsulatedContentInfo of signed or compressed data."""
    for each in _children(octets, content):
        if each.tag != _SEQUENCE:
            continue
        parts = list(_children(octets, each))
        if len(parts) > 1 and parts[0].tag == _OID and parts[1].tag == _ZERO:
            (inner,) = _first(octets, parts[1], _ZERO, 1)
            return b"".join(_octets(octets, inner))
    raise _Broken


def _octets(raw: bytes, value: _Value, depth: int = 0) -> Iterator[bytes]:
    """Yield the pieces of an OCTET STRING, which may be made of others."""
    if value.tag == _OCTETS:
        yield raw[value.start : value.stop]
    elif value.tag == _OCTETS | _CONSTRUCTED and depth < _DEPTH:
        for each in _children(raw, value, most=len(raw)):
            yield from _octets(raw, each, depth + 1)
    else:
        raise _Broken


def _first(raw: bytes, value: _Value, tag: int, count: int) -> list[_Value]:
    """Return the first values in one with this tag."""
    if value.tag != tag:
        raise _Broken
    found = []
    for each in _children(raw, value):
        found.append(each)
        if len(found) == count:
            return found
    raise _Broken


def _children(raw: bytes, value: _Value, most: int = _MOST) -> Iterator[_Value]:
    at = value.start
    for _ in range(most):
        if at >= value.stop:
            return
        each = _value(raw, at, value.stop)
        if each.tag == 0:  # The end of a value that does not know its length.
            return
        yield each
        at = each.after


def _value(raw: bytes, at: int, stop: int, depth: int = 0) -> _Value:
    """Read one value; of one without a length, find the end."""
    if at + 2 > stop or depth > _DEPTH:
        raise _Broken
    tag, size = raw[at], raw[at + 1]
    start = at + 2
    if size == _LONG:
        return _endless(raw, start, stop, tag, depth)
    if size > _LONG:
        count = size - _LONG
        if count > _LENGTH_OCTETS:
            raise _Broken
        size = int.from_bytes(raw[start : start + count], "big")
        start += count
    if start + size > stop:
        raise _Broken
    return _Value(tag, start, start + size, start + size)


def _endless(raw: bytes, start: int, stop: int, tag: int, depth: int) -> _Value:
    if not tag & _CONSTRUCTED:
        raise _Broken
    at = start
    while raw[at : at + 2] != b"\0\0":
        at = _value(raw, at, stop, depth + 1).after
    return _Value(tag, start, at, at + 2)
