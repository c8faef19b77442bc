"""Which viewing platform certificates go to: ours, or one over HTTPS; by the settings.

registry.url = ""  ──> certificates in our own store
             URL   ──> somebody else's platform, with a bearer token and TLS
"""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

from mailbot.configuration.settings import Settings
from mailbot.errors import ConfigurationError
from mailbot.registry.builtin import BuiltinRegistry
from mailbot.registry.contract import Registry
from mailbot.store.faults import NotKept
from mailbot.store.store import Store

if TYPE_CHECKING:
    from mailbot.registry.http import Platform


def registry_of(settings: Settings, store: Store) -> Registry:
    """Return the platform that the settings name.

    ConfigurationError when there is no token in its file.
    """
    if not settings.registry.url:
        return BuiltinRegistry(store)
    from mailbot.registry.http import HttpRegistry  # httpx is slow to import

    def key_of(number: str) -> str:
        with store.snapshot() as tx:
            found = tx.guarantees.id_of(number)
            if found is None:
                raise NotKept(f"There is no guarantee {number}.")
            return tx.keys.reveal(found)

    return HttpRegistry(platform_of(settings), key_of)


def platform_of(settings: Settings) -> Platform:
    """Return where the platform is; ConfigurationError without a token."""
    from mailbot.registry.http import Platform

    chosen = settings.registry
    lines = chosen.token_file.read_text("utf-8").split() if chosen.token_file else []
    if not lines:
        raise ConfigurationError("registry.token_file holds no token")
    ca_file = str(chosen.ca_file) if chosen.ca_file else None
    context = ssl.create_default_context(cafile=ca_file)
    return Platform(chosen.url, lines[0], context, chosen.seconds)
