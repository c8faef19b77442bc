"""Perform an issue: documents made and kept, the certificate on the platform.

    job `make` ── render ──> documents ── register ──> arrival ──> event
    job `void` ── void ──> the key opens nothing ── render ──> statement of the refund

One `make` for each entry of a guarantee's history: 新規 is entry 1, a change the next.
Each step is idempotent by guarantee and entry, so a process that dies between two of
them comes to the same end.  The guarantee is `issued` only by the event at the end, and
with it a task that the platform is down is closed.  A character that no face draws
stops the issue at once: a person is called, and nothing was made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mailbot.core.model.events import CertificateArrived, PaperPrinted
from mailbot.core.model.guarantee import Guarantee
from mailbot.documents.glyphs import MissingGlyph, code_of
from mailbot.documents.maker import Made, Maker
from mailbot.documents.sheets import Document
from mailbot.registry.contract import Registry, RegistryDown
from mailbot.store.faults import NotKept
from mailbot.store.queue.contract import Claimed
from mailbot.store.records import Document as KeptDocument
from mailbot.store.store import Store
from mailbot.store.transaction import Transaction

HandleEvent = Callable[[Transaction, int, CertificateArrived | PaperPrinted], object]


@dataclass(frozen=True, slots=True)
class Issuer:
    """Performs the jobs `make` and `void`: {"guarantee": id, "case": id}."""

    store: Store
    maker: Maker
    registry: Registry
    handle_event: HandleEvent

    def make(self, claimed: Claimed) -> None:
        """Make one guarantee's documents, register it, and say that it arrived."""
        guarantee_id, case_id = claimed.number("guarantee"), claimed.number("case")
        with self.store.snapshot() as tx:
            case = tx.cases.get(case_id)
            guarantee = case.guarantee(guarantee_id)
            if guarantee is None:
                raise NotKept(f"Case {case_id} has no guarantee {guarantee_id}.")
            electronic = guarantee.form == "electronic"
            key = tx.keys.reveal(guarantee_id) if electronic else None
        try:
            made = self.maker.make(case, guarantee, key)
        except MissingGlyph as missing:
            self._stop(claimed, case_id, guarantee, missing)
            return
        self._keep(guarantee, made.documents)
        event = self._publish(guarantee, made)
        if key is not None and guarantee.history[-1].kind == "rekey":
            self.registry.rekey(guarantee.number, key)
        with self.store.transaction() as tx:
            self.handle_event(tx, case_id, event)
            if electronic:
                tx.tasks.close_waiting(RegistryDown.task, "worker")
            self.store.engine.settle(tx, claimed)

    def void(self, claimed: Claimed) -> None:
        """Close a cancelled guarantee's certificate on the platform."""
        guarantee_id, case_id = claimed.number("guarantee"), claimed.number("case")
        with self.store.snapshot() as tx:
            case = tx.cases.get(case_id)
        guarantee = case.guarantee(guarantee_id)
        if guarantee is not None and guarantee.form == "electronic":
            self.registry.void(guarantee.number)
        if guarantee is not None and guarantee.refund:
            self._keep(guarantee, (self.maker.settle(case, guarantee),))
        with self.store.transaction() as tx:
            self.store.engine.settle(tx, claimed)

    def _stop(
        self,
        claimed: Claimed,
        case_id: int,
        guarantee: Guarantee,
        missing: MissingGlyph,
    ) -> None:
        """Call a person: no second try draws what the fonts do not have."""
        with self.store.transaction() as tx:
            tx.tasks.open(
                "missing_glyph",
                {
                    "guarantee": guarantee.id,
                    "field": missing.field,
                    "characters": [code_of(one) for one in missing.characters],
                },
                case_id,
                key=f"missing_glyph:{claimed.id}",
            )
            self.store.engine.settle(tx, claimed)

    def _keep(self, guarantee: Guarantee, made: tuple[Document, ...]) -> None:
        with self.store.transaction() as tx:
            for one in made:
                tx.documents.add(
                    KeptDocument(
                        guarantee.id, one.kind, guarantee.entry, one.name, "", tx.now
                    ),
                    one.pdf,
                )

    def _publish(
        self, guarantee: Guarantee, made: Made
    ) -> CertificateArrived | PaperPrinted:
        """Put an electronic certificate on the platform; paper stays in the house."""
        if guarantee.form == "paper":
            with self.store.snapshot() as tx:
                return PaperPrinted(guarantee.id, tx.now, guarantee.entry)
        entry = guarantee.entry
        arrived = self.registry.register(guarantee.number, entry, made.face)
        return CertificateArrived(guarantee.id, arrived, entry)
