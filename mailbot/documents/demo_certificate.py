"""A signing certificate for the demo: made once, and saying what it is.

It proves nothing to anybody: its name begins with デモ, it vouches for itself, and
production refuses it.
"""

from __future__ import annotations

import os
import secrets
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
from cryptography.x509.oid import NameOID

from mailbot.documents.signers import DEMO
from mailbot.security.private_files import make_folder, new_file

_YEARS = timedelta(days=3650)
_SLACK = timedelta(days=1)
_LONGEST_NAME = 64  # Octets: the upper bound of X.520, as cryptography counts it.


def demo_pkcs12(path: Path, surety: str, now: datetime) -> bytes:
    """Return the demo's PKCS#12 file at `path`; make it, mode 0600, when absent.

    It has no password: whoever reads the data folder reads the key ring, too.
    """
    if not path.exists():
        _write(path, _made(surety, now))
    return path.read_bytes()


def _made(surety: str, now: datetime) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    holder = surety.encode()[:_LONGEST_NAME].decode(errors="ignore")
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, holder),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{DEMO}署名（効力なし）"),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _SLACK)
        .not_valid_after(now + _YEARS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    return pkcs12.serialize_key_and_certificates(
        b"mailbot demo", key, certificate, None, NoEncryption()
    )


def _write(path: Path, octets: bytes) -> None:
    """Put the file there whole; of two processes at once, the first one's stays."""
    make_folder(path.parent)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with new_file(draft) as file:
        file.write(octets)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()
