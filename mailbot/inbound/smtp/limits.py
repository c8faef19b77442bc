"""What one listener bears: connections, commands, octets and seconds, each by name.

The table `[limits]` of the settings has the same names and defaults.
"""

from __future__ import annotations

from dataclasses import dataclass

from mailbot.sandbox.memory_budget import IN_FLIGHT_OCTETS


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
