"""Delivery to a smarthost over SMTP, one parcel a transaction, phases driven by hand.

    connect, EHLO, STARTTLS, AUTH    a failure is Later: it says nothing of this mail
    MAIL, RCPT, DATA, content        4xx, silence, a broken line: Later; 5xx: Never
    record("dot_sent")               committed before CR LF . CR LF is written
    the final dot and its reply      no reply, or one that is none: Unknown
    QUIT                             whatever it gives: a 250 stays a 250

LIMIT: the time-out is for each read; a peer that sends an octet now and then holds
one worker's thread. A smarthost is chosen by the operator and is trusted not to.
"""

import contextlib
import re
import smtplib
import ssl
from dataclasses import dataclass, field
from typing import Literal, cast

from typing_extensions import override

from mailbot.delivery.transport import (
    Later,
    Never,
    Outbound,
    Outcome,
    OutgoingMessage,
    Record,
    Sent,
    Unknown,
    find_fault,
)
from mailbot.errors import ConfigurationError

Tls = Literal["never", "if_offered", "required", "implicit"]
"""STARTTLS not at all, where offered, or always; or TLS from the first octet."""

_LONGEST_REPLY = 500
_QUIT_SECONDS = 5.0
_GOOD, _GO_ON, _NEVER = 2, 3, 5
_UNPRINTABLE = re.compile(r"[^\x20-\x7e]+")
_QUEUE_ID = re.compile(r"\b(?:queued as|kept as mail|id=)\s*([\w.@-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Credentials:
    """A login for the smarthost. Never shown: neither printed nor logged."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Smarthost:
    """The mail server that takes our mail, and how to speak with it."""

    host: str
    port: int
    tls: Tls = "required"
    credentials: Credentials | None = None
    helo: str = "localhost"
    """What we call ourselves."""
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    """Verifies the certificate against the host's name."""
    step_seconds: float = 60.0
    """Longest wait for a reply."""
    final_seconds: float = 600.0
    """Longest wait for the reply to the final dot: RFC 5321, 4.5.3.2.6."""

    def __post_init__(self) -> None:
        if self.credentials is None:
            return
        if self.tls == "never":
            raise ConfigurationError("A password for the smarthost needs TLS.")
        if not (self.credentials.user + self.credentials.password).isascii():
            raise ConfigurationError("The smarthost's login is not all ASCII.")


class SmtpOutbound(Outbound):
    """Delivers to a smarthost."""

    def __init__(self, smarthost: Smarthost) -> None:
        self._smarthost = smarthost

    @override
    def send(self, parcel: OutgoingMessage, record: Record) -> Outcome:
        if fault := find_fault(parcel):
            return Never(f"own fault: {fault}")
        record("dialog")
        try:
            client = connect(self._smarthost)
        except (smtplib.SMTPException, OSError) as error:
            return Later(_describe(error))
        try:
            if refusal := _offer(client, parcel):
                return refusal
            record("dot_sent")
            return _finish(client, self._smarthost.final_seconds)
        finally:
            client.close()

    @override
    def settle(self, parcel: OutgoingMessage) -> Outcome | None:
        # LIMIT: SMTP gives no way to ask. A bounce, a success notice or a person tells.
        return None


def connect(where: Smarthost) -> smtplib.SMTP:
    """Return a session that is greeted, encrypted and logged in as configured."""
    client = _dial(where)
    try:
        client.ehlo_or_helo_if_needed()
        _encrypt(client, where)
        _log_in(client, where.credentials)
    except BaseException:
        client.close()
        raise
    return client


def _dial(where: Smarthost) -> smtplib.SMTP:
    if where.tls == "implicit":
        return smtplib.SMTP_SSL(
            where.host,
            where.port,
            where.helo,
            timeout=where.step_seconds,
            context=where.context,
        )
    return smtplib.SMTP(where.host, where.port, where.helo, where.step_seconds)


def _encrypt(client: smtplib.SMTP, where: Smarthost) -> None:
    if where.tls in {"never", "implicit"}:
        return
    if client.has_extn("starttls"):
        client.starttls(context=where.context)
        client.ehlo_or_helo_if_needed()
    elif where.tls == "required":
        raise smtplib.SMTPException("STARTTLS is required and was not offered")


def _log_in(client: smtplib.SMTP, credentials: Credentials | None) -> None:
    if credentials is None:
        return
    if not isinstance(client.sock, ssl.SSLSocket):
        raise smtplib.SMTPException("no TLS offered: the password was not sent")
    client.login(credentials.user, credentials.password)


def _offer(client: smtplib.SMTP, parcel: OutgoingMessage) -> Outcome | None:
    """Go through MAIL, RCPT, DATA and the content; return why it ended before."""
    if fault := _find_misfit(client, parcel):
        _quit(client)
        return Never(f"own fault: {fault}")
    try:
        return _ask(client, parcel) or _write(client, parcel.raw)
    except (smtplib.SMTPException, OSError) as error:
        return Later(_describe(error))


def _find_misfit(client: smtplib.SMTP, parcel: OutgoingMessage) -> str | None:
    """Return why this server could not take the parcel, going by what it offers."""
    largest = client.esmtp_features.get("size", "")
    if largest.isdecimal() and 0 < int(largest) < len(parcel.raw):
        return "the mail is larger than the smarthost takes"
    if _needs_utf8(parcel) and not client.has_extn("smtputf8"):
        return "the smarthost takes no UTF-8 in addresses and headers"
    if not parcel.raw.isascii() and not client.has_extn("8bitmime"):
        return "the smarthost takes no 8-bit content"
    return None


def _needs_utf8(parcel: OutgoingMessage) -> bool:
    header = parcel.raw.partition(b"\r\n\r\n")[0]
    envelope = parcel.mail_from + parcel.recipient
    return not (header.isascii() and envelope.isascii())


def _ask(client: smtplib.SMTP, parcel: OutgoingMessage) -> Outcome | None:
    options, notify = _options(client, parcel)
    for command, argument, good in (
        ("MAIL", f"FROM:<{parcel.mail_from}>{options}", _GOOD),
        ("RCPT", f"TO:<{parcel.recipient}>{notify}", _GOOD),
        ("DATA", "", _GO_ON),
    ):
        code, text = client.docmd(command, argument)
        if code // 100 != good:
            _quit(client)
            return _judge(code, text)
    return None


def _options(client: smtplib.SMTP, parcel: OutgoingMessage) -> tuple[str, str]:
    """Return the parameters of MAIL and of RCPT; set the encoding they need."""
    options = []
    if client.has_extn("size"):
        options.append(f"SIZE={len(parcel.raw)}")
    if not parcel.raw.isascii():
        options.append("BODY=8BITMIME")
    if _needs_utf8(parcel):
        client.command_encoding = "utf-8"
        options.append("SMTPUTF8")
    notify = ""
    if parcel.mail_from and client.has_extn("dsn"):  # RFC 3461
        options.append("RET=HDRS")
        notify = " NOTIFY=FAILURE,DELAY"
    return "".join(f" {option}" for option in options), notify


def _write(client: smtplib.SMTP, raw: bytes) -> Outcome | None:
    """Write the content up to, but not with, its last line end."""
    content = raw.removesuffix(b"\r\n")
    stuffed = (b"\r\n" + content).replace(b"\r\n.", b"\r\n..")[2:]
    try:
        # Not client.send: it closes on an error, and the reason could not be read.
        cast("ssl.SSLSocket", client.sock).sendall(stuffed)
    except OSError as error:
        with contextlib.suppress(smtplib.SMTPException, OSError):
            return _judge(*client.getreply())
        return Later(_describe(error))
    return None


def _finish(client: smtplib.SMTP, seconds: float) -> Outcome:
    """Write the final dot and read what becomes of the mail."""
    try:
        cast("ssl.SSLSocket", client.sock).settimeout(seconds)
        client.send(b"\r\n.\r\n")
        code, text = client.getreply()
    except (smtplib.SMTPException, OSError) as error:
        return Unknown(_describe(error))
    _quit(client)
    match code // 100:
        case 2:
            reply = _show(code, text)
            queued = _QUEUE_ID.search(reply)
            return Sent(reply, queued[1] if queued else None)
        case 4 | 5:
            return _judge(code, text)
        case _:
            return Unknown(_show(code, text))


def _quit(client: smtplib.SMTP) -> None:
    """Part politely; that it fails says nothing about a mail already accepted."""
    with contextlib.suppress(smtplib.SMTPException, OSError):
        patience = min(_QUIT_SECONDS, client.timeout)
        cast("ssl.SSLSocket", client.sock).settimeout(patience)
        client.quit()


def _judge(code: int, text: bytes) -> Later | Never:
    reply = _show(code, text)
    return Never(reply) if code // 100 == _NEVER else Later(reply)


def _show(code: int, text: bytes) -> str:
    return _clean(f"{code} {text.decode('utf-8', 'replace')}")


def _describe(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
        shown = text if isinstance(text, bytes) else text.encode()
        return _show(error.smtp_code, shown)
    return _clean(f"{type(error).__name__}: {error}")


def _clean(text: str) -> str:
    """Return one printable line: a peer's words go into our log of deliveries."""
    return _UNPRINTABLE.sub(" ", text)[:_LONGEST_REPLY]
