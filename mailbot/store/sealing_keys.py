"""Custody: whose ring a database opens with, what its keys sealed, and sealing it anew.

Small steps, each a transaction of its own: a desk at work is not held up, and a process
that dies in between is taken up where it was.
"""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Mapping

import sqlalchemy as sa

from mailbot.security.vault import Sealed, VaultError
from mailbot.store.authentication_keys import bound_to
from mailbot.store.part import Part
from mailbot.store.schema import blobs, guarantees, marks

MOST_OCTETS = 8_000_000
"""Octets of blobs that one step seals anew, or one blob that has more."""

MOST_ROWS = 200

_RING = "ring"
_SAMPLES = 3
"""Blobs that are tried where no mark tells whose the database is."""


class SealingKeys(Part):
    """The keys of the ring, and what each of them sealed."""

    def is_of_ring(self) -> bool:
        """Return whether this database opens with the ring of our vault.

        By its mark; one from before there were marks by what it has sealed.
        """
        tables = sa.inspect(self._connection)
        if tables.has_table(marks.name) and (mark := self._ring_mark()):
            return hmac.compare_digest(mark, self._vault.ring_mark)
        if not tables.has_table(blobs.name):
            return True
        some = self._connection.execute(sa.select(blobs).limit(_SAMPLES)).all()
        return not some or any(self._opens(*row[:3]) for row in some)

    def bind_ring(self) -> None:
        """Have the database know its ring from now on."""
        if self._ring_mark() is None:
            row = {"name": _RING, "value": self._vault.ring_mark}
            self._connection.execute(sa.insert(marks), row)

    def _ring_mark(self) -> str | None:
        found: str | None = self._connection.scalar(
            sa.select(marks.c.value).where(marks.c.name == _RING)
        )
        return found

    def _opens(self, digest: str, sealed: bytes, key_id: str) -> bool:
        try:
            self._vault.open(Sealed(key_id, sealed), f"blob:{digest}")
        except VaultError:
            return False
        return True

    def sealed_by(self) -> Mapping[str, int]:
        """Count what each key of the ring has sealed, by the key's name."""
        found: Counter[str] = Counter()
        for column in (blobs.c.key_id, guarantees.c.key_id):
            rows = self._connection.execute(
                sa.select(column, sa.func.count())
                .where(column.is_not(None))
                .group_by(column)
            )
            found.update({str(name): int(count) for name, count in rows})
        return found

    def reseal(self, newest: str, after: str = "") -> str | None:
        """Seal some blobs anew whose key is not `newest`; None when none is left.

        `after` is what the last step returned: blobs go by their digests.
        """
        rows = self._connection.execute(
            sa.select(blobs)
            .where(blobs.c.key_id != newest, blobs.c.digest > after)
            .order_by(blobs.c.digest)
            .limit(MOST_ROWS)
        )
        last, octets = None, 0
        for row in rows:
            sealed = self._anew(row.key_id, row.sealed, f"blob:{row.digest}")
            this = sa.update(blobs).where(blobs.c.digest == row.digest)
            values = {"sealed": sealed.octets, "key_id": sealed.key_id}
            self._connection.execute(this.values(values))
            last, octets = str(row.digest), octets + len(sealed.octets)
            if octets >= MOST_OCTETS:
                break
        return last

    def reseal_keys(self, newest: str) -> int:
        """Seal some authentication keys anew; return how many, 0 when none is left."""
        rows = self._connection.execute(
            sa.select(guarantees.c.id, guarantees.c.sealed_key, guarantees.c.key_id)
            .where(guarantees.c.key_id != newest)
            .order_by(guarantees.c.id)
            .limit(MOST_ROWS)
        ).all()
        for row in rows:
            sealed = self._anew(row.key_id, row.sealed_key, bound_to(row.id))
            this = sa.update(guarantees).where(guarantees.c.id == row.id)
            values = {"sealed_key": sealed.octets, "key_id": sealed.key_id}
            self._connection.execute(this.values(values))
        return len(rows)

    def _anew(self, key_id: str, octets: bytes, place: str) -> Sealed:
        return self._vault.seal(self._vault.open(Sealed(key_id, octets), place), place)
