"""Keys and facts: `mailbot keys list`, `keys rotate`, `reveal`, `audit verify`.

Sealing keys are never shown, only named.  An authentication key is shown on a terminal
and nowhere else, to somebody who says who they are and why; that is audited first.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from mailbot.cli.check.ledger import told
from mailbot.cli.open_store import archive
from mailbot.cli.terminal import Paper
from mailbot.configuration.load_settings import load_settings
from mailbot.configuration.settings import Settings
from mailbot.errors import MailbotError
from mailbot.security.private_files import make_folder
from mailbot.security.vault import KeyRing
from mailbot.server.data_lock import Single
from mailbot.store.keyring import database_file, vault_for
from mailbot.store.store import Store
from parsers.identifiers import number_of


def list_keys(config: Path | None) -> int:
    """Name the sealing keys, and what each has sealed."""
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


def rotate_keys(config: Path | None, by: str, *, retire_old: bool) -> int:
    """Seal everything with a new key, or bring such a rotation to its end."""
    from mailbot.maintenance import rotate_keys as rotation

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
    from mailbot.cli.open_store import opened
    from mailbot.maintenance import rotate_keys as rotation

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


def verify_facts(config: Path | None, *, as_json: bool) -> int:
    """Verify all that is kept, and name every row that is not as it was written."""
    with archive(config) as (_, store):
        found = store.verify()
    if as_json:
        sys.stdout.write(json.dumps(asdict(found), ensure_ascii=False) + "\n")
        return 1 if found.faults else 0
    paper = Paper.standard()
    for fault in found.faults:
        paper.say(told(fault))
    so = f"{len(found.faults):,} at fault" if found.faults else "all as written"
    paper.say(f"{found.facts:,} facts, {so}; the ledger holds since {found.since}.")
    return 1 if found.faults else 0


def accept_facts(config: Path | None, reason: str, by: str, last: Sequence[str]) -> int:
    """Take the database as it stands, and give no number again; no desk works."""
    name, why = _named(by), _reason(reason)
    given = dict(map(_counter, last))
    settings = load_settings(config)
    vault = vault_for(settings)
    make_folder(settings.data)
    alone = Single(settings.data, database_file(settings))
    alone.take()
    try:
        store = Store.open(
            settings.database_url, vault, _now, anchor_log=settings.anchor_log
        )
        store.require_ring()
        raised = store.accept(name, why, given)
        store.close()
    finally:
        alone.leave()
    paper = Paper.standard()
    paper.say("The database is taken as it stands; the ledger begins anew with it.")
    if raised:
        paper.say(f"Numbers go on after the last ones given: {', '.join(raised)}.")
    paper.say(
        "Mail, cases and payments of the time in between are not in it: look at what "
        "was sent and paid since, and enter it by hand."
    )
    return 0


def reveal(config: Path | None, number: str, reason: str, by: str) -> int:
    """Show one authentication key on this terminal, and audit who saw it and why."""
    name, why = _named(by), _reason(reason)
    if not sys.stdout.isatty():
        raise MailbotError(
            "A key is shown on a terminal only: not in a file, a pipe or a log."
        )
    number = number_of(number) or number
    with archive(config) as (_, store), store.transaction() as tx:
        found = tx.guarantees.id_of(number)
        if found is None:
            raise MailbotError(f"There is no guarantee {number}.")
        key = tx.keys.reveal(found)  # NotKept where it has none
        tx.audit.enter(f"staff:{name}", "revealed", f"number:{number}", {"reason": why})
    sys.stdout.write(f"{number}  {key}\n")
    return 0


def _now() -> datetime:
    return datetime.now(UTC)


def _counter(number: str) -> tuple[str, int]:
    """Return the counter that gave a guarantee number, and how far it was then."""
    prefix, _, count = number_of(number).partition("-")
    if not count:
        raise MailbotError(f"--last takes a guarantee number (00427-000123): {number}.")
    return f"number:{prefix}", int(count)


def _reason(reason: str) -> str:
    why = " ".join(reason.split())
    if not why:
        raise MailbotError("Say why with --reason: it stays in the audit chain.")
    return why


def _named(by: str) -> str:
    name = " ".join(by.split())
    if not name:
        raise MailbotError("Say who you are with --by: it stays in the audit chain.")
    return name
