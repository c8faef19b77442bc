"""A file that was examined, beside what we issued under its number."""

from __future__ import annotations

from dataclasses import dataclass

from mailbot.documents.examine import Compared, Examined, compare, examine
from mailbot.store.records import Document
from mailbot.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class RecordComparison:
    """Every field compared; `is_newest` tells that no later document was issued."""

    compared: tuple[Compared, ...]
    is_newest: bool

    @property
    def same(self) -> bool:
        """Whether nothing differs from the record."""
        return all(one.same for one in self.compared)


def compare_with_record(tx: Transaction, examined: Examined) -> RecordComparison | None:
    """Compare a file with our own of the same number and entry; None if there is none.

    What is on record is opened in this process: it is our own.
    """
    kept = _kept(tx, examined)
    if kept is None:
        return None
    newest = tx.documents.get(kept.guarantee_id, kept.kind)
    return RecordComparison(
        compare(examined, examine(tx.blobs.raw(kept.digest))),
        is_newest=newest is not None and newest.entry == kept.entry,
    )


def _kept(tx: Transaction, examined: Examined) -> Document | None:
    """Find what we issued under this number: the same entry, or else the newest."""
    guarantee_id = tx.guarantees.id_of(examined.number)
    if guarantee_id is None or examined.kind is None:
        return None
    entry = examined.embedded.get("entry")
    if isinstance(entry, int):
        found = tx.documents.get(guarantee_id, examined.kind, entry)
        if found is not None:
            return found
    return tx.documents.get(guarantee_id, examined.kind)
