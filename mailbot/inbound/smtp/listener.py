"""Where and how a server listens, and every limit by name.

Whatever is sent, memory stays below about

    connections x (memory_octets + two read buffers) + octets_in_flight + one large mail

and disk in the spool directory below `spool_octets`.
"""

import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from mailbot.sandbox.memory_budget import IN_FLIGHT_OCTETS

READ_OCTETS = 64 * 1024
"""How much one read takes from a connection."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one listener bears. Octets, seconds, or plain counts."""

    message_octets: int = 25 * 1024 * 1024
    """Largest mail, after unstuffing; announced as SIZE. Over it: 552 and close."""
    recipients: int = 100
    """Recipients of one mail (RFC 5321, 4.5.3.1.8 wants 100). Over it: 452."""
    connections: int = 200
    """Connections at once. Over it: 421."""
    connections_per_client: int = 20
    """Connections at once from one IPv4 address or IPv6 /64. Over it: 421."""
    reserved_connections: int = 20
    """Of `connections`, for our own relays and this machine; nobody else gets them."""
    crowded_seconds: float = 5.0
    """How long a client may get nowhere when all connections are taken. Then: 421."""
    commands: int = 500
    """Commands of one session between two kept mails. Over it: 421."""
    errors: int = 10
    """Commands of one session that got a 5xx. Over it: 421."""
    command_octets: int = 4096
    """Longest command line. Over it: 500 and close."""
    memory_octets: int = 256 * 1024
    """Octets of one unfinished mail held in memory; the rest is spooled to disk."""
    spool_octets: int = 2 * 1024 * 1024 * 1024
    """Octets of all unfinished mails, in memory and on disk. Over it: 452."""
    octets_in_flight: int = IN_FLIGHT_OCTETS
    """Octets of mails on their way into the store, and beside them one of more than
    4 MB (`mailbot.sandbox.memory_budget`). Over it the client waits."""
    idle_seconds: float = 300.0
    """Longest silence of a client (RFC 5321, 4.5.3.2.7 wants 300). Then: 421."""
    data_grace_seconds: float = 60.0
    """How long the content of a mail may take before its rate is looked at."""
    data_octets_per_second: int = 500
    """Least average rate of content after the grace. Under it: 421."""
    linger_seconds: float = 5.0
    """How long we listen on after a last reply, so that the client can read it."""


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
