"""What the platform has on record of one number, read in one snapshot.

Only for who holds a pass: nothing here asks for a key.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from mailbot.core.model.guarantee import (
    EntryKind,
    GuaranteeEntry,
    PaperKind,
    kind_on_paper,
    shown_to_contractor,
)
from mailbot.store.authentication_keys import AuthenticationKeys
from mailbot.store.records import Certificate, Document
from mailbot.store.store import Store
from mailbot.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the history: when a certificate arrived, of what kind, for how much.

    `kind` is None where only the platform knows the certificate.
    """

    kind: EntryKind | None
    arrived_at: datetime
    amount: int | None


@dataclass(frozen=True, slots=True)
class Record:
    """A certificate that stands, and what goes with it.

    `former` is the certificate that it replaced, `why` what its paper says that it is,
    and `changed` whether it is a 変更保証証書.  `received_at` is the
    moment of its 受領.  `guarantee_id` is None where no case of this desk belongs to
    it: then nothing can be received here.
    """

    newest: Certificate
    former: Certificate | None
    why: PaperKind
    changed: bool
    history: tuple[Line, ...]
    document: Document | None
    guarantee_id: int | None
    case_id: int | None
    received_at: datetime | None


def record_of(store: Store, number: str, key_mark: str) -> Record | None:
    """Return what is on record of a number; None when nothing stands.

    Neither where the number has another key by now than the one with this mark.
    """
    with store.snapshot() as tx:
        return _record(tx, number) if _is_key_of(tx.keys, number, key_mark) else None


def pdf_of(store: Store, number: str, key_mark: str) -> tuple[Document, bytes] | None:
    """Return the signed original of the newest certificate; None if there is none."""
    with store.snapshot() as tx:
        found = _record(tx, number) if _is_key_of(tx.keys, number, key_mark) else None
        if found is None or found.document is None:
            return None
        return found.document, tx.blobs.raw(found.document.digest)


def _is_key_of(keys: AuthenticationKeys, number: str, key_mark: str) -> bool:
    return keys.mark_of(number) in {"", key_mark}


def _record(tx: Transaction, number: str) -> Record | None:
    entries = tx.certificates.entries(number)
    if not entries or entries[-1].voided_at is not None:
        return None
    newest = entries[-1]
    former = entries[-2] if len(entries) > 1 else None
    guarantee_id = tx.guarantees.id_of(number)
    case = None if guarantee_id is None else tx.cases.of_guarantee(guarantee_id)
    part = case.guarantee(guarantee_id) if case and guarantee_id is not None else None
    if part is None or case is None or guarantee_id is None:
        lines = tuple(Line(None, one.arrived_at, _amount(one)) for one in entries)
        changed = former is not None
        why: PaperKind = "change" if changed else "new"
        return Record(newest, former, why, changed, lines, None, None, None, None)
    receipt = part.receipt(newest.entry)
    arrived = part.history[: newest.entry]
    shown = shown_to_contractor(arrived)
    return Record(
        newest=newest,
        former=former,
        why=kind_on_paper(arrived[-1].kind),
        changed=shown[-1].kind == "change",
        history=tuple(_lines(shown)),
        document=tx.documents.get(part.id, "certificate", newest.entry),
        guarantee_id=part.id,
        case_id=case.id,
        received_at=receipt.at if receipt else None,
    )


def _lines(shown: tuple[GuaranteeEntry, ...]) -> Iterator[Line]:
    """Yield what arrived, without what was corrected or taken back [S]."""
    for one in shown:
        if one.arrived_at is not None:
            yield Line(one.kind, one.arrived_at, one.terms.amount)


def _amount(entry: Certificate) -> int | None:
    told = entry.body.get("amount")
    return told if isinstance(told, int) else None
