"""The audit: who did what, each entry chained to the one before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from datetime import UTC

import sqlalchemy as sa

from mailbot.security.audit_chain import (
    GENESIS,
    AuditEntry,
    BrokenRow,
    broken,
    canonical,
    hash_of,
)
from mailbot.store.masking import mask
from mailbot.store.part import Part
from mailbot.store.prepared import Prepared
from mailbot.store.schema import audit

# Statements of the hot path are built once: building one takes longer than running it.
_LAST_ENTRY = Prepared(
    sa.select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)
)
_ENTER = Prepared(sa.insert(audit), *audit.c.keys())


class Audit(Part):
    """The audit chain."""

    def enter(
        self,
        actor: str,
        action: str,
        subject: str,
        detail: Mapping[str, object] | None = None,
    ) -> None:
        """Append an entry to the audit chain.  `detail` is JSON-ready, without secrets.

        Whatever looks like an authentication key is masked all the same.
        """
        last = _LAST_ENTRY.first(self._connection, {})
        entry = AuditEntry(
            seq=last[0] + 1 if last else 1,
            at=self._now.astimezone(UTC).isoformat(),
            actor=actor,
            action=action,
            subject=mask(subject),
            detail=mask(canonical(detail or {})),
            previous=last[1] if last else GENESIS,
            hash="",
        )
        sealed = replace(entry, hash=hash_of(entry))
        _ENTER.run(self._connection, asdict(sealed))

    def entries(self) -> Iterator[AuditEntry]:
        """Yield the audit chain from its first entry on."""
        query = sa.select(audit).order_by(audit.c.seq)
        for row in self._connection.execute(query).mappings():
            yield AuditEntry(**row)

    def verify(self) -> list[BrokenRow]:
        """Return every row at which the audit chain does not hold; best: none."""
        return broken(self.entries())
