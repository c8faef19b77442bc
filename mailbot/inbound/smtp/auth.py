"""Signing in at the SMTP door: AUTH PLAIN (RFC 4616) and LOGIN, as RFC 4954 has it.

    AUTH ──> a claim (name, password) ──> checked in a thread ──> 235 or 535

A claim is never logged and never shown: it has no text.  LIMIT: tries are counted for
one connection; in all, the porter checks one password at a time.
"""

from __future__ import annotations

import asyncio
from base64 import b64decode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from mailbot.inbound.smtp import replies
from mailbot.inbound.smtp.connection import Connection

Admit = Callable[[str, str], bool]
"""Whether this is the password of that name.  Slow, and called in a thread."""

MOST_TRIES = 3
_MOST_WAITING = 16
_CANCEL = b"*"


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who somebody says to be, and what is to prove it."""

    name: str = field(repr=False)
    password: str = field(repr=False)


class Authenticator:
    """Checks claims beside the event loop, one at a time.

    One at a time: a check takes memory and a processor on purpose.
    """

    def __init__(self, admit: Admit) -> None:
        self._admit = admit
        self.waiting = 0
        """How many claims are being checked, or wait for it."""
        self._thread = ThreadPoolExecutor(1, "porter")

    async def admits(self, claim: Credentials) -> bool | None:
        """Tell whether the claim is true; None when too many wait to be checked."""
        if self.waiting >= _MOST_WAITING:
            return None
        self.waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._thread, self._admit, claim.name, claim.password
            )
        finally:
            self.waiting -= 1

    def close(self) -> None:
        """Check nothing any more."""
        self._thread.shutdown(wait=True, cancel_futures=True)


async def ask(wire: Connection, arguments: str) -> Credentials | bytes:
    """Return what the client of AUTH claims, or the reply to what is no claim."""
    mechanism, _, first = arguments.partition(" ")
    given = first.strip().encode("utf-8", "surrogateescape")
    match mechanism.upper():
        case "PLAIN":
            return _plain(given or await _respond(wire, replies.GO_ON))
        case "LOGIN":
            name = given or await _respond(wire, replies.NAME_PLEASE)
            if name == _CANCEL:
                return replies.CANCELLED
            return _login(name, await _respond(wire, replies.PASSWORD_PLEASE))
        case "":
            return replies.BAD_ARGUMENT
        case _:
            return replies.UNKNOWN_MECHANISM


async def _respond(wire: Connection, challenge: bytes) -> bytes:
    wire.say(challenge)
    wire.listen_for(wire.limits.idle_seconds)
    return await wire.line()


def _plain(response: bytes) -> Credentials | bytes:
    """Read the one response of PLAIN: whom to be, who one is, password."""
    if response == _CANCEL:
        return replies.CANCELLED
    parts = (_decoded(response) or "").split("\0")
    if len(parts) != 3:  # noqa: PLR2004 - RFC 4616, 2
        return replies.BAD_RESPONSE
    as_whom, name, password = parts
    # Nobody may be somebody else: asked for by a name that nobody has.
    return Credentials(name if as_whom in {"", name} else "", password)


def _login(name: bytes, password: bytes) -> Credentials | bytes:
    """Read the two responses of LOGIN."""
    if password == _CANCEL:
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
