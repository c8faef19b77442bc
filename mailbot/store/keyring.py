"""The key ring of a database: made with it, and with nothing else.

    no database, no ring    both are new: a ring is made
    a database, no ring     VaultError: what it holds opens with that ring only
    a database, a ring      the database knows its ring by a mark: `Store.require_ring`

A new ring beside an old database would seal what comes from now on, and lose it on the
day the right ring is put back.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from mailbot.configuration.settings import Settings
from mailbot.security.vault import KeyRing, Vault, VaultError


def database_file(settings: Settings) -> Path:
    """Return the file of the database."""
    return Path(sa.make_url(settings.database_url).database or "")


def holds_something(database: Path) -> bool:
    """Return whether there is a database: one that has been written to, or its log."""
    log = database.with_name(f"{database.name}-wal")
    return any(one.is_file() and one.stat().st_size > 0 for one in (database, log))


def vault_for(settings: Settings) -> Vault:
    """Return the vault of a desk; its ring is made only where nothing is kept yet.

    VaultError when the ring is missing, open to others, or no ring at all.
    """
    file = settings.key_ring_file
    if file.exists():
        return Vault(KeyRing.at(file), file)
    database = database_file(settings)
    if holds_something(database):
        raise VaultError(
            f"The key ring {file} is missing, and the database {database} opens with "
            "it alone: put it back from where it is kept safe. None is made anew."
        )
    return Vault(KeyRing.made_at(file), file)
