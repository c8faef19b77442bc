"""What a viewing platform does for us, whoever runs it.

The built-in one keeps certificates in our store; a platform outside is another adapter
behind the same words.  Numbers are `00000-000000`; a key is given only to be compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from mailbot.core.model.lookup_result import RegistryEntry
from mailbot.errors import MailbotError, NotNow


class RegistryDown(NotNow):
    """The platform does not answer, or says that it cannot just now."""

    task = "platform_down"


class RegistryRefused(MailbotError):  # noqa: N818 - an answer, and not an error of ours
    """The platform will not take what we sent, or answers outside the contract."""


class Registry(Protocol):
    """The verbs of a viewing platform.

    Each may be said again with the same words, and changes nothing the second time.
    All raise RegistryDown when the platform cannot be asked, which is worth another
    try, and RegistryRefused when no other try will do better.
    """

    def register(self, number: str, entry: int, face: Mapping[str, object]) -> datetime:
        """Put a certificate on the platform and return when it arrived.

        The same number and entry again change nothing and return the first arrival.
        """

    def view(self, number: str, key: str) -> RegistryEntry | None:
        """Return the newest entry to who has number and key; None whatever is wrong.

        The answer to a wrong number and to a wrong key is the same.
        """

    def void(self, number: str) -> None:
        """Close a certificate: from now on its key opens nothing."""

    def rekey(self, number: str, key: str) -> None:
        """Have another key open a certificate; the one before opens nothing any more.

        Nothing happens where the platform has no such number yet.
        """

    def history(self, number: str) -> tuple[RegistryEntry, ...]:
        """Return all entries of a number, oldest first, for our own staff."""
