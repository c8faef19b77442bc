"""Every limit of a door by name, and the budget that holds the sum of mails.

Whatever is sent, memory stays below about

    connections x (memory_octets + two read buffers) + octets_in_flight

and disk in the spool directory below `spool_octets`.
"""

import asyncio
from collections import deque
from dataclasses import dataclass

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
    octets_in_flight: int = 26 * 1024 * 1024
    """Octets of all mails on their way into the store. Over it the client waits."""
    idle_seconds: float = 300.0
    """Longest silence of a client (RFC 5321, 4.5.3.2.7 wants 300). Then: 421."""
    data_grace_seconds: float = 60.0
    """How long the content of a mail may take before its rate is looked at."""
    data_octets_per_second: int = 500
    """Least average rate of content after the grace. Under it: 421."""
    linger_seconds: float = 5.0
    """How long we listen on after a last reply, so that the client can read it."""


class Budget:
    """An amount shared by all sessions: take some, give it back.

    Those who wait are served in order, so a large mail is not starved by small ones.
    """

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._waiting: deque[tuple[int, asyncio.Future[None]]] = deque()
        self.used = 0

    @property
    def waiting(self) -> int:
        """How many wait for their share."""
        return len(self._waiting)

    def try_take(self, amount: int) -> bool:
        """Take `amount` if it is free right now and nobody waits for it."""
        if self._waiting or not self._fits(amount):
            return False
        self.used += amount
        return True

    async def take(self, amount: int) -> None:
        """Take `amount`, waiting for it; more than all there is gets all there is."""
        if self.try_take(amount):
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append((amount, turn))
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.give(amount)  # Granted and cancelled in the same moment.
            self._serve()
            raise

    def give(self, amount: int) -> None:
        """Give back what was taken."""
        self.used -= amount
        self._serve()

    def _fits(self, amount: int) -> bool:
        return self.used == 0 or self.used + amount <= self._capacity

    def _serve(self) -> None:
        while self._waiting:
            amount, turn = self._waiting[0]
            if not turn.cancelled():
                if not self._fits(amount):
                    return
                self.used += amount
                turn.set_result(None)
            self._waiting.popleft()
