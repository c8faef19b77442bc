"""Where mails lie while they come, and how they are kept: shared by all connections.

    start ── add.. ── keep: waits its turn, commits ──> 250, or 451 or 452
         └── drop: the client has left, or the mail is refused

What is being kept when a client leaves or the server closes is kept to the end.
"""

import asyncio
from collections.abc import Callable

import structlog

from mailbot.inbound.handler import Arrival, Handler, StorageFull
from mailbot.inbound.smtp import replies
from mailbot.inbound.smtp.listener import Listener
from mailbot.inbound.smtp.spool import Spool
from mailbot.sandbox.memory_budget import LARGE_OCTETS, Budget, InHand

log = structlog.get_logger(__name__)


class MailKeeper:
    """Takes content to memory or disk, and whole mails into the store."""

    def __init__(
        self, handler: Handler, listener: Listener, in_hand: InHand | None = None
    ) -> None:
        self._handler = handler
        self._listener = listener
        self.spooled = Budget(listener.limits.spool_octets)
        self.in_flight = in_hand or InHand(listener.limits.octets_in_flight)
        """Shared by all servers, and by those who read, where it is given."""
        self._keeping: set[asyncio.Task[bytes]] = set()

    def refuse_now(self, octets: int) -> bytes | None:
        """Return why a mail of this size cannot be taken at the moment, or None."""
        if reason := self._handler.healthy():
            log.error("not accepting mail", door=self._listener.name, reason=reason)
            return replies.NOT_NOW
        if self.spooled.used + octets > self._listener.limits.spool_octets:
            return replies.STORAGE_FULL
        return None

    def start(self) -> Spool:
        """Return where the content of a mail is collected."""
        where = self._listener.spool_directory
        return Spool(self._listener.limits.memory_octets, where)

    async def add(self, spool: Spool, content: bytes) -> None:
        """Add content; raise `StorageFull` where there is no room for it."""
        if not self.spooled.try_take(len(content)):
            raise StorageFull("Too many octets of unfinished mails.")
        await spool.write(content)

    def drop(self, spool: Spool) -> None:
        """Forget the content: it is kept, or never will be."""
        self.spooled.give(spool.octets)
        spool.close()

    async def keep(self, spool: Spool, arrival: Callable[[bytes], Arrival]) -> bytes:
        """Commit the mail when it is its turn; return the reply, whatever comes of it.

        Raises what the spool raises.  The client may leave meanwhile: what we
        have is kept to the end all the same.
        """
        if spool.octets > LARGE_OCTETS:
            await spool.rest()  # Its turn may be a while.
        share = self.in_flight.of(spool.octets)
        await share.take(spool.octets)
        try:
            # No name for the octets here: they must be free when they are kept.
            task = asyncio.ensure_future(self._keep(arrival(await spool.read())))
        except BaseException:
            share.give(spool.octets)
            raise
        self._keeping.add(task)
        task.add_done_callback(self._keeping.discard)
        return await asyncio.shield(task)

    async def finish(self) -> None:
        """Wait until what is being kept is kept."""
        if self._keeping:
            await asyncio.wait(tuple(self._keeping))

    async def _keep(self, arrival: Arrival) -> bytes:
        """Keep a mail and return the reply: 250, 451 or 452, never a 5xx."""
        octets = len(arrival.raw)
        facts = {
            "door": self._listener.name,
            "peer": arrival.peer,
            "octets": octets,
            "recipients": len(arrival.rcpt_to),
            "tls": arrival.tls,
        }
        try:
            keeping = self._handler.keep(arrival)
            del arrival  # So that its octets are free as soon as it is kept.
            kept = await keeping
        except StorageFull:
            log.warning("mail not kept", reason="storage full", **facts)
            return replies.STORAGE_FULL
        except Exception as error:  # noqa: BLE001 - whatever it is: ours, so 451
            log.warning("mail not kept", reason=type(error).__name__, **facts)
            return replies.OUR_FAULT
        else:
            # One line for a mail, and in it no address and no subject.
            log.info(
                "mail kept", mail_id=kept.mail_id, duplicate=kept.duplicate, **facts
            )
            return replies.kept(kept.mail_id)
        finally:
            self.in_flight.of(octets).give(octets)
