"""One SMTP or LMTP session: what is answered to which command.

    greet ── MAIL ── RCPT.. ── DATA ── content ── keep ── reply ──> next MAIL
                                                 └── after the commit, never before

Built on aiosmtpd's protocol class, with its command loop and its DATA loop
replaced. QUIRK: those of aiosmtpd 1.4.6 log addresses, grow without bound on a line
without an end, refuse lines over 1001 octets, answer a handler's exception with a
permanent 500 and its text, and give one LMTP reply for all recipients.
"""

# ruff: noqa: N802 - aiosmtpd finds a command's method by its name

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

import structlog
from aiosmtpd.smtp import Envelope
from typing_extensions import override

from mailbot.inbound.handler import Arrival, StorageFull
from mailbot.inbound.smtp import replies
from mailbot.inbound.smtp.arguments import (
    Path,
    declared_octets,
    read_path,
    refuse_sender,
)
from mailbot.inbound.smtp.auth import MOST_TRIES, Authenticator, Credentials, ask
from mailbot.inbound.smtp.connection import NEVER, Connection, Gone
from mailbot.inbound.smtp.dot_reader import DotReader
from mailbot.inbound.smtp.spool import Spool
from mailbot.sandbox.memory_budget import LARGE_OCTETS

if TYPE_CHECKING:
    from mailbot.inbound.smtp.server import SmtpServer

log = structlog.get_logger(__name__)

_IN_CLEAR = frozenset({"EHLO", "LHLO", "STARTTLS", "QUIT", "NOOP"})


class SmtpSession(Connection):
    """The server's half of the dialogue."""

    def __init__(self, door: "SmtpServer", loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(door, loop)
        self._helo: str | None = None
        self._mail = Envelope()
        self._declared_octets = 0
        self._refused_recipients = 0
        self._commands = 0
        self._errors = 0
        self._encrypted = False
        self._user: str | None = None
        self._wrong_tries = 0

    @override
    async def _handle_client(self) -> None:
        try:
            self.say(self.door.greeting)
            while True:
                self.listen_for(self.limits.idle_seconds)
                if self.door.closing:
                    await self.hang_up(replies.CLOSING)
                await self._obey(await self.line())
                await self._count()
        except (Gone, ConnectionError):
            pass
        finally:
            self.close()

    async def _obey(self, line: bytes) -> None:
        word, _, rest = line.partition(b" ")
        name = word.decode("ascii", "replace").upper()
        command = _COMMANDS.get(name)
        if command is None:
            self.say(replies.NOT_A_COMMAND)
        elif self._must_encrypt(name):
            self.say(replies.TLS_REQUIRED)
        else:
            try:
                await command(self, rest.strip().decode("utf-8", "surrogateescape"))
            except (Gone, ConnectionError):
                raise
            except Exception as error:  # noqa: BLE001 - whatever it is, it is ours
                self.say((await self.handle_exception(error)).encode() + b"\r\n")

    def _must_encrypt(self, name: str) -> bool:
        required = self.door.listening.tls_required and not self._encrypted
        return required and name not in _IN_CLEAR

    @override
    async def handle_exception(self, error: Exception) -> str:
        log.error("session fault", door=self.door.name, error=type(error).__name__)
        return replies.OUR_FAULT.decode().rstrip()

    async def _count(self) -> None:
        self._commands += 1
        if self.last_said().startswith(b"5"):
            self._errors += 1
        if self._errors > self.limits.errors:
            await self.hang_up(replies.TOO_MANY_ERRORS)
        if self._commands > self.limits.commands:
            await self.hang_up(replies.TOO_MANY_COMMANDS)

    # Commands --------------------------------------------------------------------

    async def smtp_LHLO(self, arg: str) -> None:
        """Greet, in LMTP: RFC 2033, 4.1."""
        self._greet(arg, self.door.welcome, lmtp=True)

    @override
    async def smtp_EHLO(self, arg: str) -> None:
        """Greet: RFC 5321, 4.1.1.1."""
        self._greet(arg, self.door.welcome, lmtp=False)

    @override
    async def smtp_HELO(self, arg: str) -> None:
        """Greet, from a client that knows no extensions."""
        self._greet(arg, lambda _: replies.OK, lmtp=False)

    def _greet(self, arg: str, welcome: Callable[[bool], bytes], *, lmtp: bool) -> None:
        if lmtp != self.door.listening.lmtp:
            self.say(replies.NOT_A_COMMAND)
        elif not arg:
            self.say(replies.BAD_ARGUMENT)
        else:
            self._helo = arg.encode("utf-8", "replace").decode()
            self._set_rset_state()
            self.say(welcome(self._encrypted))

    @override
    def _set_rset_state(self) -> None:
        self._mail = Envelope()
        self._declared_octets = 0
        self._refused_recipients = 0

    @override
    async def smtp_MAIL(self, arg: str | None) -> None:
        """Begin a mail: RFC 5321, 4.1.1.2. The null sender is welcome."""
        path = read_path(arg or "", "FROM")
        if self._helo is None:
            self.say(replies.GREET_FIRST)
        elif self._mail.mail_from is not None:
            self.say(replies.NESTED_MAIL)
        elif isinstance(path, bytes):
            self.say(path)
        elif reply := self._why_not(path):
            self._refuse(reply)
        else:
            self._mail.mail_from = path.address
            self._declared_octets = declared_octets(path)
            self.say(replies.SENDER_OK)

    def _why_not(self, path: Path) -> bytes | None:
        refusal = refuse_sender(path, self.limits.message_octets)
        return refusal or self.door.refuse_now(declared_octets(path))

    @override
    async def smtp_RCPT(self, arg: str | None) -> None:
        """Name a recipient: RFC 5321, 4.1.1.3. Not ours is 550, one text for all."""
        path = read_path(arg or "", "TO")
        if self._mail.mail_from is None:
            self.say(replies.SENDER_FIRST)
        elif isinstance(path, bytes):
            self.say(path)
        elif path.parameters:
            self.say(replies.UNKNOWN_PARAMETER)
        elif len(self._mail.rcpt_tos) >= self.limits.recipients:
            self.say(replies.TOO_MANY_RECIPIENTS)
        elif not self.door.backroom.accepts(path.address):
            self._refused_recipients += 1
            self._refuse(replies.NO_SUCH_RECIPIENT)
        else:
            self._mail.rcpt_tos.append(path.address)
            self.say(replies.RECIPIENT_OK)

    @override
    async def smtp_DATA(self, arg: str | None) -> None:
        """Take a mail: RFC 5321, 4.1.1.4. 250 comes after the commit, not before."""
        if arg:
            self.say(replies.BAD_ARGUMENT)
        elif not self._mail.rcpt_tos:
            refused = self._refused_recipients
            self.say(replies.NO_RECIPIENTS if refused else replies.RECIPIENT_FIRST)
        elif self.inbox and self.door.listening.strict:
            self._log_refused(replies.TALKED_EARLY)
            await self.hang_up(replies.TALKED_EARLY)
        else:
            await self._take_mail()

    async def _take_mail(self) -> None:
        self.say(replies.GO_AHEAD)
        directory = self.door.listening.spool_directory
        spool = Spool(self.limits.memory_octets, directory)
        self.busy = True
        try:
            refusal = await self._receive(spool)
            self.whole = not refusal
            reply = b"" if refusal else await self._keep(spool)
        finally:
            self.busy = self.whole = False
            self.since = self.loop.time()
            self.door.spooled.give(spool.octets)
            spool.close()
        if refusal:
            self._log_refused(refusal)
            await self.hang_up(refusal)
        # RFC 2033, 4.2: one reply for each recipient we accepted.
        self.say(reply * (len(self._mail.rcpt_tos) if self.door.listening.lmtp else 1))
        self._commands = 0
        self._set_rset_state()

    async def _receive(self, spool: Spool) -> bytes | None:
        """Fill the spool; return why the mail is refused, or None when it is whole."""
        try:
            return await self._read_content(spool)
        except StorageFull:
            return replies.STORAGE_FULL
        except OSError as error:
            if isinstance(error, ConnectionError):
                raise
            await self.handle_exception(error)
            return replies.OUR_FAULT

    async def _read_content(self, spool: Spool) -> bytes | None:
        limits = self.limits
        patience = self.loop.time() + limits.data_grace_seconds
        unstuffer = DotReader()
        chunk, self.inbox = self.inbox, b""
        while unstuffer.rest is None:
            rated = patience + spool.octets / limits.data_octets_per_second
            self.listen_for(limits.idle_seconds)
            self.deadline = min(self.deadline, rated)
            content = unstuffer.feed(chunk or await self.more())
            chunk = b""
            if unstuffer.bare_newline and self.door.listening.strict:
                return replies.BARE_NEWLINE
            if spool.octets + len(content) > limits.message_octets:
                return replies.TOO_LARGE
            if not self.door.spooled.try_take(len(content)):
                return replies.STORAGE_FULL
            await spool.write(content)
        self.inbox = unstuffer.rest
        if spool.octets > LARGE_OCTETS:
            await spool.rest()  # Its turn may be a while.
        return None

    async def _keep(self, spool: Spool) -> bytes:
        """Hand the mail over; return the reply, whatever becomes of it."""
        self.deadline = NEVER  # From here on the client waits for us.
        share = self.door.in_flight.of(spool.octets)
        await share.take(spool.octets)
        try:
            # No name for the octets here: they must be free when they are kept.
            keeping = self.door.start_keeping(self._arrival(await spool.read()))
        except BaseException as error:
            share.give(spool.octets)
            if isinstance(error, StorageFull):
                return replies.STORAGE_FULL
            if not isinstance(error, OSError):
                raise
            await self.handle_exception(error)
            return replies.OUR_FAULT
        # The client may leave now: what we have is kept to the end all the same.
        return await asyncio.shield(keeping)

    def _arrival(self, raw: bytes) -> Arrival:
        return Arrival(
            raw=raw,
            door=self.door.name,
            peer=self.peer,
            helo=self._helo or "",
            mail_from=self._mail.mail_from or "",
            rcpt_to=tuple(self._mail.rcpt_tos),
            authenticated=self._user,
            tls=self._encrypted,
            arrived_at=self.door.backroom.clock(),
        )

    @override
    async def smtp_STARTTLS(self, arg: str) -> None:
        """Begin TLS: RFC 3207. All that was said before it is forgotten."""
        if arg:
            self.say(replies.BAD_ARGUMENT)
        elif self._encrypted:
            self.say(replies.TLS_IS_ON)
        elif self.door.listening.tls is None:
            self.say(replies.NOT_IMPLEMENTED)
        else:
            self.say(replies.READY_FOR_TLS)
            try:
                await self.encrypt()
            except OSError as error:  # The handshake failed: there is no way back.
                raise Gone from error
            self._encrypted = True
            self._helo = None
            self._set_rset_state()

    @override
    async def smtp_QUIT(self, arg: str) -> None:
        """End the session: RFC 5321, 4.1.1.10."""
        self.say(replies.BYE)
        self.close()
        raise Gone

    @override
    async def smtp_NOOP(self, arg: str) -> None:
        """Do nothing, and say so."""
        self.say(replies.OK)

    @override
    async def smtp_RSET(self, arg: str) -> None:
        """Forget the mail that was begun."""
        self._set_rset_state()
        self.say(replies.OK)

    @override
    async def smtp_EXPN(self, arg: str) -> None:
        """Refuse: no list is shown to anybody."""
        self.say(replies.NOT_IMPLEMENTED)

    @override
    async def smtp_HELP(self, arg: str) -> None:
        """Say what this is, and no more."""
        self.say(replies.HELP)

    @override
    async def smtp_VRFY(self, arg: str) -> None:
        """Neither confirm nor deny an address: RFC 5321, 7.3."""
        self.say(replies.WILL_TRY)

    @override
    async def smtp_AUTH(self, arg: str) -> None:
        """Sign in: RFC 4954. Only over TLS, once, and between mails."""
        porter = self.door.porter
        if porter is None:
            self.say(replies.NOT_IMPLEMENTED)
        elif not self._encrypted:
            self.say(replies.ENCRYPT_FIRST)
        elif self._helo is None:
            self.say(replies.GREET_FIRST)
        elif self._user is not None or self._mail.mail_from is not None:
            self.say(replies.SIGN_IN_ONCE)
        else:
            claim = await ask(self, arg)
            if isinstance(claim, Credentials):
                await self._sign_in(porter, claim)
            else:
                self.say(claim)

    async def _sign_in(self, porter: Authenticator, claim: Credentials) -> None:
        self.deadline = NEVER  # From here on the client waits for us.
        admitted = await porter.admits(claim)
        facts = {"door": self.door.name, "peer": self.peer}
        if admitted is None:
            log.warning("sign-in put off", **facts)
            self.say(replies.SIGN_IN_LATER)
        elif admitted:
            log.info("signed in", **facts)
            self._user = claim.name
            self.say(replies.SIGNED_IN)
        else:
            self._wrong_tries += 1
            log.warning("sign-in refused", tries=self._wrong_tries, **facts)
            await asyncio.sleep(self.door.listening.pause_seconds * self._wrong_tries)
            if self._wrong_tries >= MOST_TRIES:
                await self.hang_up(replies.WRONG_CREDENTIALS + replies.TOO_MANY_TRIES)
            self.say(replies.WRONG_CREDENTIALS)

    def _refuse(self, reply: bytes) -> None:
        self._log_refused(reply)
        self.say(reply)

    def _log_refused(self, reply: bytes) -> None:
        """Write the one line of a refused mail: no address, no subject."""
        log.info(
            "mail refused",
            door=self.door.name,
            peer=self.peer,
            reply=reply.decode("ascii").rstrip(),
            tls=self._encrypted,
        )


_COMMANDS = {
    name.removeprefix("smtp_"): getattr(SmtpSession, name)
    for name in dir(SmtpSession)
    if name.startswith("smtp_")
}
