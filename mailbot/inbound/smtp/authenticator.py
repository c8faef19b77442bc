"""Passwords of SMTP AUTH, checked beside the event loop.

LIMIT: tries are counted for one connection; in all, one password is checked at a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from mailbot.inbound.smtp.credentials import Credentials

Admit = Callable[[str, str], bool]
"""Whether this is the password of that name.  Slow, and called in a thread."""

_MOST_WAITING = 16


class Authenticator:
    """Checks credentials one at a time: a check takes memory and time on purpose."""

    def __init__(self, admit: Admit) -> None:
        self._admit = admit
        self.waiting = 0
        """How many are being checked, or wait for it."""
        self._thread = ThreadPoolExecutor(1, "passwords")

    async def verify(self, claim: Credentials) -> bool | None:
        """Return whether the password is right; None when too many wait to be told."""
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
