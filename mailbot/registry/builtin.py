"""The built-in viewing platform: certificates in our own store.

Whoever opens this to the outside counts wrong pairs first: `mailbot.registry.lookup`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from typing_extensions import override

from mailbot.core.model.lookup_result import RegistryEntry
from mailbot.registry.contract import Registry
from mailbot.store.records import Certificate
from mailbot.store.store import Store


@dataclass(frozen=True, slots=True)
class BuiltinRegistry(Registry):
    """Keeps certificates in `store`; the arrival is the commit."""

    store: Store

    @override
    def register(self, number: str, entry: int, face: Mapping[str, object]) -> datetime:
        with self.store.transaction() as tx:
            return tx.certificates.add(number, entry, face, tx.now)

    @override
    def view(self, number: str, key: str) -> RegistryEntry | None:
        with self.store.snapshot() as tx:
            found = tx.certificates.view(number, key)
        return None if found is None else _entry(found)

    @override
    def void(self, number: str) -> None:
        with self.store.transaction() as tx:
            tx.certificates.void(number)

    @override
    def rekey(self, number: str, key: str) -> None:
        """Do nothing: the key that opens is the one that the guarantee has."""

    @override
    def history(self, number: str) -> tuple[RegistryEntry, ...]:
        with self.store.snapshot() as tx:
            return tuple(_entry(one) for one in tx.certificates.entries(number))


def _entry(kept: Certificate) -> RegistryEntry:
    return RegistryEntry(kept.number, kept.entry, kept.arrived_at, kept.body)
