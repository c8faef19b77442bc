"""What the parts of a transaction share: the connection, the vault, the time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from mailbot.security.vault import Vault
from mailbot.store.queue.contract import Engine

AfterCommit = Callable[[Callable[[], None]], None]
"""Has its argument run once the transaction has been committed, if it is."""


@dataclass(frozen=True, slots=True)
class OpenTransaction:
    """One open transaction; `now` is when it began: what it writes bears this time."""

    connection: sa.Connection
    vault: Vault
    engine: Engine
    now: datetime
    after_commit: AfterCommit


class Part:
    """The verbs of one noun, on an open transaction."""

    def __init__(self, opened: OpenTransaction) -> None:
        self._opened = opened
        self._connection = opened.connection
        self._vault = opened.vault
        self._now = opened.now
