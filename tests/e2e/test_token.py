"""A signature by a key that never leaves its token: SoftHSM plays the hardware."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pkcs11
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from pkcs11 import Attribute, CertificateType, ObjectClass

from mailbot.documents.demo_certificate import demo_pkcs12
from mailbot.documents.examine import examine
from mailbot.documents.signers import SigningFailed, Token, pkcs11_signer
from mailbot.documents.typst import TypstRenderer
from tests.support.peers import need
from tests.unit.documents.sheets import NOTICE

pytestmark = pytest.mark.e2e

LABEL = "surety"
PIN = "271828"
MODULES = (
    Path("/usr/lib/softhsm/libsofthsm2.so"),
    Path("/usr/lib64/pkcs11/libsofthsm2.so"),
)


def now() -> datetime:
    """Tell the time."""
    return datetime.now(UTC)


@pytest.fixture
def token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Token:
    """Give a token with an EC key and its certificate."""
    program = need("softhsm2-util")
    module = next(path for path in MODULES if path.exists())
    (tmp_path / "tokens").mkdir()
    config = tmp_path / "softhsm2.conf"
    config.write_text(f"directories.tokendir = {tmp_path / 'tokens'}\n", "ascii")
    monkeypatch.setenv("SOFTHSM2_CONF", str(config))
    key, certificate, _ = pkcs12.load_key_and_certificates(
        demo_pkcs12(tmp_path / "demo.p12", "保証会社", now()), None
    )
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    assert certificate is not None
    pem = tmp_path / "key.pem"
    pem.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    for arguments in (
        ("--init-token", "--free", "--label", "desk", "--so-pin", PIN),
        ("--import", str(pem), "--token", "desk", "--label", LABEL, "--id", "01"),
    ):
        subprocess.run(
            [program, *arguments, "--pin", PIN], check=True, capture_output=True
        )
    with (
        pkcs11.lib(str(module))
        .get_token(token_label="desk")
        .open(rw=True, user_pin=PIN) as session
    ):
        session.create_object(
            {
                Attribute.CLASS: ObjectClass.CERTIFICATE,
                Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
                Attribute.TOKEN: True,
                Attribute.LABEL: LABEL,
                Attribute.ID: b"\x01",
                Attribute.SUBJECT: certificate.subject.public_bytes(),
                Attribute.VALUE: certificate.public_bytes(Encoding.DER),
            }
        )
    return Token(module, "desk", LABEL, PIN)


def test_token_signs_and_opens_for_nobody_else(token: Token) -> None:
    """The signature is valid; a wrong PIN is named, and neither PIN is repeated."""
    signer = pkcs11_signer(token, "", now)
    signed = signer.sign(TypstRenderer().key_notice(NOTICE).pdf)

    assert examine(signed, {signer.fingerprint}).signature == "valid"
    assert signer.is_demo
    assert PIN not in repr(token)
    with pytest.raises(SigningFailed, match="does not open") as wrong:
        pkcs11_signer(Token(token.module, "other", LABEL, "314159"), "", now)
    assert "314159" not in str(wrong.value)
