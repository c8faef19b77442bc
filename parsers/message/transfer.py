"""Transfer encodings: base64, quoted-printable and uuencode, as far as they go."""

from __future__ import annotations

import binascii
import re
from typing import Final

_NOT_BASE64: Final = re.compile(rb"[^A-Za-z0-9+/]+")
_UU_BEGIN: Final = re.compile(rb"^begin [0-7]{3,4} [^\r\n]*\r?\n", re.MULTILINE)
_SOFT_BLANK: Final = re.compile(rb"[ \t]+(?=\r?\n)")


def decoded(body: bytes, encoding: bytes) -> bytes:
    """Undo a Content-Transfer-Encoding as far as it goes; unknown ones are identity."""
    match encoding.strip().lower():
        case b"base64":
            return _base64(body)
        case b"quoted-printable":
            return binascii.a2b_qp(_SOFT_BLANK.sub(b"", body))
        case b"x-uuencode" | b"uuencode" | b"x-uue" | b"uue":
            return _uu(body)
        case _:
            return body


_ALPHABET: Final = (
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n"
)
_FOREIGN: Final = re.compile(rb"[^A-Za-z0-9+/=\s]|[^\s][ \t]+[^\s]")


def _base64(body: bytes) -> bytes:
    """Decode base64 with anything between; text after the padding is dropped.

    QUIRK: gateways put a line of words above the code, whose letters are code as well:
    a line that cannot be code is left out whole, where others can.
    """
    if body.translate(None, _ALPHABET):
        rows = [row for row in body.splitlines() if row.strip()]
        code = [row for row in rows if not _FOREIGN.search(row)]
        body = b"\n".join(code or rows)
    try:
        return binascii.a2b_base64(body)
    except binascii.Error:
        clean = _NOT_BASE64.sub(b"", body.split(b"=", 1)[0])
        if len(clean) % 4 == 1:
            clean = clean[:-1]
        return binascii.a2b_base64(clean + b"=" * (-len(clean) % 4))


def _uu(body: bytes) -> bytes:
    start = _UU_BEGIN.search(body)
    if not start:
        return body
    out = []
    for row in body[start.end() :].splitlines():
        if row.strip() == b"end":
            break
        try:
            out.append(binascii.a2b_uu(row))
        except binascii.Error:  # QUIRK: wrong line lengths; take what they promise.
            size = (((row[0] - 32) & 63) * 4 + 5) // 3 if row else 0
            try:
                out.append(binascii.a2b_uu(row[:size]))
            except binascii.Error:
                continue
    return b"".join(out)
