"""What a desk has kept, opened by a verb that looks: nothing is made by opening it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from mailbot.configuration.load_settings import load_settings
from mailbot.configuration.settings import Settings
from mailbot.errors import MailbotError
from mailbot.security.vault import VaultError
from mailbot.staff.staff_language import use
from mailbot.store import migrate as shape
from mailbot.store.keyring import database_file, vault_for
from mailbot.store.ledger_trust import NotTrusted
from mailbot.store.store import Store


class NothingKept(MailbotError):  # noqa: N818 - a state: there is nothing to look at
    """There is no database, or none that this program can read."""


@contextmanager
def archive(config: Path | None) -> Iterator[tuple[Settings, Store]]:
    """Open what `serve` has kept; NothingKept says why it cannot be."""
    settings = load_settings(config)
    use(settings)
    require_archive(settings)
    with opened(settings) as store:
        with store.snapshot() as tx:
            found = shape.revision_of(tx.connection)
        require_shape(found)
        with suppress(NotTrusted):  # who looks may look; only what is true is anchored
            store.require_trust()
        yield settings, store


@contextmanager
def opened(settings: Settings) -> Iterator[Store]:
    """Open a database that is there, whatever its shape."""
    try:
        vault = vault_for(settings)
    except VaultError as error:
        raise NothingKept(str(error)) from None
    store = Store.open(
        settings.database_url, vault, _now, anchor_log=settings.anchor_log
    )
    try:
        store.require_ring()
        yield store
    finally:
        store.close()


def require_archive(settings: Settings) -> None:
    """Raise NothingKept unless database and key ring are there."""
    if not database_file(settings).is_file():
        raise NothingKept(
            f"No mail has been kept yet: there is no {database_file(settings)}. Start "
            "`mailbot serve`, or name the settings of another desk with --config."
        )
    if not settings.key_ring_file.is_file():
        raise NothingKept(
            f"The key ring {settings.key_ring_file} is missing, and without it nothing "
            "can be read: put it back from where it is kept safe."
        )


def require_shape(found: str | None) -> None:
    """Raise NothingKept unless the database has the shape that we read."""
    if found is None:
        raise NothingKept("The database is empty: start `mailbot serve` to set it up.")
    if found != shape.newest():
        raise NothingKept(
            f"The database has the shape {found}, this program reads {shape.newest()}: "
            "start `mailbot serve` of the newer of the two programs once."
        )


def _now() -> datetime:
    return datetime.now(UTC)
