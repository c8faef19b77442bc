"""What every part of a transaction stands on: the connection, the vault, the time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

import sqlalchemy as sa

from mailbot.security.vault import Vault
from mailbot.store import blobs
from mailbot.store.blobs import NotKept, digest_of
from mailbot.store.queue.contract import Engine
from mailbot.store.schema import counters

__all__ = ["NotKept", "TransactionBase", "digest_of"]

_COUNT = sa.select(counters.c.value).where(counters.c.name == sa.bindparam("counter"))


class TransactionBase:
    """One transaction.  The verbs are in the parts that build on this."""

    def __init__(
        self,
        connection: sa.Connection,
        vault: Vault,
        engine: Engine,
        now: datetime,
        after_commit: Callable[[Callable[[], None]], None],
    ) -> None:
        self.connection = connection
        self.now = now
        """When the transaction began; what it writes bears this time."""
        self._vault = vault
        self._engine = engine
        self._after_commit = after_commit

    def after_commit(self, call: Callable[[], None]) -> None:
        """Have `call` run once this transaction has been committed, if it is."""
        self._after_commit(call)

    def put(self, raw: bytes) -> str:
        """Seal bytes under their digest, once, and return the digest."""
        digest = digest_of(raw)
        self.put_all({digest: raw})
        return digest

    def put_all(self, octets: Mapping[str, bytes]) -> set[str]:
        """Seal many by digest; return those that were there already."""
        return blobs.put_all(self.connection, self._vault, octets)

    def raw(self, digest: str) -> bytes:
        """Return the bytes kept under `digest`, exactly as they came.

        NotKept when there are none; VaultError when they do not open any more.
        """
        return blobs.opened(self.connection, self._vault, digest)

    def take(self, counter: str, count: int = 1) -> int:
        """Advance a counter by `count` and return the first number taken (from 1)."""
        last = self.connection.scalar(_COUNT, {"counter": counter})
        if last is None:
            row = {"name": counter, "value": count}
            self.connection.execute(sa.insert(counters), row)
            return 1
        self.connection.execute(
            sa.update(counters)
            .where(counters.c.name == counter)
            .values(value=last + count)
        )
        return int(last) + 1
