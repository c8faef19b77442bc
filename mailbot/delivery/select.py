"""What carries mail out of the house, by the settings."""

from __future__ import annotations

import ssl
from pathlib import Path
from time import sleep

from mailbot.configuration.settings import Settings
from mailbot.configuration.transport_url import Outgoing
from mailbot.delivery.maildir import MaildirOutbound
from mailbot.delivery.safe_mode import FailingOnRequest, SafeOutbound
from mailbot.delivery.smtp import Credentials, Smarthost, SmtpOutbound
from mailbot.delivery.transport import Outbound


def outbound_of(settings: Settings) -> Outbound:
    """Build what carries mail out; in safe mode all but the allow-list stays here."""
    where = settings.outgoing
    drop = MaildirOutbound(settings.data / "outbound")
    if where.kind == "maildir":
        return FailingOnRequest(
            MaildirOutbound(where.folder or Path("outbound")), sleep
        )
    smarthost = SmtpOutbound(smarthost_of(settings, where))
    if settings.is_live:
        return smarthost
    return FailingOnRequest(SafeOutbound(smarthost, settings.reaches, drop), sleep)


def smarthost_of(settings: Settings, where: Outgoing) -> Smarthost:
    """Return the smarthost of the settings; ConfigurationError for a bad login."""
    chosen = settings.smtp
    ca_file = str(chosen.ca_file) if chosen.ca_file else None
    return Smarthost(
        host=where.host,
        port=where.port,
        tls="implicit" if where.kind == "smtps" else chosen.starttls,
        credentials=_credentials(settings),
        helo=settings.surety.domain,
        context=ssl.create_default_context(cafile=ca_file),
    )


def _credentials(settings: Settings) -> Credentials | None:
    chosen = settings.smtp
    if not chosen.user or chosen.password_file is None:
        return None
    lines = chosen.password_file.read_text(encoding="utf-8").splitlines()
    return Credentials(chosen.user, lines[0] if lines else "")
