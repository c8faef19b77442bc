"""Wrong pairs of number and key: counted under keyed hashes, forgotten in time.

Neither a number nor a client (an address of a network or a mailbox) is kept in clear:
a row is found by the keyed hash of what it counts.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from mailbot.core.rules.lookup_limits import NO_FAILURES, Scope, Tallies, Tally
from mailbot.store.part import Part
from mailbot.store.schema import attempts


class LookupAttempts(Part):
    """The tallies of wrong pairs, by number, by client, and in all."""

    def tallies(self, number: str, client: str) -> Tallies:
        """Return what has been counted for a number, a client, and in all."""
        names = self._names(number, client)
        rows = self._connection.execute(
            sa.select(attempts).where(attempts.c.name.in_(names.values()))
        )
        found = {
            row.name: Tally(row.failures, row.first_at, row.last_at) for row in rows
        }
        return Tallies(
            found.get(names["number"], NO_FAILURES),
            found.get(names["client"], NO_FAILURES),
            found.get(names["everything"], NO_FAILURES),
        )

    def set_tallies(self, number: str, client: str, counted: Tallies) -> None:
        """Replace the three tallies; one without failures is a row less."""
        names = self._names(number, client)
        of: tuple[tuple[Scope, Tally], ...] = (
            ("number", counted.number),
            ("client", counted.client),
            ("everything", counted.everything),
        )
        self._connection.execute(
            sa.delete(attempts).where(attempts.c.name.in_(names.values()))
        )
        rows = [
            {
                "name": names[scope],
                "scope": scope,
                "failures": tally.failures,
                "first_at": tally.first_at,
                "last_at": tally.last_at,
            }
            for scope, tally in of
            if tally.failures
        ]
        if rows:
            self._connection.execute(sa.insert(attempts), rows)

    def forget(self, until: datetime) -> None:
        """Forget whatever failed for the last time before `until`."""
        self._connection.execute(sa.delete(attempts).where(attempts.c.last_at < until))

    def counted_as(self, scope: Scope, what: str) -> str:
        """Return the name of a tally: 64 hexadecimal digits, the same for ever."""
        return self._vault.keyed_hash(f"attempts:{scope}:{what}")

    def _names(self, number: str, client: str) -> dict[Scope, str]:
        return {
            "number": self.counted_as("number", number),
            "client": self.counted_as("client", client),
            "everything": self.counted_as("everything", ""),
        }
