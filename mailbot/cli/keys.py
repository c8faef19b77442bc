"""`mailbot keys list` and `keys rotate`: the keys that seal what is kept.

They are never shown, only named.
"""

from __future__ import annotations

from typing import Annotated

import typer

from mailbot.cli.lines import named
from mailbot.cli.open_store import archive
from mailbot.cli.options import By, Config, group
from mailbot.cli.terminal import Paper
from mailbot.configuration.settings import Settings
from mailbot.maintenance import rotate_keys as rotation
from mailbot.security.vault import KeyRing
from mailbot.server.data_lock import DataLock
from mailbot.store.keyring import database_file
from mailbot.store.open_store import opened, utc_now
from mailbot.store.store import Store

keys = group("The keys that seal what is kept.")


@keys.command(name="list")
def list_keys(config: Config = None) -> int:
    """Name the sealing keys, and count what each has sealed."""
    with archive(config) as (settings, store):
        ring = KeyRing.at(settings.key_ring_file)
        with store.snapshot() as tx:
            counted = tx.sealing.sealed_by()
    paper = Paper.standard()
    rows = [
        (
            name,
            f"{counted.get(name, 0):,}",
            "seals" if name == ring.newest() else "opens only",
        )
        for name in ring.names()
    ]
    paper.rows(("key", "values", "use"), rows)
    missing = sorted(set(counted) - set(ring.names()))
    for name in missing:
        paper.say(f"{name} is not on the ring: {counted[name]:,} values do not open.")
    return 1 if missing else 0


@keys.command(name="rotate")
def rotate_keys(
    by: By,
    retire: Annotated[
        bool,
        typer.Option("--retire", help="Take the older keys off the ring instead."),
    ] = False,
    config: Config = None,
) -> None:
    """Seal everything with a new key; goes on where an earlier rotation stopped."""
    name = named(by)
    paper = Paper.standard()
    with archive(config) as (settings, _):
        pass
    if retire:
        _retire(settings, name, paper)
        return
    done = rotation.rotate(
        settings.key_ring_file,
        lambda vault: Store.open(settings.database_url, vault, utc_now),
        name,
    )
    begun = "is new" if done.fresh else "goes on with a rotation that was begun"
    paper.say(f"{done.newest} {begun}; {done.resealed:,} values are sealed anew.")
    paper.say(
        "Older keys still open what a desk that works has sealed meanwhile: when it "
        "stands still, `mailbot keys rotate --retire` takes them off the ring."
    )


def _retire(settings: Settings, by: str, paper: Paper) -> None:
    """Take the old keys off the ring, while no desk works."""
    alone = DataLock(settings.data, database_file(settings))
    alone.take()
    try:
        with opened(settings) as store:
            gone = rotation.retire(settings.key_ring_file, store, by)
    finally:
        alone.leave()
    said = f"Retired: {', '.join(gone)}." if gone else "There is no older key."
    paper.say(f"{said} Backups from before open only with a copy of the older ring.")
