"""The server's end of one connection: lines in, replies out, and how it ends.

Replies are collected and written when the next input is waited for: that is what
PIPELINING (RFC 2920) asks of a server, and it saves a system call each.

A session ends in one of four ways, each seen by the door through `leave`:

    hang_up    a last reply, and a short while for the client to read it
    expire     the deadline has passed: 421
    interrupt  the door is closing: 421 now, or after the mail that is under way
    gone       the client has left
"""

import asyncio
import re
from typing import TYPE_CHECKING, Final, Never, cast

from aiosmtpd.smtp import SMTP
from typing_extensions import override

from mailbot.inbound.smtp import replies
from mailbot.inbound.smtp.limits import READ_OCTETS

if TYPE_CHECKING:
    from mailbot.inbound.smtp.server import SmtpServer

NEVER: Final = float("inf")
_CONTROLS = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_FIRST = frozenset(range(0x20, 0x7F)) | frozenset(b"\r\n")


class Gone(Exception):  # noqa: N818 - not an error: clients come and go
    """The client has left, or has had its last word from us."""


class Connection(SMTP):
    """A connection with a deadline, an inbox and an outbox."""

    line_length_limit = READ_OCTETS // 2  # The reader pauses at twice this.

    def __init__(self, door: "SmtpServer", loop: asyncio.AbstractEventLoop) -> None:
        # Not aiosmtpd's own __init__: it looks through itself for commands, by
        # reflection, for each connection, and takes half of what a connection costs.
        asyncio.StreamReaderProtocol.__init__(
            self,
            asyncio.StreamReader(self.line_length_limit, loop),
            self._cb_client_connected,
            loop,
        )
        self.loop = loop
        self.transport = None
        self._handler_coroutine = None
        self.door = door
        self.limits = door.listening.limits
        self.peer = ""
        self.deadline = NEVER
        """When silence will have lasted too long, on the loop's clock."""
        self.inbox = b""
        """What came and is not used yet."""
        self.busy = False
        """Whether a mail is under way: between 354 and its reply."""
        self.whole = False
        """Whether the whole of that mail is here: it will be kept."""
        self.since = loop.time()
        """When the client last got somewhere: it came, or its mail was kept."""
        self._outbox: list[bytes] = []
        self.leaving = False
        """Whether the client has had its last word from us."""

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.peer = str(transport.get_extra_info("peername")[0])
        asyncio.StreamReaderProtocol.connection_made(self, transport)
        self.listen_for(self.limits.idle_seconds)
        if self.door.enter(self):
            self._handler_coroutine = self.loop.create_task(self._handle_client())
        else:
            self._part_with(replies.TOO_MANY_CONNECTIONS)

    @override
    def connection_lost(self, error: Exception | None) -> None:
        self.door.leave(self)
        asyncio.StreamReaderProtocol.connection_lost(self, error)
        if self._handler_coroutine is not None:
            self._handler_coroutine.cancel()
        self.transport = None

    @override
    def eof_received(self) -> bool:
        # A half-closed client may still wait for its 250, except over TLS.
        return bool(asyncio.StreamReaderProtocol.eof_received(self))

    def listen_for(self, seconds: float) -> None:
        """Move the deadline to `seconds` from now."""
        self.deadline = self.loop.time() + seconds

    def expire(self) -> None:
        """End a session whose deadline has passed."""
        self._part_with(replies.TOO_SLOW)

    def interrupt(self) -> None:
        """End the session; if a mail is under way, after its reply."""
        if not self.busy:
            self._part_with(replies.CLOSING)

    def make_room(self) -> None:
        """End the session for the sake of somebody who comes anew."""
        self._part_with(replies.MAKE_ROOM)

    def abort(self) -> None:
        """End the session at once. What is being kept is kept all the same."""
        self._part_with(replies.CLOSING)

    def _part_with(self, reply: bytes) -> None:
        transport = self._writer.transport
        if self.leaving or transport.get_write_buffer_size():
            transport.abort()  # It does not read: no word can reach it.
            return
        self.leaving = True
        self.listen_for(self.limits.linger_seconds)
        self.say(reply)
        self._write()
        transport.close()

    def say(self, reply: bytes) -> None:
        """Put a reply in the outbox."""
        self._outbox.append(reply)

    def last_said(self) -> bytes:
        """Return the reply given last, if it was not sent yet."""
        return self._outbox[-1] if self._outbox else b""

    def _write(self) -> None:
        if self._outbox:
            self._writer.write(b"".join(self._outbox))
            self._outbox.clear()

    async def flush(self) -> None:
        """Send the outbox; wait while the client does not take it."""
        self._write()
        await self._writer.drain()

    async def more(self) -> bytes:
        """Send what is to be said, then return what comes next."""
        await self.flush()
        chunk = await self._reader.read(READ_OCTETS)
        if not chunk:
            raise Gone
        return chunk

    async def hang_up(self, reply: bytes) -> Never:
        """Give a last reply; listen on for a moment, so that it can be read.

        Closing with input unread would reset the connection, and the client would
        see a broken line instead of the reply, and come again for days.
        """
        self.say(reply)
        self._write()
        self.leaving = True
        self.listen_for(self.limits.linger_seconds)
        if self._writer.can_write_eof():
            self._writer.write_eof()
        ignored = 0
        while ignored <= self.limits.message_octets:
            ignored += len(await self.more())
        self._writer.transport.abort()
        raise Gone

    def close(self) -> None:
        """Send what is left to say and close."""
        if not self._writer.is_closing():
            self._write()
            self._writer.close()

    async def line(self) -> bytes:
        """Return the next command without its line end. Hang up on what is none."""
        limit = self.limits.command_octets
        while (end := self.inbox.find(b"\n", 0, limit)) < 0:
            if len(self.inbox) >= limit:
                await self.hang_up(replies.LINE_TOO_LONG)
            self.inbox += await self.more()
            if self.inbox[0] not in _FIRST:  # Such as a TLS hello.
                await self.hang_up(replies.GARBAGE)
        line = self.inbox[:end].removesuffix(b"\r")
        self.inbox = self.inbox[end + 1 :]
        if _CONTROLS.search(line):
            await self.hang_up(replies.GARBAGE)
        return line

    async def encrypt(self) -> None:
        """Turn TLS on. What came in clear before the handshake counts for nothing."""
        context = self.door.listening.tls
        if context is None:
            return
        await self.flush()
        transport = cast("asyncio.Transport", self._writer.transport)
        transport.pause_reading()
        self.inbox = b""
        # CVE-2011-0411: commands sent in clear must not be taken as sent in TLS.
        unread: bytearray = vars(self._reader)["_buffer"]  # There is no public way.
        unread.clear()
        await self._writer.start_tls(context)
        self.transport = self._writer.transport
