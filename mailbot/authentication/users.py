"""The users that may sign in by SMTP AUTH, and for whom each may write.

    [[user]]
    id = "hoshizora"
    password = "scrypt$15$8$3$…"
    writes_for = ["hoshizora.example.jp", "soumu@elsewhere.example.jp"]

`mailbot password` prints such an entry.  To sign in proves the user, not the mail: a
From that is not among `writes_for` is a foreign name (`mailbot.authentication.sender`).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

from pydantic import AfterValidator, Field

from mailbot.authentication import passwords
from mailbot.configuration.office_entries import OfficeEntry
from mailbot.configuration.office_file import read_entries
from mailbot.configuration.types import Peers
from mailbot.errors import ConfigurationError


def _hash(value: str) -> str:
    if not passwords.is_hash(value):
        raise ValueError("should be what `mailbot password` prints")
    return value


def _sign_in_name(value: str) -> str:
    if not value.isascii() or not value.isprintable() or " " in value:
        raise ValueError("should be of ASCII letters, digits and signs, no spaces")
    return value


class UserEntry(OfficeEntry):
    """A user that may sign in."""

    id: Annotated[str, AfterValidator(_sign_in_name)] = Field(
        min_length=1, max_length=100, description="The name to sign in with."
    )
    name: str = Field(default="", description="Who that is, for people.")
    password: Annotated[str, AfterValidator(_hash)] = Field(
        repr=False, description="What `mailbot password` prints."
    )
    writes_for: Peers = Field(
        min_length=1,
        description="Addresses and domains that may stand in From of this user's mail.",
    )


@dataclass(frozen=True, slots=True)
class Users:
    """Those who may sign in: for whom they write, and what proves them."""

    writes_for: Mapping[str, tuple[str, ...]]
    _hashes: Mapping[str, str] = field(repr=False)
    _nobody: str = field(repr=False)
    """A hash that no password fits: what an unknown name is compared with."""

    @classmethod
    def of(cls, entries: Iterable[UserEntry]) -> Users:
        """Return the users of these entries."""
        kept = tuple(entries)
        nobody = passwords.hash_of(
            secrets.token_urlsafe(), secrets.token_bytes(passwords.SALT_OCTETS)
        )
        return cls(
            MappingProxyType({one.id: one.writes_for for one in kept}),
            MappingProxyType({one.id: one.password for one in kept}),
            nobody,
        )

    def admit(self, name: str, password: str) -> bool:
        """Return whether this is the user's password.

        Takes a quarter of a second and 32 MiB, whether there is such a user or not.
        """
        fits = passwords.fits(password, self._hashes.get(name, self._nobody))
        return fits and name in self._hashes


def read_users(path: Path) -> Users:
    """Read the users' file.  ConfigurationError names every problem with its line."""
    file = read_entries(path, "user", UserEntry)
    seen: set[str] = set()
    for number, one in file.numbered.items():
        if one.id in seen:
            file.complain([((number, "id"), "is there twice; each user has one entry")])
        seen.add(one.id)
    if not file.problems and not seen:
        file.problems.append(f"{path}: names no user; write [[user]] entries")
    if file.problems:
        raise ConfigurationError(*file.problems)
    return Users.of(file.entries)
