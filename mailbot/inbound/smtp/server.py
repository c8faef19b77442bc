"""The SMTP and LMTP server: one listening socket, its connections and what they share.

    open() ──> connections come and go ──> close(grace): 421, or the reply first

Runs in the event loop it is opened in. What is being kept when a client leaves or
the server closes is kept to the end: `close` waits for it.
"""

import asyncio

import structlog

from mailbot.inbound.handler import Handler
from mailbot.inbound.smtp.authenticator import Authenticator
from mailbot.inbound.smtp.connection import Connection, Shared
from mailbot.inbound.smtp.connections import Connections
from mailbot.inbound.smtp.listener import Listener
from mailbot.inbound.smtp.mail_keeper import MailKeeper
from mailbot.inbound.smtp.session import SessionRules
from mailbot.sandbox.memory_budget import InHand

log = structlog.get_logger(__name__)

_BACKLOG = 512
_UNFINISHED_SECONDS = 1.0
"""How long a mail whose end has not come may take when the server closes: its sender
keeps it, and comes again."""


def _nobody(_name: str, _password: str) -> bool:
    return False


class SmtpServer:
    """Listens, and closes in good order."""

    def __init__(
        self, handler: Handler, listener: Listener, in_hand: InHand | None = None
    ) -> None:
        self.listener = listener
        self.mails = MailKeeper(handler, listener, in_hand)
        self.connections = Connections(listener, handler.is_relay)
        self.authenticator = Authenticator(handler.admit or _nobody)
        # Only where there is TLS to say a password in.
        signs_in = bool(handler.admit and listener.tls) and not listener.lmtp
        rules = SessionRules(
            listener, handler.accepts, self.mails.refuse_now, signs_in=signs_in
        )
        verify = self.authenticator.verify
        self._shared = Shared(
            rules, self.connections, self.mails, verify, handler.clock
        )
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """Start listening. Raises OSError when the address cannot be had."""
        loop = asyncio.get_running_loop()
        where = self.listener
        self._server = await loop.create_server(
            lambda: Connection(self._shared, loop),
            where.host,
            where.port,
            backlog=_BACKLOG,
        )
        log.info("door open", door=where.name, port=self.port, lmtp=where.lmtp)

    @property
    def port(self) -> int:
        """The port we listen on; 0 while the server is closed."""
        sockets = self._server.sockets if self._server else ()
        return int(sockets[0].getsockname()[1]) if sockets else 0

    async def close(self, grace_seconds: float = 30.0) -> None:
        """Let nobody in any more; mails that came whole may be answered for so long.

        They are kept however long that takes.  Who has not sent a mail to its end has
        a second for it, and then comes again.
        """
        connections = self.connections
        if self._server is not None:
            self._server.close()
        for one in connections:
            one.interrupt()
        await connections.wait_until_quiet(min(grace_seconds, _UNFINISHED_SECONDS))
        connections.abort(whole=False)
        await connections.wait_until_quiet(grace_seconds)
        connections.abort(whole=True)
        await self.mails.finish()
        linger = self.listener.limits.linger_seconds
        await connections.wait_until_quiet(min(linger, _UNFINISHED_SECONDS))
        connections.abort(whole=True)  # who took no last word is cut off
        await connections.wait_until_quiet(linger)
        await asyncio.to_thread(self.authenticator.close)
        log.info("door closed", door=self.listener.name)
