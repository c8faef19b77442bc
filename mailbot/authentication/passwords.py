"""Passwords of the users of SMTP AUTH: only a hash of each is kept.

    scrypt$15$8$3$SALT$HASH        RFC 7914: log2 N, r, p; then base64

The cost is one for all, and a line that says another is no line: what a name costs to
try must not tell whether the name exists.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from base64 import b64decode, b64encode

_LOG_N, _R, _P = 15, 8, 3
"""OWASP's choice for 32 MiB: a quarter of a second on an ordinary machine."""
_MOST_OCTETS = 64 * 1024 * 1024
SALT_OCTETS = 16
_HASH_OCTETS = 32
_COST = f"scrypt${_LOG_N}${_R}${_P}$"
_LINE = re.compile(
    re.escape(_COST) + r"([A-Za-z0-9+/]{22}==)\$([A-Za-z0-9+/]{43}=)", re.ASCII
)


def hash_of(password: str, salt: bytes) -> str:
    """Return the line to keep for a password; `salt` is SALT_OCTETS of chance."""
    digest = _scrypt(password, salt)
    return f"{_COST}{b64encode(salt).decode()}${b64encode(digest).decode()}"


def is_hash(line: str) -> bool:
    """Return whether `line` is one that `hash_of` writes."""
    return _LINE.fullmatch(line) is not None


def fits(password: str, line: str) -> bool:
    """Return whether the password made this line; ValueError if it is none."""
    parts = _LINE.fullmatch(line)
    if parts is None:
        raise ValueError("no hash of a password")
    return hmac.compare_digest(
        _scrypt(password, b64decode(parts[1])), b64decode(parts[2])
    )


def _scrypt(password: str, salt: bytes) -> bytes:
    # NFC as RFC 8265 4.2.2 asks: keyboards compose が in more than one way.
    octets = unicodedata.normalize("NFC", password).encode()
    return hashlib.scrypt(
        octets,
        salt=salt,
        n=1 << _LOG_N,
        r=_R,
        p=_P,
        maxmem=_MOST_OCTETS,
        dklen=_HASH_OCTETS,
    )
