"""The server's end of one connection: it does what its session asks for.

aiosmtpd's protocol class carries the socket: its streams and its timer, the PROXY
header and the change to TLS.  Its dialogue does not run (decision 0012): what is said
is told by `SmtpSession`, which knows no socket.

Replies are collected and written when the next input is waited for: that is what
PIPELINING (RFC 2920) asks of a server, and it saves a system call each.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from ipaddress import IPv4Address, IPv6Address
from typing import Never

import structlog
from aiosmtpd.proxy_protocol import get_proxy
from aiosmtpd.smtp import SMTP, TLSSetupException
from typing_extensions import override

from mailbot.inbound.handler import Arrival, StorageFull
from mailbot.inbound.smtp import actions, replies
from mailbot.inbound.smtp.connections import Connections
from mailbot.inbound.smtp.credentials import Credentials
from mailbot.inbound.smtp.dialogue import NEVER
from mailbot.inbound.smtp.listener import READ_OCTETS
from mailbot.inbound.smtp.mail_keeper import MailKeeper
from mailbot.inbound.smtp.session import SessionRules, SmtpSession
from mailbot.inbound.smtp.spool import Spool
from mailbot.inbound.smtp.states import State

log = structlog.get_logger(__name__)

_SHORTEST_SECONDS = 0.001
"""QUIRK: aiosmtpd takes 0 seconds for its default."""


class Gone(Exception):  # noqa: N818 - not an error: clients come and go
    """The client has left, or has had its last word from us."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What the connections of one server have in common."""

    rules: SessionRules
    connections: Connections
    mails: MailKeeper
    verify: Callable[[Credentials], Awaitable[bool | None]]
    """Whether a password is right; None: it could not be checked."""
    clock: Callable[[], datetime]


class Connection(SMTP):
    """One client's connection."""

    line_length_limit = READ_OCTETS // 2  # The reader pauses at twice this.

    def __init__(self, shared: Shared, loop: asyncio.AbstractEventLoop) -> None:
        self._shared = shared
        self._listener = shared.rules.listener
        self._limits = self._listener.limits
        self._smtp = SmtpSession(shared.rules)
        self._spool: Spool | None = None
        self._outbox: list[bytes] = []
        self.peer = ""
        self.since = loop.time()
        self.leaving = False
        self._deadline = self.since + self._limits.idle_seconds
        self._timer = NEVER
        super().__init__(
            self,  # It handles nothing by aiosmtpd's hooks.
            hostname=self._listener.hostname,
            tls_context=self._listener.tls,
            timeout=self._limits.idle_seconds,
            loop=loop,
        )

    @override
    def __dir__(self) -> tuple[str, ...]:
        # QUIRK: aiosmtpd looks through itself for commands and mechanisms by `dir`, for
        # each connection, and takes 220 µs for it; 16 µs where it finds none.
        return ()

    @property
    def _is_encrypted(self) -> bool:
        return self.session is not None and self.session.ssl is not None

    @property
    def whole(self) -> bool:
        """Whether the whole of a mail is here: it will be kept."""
        return self._smtp.state is State.KEEPING

    # The socket: what aiosmtpd calls -------------------------------------------------

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._timer = NEVER  # aiosmtpd has begun one of its own.
        if not self.peer:  # and not once more, when TLS is there
            self.peer = str(transport.get_extra_info("peername")[0])
            self._admit()

    def _admit(self) -> None:
        if not self._shared.connections.enter(self):
            self._part_with(replies.TOO_MANY_CONNECTIONS)

    @override
    def connection_lost(self, error: Exception | None) -> None:
        self._shared.connections.leave(self)
        super().connection_lost(error)

    @override
    def eof_received(self) -> bool:
        # QUIRK: aiosmtpd's ends the session.  A half-closed client may still wait for
        # its 250, except over TLS.
        asyncio.StreamReaderProtocol.eof_received(self)
        return not self._is_encrypted

    @override
    async def push(self, status: str | bytes) -> None:
        # aiosmtpd's own words, before the handshake only: our session has said its.
        await self._flush()

    @override
    def _timeout_cb(self) -> None:
        self._timer = NEVER
        if self._deadline <= self.loop.time():
            self._part_with(replies.TOO_SLOW)
        else:
            self._set_deadline(self._deadline)

    def _set_deadline(self, deadline: float) -> None:
        """Move the deadline; a timer that rings before it costs less than a new one."""
        self._deadline = deadline
        if deadline < self._timer:
            self._timer = deadline
            self._reset_timeout(max(deadline - self.loop.time(), _SHORTEST_SECONDS))

    @override
    async def _handle_client(self) -> None:
        try:
            if self._listener.is_proxy(self.peer):
                await self._take_proxy_header()
            while not self.leaving:
                await self._perform(self._next_action())
        except (Gone, ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self._drop_mail()
            self._close()

    async def _take_proxy_header(self) -> None:
        """Learn from a load balancer whose connection this is; or end it."""
        header = await get_proxy(self._reader)
        if not header:
            log.warning("no PROXY header", door=self._listener.name, peer=self.peer)
            raise Gone
        if isinstance(header.src_addr, IPv4Address | IPv6Address):
            self._shared.connections.leave(self)
            self.peer = str(header.src_addr)
            self._admit()

    # How it ends ------------------------------------------------------------------

    def interrupt(self) -> None:
        """End it because the server closes; if a mail is under way, after its reply."""
        self._smtp.interrupt()
        if not self._smtp.busy:
            self._part_with(replies.CLOSING)

    def make_room(self) -> None:
        """End it to make room for another client."""
        self._part_with(replies.MAKE_ROOM)

    def abort(self) -> None:
        """End it at once. What is being kept is kept all the same."""
        self._part_with(replies.CLOSING)

    def _part_with(self, reply: bytes) -> None:
        transport = self._writer.transport
        in_handshake = self._smtp.state is State.HANDSHAKE
        if self.leaving or in_handshake or transport.get_write_buffer_size():
            transport.abort()  # It does not read: no word can reach it.
            return
        self._leave()
        self._outbox.append(reply)
        self._write()
        transport.close()

    def _leave(self) -> None:
        self.leaving = True
        self._set_deadline(self.loop.time() + self._limits.linger_seconds)

    async def _end(self, how: actions.HangUp | actions.Close) -> Never:
        """Close; or listen on for a moment, so that the last reply can be read.

        Closing with input unread would reset the connection, and the client would
        see a broken line instead of the reply, and come again for days.
        """
        if isinstance(how, actions.Close):
            raise Gone
        self._write()
        self._leave()
        if self._writer.can_write_eof():
            self._writer.write_eof()
        ignored = 0
        while ignored <= self._limits.message_octets:
            ignored += len(await self._read())
        self._writer.transport.abort()
        raise Gone

    def _close(self) -> None:
        if not self._writer.is_closing():
            self._write()
            self._writer.close()

    # Octets -----------------------------------------------------------------------

    def _write(self) -> None:
        if self._outbox:
            self._writer.write(b"".join(self._outbox))
            self._outbox.clear()

    async def _flush(self) -> None:
        """Send what is to be said; wait while the client does not take it."""
        self._write()
        await self._writer.drain()

    async def _read(self) -> bytes:
        """Send what is to be said, then return what comes next."""
        await self._flush()
        chunk = await self._reader.read(READ_OCTETS)
        if not chunk:
            raise Gone
        return chunk

    # What the session asks for ----------------------------------------------------

    def _next_action(self) -> actions.Action | None:
        try:
            return self._smtp.next_action(self.loop.time())
        except Exception as error:  # noqa: BLE001 - whatever it is, it is ours
            self._fault(error)
            self._smtp.fail()
            return self._smtp.next_action(self.loop.time())

    async def _perform(self, action: actions.Action | None) -> None:
        match action:
            case None:
                self._set_deadline(self._smtp.deadline)
                self._smtp.receive(await self._read())
            case actions.Reply():
                self._reply(action)
            case actions.Content():
                await self._take(action.octets)
            case actions.KeepMessage():
                await self._keep(action)
            case actions.VerifyCredentials():
                await self._verify(action)
            case actions.StartTls():
                await self._encrypt()
            case actions.HangUp() | actions.Close():
                await self._end(action)

    def _reply(self, reply: actions.Reply) -> None:
        self._outbox.append(reply.octets)
        if reply.refuses_mail:  # One line in the log: no address, no subject.
            log.info(
                "mail refused",
                door=self._listener.name,
                peer=self.peer,
                reply=reply.octets.decode("ascii").rstrip(),
                tls=self._is_encrypted,
            )

    async def _take(self, octets: bytes) -> None:
        mails = self._shared.mails
        self._spool = self._spool or mails.start()
        try:
            await mails.add(self._spool, octets)
        except Exception as error:  # noqa: BLE001 - the disk's, or ours
            self._smtp.refuse(self._reply_to(error))

    async def _keep(self, message: actions.KeepMessage) -> None:
        """Hand the mail over, and answer whatever becomes of it."""
        self._deadline = NEVER  # From here on the client waits for us.
        mails = self._shared.mails
        self._spool = self._spool or mails.start()
        try:
            reply = await mails.keep(self._spool, partial(self._arrival, message))
        except Exception as error:  # noqa: BLE001 - the disk's, or ours
            reply = self._reply_to(error)
        self._drop_mail()
        self.since = self.loop.time()
        self._smtp.answer(reply)

    def _arrival(self, message: actions.KeepMessage, raw: bytes) -> Arrival:
        return Arrival(
            raw=raw,
            door=self._listener.name,
            peer=self.peer,
            helo=message.helo,
            mail_from=message.mail_from,
            rcpt_to=message.rcpt_to,
            authenticated=message.authenticated,
            tls=message.tls,
            arrived_at=self._shared.clock(),
        )

    def _drop_mail(self) -> None:
        if self._spool is not None:
            self._shared.mails.drop(self._spool)
            self._spool = None

    async def _encrypt(self) -> None:
        with suppress(TLSSetupException):
            await self.smtp_STARTTLS("")
        if not self._is_encrypted:
            # There is no way back; and asyncio tells only us, of all, that it is lost.
            self.connection_lost(None)
            raise Gone
        self._smtp.encrypted()

    async def _verify(self, asked: actions.VerifyCredentials) -> None:
        self._deadline = NEVER  # From here on the client waits for us.
        try:
            right = await self._shared.verify(asked.credentials)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is ours
            self._fault(error)
            self._smtp.fail()
            return
        facts = {"door": self._listener.name, "peer": self.peer}
        if right is None:
            log.warning("sign-in put off", **facts)
        elif right:
            log.info("signed in", **facts)
        else:
            tries = asked.wrong_tries + 1
            log.warning("sign-in refused", tries=tries, **facts)
            await asyncio.sleep(self._listener.pause_seconds * tries)
        self._smtp.verified(right)

    def _reply_to(self, error: Exception) -> bytes:
        if isinstance(error, StorageFull):
            return replies.STORAGE_FULL
        self._fault(error)
        return replies.OUR_FAULT

    def _fault(self, error: Exception) -> None:
        log.error("session fault", door=self._listener.name, error=type(error).__name__)
