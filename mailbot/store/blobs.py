"""Bytes of mails and documents, sealed under their digest; large ones in pieces.

    up to PIECE octets   one row: digest, the bytes
    more                 digest, nothing; digest.1, digest.2, …: PIECE octets each

Each row is sealed for its own name, and all together must have the digest: so no piece
can be left out, altered or exchanged.  A large mail in one row would stand five times
in memory (plain, sealed, given to SQLite, in its record, in its pages); in pieces it
stands there once.  Rows of earlier programs, large and in one, are read as well.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping

import sqlalchemy as sa

from mailbot.security.vault import Sealed, Vault, VaultError
from mailbot.store.faults import NotKept
from mailbot.store.part import Part
from mailbot.store.prepared import Prepared
from mailbot.store.schema import blobs

PIECE = 1_048_576
"""Octets of one piece; also the most that a row holds."""

_KNOWN = Prepared(
    sa.select(blobs.c.digest).where(blobs.c.digest == sa.bindparam("digest"))
)
_BLOB = Prepared(
    sa.select(blobs.c.key_id, blobs.c.sealed, blobs.c.octets).where(
        blobs.c.digest == sa.bindparam("digest")
    )
)
_SEAL = Prepared(sa.insert(blobs), *blobs.c.keys())


def digest_of(raw: bytes) -> str:
    """Return the address of some bytes: their SHA-256 in hexadecimal."""
    return hashlib.sha256(raw).hexdigest()


def is_piece(name: str) -> bool:
    """Return whether a row holds a piece of something larger."""
    return "." in name


class Blobs(Part):
    """Bytes by their digests."""

    def put(self, raw: bytes) -> str:
        """Seal bytes under their digest, once, and return the digest."""
        digest = digest_of(raw)
        self.put_all({digest: raw})
        return digest

    def put_all(self, octets: Mapping[str, bytes]) -> set[str]:
        """Seal many by digest; return those that were there already."""
        there = {
            digest
            for digest in octets
            if _KNOWN.first(self._connection, {"digest": digest})
        }
        fresh = {digest: raw for digest, raw in octets.items() if digest not in there}
        small = [
            _row(self._vault, digest, raw, len(raw))
            for digest, raw in fresh.items()
            if len(raw) <= PIECE
        ]
        if small:
            _SEAL.each(self._connection, small)
        for digest, raw in fresh.items():
            if len(raw) > PIECE:
                for row in _in_pieces(self._vault, digest, raw):
                    _SEAL.run(self._connection, row)
        return there

    def raw(self, digest: str) -> bytes:
        """Return the bytes kept under `digest`, exactly as they came; see `opened`."""
        return opened(self._connection, self._vault, digest)


def opened(connection: sa.Connection, vault: Vault, digest: str) -> bytes:
    """Return the bytes kept under `digest`, exactly as they came.

    NotKept when there are none; VaultError when they do not open any more, or are not
    those that the digest was made of.
    """
    plain, octets = _one(connection, vault, digest)
    if len(plain) < octets:
        plain = _joined(connection, vault, digest, octets)
    if len(plain) != octets or digest_of(plain) != digest:
        raise VaultError(f"What is kept as blob:{digest} is not what came.")
    return plain


def _joined(connection: sa.Connection, vault: Vault, digest: str, octets: int) -> bytes:
    whole = io.BytesIO()  # Gives its octets away without another copy of them.
    number = 0
    while whole.tell() < octets:
        number += 1
        piece, _ = _one(connection, vault, f"{digest}.{number}")
        if not whole.write(piece):
            break
    connection.exec_driver_sql("PRAGMA shrink_memory")  # Its pages are read once.
    return whole.getvalue()


def _one(connection: sa.Connection, vault: Vault, name: str) -> tuple[bytes, int]:
    """Open one row; return what is in it, and how many octets the row speaks of."""
    row = _BLOB.first(connection, {"digest": name})
    if row is None:
        raise NotKept(f"No bytes are kept under {name}.")
    key_id, sealed, octets = row
    return vault.open(Sealed(key_id, sealed), f"blob:{name}"), int(octets)


def _in_pieces(vault: Vault, digest: str, raw: bytes) -> Iterator[dict[str, object]]:
    yield _row(vault, digest, b"", len(raw))
    for number, start in enumerate(range(0, len(raw), PIECE), start=1):
        piece = raw[start : start + PIECE]
        yield _row(vault, f"{digest}.{number}", piece, len(piece))


def _row(vault: Vault, name: str, plain: bytes, octets: int) -> dict[str, object]:
    sealed = vault.seal(plain, f"blob:{name}")
    return {
        "digest": name,
        "sealed": sealed.octets,
        "key_id": sealed.key_id,
        "octets": octets,
    }
