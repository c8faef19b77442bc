"""The authentication keys of guarantees: sealed, found by a hash, hidden in texts.

A key is made once, sealed for its guarantee, and found again by a keyed hash over
number and key.  It leaves through one verb, `reveal`, and through no other.

A column in clear takes what a stranger chose: a greeting, an address, a Message-ID, a
server's reply.  A key of ours that stands there is masked, in whatever spelling.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Collection

import sqlalchemy as sa

from mailbot.security.vault import Sealed
from mailbot.store.faults import NotKept
from mailbot.store.part import Part
from mailbot.store.schema import guarantees
from parsers.identifiers import keys_in, without_keys
from parsers.reading import MASKED_KEY

_AT_ONCE = 500
_MOST = 20_000
"""Words that are asked for in one text: more have no place in a mail that is a mail."""


class AuthenticationKeys(Part):
    """The keys, by the ids of their guarantees."""

    def give(self, guarantee_id: int, number: str, key: str) -> None:
        """Seal a key for a guarantee, whose number it opens from now on."""
        sealed = self._vault.seal(key.encode(), bound_to(guarantee_id))
        self._connection.execute(
            sa.update(guarantees)
            .where(guarantees.c.id == guarantee_id)
            .values(
                number=number,
                sealed_key=sealed.octets,
                key_id=sealed.key_id,
                key_hash=self._key_hash(number, key),
                key_mark=self._mark(key),
            )
        )

    def renew(self, guarantee_id: int, make_key: Callable[[], str]) -> None:
        """Give a guarantee another key; the one before opens nothing any more.

        NotKept when it has none: a new key only takes the place of one.
        """
        self.give(guarantee_id, str(self._row(guarantee_id)["number"]), make_key())

    def reveal(self, guarantee_id: int) -> str:
        """Return the key, for the key notice and for submissions that carry it.

        NotKept when it has none.  Whoever shows it to a person writes an audit entry.
        """
        row = self._row(guarantee_id)
        sealed = Sealed(row["key_id"], row["sealed_key"])
        return self._vault.open(sealed, bound_to(guarantee_id)).decode()

    def opens(self, number: str, key: str) -> bool:
        """Return whether a number and a key belong together.

        They are looked for as one keyed hash: a number that exists with a wrong key is
        the same miss of the same index as a number that does not exist.
        """
        given = self._key_hash(number, key)
        found = self._connection.execute(
            sa.select(guarantees.c.number, guarantees.c.key_hash).where(
                guarantees.c.key_hash == given
            )
        ).first()
        return found is not None and hmac.compare_digest(
            f"{found.number}:{found.key_hash}".encode(),
            f"{number}:{given}".encode("utf-8", "surrogatepass"),
        )

    def mark_of(self, number: str) -> str:
        """Return the keyed hash of the key of a number; "" where it has none."""
        query = sa.select(guarantees.c.key_mark).where(guarantees.c.number == number)
        return self._connection.scalar(query) or ""

    def mark_all(self) -> None:
        """Mark the keys of a database that comes from before there were marks."""
        rows = self._connection.execute(
            sa.select(guarantees.c.id).where(
                guarantees.c.key_mark.is_(None), guarantees.c.sealed_key.is_not(None)
            )
        ).all()
        for row in rows:
            mark = self._mark(self.reveal(row.id))
            self._connection.execute(
                sa.update(guarantees)
                .where(guarantees.c.id == row.id)
                .values(key_mark=mark)
            )

    def among(self, words: Collection[str]) -> set[str]:
        """Return those of some words that are authentication keys of ours."""
        found: set[str] = set()
        asked = sorted(words)[:_MOST]
        for at in range(0, len(asked), _AT_ONCE):
            some = asked[at : at + _AT_ONCE]
            marks = {self._mark(word): word for word in some}
            ours = self._connection.scalars(
                sa.select(guarantees.c.key_mark).where(guarantees.c.key_mark.in_(marks))
            )
            found.update(marks[mark] for mark in ours)
        return found

    def hidden(self, text: str) -> str:
        """Return a text without our keys; most texts have no word like one."""
        words = {one.key for one in keys_in(text)}
        return without_keys(text, self.among(words), MASKED_KEY) if words else text

    def _row(self, guarantee_id: int) -> sa.RowMapping:
        """Return number, key id and sealed key; NotKept when it has no key."""
        found = self._connection.execute(
            sa.select(
                guarantees.c.number, guarantees.c.key_id, guarantees.c.sealed_key
            ).where(
                guarantees.c.id == guarantee_id, guarantees.c.sealed_key.is_not(None)
            )
        )
        row = found.mappings().one_or_none()
        if row is None:
            raise NotKept(f"Guarantee {guarantee_id} has no key.")
        return row

    def _mark(self, key: str) -> str:
        return self._vault.keyed_hash(f"mark:{key}")

    def _key_hash(self, number: str, key: str) -> str:
        return self._vault.keyed_hash(f"key:{number}:{key}")


def bound_to(guarantee_id: int) -> str:
    """Name the one place that a guarantee's key is sealed for."""
    return f"guarantee:{guarantee_id}:key"
