"""The certificate that the SMTP server shows after STARTTLS."""

from __future__ import annotations

import ssl
from pathlib import Path

from mailbot.errors import ConfigurationError


def server_tls(certificate: Path, key: Path | None) -> ssl.SSLContext:
    """Return how the server speaks TLS: 1.2 or newer, with this certificate.

    ConfigurationError when the files cannot be used.  LIMIT: they are read once; a
    renewed certificate is shown after the next start.
    """
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        # A password given, even an empty one: OpenSSL would ask at the terminal.
        context.load_cert_chain(certificate, key, password="")
    except ssl.SSLError:
        raise ConfigurationError(
            "listen.certificate, listen.certificate_key: are no certificate (PEM) with "
            "the key that belongs to it, unencrypted"
        ) from None
    except OSError as wrong:
        named = f"{certificate} or its key"
        raise ConfigurationError(f"{named} cannot be read: {wrong.strerror}") from None
    return context
