"""Sign a document: PAdES, by an update appended to the file, which stays as it was.

    PDF/A-3a, PDF/UA-1 ── append field and signature ──> the same, "ETSI.CAdES.detached"

The signature covers the whole file, is not seen on the page, and may carry an RFC 3161
time stamp.  Unsigned bytes are the same every time, signed ones are not: whoever signs
keeps the first.  Signing looks at the clock, and asks the time stamp server.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from mailbot.errors import MailbotError

if TYPE_CHECKING:
    from pyhanko.sign.signers import Signer as PyhankoSigner
    from pyhanko.sign.timestamps import TimeStamper

DEMO = "デモ"
"""What the common name of a demo certificate begins with."""

_ROOM = 3_000  # Octets of a CMS signature without certificates and time stamp.
_ROOM_FOR_STAMP = 12_000  # ... and of a time stamp with its own certificates.
_STAMP_TIMEOUT = 15  # Seconds.


class SigningFailed(MailbotError):  # noqa: N818 - a state, and reads as one
    """A document cannot be signed now; the text says what to do, without a secret."""


class Signer(Protocol):
    """Whoever can put the surety's signature on a PDF."""

    def sign(self, pdf: bytes) -> bytes:
        """Return the PDF with a signature over all of it.  Raises SigningFailed."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the signing certificate, in lower-case hex."""


@dataclass(frozen=True, slots=True)
class CertificateSigner:
    """Looks at its certificate, appends a signature, and stamps it.

    `stamp_url` is an RFC 3161 server; "" signs without a time stamp.  `clock` tells
    whether the certificate is still good.  `signs` returns what signs octets.
    """

    certificate: x509.Certificate
    _chain: Sequence[x509.Certificate]
    _signs: Callable[[], PyhankoSigner]
    _stamp_url: str
    _clock: Callable[[], datetime]

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the signing certificate, in lower-case hex."""
        return fingerprint(self.certificate)

    @property
    def is_demo(self) -> bool:
        """Whether the certificate says of itself that it is for a demo."""
        return common_name(self.certificate).startswith(DEMO)

    def sign(self, pdf: bytes) -> bytes:
        """Append the signature.  Raises SigningFailed."""
        from mailbot.documents.pades import append

        if not self._is_current():
            raise SigningFailed(
                "The signing certificate is not valid today: name a current one in the "
                "settings, and the old one in signing.trusted."
            )
        try:
            return append(pdf, self._signs(), self._stamper(), self._room())
        except Exception as fault:  # noqa: BLE001 - pyHanko raises many kinds
            failed = SigningFailed(
                f"The document could not be signed ({type(fault).__name__}): look at "
                "the certificate and at the time stamp server."
            )
        raise failed  # Outside the handler: what failed may quote the document.

    def _is_current(self) -> bool:
        certificate = self.certificate
        return (
            certificate.not_valid_before_utc
            <= self._clock().astimezone(UTC)
            <= certificate.not_valid_after_utc
        )

    def _stamper(self) -> TimeStamper | None:
        if not self._stamp_url:
            return None
        from pyhanko.sign.timestamps import HTTPTimeStamper

        return HTTPTimeStamper(self._stamp_url, timeout=_STAMP_TIMEOUT)

    def _room(self) -> int:
        """Return the hex digits to keep free; asking pyHanko would sign twice."""
        known = sum(len(_der(one)) for one in (self.certificate, *self._chain))
        return 2 * (_ROOM + known + (_ROOM_FOR_STAMP if self._stamp_url else 0))


def pkcs12_signer(
    octets: bytes, password: str, stamp_url: str, clock: Callable[[], datetime]
) -> CertificateSigner:
    """Return what signs with key and certificate of a PKCS#12 file, held in memory.

    SigningFailed when the file is not what it should be.  pyHanko is loaded (a second)
    by the first signature only.
    """
    secret = password.encode() or None

    @cache
    def signs() -> PyhankoSigner:
        from pyhanko.sign.signers import SimpleSigner

        made: PyhankoSigner = SimpleSigner.load_pkcs12_data(
            octets, other_certs=(), passphrase=secret
        )
        return made

    return CertificateSigner(*_opened(octets, secret), signs, stamp_url, clock)


@dataclass(frozen=True, slots=True)
class Token:
    """A key in hardware: the module that drives it, its token, key and PIN."""

    module: Path
    token: str
    label: str
    pin: str = field(repr=False)


def pkcs11_signer(
    token: Token, stamp_url: str, clock: Callable[[], datetime]
) -> CertificateSigner:
    """Return what signs with a key that never leaves its hardware (PKCS#11).

    Key and certificate have the same label.  Needs the extra `pkcs11`.  SigningFailed
    when the token is not there, or does not open.
    """
    try:
        from pyhanko.config.pkcs11 import TokenCriteria
        from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

        session = open_pkcs11_session(
            str(token.module),
            token_criteria=TokenCriteria(label=token.token),
            user_pin=token.pin,
        )
        on_token = PKCS11Signer(session, token.label, key_label=token.label)
        found = on_token.signing_cert
    except ImportError:
        raise SigningFailed(
            "signing.pkcs11_module needs the extra: install mailbot[pkcs11]."
        ) from None
    except Exception as fault:  # noqa: BLE001 - a kind for every return code
        raise SigningFailed(
            f"The token does not open ({type(fault).__name__}): look at "
            "signing.pkcs11_token, signing.pkcs11_label and the PIN in "
            "signing.password_file."
        ) from None
    if found is None:
        raise SigningFailed("The token has no certificate of signing.pkcs11_label.")
    certificate = x509.load_der_x509_certificate(found.dump())
    # QUIRK: few tokens hash for ECDSA themselves; all of them sign a digest.
    is_ec = isinstance(certificate.public_key(), ec.EllipticCurvePublicKey)
    on_token.use_raw_mechanism = is_ec
    return CertificateSigner(certificate, (), lambda: on_token, stamp_url, clock)


def _opened(
    octets: bytes, password: bytes | None
) -> tuple[x509.Certificate, list[x509.Certificate]]:
    """Look into the file at once: what is wrong with it is said at the start."""
    try:
        key, certificate, chain = pkcs12.load_key_and_certificates(octets, password)
    except ValueError:
        raise SigningFailed(
            "signing.pkcs12 does not open: it is no PKCS#12 file, or "
            "signing.password_file has another password."
        ) from None
    if certificate is None or key is None:
        raise SigningFailed("signing.pkcs12 holds no key with its certificate.")
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise SigningFailed("signing.pkcs12 must hold an EC or an RSA key.")
    return certificate, chain


def fingerprint(certificate: x509.Certificate) -> str:
    """Return SHA-256 of a certificate, in lower-case hex."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def common_name(certificate: x509.Certificate) -> str:
    """Return the common name of the holder, or ""."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else ""


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)
