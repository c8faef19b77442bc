"""Tokens: a short text in an address that binds a reply to what it answers.

    moushikomi+c-12-3-k3v9…@hosho.example.jp
               │  │ └ revision   └ 16 base32 characters: 80 bits of HMAC-SHA-256
               │  └ id of the case (c; w: a withdrawal), submission (s) or mail (b)
               └ purpose

Pure.  Lower case throughout, and read in any case, because mail systems fold local
parts; the alphabet survives `+` addresses and Message-IDs.  A token proves that we
wrote it to somebody, never who answers: that is for the sender's class to say.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import Literal

Purpose = Literal["case", "submission", "bounce", "withdrawal"]

_LETTERS: dict[Purpose, str] = {
    "case": "c",
    "submission": "s",
    "bounce": "b",
    "withdrawal": "w",
}
_PURPOSES: dict[str, Purpose] = {letter: name for name, letter in _LETTERS.items()}
_TAG_OCTETS = 10
_DIGITS = 15
_SHAPE = re.compile(
    rf"(?<![a-z0-9])([csbw])-(0|[1-9][0-9]{{0,{_DIGITS - 1}}})"
    rf"-(0|[1-9][0-9]{{0,{_DIGITS - 1}}})-([a-z2-7]{{16}})(?![a-z0-9])",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Token:
    """What a token says: `revision` is a read-back's number, or a bounce's delivery."""

    purpose: Purpose
    id: int
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Forged:
    """Something in the shape of a token that this installation never wrote."""

    text: str


def write(token: Token, secret: bytes) -> str:
    """Write a token, lower case, at most 50 octets.

    `id` and `revision` have up to 15 digits; ValueError beyond.
    """
    if not (0 <= token.id < 10**_DIGITS and 0 <= token.revision < 10**_DIGITS):
        raise ValueError("A token's numbers have at most 15 digits.")
    head = f"{_LETTERS[token.purpose]}-{token.id}-{token.revision}"
    return f"{head}-{_tag(head, secret)}"


def verify(text: str, secret: bytes) -> Token | None:
    """Return the token that `text` is, exactly; None if we did not write it."""
    shape = _SHAPE.fullmatch(_lower(text))
    return None if shape is None else _check(shape, secret)


def find(text: str, secret: bytes) -> Token | Forged | None:
    """Find a token in an address or a Message-ID.

    None when there is nothing like a token.  The first one that we wrote wins;
    `Forged` when there are only strangers' ones.
    """
    forged: Forged | None = None
    for shape in _SHAPE.finditer(_lower(text)):
        token = _check(shape, secret)
        if token is not None:
            return token
        forged = forged or Forged(shape.group())
    return forged


def address(mailbox: str, token: Token, secret: bytes) -> str:
    """Return `mailbox` (desk@domain) with the token as its subaddress.

    ValueError when the local part would pass 64 octets (RFC 5321 4.5.3.1.1).
    """
    local, at, domain = mailbox.rpartition("@")
    tagged = f"{local}+{write(token, secret)}"
    if len(tagged.encode()) > 64:  # noqa: PLR2004 - the RFC's number, cited above
        raise ValueError("The desk's mailbox name is too long to carry a token.")
    return f"{tagged}{at}{domain}"


def _check(shape: re.Match[str], secret: bytes) -> Token | None:
    letter, number, revision, tag = shape.groups()
    head = f"{letter}-{number}-{revision}"
    if not hmac.compare_digest(tag, _tag(head, secret)):
        return None
    return Token(_PURPOSES[letter], int(number), int(revision))


def _tag(head: str, secret: bytes) -> str:
    digest = hmac.digest(secret, head.encode("ascii"), hashlib.sha256)
    return base64.b32encode(digest[:_TAG_OCTETS]).decode("ascii").lower()


def _lower(text: str) -> str:
    if text.isascii():
        return text.lower()
    # QUIRK: str.lower folds the Kelvin sign (U+212A) to k; only ASCII may fold here.
    return "".join(c.lower() if c.isascii() else c for c in text)
