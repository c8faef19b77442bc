"""The vault: what is at rest is sealed, and what is looked up is a keyed hash.

The key ring is one JSON file (mode 0600).  It belongs to one database, is made with it,
and never anew for one that is there (`mailbot.store.keyring`).  It holds a root secret,
from which look-up hashes and reply tokens are derived, and any number of sealing keys:
the newest seals, all of them open, so that a rotation needs no pause.

    seal    AES-256-GCM, random nonce, bound to what the bytes are ("blob:<digest>"):
            a sealed value moved to another row does not open
    hash    HMAC-SHA-256 under a key derived from the root

A rotation happens beside a desk that works: whoever meets a key id that it does not
know reads the ring again.

No secret is ever printed: `repr` shows key ids only, errors show no bytes.
LIMIT: a sealing key should be rotated before it has sealed 2**32 values (nonces).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from typing_extensions import override

from mailbot.errors import MailbotError
from mailbot.security.private_files import OTHERS, make_folder, new_file, sync_folder

_NONCE = 12
_SECRET = 32
_COUNTED = re.compile(r"k([0-9]{1,9})(?![0-9])", re.ASCII)


class VaultError(MailbotError):
    """The key ring cannot be used, or sealed bytes do not open.  Names no secret."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """Sealed bytes (nonce, ciphertext, tag) and the id of the key that sealed them."""

    key_id: str
    octets: bytes


class KeyRing:
    """The secrets of one installation, in memory."""

    __slots__ = ("_keys", "_root")

    def __init__(self, root: bytes, keys: dict[str, bytes]) -> None:
        if len(root) != _SECRET or not keys:
            raise VaultError("The key ring needs a root secret and a sealing key.")
        if any(len(key) != _SECRET for key in keys.values()):
            raise VaultError("A sealing key of the key ring is not 32 octets long.")
        self._root = root
        self._keys = dict(keys)

    @override
    def __repr__(self) -> str:
        return f"KeyRing({', '.join(self._keys)})"

    @classmethod
    def generate(cls) -> Self:
        """Make a new ring with one sealing key, from the system's randomness."""
        first = {_key_name(1): secrets.token_bytes(_SECRET)}
        return cls(secrets.token_bytes(_SECRET), first)

    @classmethod
    def at(cls, path: Path) -> Self:
        """Read the ring at `path`.

        VaultError when there is none, when others may read it, or when it is no ring.
        """
        if not path.is_file():
            raise VaultError(f"The key ring {path} is missing.")
        if path.stat().st_mode & OTHERS:
            raise VaultError(f"Others may read the key ring: run chmod 600 {path}")
        try:
            ring = json.loads(path.read_text("ascii"))
            keys = {name: base64.b64decode(key) for name, key in ring["keys"].items()}
            return cls(base64.b64decode(ring["root"]), keys)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise VaultError(f"This file is not a key ring: {path}") from None

    @classmethod
    def made_at(cls, path: Path) -> Self:
        """Read the ring at `path`, after making a new one there if there is none."""
        if not path.exists():
            cls.generate().write(path)
        return cls.at(path)

    def write(self, path: Path) -> None:
        """Put the ring at `path` durably; a ring that is already there stays."""
        make_folder(path.parent)
        draft = self._draft(path)
        try:
            # link() and not rename(): of two processes that start at once, the second
            # must take the ring of the first, never replace it.
            os.link(draft, path)
        except FileExistsError:
            return
        finally:
            draft.unlink()
        sync_folder(path.parent)

    def replace(self, path: Path) -> None:
        """Put the ring in the place of the one at `path`, durably and at once.

        A process that dies here leaves the old ring or the new one, never half of it.
        VaultError when the ring there is another installation's.
        """
        if KeyRing.at(path)._root != self._root:  # noqa: SLF001 - of our own class
            raise VaultError(f"The key ring {path} belongs to another installation.")
        draft = self._draft(path)
        draft.replace(path)
        sync_folder(path.parent)

    def _draft(self, path: Path) -> Path:
        """Write the ring beside `path`, mode 0600, and return where."""
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        with new_file(draft) as file:
            file.write(json.dumps(self._as_json(), indent=2).encode("ascii"))
            file.flush()
            os.fsync(file.fileno())
        return draft

    def with_new_key(self) -> KeyRing:
        """Return the ring with one more sealing key, which seals from now on.

        A name is never given twice, by no ring: what an old backup holds, or another
        installation has sealed, must not meet another key under the same name.
        """
        counts = [int(hit[1]) for hit in map(_COUNTED.match, self._keys) if hit]
        name = _key_name(max(counts, default=0) + 1)
        return KeyRing(self._root, {**self._keys, name: secrets.token_bytes(_SECRET)})

    def with_newest_only(self) -> KeyRing:
        """Return the ring with the newest key alone: what others sealed is lost."""
        name = self.newest()
        return KeyRing(self._root, {name: self._keys[name]})

    def names(self) -> tuple[str, ...]:
        """Name the sealing keys, oldest first."""
        return tuple(self._keys)

    def newest(self) -> str:
        """Name the key that seals."""
        return next(reversed(self._keys))

    def ciphers(self) -> dict[str, AESGCM]:
        """Return the sealing keys as ciphers, by id."""
        return {name: AESGCM(key) for name, key in self._keys.items()}

    def derive(self, purpose: str) -> bytes:
        """Derive 32 octets for one purpose from the root (HKDF-SHA-256, RFC 5869)."""
        extracted = hmac.digest(b"mailbot", self._root, hashlib.sha256)
        return hmac.digest(extracted, purpose.encode() + b"\x01", hashlib.sha256)

    def _as_json(self) -> dict[str, object]:
        return {
            "root": base64.b64encode(self._root).decode(),
            "keys": {
                name: base64.b64encode(key).decode() for name, key in self._keys.items()
            },
        }


class Vault:
    """Seals, opens and hashes with one key ring.  Safe to share between threads.

    With `file` the ring there is read again when a key is not known: it was rotated.
    """

    __slots__ = (
        "_file",
        "_hash_key",
        "_ring",
        "_sealing",
        "ledger_key",
        "token_secret",
    )

    def __init__(self, ring: KeyRing, file: Path | None = None) -> None:
        self._ring = ring
        self._file = file
        self._sealing = (ring.newest(), ring.ciphers())
        self._hash_key = ring.derive("keyed hash")
        self.token_secret = ring.derive("reply tokens")
        """What `tokens.write` and `tokens.verify` take."""
        self.ledger_key = ring.derive("ledger")
        """What the ledger of facts is sealed with; it survives a rotation."""

    @override
    def __repr__(self) -> str:
        return f"Vault({self._ring!r})"

    def seal(self, plain: bytes, bound_to: str) -> Sealed:
        """Seal `plain` for the one place named by `bound_to` ("blob:<digest>")."""
        nonce = os.urandom(_NONCE)
        newest, ciphers = self._sealing
        sealed = ciphers[newest].encrypt(nonce, plain, bound_to.encode())
        return Sealed(newest, nonce + sealed)

    def open(self, sealed: Sealed, bound_to: str) -> bytes:
        """Open what was sealed for `bound_to`.

        VaultError when the key is not on the ring, a byte was altered, or the value
        was sealed for another place.
        """
        cipher = self._cipher(sealed.key_id)
        if cipher is None:
            raise VaultError(f"Key {sealed.key_id} is not on the key ring.")
        nonce, body = sealed.octets[:_NONCE], memoryview(sealed.octets)[_NONCE:]
        try:
            return cipher.decrypt(nonce, body, bound_to.encode())
        except (InvalidTag, ValueError):
            raise VaultError(f"What is kept as {bound_to} does not open.") from None

    def _cipher(self, key_id: str) -> AESGCM | None:
        """Return a key's cipher; one that is not known may be new in the file."""
        _, ciphers = self._sealing
        if key_id not in ciphers and self._file is not None:
            ring = KeyRing.at(self._file)
            if ring.derive("keyed hash") == self._hash_key:
                self._ring = ring
                self._sealing = (ring.newest(), ring.ciphers())
                _, ciphers = self._sealing
        return ciphers.get(key_id)

    def keyed_hash(self, text: str) -> str:
        """Hash `text` so that only this installation can: 64 hexadecimal digits.

        The hash survives a rotation of the sealing keys.
        """
        octets = text.encode("utf-8", "surrogatepass")
        return hmac.digest(self._hash_key, octets, hashlib.sha256).hex()

    @property
    def whence(self) -> str:
        """Return which ring this is, to an operator."""
        return f"The key ring {self._file}" if self._file else "The key ring"

    @property
    def ring_mark(self) -> str:
        """What a database keeps to know its ring again; tells nothing of the ring."""
        return self.keyed_hash("mark of the ring")


def _key_name(count: int) -> str:
    """Name a sealing key: k1-5b0f… (rings of old called their first one k1)."""
    return f"k{count}-{secrets.token_hex(4)}"
