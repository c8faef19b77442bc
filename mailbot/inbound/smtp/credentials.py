"""What a client of AUTH says: PLAIN (RFC 4616) and LOGIN, as RFC 4954 has them. Pure.

Credentials are never logged and never shown: they have no text.
"""

from base64 import b64decode
from dataclasses import dataclass, field

from mailbot.inbound.smtp import replies

CANCEL = b"*"


@dataclass(frozen=True, slots=True)
class Credentials:
    """The user name that a client claims, and the password that is to prove it."""

    name: str = field(repr=False)
    password: str = field(repr=False)


def from_plain(response: bytes) -> Credentials | bytes:
    """Read the one response of PLAIN (whom to be, who one is, password), or refuse."""
    if response == CANCEL:
        return replies.CANCELLED
    parts = (_decoded(response) or "").split("\0")
    if len(parts) != 3:  # noqa: PLR2004 - RFC 4616, 2
        return replies.BAD_RESPONSE
    as_whom, name, password = parts
    # Nobody may be somebody else: asked for by a name that nobody has.
    return Credentials(name if as_whom in {"", name} else "", password)


def from_login(name: bytes, password: bytes) -> Credentials | bytes:
    """Read the two responses of LOGIN, or return the reply that refuses them."""
    if password == CANCEL:
        return replies.CANCELLED
    who, what = _decoded(name), _decoded(password)
    if who is None or what is None:
        return replies.BAD_RESPONSE
    return Credentials(who, what)


def _decoded(response: bytes) -> str | None:
    """Return the text in a base64 response, or None when there is none."""
    try:
        return b64decode(response, validate=True).decode()
    except ValueError:
        return None
