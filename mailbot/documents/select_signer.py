"""Who signs our documents, and whose signatures are ours: from the settings.

signing.pkcs12 ──> the surety's certificate        signing.trusted ──> former ones
not set ─────────> a demo certificate in the data folder, refused in production
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from cryptography import x509

from mailbot.configuration.settings import Settings
from mailbot.documents.demo_certificate import demo_pkcs12
from mailbot.documents.signers import (
    CertificateSigner,
    SigningFailed,
    Token,
    fingerprint,
    pkcs11_signer,
    pkcs12_signer,
)
from mailbot.errors import ConfigurationError

_DEMO_FILE = "demo-signing.p12"


def signer_of(settings: Settings, clock: Callable[[], datetime]) -> CertificateSigner:
    """Return the signer; the demo's certificate is made when there is none yet.

    Raises ConfigurationError when the options of `signing` do not fit together, or a
    demo certificate is to be used in production.
    """
    try:
        signer = _chosen(settings, clock)
    except SigningFailed as wrong:
        raise ConfigurationError(str(wrong)) from None
    if settings.production and signer.is_demo:
        raise ConfigurationError(
            "signing.pkcs12 is a demo certificate, and production is on: name the "
            "certificate of the surety."
        )
    return signer


def _chosen(settings: Settings, clock: Callable[[], datetime]) -> CertificateSigner:
    chosen = settings.signing
    secret = _first_line(chosen.password_file)
    if chosen.pkcs11_module is not None:
        token = Token(
            chosen.pkcs11_module, chosen.pkcs11_token, chosen.pkcs11_label, secret
        )
        return pkcs11_signer(token, chosen.timestamp_url, clock)
    if chosen.pkcs12 is not None:
        octets = chosen.pkcs12.read_bytes()
        return pkcs12_signer(octets, secret, chosen.timestamp_url, clock)
    octets = demo_pkcs12(_demo_file(settings), settings.surety.name, clock())
    return pkcs12_signer(octets, "", chosen.timestamp_url, clock)


def our_fingerprints(
    settings: Settings, clock: Callable[[], datetime]
) -> frozenset[str]:
    """Return the certificates whose signatures are ours, by SHA-256.

    Makes no demo certificate: where none was made, nothing was signed with it.
    """
    former = {fingerprint(_certificate(path)) for path in settings.signing.trusted}
    if not has_signer(settings):
        return frozenset(former)
    return frozenset(former | {signer_of(settings, clock).fingerprint})


def has_signer(settings: Settings) -> bool:
    """Return whether there is a certificate already: a named one, or the demo's."""
    chosen = settings.signing
    named = chosen.pkcs12 or chosen.pkcs11_module
    return named is not None or _demo_file(settings).exists()


def _demo_file(settings: Settings) -> Path:
    return settings.data / _DEMO_FILE


def _certificate(path: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except ValueError:
        raise ConfigurationError(
            f"signing.trusted: {path} is no certificate in PEM form."
        ) from None


def _first_line(path: Path | None) -> str:
    lines = path.read_text(encoding="utf-8").splitlines() if path else []
    return lines[0] if lines else ""
