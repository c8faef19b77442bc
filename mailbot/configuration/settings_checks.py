"""Settings that are right one by one and wrong together, or not for production."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from mailbot.configuration.tomlfile import Place

if TYPE_CHECKING:
    from mailbot.configuration.settings import Settings

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def contradictions(settings: Settings) -> Iterator[tuple[Place, str]]:
    """Yield each contradiction: the place to change, and what to write there."""
    yield from _halves(settings)
    signing = settings.signing
    if signing.pkcs12 is not None and signing.pkcs11_module is not None:
        yield (
            ("signing", "pkcs12"),
            "signing.pkcs12 and signing.pkcs11_module exclude each other; give one",
        )
    if settings.registry.url and settings.registry.token_file is None:
        yield (
            ("registry", "url"),
            "registry.url needs registry.token_file, by which the platform knows us",
        )
    if settings.web.listen and not settings.surety.portal_url.endswith("/verify"):
        yield (
            ("surety", "portal_url"),
            "surety.portal_url must end in /verify: there web.listen serves the page",
        )
    if settings.web.listen and settings.registry.url:
        yield (
            ("web", "listen"),
            "web.listen and registry.url exclude each other; only one is the platform",
        )
    for place, path in _named_files(settings):
        if path is not None and (path.is_dir() or not path.exists()):
            yield place, f"{'.'.join(map(str, place))} names a file that is not there"
    if settings.production:
        yield from _not_for_production(settings)


def _halves(settings: Settings) -> Iterator[tuple[Place, str]]:
    """Yield each setting that says nothing without another that is not there."""
    smtp = settings.smtp
    if bool(smtp.user) != bool(smtp.password_file):
        yield (
            ("smtp", "user" if smtp.user else "password_file"),
            "smtp.user and smtp.password_file belong together; give both or neither",
        )
    listen = settings.listen
    if bool(listen.trusted_relays) != bool(listen.authserv_id):
        yield (
            ("listen", "authserv_id" if listen.authserv_id else "trusted_relays"),
            "listen.trusted_relays and listen.authserv_id belong together: give both",
        )
    for name in ("certificate_key", "users_file"):
        if getattr(listen, name) and listen.certificate is None:
            yield ("listen", name), f"listen.{name} needs listen.certificate"


def _named_files(settings: Settings) -> Iterator[tuple[Place, Path | None]]:
    smtp, signing, listen = settings.smtp, settings.signing, settings.listen
    yield ("listen", "certificate"), listen.certificate
    yield ("listen", "certificate_key"), listen.certificate_key
    yield ("listen", "users_file"), listen.users_file
    yield ("smtp", "password_file"), smtp.password_file
    yield ("smtp", "ca_file"), smtp.ca_file
    yield ("registry", "token_file"), settings.registry.token_file
    yield ("registry", "ca_file"), settings.registry.ca_file
    yield ("signing", "pkcs12"), signing.pkcs12
    yield ("signing", "pkcs11_module"), signing.pkcs11_module
    yield ("signing", "password_file"), signing.password_file
    for former in signing.trusted:
        yield ("signing", "trusted"), former


def _not_for_production(settings: Settings) -> Iterator[tuple[Place, str]]:
    told = settings.outgoing
    plain = told.kind == "smtp" and settings.smtp.starttls == "never"
    if plain and told.host not in _LOOPBACK:
        yield (
            ("smtp", "starttls"),
            "smtp.starttls must be required in production: mail would leave in clear",
        )
    if settings.web.listen and not settings.surety.portal_url.startswith("https:"):
        yield (
            ("surety", "portal_url"),
            "surety.portal_url must be https: in production: keys cross the internet",
        )
    if settings.registry.url and not settings.registry.url.startswith("https:"):
        yield (
            ("registry", "url"),
            "registry.url must be https: in production: keys are sent to the platform",
        )
    if settings.surety.demo:
        yield (
            ("surety", "demo"),
            "surety.demo must be false in production, with a real surety beside it",
        )
    if "contract_paper" not in settings.policy.model_fields_set:
        yield (
            ("production",),
            "policy.contract_paper must be written out in production (R-30)",
        )
    if settings.key_ring is None:
        yield (
            ("production",),
            "key_ring must name a file in production, outside the data folder",
        )
    if settings.signing.pkcs12 is None and settings.signing.pkcs11_module is None:
        yield (
            ("production",),
            "signing.pkcs12 must name a certificate in production, not the demo's",
        )
