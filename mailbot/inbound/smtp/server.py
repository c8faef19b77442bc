"""The SMTP and LMTP door: one listening socket, its sessions and their shared limits.

    open() ──> sessions come and go ──> close(grace): 421, or the reply first

Runs in the event loop it is opened in. What is being kept when a client leaves or
the door closes is kept to the end: `close` waits for it.
"""

import asyncio
import ipaddress
import ssl
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import structlog

from mailbot.inbound.handler import Arrival, Handler, StorageFull
from mailbot.inbound.smtp import replies
from mailbot.inbound.smtp.auth import Authenticator
from mailbot.inbound.smtp.connection import Connection
from mailbot.inbound.smtp.limits import Limits
from mailbot.inbound.smtp.session import SmtpSession
from mailbot.network.full_listener import Guest, who_leaves
from mailbot.sandbox.memory_budget import Budget, InHand

log = structlog.get_logger(__name__)

_BACKLOG = 512
_THIS_MACHINE = frozenset({"127.0.0.1", "::1"})
_UNFINISHED_SECONDS = 1.0
"""How long a mail whose end has not come may take when the door closes: its sender
keeps it, and comes again."""
_SWEEP_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Listener:
    """Where and how a door listens."""

    host: str = "127.0.0.1"
    port: int = 0
    """TCP port; 0 takes any free one, which `SmtpServer.port` then tells."""
    name: str = "smtp"
    """The door's name in the mail log."""
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

    @property
    def strict(self) -> bool:
        """Whether we are strict about line ends and turns, as public doors must be."""
        return self.bare_newlines == "refuse"


class SmtpServer:
    """Listens, admits sessions, hands mails over, and closes in good order."""

    def __init__(
        self, backroom: Handler, listening: Listener, in_hand: InHand | None = None
    ) -> None:
        limits = listening.limits
        self.backroom = backroom
        self.listening = listening
        self.name = listening.name
        self.closing = False
        self.spooled = Budget(limits.spool_octets)
        self.in_flight = in_hand or InHand(limits.octets_in_flight)
        """Shared by all doors, and by those who read, where it is given."""
        self.porter: Authenticator | None = None
        """Who checks passwords: only where there is TLS to say them in."""
        if backroom.admit and listening.tls is not None and not listening.lmtp:
            self.porter = Authenticator(backroom.admit)
        self.greeting = replies.greeting(listening.hostname, lmtp=listening.lmtp)
        self._welcomes = tuple(self._welcome(encrypted=it) for it in (False, True))
        self._sessions: set[Connection] = set()
        self._clients: Counter[str] = Counter()
        self._keeping: set[asyncio.Task[bytes]] = set()
        self._quiet = asyncio.Event()
        self._server: asyncio.Server | None = None
        self._sweeper: asyncio.TimerHandle | None = None

    async def open(self) -> None:
        """Start listening. Raises OSError when the address cannot be had."""
        loop = asyncio.get_running_loop()
        where = self.listening
        self._server = await loop.create_server(
            lambda: SmtpSession(self, loop), where.host, where.port, backlog=_BACKLOG
        )
        self._sweep()
        log.info("door open", door=self.name, port=self.port, lmtp=where.lmtp)

    @property
    def port(self) -> int:
        """The port we listen on; 0 while the door is closed."""
        sockets = self._server.sockets if self._server else ()
        return int(sockets[0].getsockname()[1]) if sockets else 0

    @property
    def connections(self) -> int:
        """How many sessions there are."""
        return len(self._sessions)

    async def close(self, grace_seconds: float = 30.0) -> None:
        """Let nobody in any more; mails that came whole may be answered for so long.

        They are kept however long that takes.  Who has not sent a mail to its end has
        a second for it, and then comes again.
        """
        self.closing = True
        if self._server is not None:
            self._server.close()
        for session in tuple(self._sessions):
            session.interrupt()
        await self._wait_until_quiet(min(grace_seconds, _UNFINISHED_SECONDS))
        self._abort(whole=False)
        if self._sessions:
            await self._wait_until_quiet(grace_seconds)
        self._abort(whole=True)
        if self._keeping:
            await asyncio.wait(tuple(self._keeping))
        linger = self.listening.limits.linger_seconds
        await self._wait_until_quiet(min(linger, _UNFINISHED_SECONDS))
        self._abort(whole=True)  # who took no last word is cut off
        await self._wait_until_quiet(linger)
        if self._sweeper is not None:
            self._sweeper.cancel()
        if self.porter is not None:
            await asyncio.to_thread(self.porter.close)
        log.info("door closed", door=self.name)

    def _abort(self, *, whole: bool) -> None:
        """End the sessions; those whose mail is here whole only where it is said."""
        for session in tuple(self._sessions):
            if whole or not session.whole:
                session.abort()

    async def _wait_until_quiet(self, seconds: float) -> None:
        if self._sessions:
            self._quiet.clear()
            with_patience = asyncio.wait_for(self._quiet.wait(), seconds)
            await asyncio.gather(with_patience, return_exceptions=True)

    def _sweep(self) -> None:
        """Look for sessions that are overdue: one timer for all of them."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        for session in tuple(self._sessions):
            if session.deadline < now:
                session.expire()
        limits = self.listening.limits
        shortest = min(
            limits.idle_seconds, limits.data_grace_seconds, limits.linger_seconds
        )
        interval = min(_SWEEP_SECONDS, shortest / 4)
        self._sweeper = loop.call_later(interval, self._sweep)

    # What sessions ask of the door -----------------------------------------------

    def enter(self, session: Connection) -> bool:
        """Admit a session, unless there are too many in all or of this client."""
        limits = self.listening.limits
        client = _client(session.peer)
        ours = self._is_ours(session.peer)
        self._clients[client] += 1
        many = self._clients[client] > limits.connections_per_client
        room = not many or self.backroom.is_relay(session.peer)
        if room and self._is_full(ours=ours):
            room = self._make_room(client)
        self._sessions.add(session)
        if not room:
            log.warning("connection refused", door=self.name, peer=session.peer)
        return room

    def _is_ours(self, peer: str) -> bool:
        return peer in _THIS_MACHINE or self.backroom.is_relay(peer)

    def _is_full(self, *, ours: bool) -> bool:
        """Tell whether there is no connection left for a relay of ours, or another."""
        limits = self.listening.limits
        staying = [one for one in self._sessions if not one.leaving]
        if ours or len(staying) >= limits.connections:
            return len(staying) >= limits.connections
        others = sum(not self._is_ours(one.peer) for one in staying)
        return others >= max(limits.connections - limits.reserved_connections, 1)

    def _make_room(self, client: str) -> bool:
        """End the session that has the least right to its connection, if any has."""
        now = asyncio.get_running_loop().time()
        guests = (
            Guest(one, _client(one.peer), one.since)
            for one in self._sessions
            if not (one.whole or one.leaving or self._is_ours(one.peer))
        )
        limits = self.listening.limits
        leaver = who_leaves(guests, client, now, limits.crowded_seconds)
        if leaver is None:
            return False
        log.info("connection ended for another", door=self.name, peer=leaver.peer)
        leaver.make_room()
        return True

    def leave(self, session: Connection) -> None:
        """Forget a session whose connection has ended."""
        client = _client(session.peer)
        self._sessions.discard(session)
        self._clients[client] -= 1
        if not self._clients[client]:
            del self._clients[client]
        if not self._sessions:
            self._quiet.set()

    def welcome(self, encrypted: bool) -> bytes:  # noqa: FBT001 - one way to call it
        """Return the answer to EHLO or LHLO."""
        return self._welcomes[encrypted]

    def _welcome(self, *, encrypted: bool) -> bytes:
        where = self.listening
        extensions = [
            "PIPELINING",
            f"SIZE {where.limits.message_octets}",
            "8BITMIME",
            "SMTPUTF8",
            "ENHANCEDSTATUSCODES",
        ]
        if where.tls is not None and not encrypted:
            extensions.append("STARTTLS")
        if self.porter is not None and encrypted:
            extensions.append("AUTH PLAIN LOGIN")
        return replies.welcome(where.hostname, extensions)

    def refuse_now(self, octets: int) -> bytes | None:
        """Return why a mail of this size cannot be taken at the moment, or None."""
        if reason := self.backroom.healthy():
            log.error("not accepting mail", door=self.name, reason=reason)
            return replies.NOT_NOW
        if self.spooled.used + octets > self.listening.limits.spool_octets:
            return replies.STORAGE_FULL
        return None

    def start_keeping(self, arrival: Arrival) -> asyncio.Task[bytes]:
        """Keep a mail in a task of its own, which outlives the session."""
        task = asyncio.get_running_loop().create_task(self._keep(arrival))
        self._keeping.add(task)
        task.add_done_callback(self._keeping.discard)
        return task

    async def _keep(self, arrival: Arrival) -> bytes:
        """Keep a mail and return the reply: 250, 451 or 452, never a 5xx."""
        octets = len(arrival.raw)
        facts = {
            "door": self.name,
            "peer": arrival.peer,
            "octets": octets,
            "recipients": len(arrival.rcpt_to),
            "tls": arrival.tls,
        }
        try:
            keeping = self.backroom.keep(arrival)
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


def _client(peer: str) -> str:
    """Return what counts as one client: an IPv4 address, or an IPv6 /64."""
    if ":" not in peer:
        return peer
    return str(ipaddress.IPv6Network((peer.partition("%")[0], 64), strict=False))
