"""A kept database, opened: to be looked at, or to be decided and worked on.

Looking makes nothing and brings nothing up to date; working brings the database to its
newest shape, and wants it to be ours and the newest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

from mailbot.configuration.settings import Settings
from mailbot.errors import MailbotError
from mailbot.security.vault import Vault, VaultError
from mailbot.store import migrate as shape
from mailbot.store.database import Moment, unwatched
from mailbot.store.keyring import database_file, vault_for
from mailbot.store.ledger_trust import NotTrusted
from mailbot.store.store import Store


class NothingKept(MailbotError):  # noqa: N818 - a state: there is nothing to look at
    """There is no database, or none that this program can read."""


def utc_now() -> datetime:
    """Return the moment; the one place where the desk looks at the world's clock."""
    return datetime.now(UTC)


def open_for_work(
    settings: Settings,
    vault: Vault,
    now: Callable[[], datetime] = utc_now,
    at_commit: Callable[[Moment], None] = unwatched,
) -> Store:
    """Open the database, if it is ours and the newest, and bring it up to date."""
    url, elsewhere = settings.database_url, settings.anchor_log
    store = Store.open(url, vault, now, at_commit=at_commit, anchor_log=elsewhere)
    store.require_ring()
    store.require_trust()
    store.migrate()
    return store


@contextmanager
def open_to_look(settings: Settings) -> Iterator[Store]:
    """Open what `serve` has kept; NothingKept says why it cannot be."""
    require_archive(settings)
    with opened(settings) as store:
        with store.snapshot() as tx:
            found = shape.revision_of(tx.connection)
        require_shape(found)
        with suppress(NotTrusted):  # who looks may look; only what is true is anchored
            store.require_trust()
        yield store


@contextmanager
def opened(settings: Settings) -> Iterator[Store]:
    """Open a database that is there, whatever its shape."""
    try:
        vault = vault_for(settings)
    except VaultError as error:
        raise NothingKept(str(error)) from None
    url, elsewhere = settings.database_url, settings.anchor_log
    store = Store.open(url, vault, utc_now, anchor_log=elsewhere)
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
