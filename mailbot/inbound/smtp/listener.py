"""Where and how a server listens, and every limit by name.

Whatever is sent, memory stays below about

    connections x (memory_octets + two read buffers) + octets_in_flight + one large mail

and disk in the spool directory below `spool_octets`.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from mailbot.inbound.smtp.limits import Limits

READ_OCTETS = 64 * 1024
"""How much one read takes from a connection."""


def _is_nobodys(_peer: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Listener:
    """Where and how a server listens."""

    host: str = "127.0.0.1"
    port: int = 0
    """TCP port; 0 takes any free one, which `SmtpServer.port` then tells."""
    name: str = "smtp"
    """The server's name in the mail log."""
    hostname: str = "localhost"
    """What we call ourselves in greetings."""
    lmtp: bool = False
    """Speak LMTP (RFC 2033): one reply for each recipient."""
    bare_newlines: Literal["refuse", "accept"] = "refuse"
    """What to do with CR or LF alone in a mail, and with content sent too early.
    `accept` only behind a mail server of one's own: the mail is kept as it came."""
    tls: ssl.SSLContext | None = None
    """Offers STARTTLS where given."""
    tls_required: bool = False
    """Refuse mail (530) outside TLS."""
    pause_seconds: float = 1.0
    """How long a wrong password waits for its answer; the second one twice as long."""
    spool_directory: Path | None = None
    """Where large unfinished mails lie; None is the system's place for such."""
    limits: Limits = field(default_factory=Limits)
    is_proxy: Callable[[str], bool] = _is_nobodys
    """Whether an IP address is a load balancer's that names its client first (PROXY
    protocol). From such an address nothing else is taken."""

    @property
    def strict(self) -> bool:
        """Whether we are strict about line ends and turns, as public servers are."""
        return self.bare_newlines == "refuse"
