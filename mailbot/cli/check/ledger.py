"""The ledger of facts: is the database the one that was written, row by row."""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.cli.check.result import Checked, fail, ok
from mailbot.configuration.settings import Settings
from mailbot.errors import MailbotError
from mailbot.store import migrate as shape
from mailbot.store.keyring import database_file
from mailbot.store.ledger_check import Fault
from mailbot.store.ledger_trust import NotTrusted
from mailbot.store.open_store import opened, require_archive
from mailbot.store.store import Store

_MOST_NAMED = 10


def anchor(settings: Settings) -> Iterator[Checked]:
    """Check that the database is not behind its anchor."""
    for store in kept(settings):
        try:
            store.require_trust()
        except NotTrusted as wrong:
            do = "put the newest database there, or accept this one as it stands"
            yield fail("anchor", str(wrong), do)
        else:
            yield ok("anchor", "the database goes as far as its anchor says")


def facts(settings: Settings) -> Iterator[Checked]:
    """Check every fact beside its seal, and all bytes by their digests."""
    for store in kept(settings):
        found = store.verify()
        if not found.faults:
            says = f"{found.facts:,} facts are as they were written"
            yield ok("facts", f"{says}; the ledger holds since {found.since}")
            return
        do = "restore a backup beside it and compare: somebody altered the database"
        for fault in found.faults[:_MOST_NAMED]:
            yield fail("facts", told(fault), do)
        more = len(found.faults) - _MOST_NAMED
        if more > 0:
            says = f"and {more:,} more: mailbot audit verify names them all"
            yield fail("facts", says)


def told(fault: Fault) -> str:
    """Name a row and what is wrong with it: `mails 12: altered`."""
    return f"{fault.table} {fault.row}".strip() + f": {fault.fault}"


def kept(settings: Settings) -> Iterator[Store]:
    """Yield the store, where there is one that can be read."""
    if not database_file(settings).exists():
        return
    try:
        require_archive(settings)
    except MailbotError:
        return  # said by the checks before this one
    with opened(settings) as store:
        with store.snapshot() as tx:
            readable = shape.revision_of(tx.connection) == shape.newest()
        if readable:
            yield store
