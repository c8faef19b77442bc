"""Documents of guarantees (certificates, key notices, …): each made and kept once."""

from __future__ import annotations

import sqlalchemy as sa

from mailbot.store.blobs import Blobs
from mailbot.store.clean_text import clean
from mailbot.store.part import OpenTransaction, Part
from mailbot.store.records import Document
from mailbot.store.schema import documents


class Documents(Part):
    """The documents, by guarantee, kind and entry of its history."""

    def __init__(self, opened: OpenTransaction, blobs: Blobs) -> None:
        super().__init__(opened)
        self._blobs = blobs

    def add(self, document: Document, raw: bytes) -> Document:
        """Keep a document once; return it as it is kept.

        A second one of the same guarantee, kind and entry does not replace the first:
        a signed file is made once.
        """
        there = self.get(document.guarantee_id, document.kind, document.entry)
        if there is not None:
            return there
        row = {
            "guarantee_id": document.guarantee_id,
            "kind": document.kind,
            "entry": document.entry,
            "name": clean(document.name, 400),
            "digest": self._blobs.put(raw),
            "at": self._now,
        }
        self._connection.execute(sa.insert(documents), row)
        return self.of_guarantee(document.guarantee_id)[-1]

    def get(
        self, guarantee_id: int, kind: str, entry: int | None = None
    ) -> Document | None:
        """Return one document of a guarantee, the newest unless `entry` is given."""
        found = [
            one
            for one in self.of_guarantee(guarantee_id)
            if one.kind == kind and entry in {None, one.entry}
        ]
        return max(found, key=lambda one: one.entry, default=None)

    def of_guarantee(self, guarantee_id: int) -> tuple[Document, ...]:
        """Return all documents of a guarantee, in the order they were made."""
        mine = documents.c.guarantee_id == guarantee_id
        return self._all(Document, documents, mine)
