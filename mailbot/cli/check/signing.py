"""The signature on documents: whose it is, and how long it will be good."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from mailbot.cli.check.result import Checked, fail, ok, warn
from mailbot.configuration.settings import Settings
from mailbot.errors import ConfigurationError

_RENEW = timedelta(days=60)


def signing(settings: Settings) -> Iterator[Checked]:
    """Look at the signing certificate; the demo's is not made by looking."""
    from mailbot.documents.select_signer import has_signer, signer_of

    if not has_signer(settings):
        yield ok("signing", "a demo certificate will be made at the first start")
        return
    try:
        signer = signer_of(settings, lambda: datetime.now(UTC))
    except ConfigurationError as wrong:
        yield fail("signing", str(wrong), "correct the options of [signing]")
        return
    until = signer.certificate.not_valid_after_utc
    said = f"signs until {until:%Y-%m-%d}"
    left = until - datetime.now(UTC)
    if left < timedelta(0):
        yield fail("signing", f"the certificate ended on {until:%Y-%m-%d}", "renew it")
    elif left < _RENEW:
        yield warn("signing", said, "renew the certificate; name it in signing.trusted")
    elif signer.is_demo and settings.is_live:
        do = "name the surety's own certificate in signing.pkcs12"
        yield warn("signing", f"{said}, with a demo certificate", do)
    else:
        yield ok("signing", f"{said}{', a demo certificate' * signer.is_demo}")
