"""How far the sender of a mail is proved (specification 3.1)."""

from __future__ import annotations

from mailbot.core.events import SenderClass
from mailbot.store.values import Mail


def sender_class_of(mail: Mail) -> SenderClass:
    """Say how far a mail's sender is proved.

    LIMIT: only SMTP AUTH proves a sender here; SPF, DKIM and DMARC are not evaluated.
    """
    return "proved" if mail.authenticated else "claimed"
