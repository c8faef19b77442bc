"""The vault seals, opens only what it sealed, and tells nobody its secrets."""

import json
import stat
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.security.vault import KeyRing, Sealed, Vault, VaultError

RING = KeyRing(b"r" * 32, {"k1": b"1" * 32})
VAULT = Vault(RING)


@given(plain=st.binary(), place=st.text())
def test_sealed_bytes_open_again(plain: bytes, place: str) -> None:
    """What was sealed for a place opens for that place, unchanged."""
    assert plain == VAULT.open(VAULT.seal(plain, f"blob:{place!r}"), f"blob:{place!r}")


def test_sealed_bytes_do_not_open_elsewhere() -> None:
    """A sealed value that is moved to another row does not open there."""
    sealed = VAULT.seal(b"Z28YUE4J3Bux", "guarantee:1:key")

    with pytest.raises(VaultError, match="guarantee:2:key"):
        VAULT.open(sealed, "guarantee:2:key")


@given(place=st.integers(0, 39), change=st.integers(1, 255))
def test_one_altered_octet_does_not_open(place: int, change: int) -> None:
    """An altered octet in nonce, text or tag is noticed."""
    sealed = VAULT.seal(b"Z28YUE4J3Bux", "blob:1")
    octets = bytearray(sealed.octets)
    octets[place] ^= change

    with pytest.raises(VaultError):
        VAULT.open(Sealed("k1", bytes(octets)), "blob:1")


@pytest.mark.parametrize("octets", [b"", b"short", b"x" * 12])
def test_torn_bytes_do_not_open(octets: bytes) -> None:
    """Bytes that are too short to be sealed are refused in our words."""
    with pytest.raises(VaultError):
        VAULT.open(Sealed("k1", octets), "blob:1")


def test_same_bytes_are_sealed_differently() -> None:
    """Two sealed copies of the same bytes do not look alike."""
    assert VAULT.seal(b"same", "a") != VAULT.seal(b"same", "a")


def test_new_key_seals_and_the_old_one_still_opens() -> None:
    """After a rotation the new key seals, the old one opens, hashes stay the same."""
    old = VAULT.seal(b"plain", "blob:1")
    rotated = Vault(RING.with_new_key())

    assert b"plain" == rotated.open(old, "blob:1")
    assert rotated.seal(b"plain", "blob:1").key_id.startswith("k2-")
    assert VAULT.keyed_hash("x") == rotated.keyed_hash("x")
    assert VAULT.token_secret == rotated.token_secret


def test_key_that_is_not_on_the_ring_is_named() -> None:
    """Bytes sealed by an unknown key say which key is missing."""
    with pytest.raises(VaultError, match="k9"):
        VAULT.open(Sealed("k9", b"x" * 40), "blob:1")


def test_hash_needs_the_ring() -> None:
    """Another installation's hash of the same text is another one."""
    other = Vault(KeyRing(b"s" * 32, {"k1": b"1" * 32}))

    assert VAULT.keyed_hash("x") != other.keyed_hash("x")
    assert 64 == len(VAULT.keyed_hash("x"))


def test_ring_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    """An absent ring is made with mode 0600, and read again ever after."""
    path = tmp_path / "secrets" / "keyring.json"

    made = Vault(KeyRing.made_at(path))

    assert 0o600 == stat.S_IMODE(path.stat().st_mode)
    assert made.keyed_hash("x") == Vault(KeyRing.made_at(path)).keyed_hash("x")
    assert [path] == list(path.parent.iterdir())


def test_two_starts_at_once_share_one_ring(tmp_path: Path) -> None:
    """When many start at once, all end up with the ring that is on the disk."""
    path = tmp_path / "keyring.json"
    seen: list[str] = []

    def start() -> None:
        seen.append(Vault(KeyRing.made_at(path)).keyed_hash("x"))

    threads = [Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {Vault(KeyRing.made_at(path)).keyed_hash("x")} == set(seen)
    assert 8 == len(seen)


def test_ring_that_others_may_read_is_refused(tmp_path: Path) -> None:
    """A ring with loose permissions is refused, with the command that mends it."""
    path = tmp_path / "keyring.json"
    KeyRing.made_at(path)
    path.chmod(0o640)

    with pytest.raises(VaultError, match="chmod 600"):
        KeyRing.made_at(path)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "{",
        json.dumps({"root": "AAAA", "keys": {}}),
        json.dumps({"root": "A" * 43 + "=", "keys": {"k1": "AAAA"}}),
        json.dumps({"root": "?", "keys": {"k1": 5}}),
    ],
)
def test_damaged_ring_is_refused(tmp_path: Path, text: str) -> None:
    """A file that is no whole key ring is refused, and none of it is shown."""
    path = tmp_path / "keyring.json"
    path.write_text(text, "ascii")
    path.chmod(0o600)

    with pytest.raises(VaultError, match="key"):
        KeyRing.made_at(path)


def test_no_secret_is_shown() -> None:
    """Neither the vault nor the ring shows a secret when printed."""
    shown = f"{VAULT!r} {RING!r} {RING} {VAULT}"

    assert "k1" in shown
    assert "rrrr" not in shown
    assert "1111" not in shown
    assert VAULT.token_secret.hex() not in shown


def test_names_are_never_given_twice() -> None:
    """After old keys are gone a new one still gets a name that no backup knows."""
    ring = RING.with_new_key().with_new_key()

    assert ["k1", "k2", "k3"] == [name.partition("-")[0] for name in ring.names()]
    later = ring.with_newest_only().with_new_key().names()
    assert ["k3", "k4"] == [name.partition("-")[0] for name in later]


def test_rotated_ring_is_read_again_by_who_needs_it(tmp_path: Path) -> None:
    """A desk that works opens what another process sealed with a newer key."""
    path = tmp_path / "keyring.json"
    working = Vault(KeyRing.made_at(path), path)
    rotated = KeyRing.made_at(path).with_new_key()
    rotated.replace(path)

    sealed = Vault(rotated).seal(b"plain", "blob:1")

    assert working.seal(b"plain", "blob:1").key_id.startswith("k1-")
    assert b"plain" == working.open(sealed, "blob:1")
    assert working.seal(b"plain", "blob:1").key_id.startswith("k2-")
    assert [path] == list(tmp_path.iterdir())
    assert 0o600 == stat.S_IMODE(path.stat().st_mode)


def test_strangers_ring_takes_no_ones_place(tmp_path: Path) -> None:
    """Another installation's ring neither replaces ours nor is taken for it."""
    path = tmp_path / "keyring.json"
    working = Vault(KeyRing.made_at(path), path)
    with pytest.raises(VaultError, match="another installation"):
        RING.with_new_key().replace(path)
    path.unlink()
    stranger = KeyRing.generate().with_new_key()
    stranger.write(path)

    with pytest.raises(VaultError, match="k2"):
        working.open(Vault(stranger).seal(b"plain", "blob:1"), "blob:1")
