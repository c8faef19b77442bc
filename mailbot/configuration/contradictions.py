"""Settings that are right one by one and wrong together, or not for production."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mailbot.configuration.tomlfile import Place

if TYPE_CHECKING:
    from mailbot.settings import Settings

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def contradictions(settings: Settings) -> Iterator[tuple[Place, str]]:
    """Yield each contradiction: the place to change, and what to write there."""
    smtp = settings.smtp
    if bool(smtp.user) != bool(smtp.password_file):
        yield (
            ("smtp", "user" if smtp.user else "password_file"),
            "smtp.user and smtp.password_file belong together; give both or neither",
        )
    for name, path in (
        ("password_file", smtp.password_file),
        ("ca_file", smtp.ca_file),
    ):
        if path is not None and not path.is_file():
            yield ("smtp", name), f"smtp.{name} names a file that is not there"
    if settings.production:
        yield from _not_for_production(settings)


def _not_for_production(settings: Settings) -> Iterator[tuple[Place, str]]:
    told = settings.outgoing
    plain = told.kind == "smtp" and settings.smtp.starttls == "never"
    if plain and told.host not in _LOOPBACK:
        yield (
            ("smtp", "starttls"),
            "smtp.starttls must be required in production: mail would leave in clear",
        )
    if settings.surety.demo:
        yield (
            ("surety", "demo"),
            "surety.demo must be false in production, with a real surety beside it",
        )
    if settings.key_ring is None:
        yield (
            ("production",),
            "key_ring must name a file in production, outside the data folder",
        )
