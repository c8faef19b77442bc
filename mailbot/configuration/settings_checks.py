"""Settings that are right one by one and wrong together, or not for production."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING

from mailbot.configuration.tomlfile import Place

if TYPE_CHECKING:
    from mailbot.configuration.settings import Settings

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


_FILES = (
    *("listen.certificate", "listen.certificate_key", "listen.users_file"),
    *("smtp.password_file", "smtp.ca_file", "registry.token_file", "registry.ca_file"),
    *("signing.pkcs12", "signing.pkcs11_module", "signing.password_file"),
    "signing.trusted",
)
"""Options that name a file, or files, which must be there."""


def contradictions(settings: Settings) -> Iterator[tuple[Place, str]]:
    """Yield each contradiction: the place to change, and what to write there."""
    signing, registry, web = settings.signing, settings.registry, settings.web
    wrong = {
        "signing.pkcs12 and signing.pkcs11_module exclude each other; give one": (
            signing.pkcs12 is not None and signing.pkcs11_module is not None
        ),
        "registry.url needs registry.token_file, by which the platform knows us": (
            registry.url and registry.token_file is None
        ),
        "surety.portal_url must end in /verify: there web.listen serves the page": (
            web.listen and not settings.surety.portal_url.endswith("/verify")
        ),
        "web.listen and registry.url exclude each other; only one is the platform": (
            web.listen and registry.url
        ),
    }
    for option in _FILES:
        told = attrgetter(option)(settings)
        paths = told if isinstance(told, tuple) else filter(None, (told,))
        lacking = any(path.is_dir() or not path.exists() for path in paths)
        wrong[f"{option} names a file that is not there"] = lacking
    faults = [*_halves(settings), *_first_words(wrong)]
    if settings.production:
        faults.extend(_not_for_production(settings))
    for option, text in faults:
        yield tuple(option.split(".")), text


def _first_words(wrong: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield the sentences that hold; each begins with the option to change."""
    yield from ((text.split()[0], text) for text, holds in wrong.items() if holds)


def _halves(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield each setting that says nothing without another that is not there."""
    smtp, listen = settings.smtp, settings.listen
    if bool(smtp.user) != bool(smtp.password_file):
        there = "smtp.user" if smtp.user else "smtp.password_file"
        both = "smtp.user and smtp.password_file belong together; give both or neither"
        yield there, both
    if bool(listen.trusted_relays) != bool(listen.authserv_id):
        there = "authserv_id" if listen.authserv_id else "trusted_relays"
        both = "listen.trusted_relays and listen.authserv_id belong together: give both"
        yield f"listen.{there}", both
    for name in ("listen.certificate_key", "listen.users_file"):
        if attrgetter(name)(settings) and listen.certificate is None:
            yield name, f"{name} needs listen.certificate"


def _not_for_production(settings: Settings) -> Iterator[tuple[str, str]]:
    told, portal = settings.outgoing, settings.surety.portal_url
    signing, url = settings.signing, settings.registry.url
    in_clear = told.kind == "smtp" and settings.smtp.starttls == "never"
    faults = {
        "smtp.starttls must be required in production: mail would leave in clear": (
            in_clear and told.host not in _LOOPBACK
        ),
        "surety.portal_url must be https: in production: keys cross the internet": (
            settings.web.listen and not portal.startswith("https:")
        ),
        "registry.url must be https: in production: keys are sent to the platform": (
            url and not url.startswith("https:")
        ),
        "surety.demo must be false in production, with a real surety beside it": (
            settings.surety.demo
        ),
    }
    unsaid = {
        "policy.contract_paper must be written out in production (R-30)": (
            "contract_paper" not in settings.policy.model_fields_set
        ),
        "key_ring must name a file in production, outside the data folder": (
            settings.key_ring is None
        ),
        "signing.pkcs12 must name a certificate in production, not the demo's": (
            signing.pkcs12 is None and signing.pkcs11_module is None
        ),
    }
    yield from _first_words(faults)
    yield from (("production", text) for text, there in unsaid.items() if there)
