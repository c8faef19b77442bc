"""Certificates on the built-in platform: shown to whoever has number and key."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from mailbot.store.authentication_keys import AuthenticationKeys
from mailbot.store.part import OpenTransaction, Part
from mailbot.store.records import Certificate
from mailbot.store.schema import certificates


class Certificates(Part):
    """The entries of certificates, by the numbers of their guarantees."""

    def __init__(self, opened: OpenTransaction, keys: AuthenticationKeys) -> None:
        super().__init__(opened)
        self._keys = keys

    def view(self, number: str, key: str) -> Certificate | None:
        """Return the newest certificate to who has number and key.

        None whatever is wrong: number, key, not arrived yet, or void.
        """
        if not self._keys.opens(number, key):
            return None
        newest = self.newest(number)
        return None if newest is None or newest.voided_at else newest

    def add(
        self, number: str, entry: int, body: Mapping[str, object], at: datetime
    ) -> datetime:
        """Put one entry of a certificate on the platform; return when it arrived.

        The same number and entry again change nothing and return the first arrival.
        """
        there: datetime | None = self._connection.scalar(
            sa.select(certificates.c.arrived_at).where(
                certificates.c.number == number, certificates.c.entry == entry
            )
        )
        if there is not None:
            return there
        self._connection.execute(
            sa.insert(certificates),
            {"number": number, "entry": entry, "arrived_at": at, "body": dict(body)},
        )
        return at

    def newest(self, number: str) -> Certificate | None:
        """Return the newest entry of a number, for our own staff; None if none."""
        entries = self.entries(number)
        return entries[-1] if entries else None

    def entries(self, number: str) -> tuple[Certificate, ...]:
        """Return all entries of a number, oldest first, void ones included."""
        mine = certificates.c.number == number
        return self._all(Certificate, certificates, mine, by=(certificates.c.entry,))

    def void(self, number: str) -> None:
        """Close a certificate: from now on its key opens nothing."""
        self._connection.execute(
            sa.update(certificates)
            .where(certificates.c.number == number, certificates.c.voided_at.is_(None))
            .values(voided_at=self._now)
        )
