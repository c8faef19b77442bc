"""What a desk keeps: folder, disk, key ring, database with its chains, open tasks."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from mailbot.cli.check.ledger import kept
from mailbot.cli.check.result import Checked, fail, ok, warn
from mailbot.configuration.settings import Settings
from mailbot.security.private_files import OTHERS
from mailbot.store import migrate as shape
from mailbot.store.disk_space import LEAST_FREE, free_octets
from mailbot.store.keyring import database_file
from mailbot.store.open_store import opened, require_archive, require_shape

_LITTLE = 10 * LEAST_FREE
_MIB = 1024 * 1024


def folder(settings: Settings) -> Iterator[Checked]:
    """Check that the data folder can be written, or can be made."""
    if not settings.data.exists():
        above = nearest(settings.data)
        if os.access(above, os.W_OK | os.X_OK):
            yield ok("folder", f"{settings.data} will be made at the first start")
        else:
            do = f"make it by hand, or let this user write in {above}"
            yield fail("folder", f"{settings.data} cannot be made", do)
        return
    try:
        with tempfile.TemporaryFile(dir=settings.data) as probe:
            probe.write(b"mailbot")
    except OSError as wrong:
        do = "give the folder to the user who runs mailbot"
        yield fail("folder", f"{settings.data}: {wrong.strerror}", do)
        return
    yield ok("folder", f"{settings.data} can be written")


def privacy(settings: Settings) -> Iterator[Checked]:
    """Check that nobody else may read what lies in the data folder.

    What we make is closed whatever the umask; an earlier program left mailboxes open.
    """
    if not settings.data.is_dir():
        return
    inside = (path for path in settings.data.rglob("*") if not path.is_symlink())
    loose = sum(1 for path in inside if path.lstat().st_mode & OTHERS)
    if loose:
        says = f"others may read {loose:,} files and folders in {settings.data}"
        yield warn("privacy", says, f"chmod -R go-rwx {settings.data}")
    else:
        yield ok("privacy", "nothing in the data folder is anybody else's to read")


def disk(settings: Settings) -> Iterator[Checked]:
    """Check the room on the disk: below the least, mail is refused with 452."""
    free = free_octets(nearest(settings.data))
    said = f"{free // _MIB:,} MiB free"
    if free < LEAST_FREE:
        yield fail("disk", f"{said}: mail is refused with 452", "free some space")
    elif free < _LITTLE:
        yield warn("disk", said, f"mail is refused below {LEAST_FREE // _MIB} MiB")
    else:
        yield ok("disk", said)


def key_ring(settings: Settings) -> Iterator[Checked]:
    """Check that the key ring is there and is nobody else's to read."""
    path = settings.key_ring_file
    if not path.exists():
        if database_file(settings).exists():
            do = "put it back from where it is kept safe"
            yield fail("key ring", f"{path} is missing, nothing kept can be read", do)
        else:
            yield ok("key ring", f"{path} will be made at the first start")
        return
    if path.stat().st_mode & OTHERS:
        yield fail("key ring", f"others may read {path}", f"chmod 600 {path}")
    elif settings.is_live and path.parent.resolve() == settings.data.resolve():
        do = "set key_ring to a file elsewhere: a copy of the folder holds the keys too"
        yield warn("key ring", f"{path} lies in the data folder", do)
    else:
        yield ok("key ring", f"{path}, mode 0600")


def database(settings: Settings) -> Iterator[Checked]:
    """Check that the database opens, has our shape, and that its chains hold."""
    path = database_file(settings)
    if not path.exists():
        yield ok("database", f"{path} will be made at the first start")
        return
    require_archive(settings)
    with opened(settings) as store, store.snapshot() as tx:
        found = shape.revision_of(tx.connection)
        require_shape(found)
        yield ok("database", f"{path}, revision {found}, the newest")
        entries = sum(1 for _ in tx.audit.entries())
        chains = (
            ("audit", entries, tx.audit.verify()),
            ("mail log", sum(t.mails for t in tx.mails.totals()), tx.mails.verify()),
        )
    for name, count, broken in chains:
        if not broken:
            yield ok(name, f"{count:,} entries, the chain holds")
            continue
        first = broken[0]
        do = "restore a backup beside it and compare: somebody altered the database"
        says = f"broken at row {first.seq} ({first.fault}), {len(broken)} rows in all"
        yield fail(name, says, do)


def tasks(settings: Settings) -> Iterator[Checked]:
    """Count what waits for a person, and deliveries that nobody knows the end of."""
    for store in kept(settings):
        with store.snapshot() as tx:
            waiting = len(tx.tasks.find())
            unknown = len(tx.deliveries.in_phase("unknown"))
        if waiting or unknown:
            says = f"{waiting} open, {unknown} deliveries without a known end"
            yield warn("tasks", says, "mailbot log lists them, with what to do")
        else:
            yield ok("tasks", "nothing waits for a person")


def nearest(path: Path) -> Path:
    """Return the folder itself or the nearest one above it that exists."""
    absolute = path.absolute()
    return next(one for one in (absolute, *absolute.parents) if one.exists())
