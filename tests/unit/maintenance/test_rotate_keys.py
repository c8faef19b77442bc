"""A rotation seals everything anew, survives being killed, and loses nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mailbot.maintenance.rotate_keys import StillUsed, retire, rotate
from mailbot.security.vault import KeyRing, Vault
from mailbot.store.blobs import digest_of
from mailbot.store.database import Moment, unwatched
from mailbot.store.records import Document
from mailbot.store.store import Store
from tests.unit.store.making import KEY, NOON, Hands, case, open_store

NUMBER = "00427-000001"


def ring_file(folder: Path) -> Path:
    """Return where the ring of `open_store` lies."""
    return folder / "keyring.json"


def opener(
    folder: Path, at_commit: Callable[[Moment], None] = unwatched
) -> Callable[[Vault], Store]:
    """Return how a rotation opens the store."""
    url = f"sqlite:///{folder / 'mailbot.db'}"
    return lambda vault: Store.open(url, vault, Hands(), at_commit=at_commit)


ALL = 454 + 2 * 9
"""Values that `filled` has sealed: nine pieces of each of two large blobs too."""


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """Give a folder with blobs of all sizes, a key and a certificate."""
    store = open_store(tmp_path)
    with store.transaction() as tx:
        tx.cases.save(case(1))
        tx.guarantees.assign_number(1, "00427", lambda: KEY)
        tx.certificates.add(NUMBER, 1, {"amount": 1}, NOON)
        tx.documents.add(Document(1, "key_notice", 1, "a.pdf", "", NOON), b"%PDF-1")
        for n in range(450):
            tx.blobs.put(b"mail %d" % n)
        tx.blobs.put(b"x" * 9_000_000)
        tx.blobs.put(b"y" * 9_000_000)
    store.close()
    return tmp_path


def counted(name: str) -> str:
    """Return a key's name without its random part: k2 of k2-5b0f9c1e."""
    return name.partition("-")[0]


def used(folder: Path) -> dict[str, int]:
    """Count what each key has sealed, by `counted`."""
    store = open_store(folder)
    with store.snapshot() as tx:
        found = {counted(name): count for name, count in tx.sealing.sealed_by().items()}
    store.close()
    return found


def assert_all_opens(folder: Path) -> None:
    """Look whether nothing is lost: blobs open, and number and key find each other."""
    store = open_store(folder)
    with store.snapshot() as tx:
        assert KEY == tx.keys.reveal(1)
        assert tx.certificates.view(NUMBER, KEY) is not None
        assert b"mail 449" == tx.blobs.raw(digest_of(b"mail 449"))
        kept = tx.documents.get(1, "key_notice")
        assert kept is not None
        assert b"%PDF-1" == tx.blobs.raw(kept.digest)
        assert [] == tx.audit.verify()
    store.close()


def test_everything_is_sealed_anew(filled: Path) -> None:
    """After a rotation the new key alone has sealed all, and all of it opens."""
    done = rotate(ring_file(filled), opener(filled), "sato")

    assert ("k2", True, ALL) == (counted(done.newest), done.fresh, done.resealed)
    assert {"k2": ALL} == used(filled)
    assert_all_opens(filled)


@pytest.mark.parametrize("commit", [1, 2, 3, 5])
def test_killed_rotation_goes_on(filled: Path, commit: int) -> None:
    """Killed before any commit, nothing is lost; the next one makes no third key."""
    commits: list[Moment] = []

    def die(moment: Moment) -> None:
        commits.append(moment)
        if commits.count("before") == commit:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotate(ring_file(filled), opener(filled, die), "sato")
    assert_all_opens(filled)
    done = rotate(ring_file(filled), opener(filled), "sato")

    assert {"k2": ALL} == used(filled)
    assert ("k2", False) == (counted(done.newest), done.fresh)
    assert_all_opens(filled)


def test_key_that_is_used_is_not_retired(filled: Path) -> None:
    """The old key stays while there is something that only it opens."""
    ring = KeyRing.at(ring_file(filled)).with_new_key()
    ring.replace(ring_file(filled))
    store = open_store(filled)

    with pytest.raises(StillUsed, match="k1"):
        retire(ring_file(filled), store, "sato")
    store.close()

    assert ["k1", "k2"] == [*map(counted, KeyRing.at(ring_file(filled)).names())]


def test_retired_key_is_gone(filled: Path) -> None:
    """When nothing uses the old key any more it leaves the ring, and all opens."""
    rotate(ring_file(filled), opener(filled), "sato")
    store = open_store(filled)
    gone = retire(ring_file(filled), store, "sato")
    again = retire(ring_file(filled), store, "sato")
    store.close()

    assert (["k1"], ()) == ([*map(counted, gone)], again)
    assert ["k2"] == [*map(counted, KeyRing.at(ring_file(filled)).names())]
    assert_all_opens(filled)


def test_rotation_is_audited(filled: Path) -> None:
    """Who rotated and who retired stands in the chain; no key does."""
    rotate(ring_file(filled), opener(filled), "sato")
    store = open_store(filled)
    retire(ring_file(filled), store, "chiba")
    with store.snapshot() as tx:
        told = [(e.actor, e.action, counted(e.subject)) for e in tx.audit.entries()]
    store.close()

    assert [
        ("staff:sato", "keys_rotated", "ring:k2"),
        ("staff:chiba", "keys_retired", "ring:k2"),
    ] == told


def test_desk_at_work_goes_on(filled: Path) -> None:
    """A desk that was open during the rotation reads what was sealed anew."""
    file = ring_file(filled)
    working = opener(filled)(Vault(KeyRing.at(file), file))
    rotate(file, opener(filled), "sato")

    with working.transaction() as tx:
        assert KEY == tx.keys.reveal(1)
        tx.blobs.put(b"a mail after it")
    working.close()

    assert {"k2": ALL + 1} == used(filled)
