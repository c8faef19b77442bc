"""A rotation: a new sealing key, and everything sealed anew with it.

    ring + new key ──> file ──> blobs, keys, step by step ──> (retire) old keys gone

The new key is on the file before anything is sealed with it.  Killed anywhere, the next
rotation goes on: it makes no further key while an older one is still in use.  Look-up
hashes and tokens come from the root, which stays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from mailbot.errors import MailbotError
from mailbot.security.vault import KeyRing, Vault
from mailbot.store.store import Store

Opens = Callable[[Vault], Store]
"""Opens the store with a vault; the rotation closes it."""


class StillUsed(MailbotError):  # noqa: N818 - a state: the key has work left
    """A key that was to be retired has sealed what nothing else opens."""


@dataclass(frozen=True, slots=True)
class Rotated:
    """What came of it: the key that seals now, and how much it has sealed anew.

    `fresh` is False where an earlier rotation was only brought to its end.
    """

    newest: str
    fresh: bool
    resealed: int


def rotate(file: Path, opens: Opens, by: str) -> Rotated:
    """Rotate the ring at `file`; safe beside a desk that works."""
    ring = KeyRing.at(file)
    with_old = opens(Vault(ring, file))
    try:
        with with_old.snapshot() as tx:
            begun = set(tx.sealing.sealed_by()) - {ring.newest()}
    finally:
        with_old.close()
    if not begun:
        ring = ring.with_new_key()
        ring.replace(file)
    store = opens(Vault(ring, file))
    try:
        resealed = _reseal(store, ring.newest())
        with store.transaction() as tx:
            detail = {"fresh": not begun, "resealed": resealed}
            tx.audit.enter(
                f"staff:{by}", "keys_rotated", f"ring:{ring.newest()}", detail
            )
    finally:
        store.close()
    return Rotated(ring.newest(), not begun, resealed)


def retire(file: Path, store: Store, by: str) -> tuple[str, ...]:
    """Take every key but the newest off the ring; return their names.

    Only while no desk works on the store, which might seal with an old key meanwhile.
    StillUsed when there is something that only an old key opens.
    """
    ring = KeyRing.at(file)
    old = tuple(name for name in ring.names() if name != ring.newest())
    with store.transaction() as tx:
        used = _in_use(tx.sealing.sealed_by(), ring.newest())
        if used:
            raise StillUsed(
                f"{', '.join(used)} cannot be retired: run `mailbot keys rotate` first."
            )
        if old:
            detail = {"retired": list(old)}
            tx.audit.enter(
                f"staff:{by}", "keys_retired", f"ring:{ring.newest()}", detail
            )
    if old:
        ring.with_newest_only().replace(file)
    return old


def _in_use(counted: Mapping[str, int], newest: str) -> list[str]:
    return sorted(name for name, count in counted.items() if count and name != newest)


def _reseal(store: Store, newest: str) -> int:
    """Seal everything anew, in small transactions; return how many values."""
    with store.snapshot() as tx:
        before = tx.sealing.sealed_by()
    last: str | None = ""
    while last is not None:
        with store.transaction() as tx:
            last = tx.sealing.reseal(newest, last)
    left = 1
    while left:
        with store.transaction() as tx:
            left = tx.sealing.reseal_keys(newest)
    return sum(count for name, count in before.items() if name != newest)
