"""What every part of a transaction stands on: the connection, the vault, the time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from datetime import datetime

import sqlalchemy as sa

from mailbot.engine.jobs import Engine
from mailbot.errors import MailbotError
from mailbot.security.vault import Sealed, Vault
from mailbot.store.prepared import Prepared
from mailbot.store.schema import blobs, counters

_KNOWN = Prepared(
    sa.select(blobs.c.digest).where(blobs.c.digest == sa.bindparam("digest"))
)
_BLOB = Prepared(
    sa.select(blobs.c.key_id, blobs.c.sealed).where(
        blobs.c.digest == sa.bindparam("digest")
    )
)
_SEAL = Prepared(sa.insert(blobs), *blobs.c.keys())
_COUNT = sa.select(counters.c.value).where(counters.c.name == sa.bindparam("counter"))


class NotKept(MailbotError):  # noqa: N818 - a state: there is no such thing
    """The store has nothing under this id, digest or number."""


def digest_of(raw: bytes) -> str:
    """Return the address of some bytes: their SHA-256 in hexadecimal."""
    return hashlib.sha256(raw).hexdigest()


class Desk:
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
        there = self._known(octets.keys())
        fresh = [
            self._sealed_row(digest, raw)
            for digest, raw in octets.items()
            if digest not in there
        ]
        if fresh:
            _SEAL.each(self.connection, fresh)
        return there

    def raw(self, digest: str) -> bytes:
        """Return the bytes kept under `digest`, exactly as they came.

        NotKept when there are none; VaultError when they do not open any more.
        """
        row = _BLOB.first(self.connection, {"digest": digest})
        if row is None:
            raise NotKept(f"No bytes are kept under {digest}.")
        return self._vault.open(Sealed(*row), f"blob:{digest}")

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

    def _known(self, digests: Collection[str]) -> set[str]:
        return {
            digest
            for digest in digests
            if _KNOWN.first(self.connection, {"digest": digest})
        }

    def _sealed_row(self, digest: str, raw: bytes) -> dict[str, object]:
        sealed = self._vault.seal(raw, f"blob:{digest}")
        return {
            "digest": digest,
            "sealed": sealed.octets,
            "key_id": sealed.key_id,
            "octets": len(raw),
        }
