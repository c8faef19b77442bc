"""Sealed bytes: large ones in pieces, and none of the pieces may be another."""

import tracemalloc
from pathlib import Path

import pytest
import sqlalchemy as sa

from mailbot.errors import MailbotError
from mailbot.store.blobs import PIECE, digest_of
from mailbot.store.schema import blobs
from mailbot.store.store import Store
from tests.unit.store.making import open_database, open_store, vault_in

LARGE = bytes(range(256)) * (8 * PIECE // 256) + b"end"
SIZES = (0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 7)


def faulty(store: Store) -> list[str]:
    """Name the bytes that are found altered or missing."""
    return [one.row for one in store.verify().faults if one.table == "blobs"]


@pytest.mark.parametrize("octets", SIZES)
def test_bytes_come_back_as_they_were(store: Store, octets: int) -> None:
    """Whatever the size, what is opened is what was sealed."""
    raw = LARGE[:octets]

    with store.transaction() as tx:
        digest = tx.blobs.put(raw)
        assert digest == tx.blobs.put(raw)

    with store.snapshot() as tx:
        assert raw == tx.blobs.raw(digest)
    assert faulty(store) == []


def test_large_bytes_of_an_earlier_program_are_read(tmp_path: Path) -> None:
    """A large mail that lies in one row, as it did before there were pieces, opens."""
    store = open_store(tmp_path)
    digest = digest_of(LARGE)
    with store.transaction() as tx:
        sealed = vault_in(tmp_path).seal(LARGE, f"blob:{digest}")
        row = {"digest": digest, "sealed": sealed.octets, "key_id": sealed.key_id}
        tx.connection.execute(sa.insert(blobs), {**row, "octets": len(LARGE)})

    with store.snapshot() as tx:
        assert LARGE == tx.blobs.raw(digest)
    assert faulty(store) == []
    store.close()


def test_a_large_mail_stands_in_memory_once(store: Store) -> None:
    """Keeping 8 MB costs two pieces more; opening them costs them once."""
    tracemalloc.start()
    try:
        with store.transaction() as tx:
            digest = tx.blobs.put(LARGE)
        _, keeping = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        with store.snapshot() as tx:
            raw = tx.blobs.raw(digest)
        _, opening = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert raw == LARGE
    assert keeping < 5 * PIECE
    assert opening < len(LARGE) + 6 * PIECE


ALTERED = (
    "DELETE FROM blobs WHERE digest = :digest || '.2'",
    "UPDATE blobs SET octets = octets - 1 WHERE digest = :digest",
    "UPDATE blobs SET octets = 0 WHERE digest = :digest",
    "UPDATE blobs SET octets = 1048576 WHERE digest = :digest",
    "UPDATE blobs SET octets = octets + 1 WHERE digest = :digest",
    (
        "UPDATE blobs SET sealed = (SELECT b.sealed FROM blobs b "
        "WHERE b.digest = :digest || '.3') WHERE digest = :digest || '.2'"
    ),
    "UPDATE blobs SET sealed = zeroblob(60) WHERE digest = :digest || '.9'",
)


@pytest.mark.parametrize("alteration", ALTERED)
def test_no_piece_is_left_out_or_exchanged(tmp_path: Path, alteration: str) -> None:
    """Who takes a piece away, alters, cuts or exchanges one is found for it."""
    store = open_store(tmp_path)
    with store.transaction() as tx:
        digest = tx.blobs.put(LARGE)
    store.close()
    with open_database(tmp_path).writing() as writing:
        writing.connection.execute(sa.text(alteration), {"digest": digest})

    store = open_store(tmp_path)
    with store.snapshot() as tx, pytest.raises(MailbotError):
        tx.blobs.raw(digest)
    assert faulty(store) == [digest]
    store.close()


def test_an_earlier_program_would_not_open_it(tmp_path: Path) -> None:
    """The head of a large mail holds nothing: it is never taken for a mail's start."""
    store = open_store(tmp_path)
    with store.transaction() as tx:
        digest = tx.blobs.put(LARGE)
        row = tx.connection.execute(
            sa.select(blobs.c.sealed, blobs.c.octets).where(blobs.c.digest == digest)
        ).one()

    assert len(LARGE) == row.octets
    assert len(row.sealed) < 64
    store.close()
