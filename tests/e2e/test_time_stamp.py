"""A time stamp in the signature, from OpenSSL as the RFC 3161 server."""

import io
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.reader import PdfFileReader
from typing_extensions import override

from mailbot.documents.demo_certificate import demo_pkcs12
from mailbot.documents.examine import examine
from mailbot.documents.signers import CertificateSigner, SigningFailed, pkcs12_signer
from mailbot.documents.typst import TypstRenderer
from tests.support.peers import need
from tests.unit.documents.sheets import NOTICE

pytestmark = pytest.mark.e2e

STAMP = bytes.fromhex("060b2a864886f70d010910020e")
"""The object identifier of the attribute that holds a time stamp (RFC 3161)."""

CONFIG = """\
[tsa]
default_tsa = one
[one]
serial = serial
signer_cert = tsa.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
"""


def now() -> datetime:
    """Tell the time."""
    return datetime.now(UTC)


def make_authority(folder: Path) -> None:
    """Write key, certificate and settings of a time stamp authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "見本時刻認証局")])
    purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now() - timedelta(days=1))
        .not_valid_after(now() + timedelta(days=1))
        .add_extension(purpose, critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "tsa.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    (folder / "tsa.key").write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    (folder / "tsa.cnf").write_text(CONFIG, encoding="ascii")
    (folder / "serial").write_text("01\n", encoding="ascii")


@pytest.fixture
def authority(tmp_path: Path) -> Iterator[str]:
    """Run a time stamp server on the loopback; give its address."""
    openssl = need("openssl")
    make_authority(tmp_path)

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            """Have OpenSSL answer the request."""
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            (tmp_path / "asked.tsq").write_bytes(asked)
            reply = ["ts", "-reply", "-config", "tsa.cnf", "-queryfile", "asked.tsq"]
            done = subprocess.run(
                [openssl, *reply], cwd=tmp_path, capture_output=True, check=True
            )
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(done.stdout)

        @override
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=server.serve_forever).start()
    yield f"http://127.0.0.1:{server.server_port}/tsa"
    server.shutdown()
    server.server_close()


def signer(folder: Path, stamp_url: str) -> CertificateSigner:
    """Make somebody who signs with a time stamp."""
    return pkcs12_signer(demo_pkcs12(folder / "x.p12", "x", now()), "", stamp_url, now)


def test_signature_carries_the_time_stamp(tmp_path: Path, authority: str) -> None:
    """The stamp of the authority is inside, and the signature is valid with it."""
    stamped = signer(tmp_path, authority)
    pdf = stamped.sign(TypstRenderer().key_notice(NOTICE).pdf)
    (signature,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures

    assert STAMP in signature.pkcs7_content
    assert "見本時刻認証局".encode() in signature.pkcs7_content
    assert examine(pdf, {stamped.fingerprint}).signature == "valid"


def test_server_that_does_not_answer_stops_the_signature(tmp_path: Path) -> None:
    """No stamp, no signature: the document is made again later, never without one."""
    nobody = signer(tmp_path, "http://127.0.0.1:9/tsa")

    with pytest.raises(SigningFailed, match="time stamp server"):
        nobody.sign(TypstRenderer().key_notice(NOTICE).pdf)
