"""What was issued: numbers, keys, documents, and the built-in platform's certificates.

A key is made once, sealed for its guarantee, and found again by a keyed hash over
number and key.  It leaves through one verb, `reveal_key`, and through no other.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from datetime import datetime

import sqlalchemy as sa

from mailbot.security.vault import Sealed
from mailbot.store.clean_text import clean
from mailbot.store.own_keys import OwnKeys
from mailbot.store.records import Certificate, Document, HistoryEntry
from mailbot.store.schema import certificates, documents, guarantees, history
from mailbot.store.transaction_base import NotKept


class Issued(OwnKeys):
    """The verbs of numbers, keys, documents and certificates."""

    def assign_number(
        self, guarantee_id: int, prefix: str, make_key: Callable[[], str]
    ) -> str:
        """Give a guarantee its number (00427-000001) and its key; return the number.

        Once: a second call returns the number it has and makes no key.
        """
        row = self._guarantee_row(guarantee_id)
        if row["number"]:
            return str(row["number"])
        number = f"{prefix}-{self.take(f'number:{prefix}'):06d}"
        self._set_key(guarantee_id, number, make_key())
        return number

    def renew_key(self, guarantee_id: int, make_key: Callable[[], str]) -> None:
        """Give a guarantee another key; the one before opens nothing any more.

        NotKept when it has none: a new key only takes the place of one.
        """
        row = self._guarantee_row(guarantee_id)
        if row["sealed_key"] is None:
            raise NotKept(f"Guarantee {guarantee_id} has no key.")
        self._set_key(guarantee_id, str(row["number"]), make_key())

    def _set_key(self, guarantee_id: int, number: str, key: str) -> None:
        sealed = self._vault.seal(key.encode(), bound_to(guarantee_id))
        self.connection.execute(
            sa.update(guarantees)
            .where(guarantees.c.id == guarantee_id)
            .values(
                number=number,
                sealed_key=sealed.octets,
                key_id=sealed.key_id,
                key_hash=self._key_hash(number, key),
                key_mark=self._vault.keyed_hash(f"mark:{key}"),
            )
        )

    def assign_paper_number(self, guarantee_id: int, prefix: str) -> str:
        """Give a guarantee on paper its number, once.  Paper has no key."""
        row = self._guarantee_row(guarantee_id)
        if row["number"]:
            return str(row["number"])
        number = f"{prefix}-{self.take(f'number:{prefix}'):06d}"
        self.connection.execute(
            sa.update(guarantees)
            .where(guarantees.c.id == guarantee_id)
            .values(number=number)
        )
        return number

    def reveal_key(self, guarantee_id: int) -> str:
        """Return the key, for the key notice and for submissions that carry it.

        NotKept when it has none.  Whoever shows it to a person writes an audit entry.
        """
        row = self._guarantee_row(guarantee_id)
        if row["sealed_key"] is None:
            raise NotKept(f"Guarantee {guarantee_id} has no key.")
        sealed = Sealed(row["key_id"], row["sealed_key"])
        return self._vault.open(sealed, bound_to(guarantee_id)).decode()

    def opens(self, number: str, key: str) -> bool:
        """Tell whether a number and a key belong together.

        They are looked for as one keyed hash: a number that exists with a wrong key is
        the same miss of the same index as a number that does not exist.
        """
        given = self._key_hash(number, key)
        found = self.connection.execute(
            sa.select(guarantees.c.number, guarantees.c.key_hash).where(
                guarantees.c.key_hash == given
            )
        ).first()
        return found is not None and hmac.compare_digest(
            f"{found.number}:{found.key_hash}".encode(),
            f"{number}:{given}".encode("utf-8", "surrogatepass"),
        )

    def key_mark(self, number: str) -> str:
        """Return what `mark_of` gives for the key of a number; "" where it has none."""
        query = sa.select(guarantees.c.key_mark).where(guarantees.c.number == number)
        return self.connection.scalar(query) or ""

    def mark_keys(self) -> None:
        """Mark the keys of a database that comes from before there were marks."""
        rows = self.connection.execute(
            sa.select(guarantees.c.id).where(
                guarantees.c.key_mark.is_(None), guarantees.c.sealed_key.is_not(None)
            )
        ).all()
        for row in rows:
            mark = self._vault.keyed_hash(f"mark:{self.reveal_key(row.id)}")
            self.connection.execute(
                sa.update(guarantees)
                .where(guarantees.c.id == row.id)
                .values(key_mark=mark)
            )

    def view(self, number: str, key: str) -> Certificate | None:
        """Return the newest certificate to who has number and key.

        None whatever is wrong: number, key, not arrived yet, or void.
        """
        if not self.opens(number, key):
            return None
        newest = self.certificate(number)
        return None if newest is None or newest.voided_at else newest

    def add_certificate(
        self, number: str, entry: int, body: Mapping[str, object], at: datetime
    ) -> datetime:
        """Put one entry of a certificate on the platform; return when it arrived.

        The same number and entry again change nothing and return the first arrival.
        """
        there: datetime | None = self.connection.scalar(
            sa.select(certificates.c.arrived_at).where(
                certificates.c.number == number, certificates.c.entry == entry
            )
        )
        if there is not None:
            return there
        self.connection.execute(
            sa.insert(certificates),
            {"number": number, "entry": entry, "arrived_at": at, "body": dict(body)},
        )
        return at

    def certificate(self, number: str) -> Certificate | None:
        """Return the newest entry of a number, for our own staff; None if none."""
        entries = self.certificates(number)
        return entries[-1] if entries else None

    def certificates(self, number: str) -> tuple[Certificate, ...]:
        """Return all entries of a number, oldest first, void ones included."""
        shown = [c for c in certificates.c if c.name != "id"]
        rows = self.connection.execute(
            sa.select(*shown)
            .where(certificates.c.number == number)
            .order_by(certificates.c.entry)
        )
        return tuple(Certificate(**row) for row in rows.mappings())

    def void(self, number: str) -> None:
        """Close a certificate: from now on its key opens nothing."""
        self.connection.execute(
            sa.update(certificates)
            .where(certificates.c.number == number, certificates.c.voided_at.is_(None))
            .values(voided_at=self.now)
        )

    def add_document(self, document: Document, raw: bytes) -> Document:
        """Keep a document once; return it as it is kept.

        A second one of the same guarantee, kind and entry does not replace the first:
        a signed file is made once.
        """
        there = self.document(document.guarantee_id, document.kind, document.entry)
        if there is not None:
            return there
        row = {
            "guarantee_id": document.guarantee_id,
            "kind": document.kind,
            "entry": document.entry,
            "name": clean(document.name, 400),
            "digest": self.put(raw),
            "at": self.now,
        }
        self.connection.execute(sa.insert(documents), row)
        return self.documents(document.guarantee_id)[-1]

    def document(
        self, guarantee_id: int, kind: str, entry: int | None = None
    ) -> Document | None:
        """Return one document of a guarantee, the newest unless `entry` is given."""
        found = [
            one
            for one in self.documents(guarantee_id)
            if one.kind == kind and entry in {None, one.entry}
        ]
        return max(found, key=lambda one: one.entry, default=None)

    def documents(self, guarantee_id: int) -> tuple[Document, ...]:
        """Return all documents of a guarantee, in the order they were made."""
        shown = [c for c in documents.c if c.name != "id"]
        rows = self.connection.execute(
            sa.select(*shown)
            .where(documents.c.guarantee_id == guarantee_id)
            .order_by(documents.c.id)
        )
        return tuple(Document(**row) for row in rows.mappings())

    def add_history(
        self, guarantee_id: int, kind: str, body: Mapping[str, object]
    ) -> HistoryEntry:
        """Append an entry (new, change, …) to a guarantee's history."""
        entry = len(self.history(guarantee_id)) + 1
        added = HistoryEntry(guarantee_id, entry, kind, self.now, dict(body))
        self.connection.execute(
            sa.insert(history),
            {
                "guarantee_id": guarantee_id,
                "entry": entry,
                "kind": kind,
                "at": self.now,
                "body": dict(body),
            },
        )
        return added

    def history(self, guarantee_id: int) -> tuple[HistoryEntry, ...]:
        """Return a guarantee's history, oldest entry first."""
        shown = [c for c in history.c if c.name != "id"]
        rows = self.connection.execute(
            sa.select(*shown)
            .where(history.c.guarantee_id == guarantee_id)
            .order_by(history.c.entry)
        )
        return tuple(HistoryEntry(**row) for row in rows.mappings())

    def guarantee_of(self, number: str) -> int | None:
        """Return the id of the guarantee that has a number, or None."""
        found: int | None = self.connection.scalar(
            sa.select(guarantees.c.id).where(guarantees.c.number == number)
        )
        return found

    def _guarantee_row(self, guarantee_id: int) -> sa.RowMapping:
        found = self.connection.execute(
            sa.select(guarantees).where(guarantees.c.id == guarantee_id)
        )
        row = found.mappings().one_or_none()
        if row is None:
            raise NotKept(f"There is no guarantee {guarantee_id}.")
        return row

    def _key_hash(self, number: str, key: str) -> str:
        return self._vault.keyed_hash(f"key:{number}:{key}")


def bound_to(guarantee_id: int) -> str:
    """Name the one place that a guarantee's key is sealed for."""
    return f"guarantee:{guarantee_id}:key"
