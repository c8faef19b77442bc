"""What an SMTP or LMTP session answers to which command, without a socket.

`mailbot.inbound.smtp.dialogue` reads the lines and the content, this the commands.
Pure, as that is: what touches the world is asked for as an action.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, Final

from typing_extensions import override

from mailbot.inbound.smtp import actions, replies
from mailbot.inbound.smtp import credentials as claims
from mailbot.inbound.smtp.arguments import declared_octets, read_path, refuse_sender
from mailbot.inbound.smtp.dialogue import Dialogue
from mailbot.inbound.smtp.listener import Listener
from mailbot.inbound.smtp.states import OUT_OF_ORDER, State

_MOST_TRIES: Final = 3
_IN_CLEAR: Final = frozenset({"EHLO", "LHLO", "STARTTLS", "QUIT", "NOOP"})
_ALWAYS: Final = MappingProxyType(
    {
        "NOOP": replies.OK,
        "HELP": replies.HELP,
        "EXPN": replies.NOT_IMPLEMENTED,  # no list is shown to anybody
        "VRFY": replies.WILL_TRY,  # neither confirmed nor denied: RFC 5321, 7.3
    }
)
_SAID: Final = b""
"""What a command returns that has said what there is to say."""


@dataclass(frozen=True, slots=True)
class SessionRules:
    """What every session of a server goes by."""

    listener: Listener
    accepts: Callable[[str], bool]
    """Whether an envelope recipient is ours."""
    refuse_now: Callable[[int], bytes | None]
    """Why a mail of so many octets cannot be taken now, as a reply; None: it can."""
    signs_in: bool
    """Whether there are users who may sign in."""

    def welcome(self, *, encrypted: bool) -> bytes:
        """Return the answer to EHLO or LHLO."""
        extensions = ["PIPELINING", f"SIZE {self.listener.limits.message_octets}"]
        extensions += ["8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES"]
        if self.listener.tls is not None and not encrypted:
            extensions.append("STARTTLS")
        if self.signs_in and encrypted:
            extensions.append("AUTH PLAIN LOGIN")
        return replies.welcome(self.listener.hostname, extensions)


class SmtpSession(Dialogue):
    """The server's half of the dialogue."""

    def __init__(self, rules: SessionRules) -> None:
        listener = rules.listener
        greeting = replies.greeting(listener.hostname, lmtp=listener.lmtp)
        super().__init__(greeting, listener.limits, strict=listener.strict)
        self._rules = rules
        self._listener = listener
        self._encrypted = False
        self._helo = ""
        self._user: str | None = None
        self._claimed = ""
        self._login = b""
        self._wrong_tries = 0
        self._reset()

    def _reset(self) -> None:
        self._sender = ""
        self._recipients: list[str] = []
        self._refused_recipients = 0

    # What the connection calls -----------------------------------------------------

    def answer(self, reply: bytes) -> None:
        """Say what became of the mail: once for each recipient in LMTP (RFC 2033)."""
        self._go("answered")
        self._say(reply * (len(self._recipients) if self._listener.lmtp else 1))
        self._commands = 1  # DATA itself
        self._reset()

    def encrypted(self) -> None:
        """Begin anew inside TLS: RFC 3207, 4.2."""
        self._go("encrypted")
        self._encrypted = True
        self._helo = ""
        self._reset()

    def verified(self, right: bool | None) -> None:  # noqa: FBT001 - its only argument
        """Return whether the password was right; None: it could not be checked."""
        self._go("verified")
        if right is None:
            self._say(replies.SIGN_IN_LATER)
        elif right:
            self._user = self._claimed
            self._say(replies.SIGNED_IN)
        else:
            self._wrong_tries += 1
            if self._wrong_tries < _MOST_TRIES:
                self._say(replies.WRONG_CREDENTIALS)
            else:
                self._end(replies.WRONG_CREDENTIALS + replies.TOO_MANY_TRIES)

    # Commands ----------------------------------------------------------------------

    @override
    def _obey(self, line: bytes) -> None:
        self._commands += 1
        word, _, rest = line.partition(b" ")
        name = word.decode("ascii", "replace").upper()
        command = self._methods.get(name)
        must_encrypt = self._listener.tls_required and not self._encrypted
        if command is None and name not in _ALWAYS:
            self._say(replies.NOT_A_COMMAND)
        elif must_encrypt and name not in _IN_CLEAR:
            self._say(replies.TLS_REQUIRED)
        elif command is None:
            self._say(_ALWAYS[name])
        elif reply := command(self, rest.strip().decode("utf-8", "surrogateescape")):
            self._say(reply)

    def _out_of_order(self, event: str) -> bytes | None:
        return OUT_OF_ORDER[event].get(self.state)

    def _lhlo(self, arg: str) -> bytes:
        """Greet, in LMTP: RFC 2033, 4.1."""
        return self._greet(arg, lmtp=True)

    def _ehlo(self, arg: str) -> bytes:
        """Greet: RFC 5321, 4.1.1.1."""
        return self._greet(arg, lmtp=False)

    def _greet(self, arg: str, *, lmtp: bool, extended: bool = True) -> bytes:
        if lmtp != self._listener.lmtp:
            return replies.NOT_A_COMMAND
        if not arg:
            return replies.BAD_ARGUMENT
        self._go("greeted")
        self._helo = arg.encode("utf-8", "replace").decode()
        self._reset()
        encrypted = self._encrypted
        return self._rules.welcome(encrypted=encrypted) if extended else replies.OK

    def _greet_simply(self, arg: str) -> bytes:
        return self._greet(arg, lmtp=False, extended=False)

    def _mail(self, arg: str) -> bytes:
        """Begin a mail: RFC 5321, 4.1.1.2. The null sender is welcome."""
        path = read_path(arg, "FROM")
        if reply := self._out_of_order("sender"):
            return reply
        if isinstance(path, bytes):
            return path
        refusal = refuse_sender(path, self._limits.message_octets)
        refusal = refusal or self._rules.refuse_now(declared_octets(path))
        if refusal:
            return self._refused(refusal)
        self._go("sender")
        self._sender = path.address
        return replies.SENDER_OK

    def _rcpt(self, arg: str) -> bytes:
        """Name a recipient: RFC 5321, 4.1.1.3. Not ours is 550, one text for all."""
        path = read_path(arg, "TO")
        if reply := self._out_of_order("recipient"):
            return reply
        if isinstance(path, bytes):
            return path
        if path.parameters:
            return replies.UNKNOWN_PARAMETER
        if len(self._recipients) >= self._limits.recipients:
            return replies.TOO_MANY_RECIPIENTS
        if not self._rules.accepts(path.address):
            self._refused_recipients += 1
            return self._refused(replies.NO_SUCH_RECIPIENT)
        self._go("recipient")
        self._recipients.append(path.address)
        return replies.RECIPIENT_OK

    def _refused(self, reply: bytes) -> bytes:
        self._say(reply, refuses_mail=True)
        return _SAID

    def _data(self, arg: str) -> bytes:
        """Take a mail: RFC 5321, 4.1.1.4."""
        if arg:
            return replies.BAD_ARGUMENT
        if reply := self._out_of_order("content"):
            return replies.NO_RECIPIENTS if self._refused_recipients else reply
        if self._inbox and self._listener.strict:
            self._end(replies.TALKED_EARLY, refuses_mail=True)
            return _SAID
        self._begin_content()
        return replies.GO_AHEAD

    @override
    def _message(self) -> actions.KeepMessage:
        sender, recipients = self._sender, tuple(self._recipients)
        return actions.KeepMessage(
            self._helo, sender, recipients, self._user, self._encrypted
        )

    def _starttls(self, arg: str) -> bytes:
        """Begin TLS: RFC 3207. All that was said before it is forgotten."""
        if arg:
            return replies.BAD_ARGUMENT
        if self._encrypted:
            return replies.TLS_IS_ON
        if self._listener.tls is None:
            return replies.NOT_IMPLEMENTED
        self._go("handshake")
        self._inbox.clear()
        self._actions.extend((actions.Reply(replies.READY_FOR_TLS), actions.StartTls()))
        return _SAID

    def _quit(self, _arg: str) -> bytes:
        """End the session: RFC 5321, 4.1.1.10."""
        self._go("ended")
        self._actions.extend((actions.Reply(replies.BYE), actions.Close()))
        return _SAID

    def _rset(self, _arg: str) -> bytes:
        self._go("reset")
        self._reset()
        return replies.OK

    def _auth(self, arg: str) -> bytes:
        """Sign in: RFC 4954. Only over TLS, once, and between mails."""
        if not self._rules.signs_in:
            return replies.NOT_IMPLEMENTED
        if not self._encrypted:
            return replies.ENCRYPT_FIRST
        if reply := self._out_of_order("claimed"):
            return reply
        if self._user is not None:
            return replies.SIGN_IN_ONCE
        mechanism, _, rest = arg.partition(" ")
        return self._begin(
            mechanism.upper(), rest.strip().encode("utf-8", "surrogateescape")
        )

    def _begin(self, mechanism: str, given: bytes) -> bytes:
        match mechanism:
            case "PLAIN" if given:
                return self._claim(claims.from_plain(given))
            case "PLAIN":
                self._go("ask response")
                return replies.GO_ON
            case "LOGIN" if given:
                return self._take_name(given)
            case "LOGIN":
                self._go("ask name")
                return replies.NAME_PLEASE
        return replies.UNKNOWN_MECHANISM if mechanism else replies.BAD_ARGUMENT

    @override
    def _respond(self, line: bytes) -> None:
        match self.state:
            case State.PLAIN:
                reply = self._claim(claims.from_plain(line))
            case State.NAME:
                reply = self._take_name(line)
            case _:
                reply = self._claim(claims.from_login(self._login, line))
        if reply:
            self._say(reply)

    def _take_name(self, name: bytes) -> bytes:
        if name == claims.CANCEL:
            return self._claim(replies.CANCELLED)
        self._go("ask password")
        self._login = name
        return replies.PASSWORD_PLEASE

    def _claim(self, claim: claims.Credentials | bytes) -> bytes:
        if isinstance(claim, bytes):
            self._go("no claim")
            return claim
        self._go("claimed")
        self._claimed = claim.name
        self._actions.append(actions.VerifyCredentials(claim, self._wrong_tries))
        return _SAID

    _methods: ClassVar[Mapping[str, Callable[["SmtpSession", str], bytes]]] = {
        "LHLO": _lhlo,
        "EHLO": _ehlo,
        "HELO": _greet_simply,
        "MAIL": _mail,
        "RCPT": _rcpt,
        "DATA": _data,
        "STARTTLS": _starttls,
        "AUTH": _auth,
        "RSET": _rset,
        "QUIT": _quit,
    }
