"""Keys: `mailbot keys list`, `mailbot keys rotate`, `mailbot reveal`.

Sealing keys are never shown, only named.  An authentication key is shown on a terminal
and nowhere else, to somebody who says who they are and why; that is audited first.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from mailbot.cli.archive import archive
from mailbot.cli.paper import Paper
from mailbot.errors import MailbotError
from mailbot.security.vault import KeyRing
from mailbot.settings import Settings
from mailbot.single import Single
from mailbot.store.keyring import database_file
from mailbot.store.store import Store


def list_keys(config: Path | None) -> int:
    """Name the sealing keys, and what each has sealed."""
    with archive(config) as (settings, store):
        ring = KeyRing.at(settings.key_ring_file)
        with store.snapshot() as tx:
            counted = tx.sealed_by()
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


def rotate_keys(config: Path | None, by: str, *, retire_old: bool) -> int:
    """Seal everything with a new key, or bring such a rotation to its end."""
    from mailbot import rotation

    name = _named(by)
    paper = Paper.standard()
    with archive(config) as (settings, _):
        pass
    if retire_old:
        return _retire(settings, name, paper)
    done = rotation.rotate(
        settings.key_ring_file,
        lambda vault: Store.open(settings.database_url, vault, _now),
        name,
    )
    begun = "is new" if done.fresh else "goes on with a rotation that was begun"
    paper.say(f"{done.newest} {begun}; {done.resealed:,} values are sealed anew.")
    paper.say(
        "Older keys still open what a desk that works has sealed meanwhile: when it "
        "stands still, `mailbot keys rotate --retire` takes them off the ring."
    )
    return 0


def _retire(settings: Settings, by: str, paper: Paper) -> int:
    """Take the old keys off the ring, while no desk works."""
    from mailbot import rotation
    from mailbot.cli.archive import opened

    alone = Single(settings.data, database_file(settings))
    alone.take()
    try:
        with opened(settings) as store:
            gone = rotation.retire(settings.key_ring_file, store, by)
    finally:
        alone.leave()
    said = f"Retired: {', '.join(gone)}." if gone else "There is no older key."
    paper.say(f"{said} Backups from before open only with a copy of the older ring.")
    return 0


def reveal(config: Path | None, number: str, reason: str, by: str) -> int:
    """Show one authentication key on this terminal, and audit who saw it and why."""
    name, why = _named(by), " ".join(reason.split())
    if not why:
        raise MailbotError("Say why with --reason: it stays in the audit chain.")
    if not sys.stdout.isatty():
        raise MailbotError(
            "A key is shown on a terminal only: not in a file, a pipe or a log."
        )
    with archive(config) as (_, store), store.transaction() as tx:
        found = tx.guarantee_of(number)
        if found is None:
            raise MailbotError(f"There is no guarantee {number}.")
        key = tx.reveal_key(found)  # NotKept where it has none
        tx.audit(f"staff:{name}", "revealed", f"number:{number}", {"reason": why})
    sys.stdout.write(f"{number}  {key}\n")
    return 0


def _now() -> datetime:
    return datetime.now(UTC)


def _named(by: str) -> str:
    name = " ".join(by.split())
    if not name:
        raise MailbotError("Say who you are with --by: it stays in the audit chain.")
    return name
