"""The door and the way out: is the port free, and does the smarthost answer."""

from __future__ import annotations

import contextlib
import os
import smtplib
import socket
import ssl
from collections.abc import Iterator

from mailbot.cli.check.result import Checked, fail, ok
from mailbot.cli.check.store import nearest
from mailbot.configuration.settings import Settings
from mailbot.configuration.transport_url import Outgoing
from mailbot.errors import MailbotError

_SECONDS = 10.0
GREETING_SECONDS = 3.0
"""How long a program that has our port may take to greet."""


def port(settings: Settings) -> Iterator[Checked]:
    """Check that the SMTP port is free, or that a desk of this name has it."""
    where = settings.listen
    said = f"{where.host}:{where.port}"
    family = socket.AF_INET6 if ":" in where.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((where.host, where.port))
        except PermissionError:
            do = "choose a port from 1024 up, or give the right to bind below"
            yield fail("port", f"{said} may not be bound by this user", do)
            return
        except OSError as wrong:
            yield _taken(settings, said, wrong)
            return
    yield ok("port", f"{said} is free")


def _taken(settings: Settings, said: str, wrong: OSError) -> Checked:
    """Tell our own desk from another program by its greeting."""
    where = settings.listen
    with contextlib.suppress(OSError):
        with socket.create_connection(
            (where.host, where.port), GREETING_SECONDS
        ) as peer:
            greeting = peer.recv(512).decode("ascii", "replace")
        if greeting.startswith(f"220 {settings.surety.domain}"):
            return ok("port", f"{said} is served by mailbot now")
    do = "stop the other program, or set listen.port"
    return fail("port", f"{said} cannot be bound: {wrong.strerror}", do)


def outbound(settings: Settings) -> Iterator[Checked]:
    """Check the way out: a folder that can be written, or a smarthost that answers."""
    where = settings.outgoing
    if where.kind == "maildir":
        yield _maildir(where)
        return
    try:
        said = _greet(settings, where)
    except (smtplib.SMTPException, OSError, MailbotError) as wrong:
        do = "look at outbound, smtp.starttls, smtp.user and smtp.ca_file"
        yield fail("outbound", f"{where}: {_why(wrong)}", do)
        return
    yield ok("outbound", f"{where} answers, {said}; nothing was sent")


def platform(settings: Settings) -> Iterator[Checked]:
    """Check that the viewing platform answers, and knows us."""
    if not settings.registry.url:
        yield ok("platform", "certificates are shown from our own store")
        return
    from mailbot.registry.http import HttpRegistry
    from mailbot.registry.select import platform_of

    asked = HttpRegistry(platform_of(settings), lambda _number: "")
    try:
        asked.status()
    except MailbotError as wrong:
        do = "look at registry.url, registry.token_file and registry.ca_file"
        yield fail("platform", f"{settings.registry.url}: {wrong}", do)
        return
    finally:
        asked.close()
    yield ok("platform", f"{settings.registry.url} answers, and knows us")


def _maildir(where: Outgoing) -> Checked:
    path = where.folder
    if path is None or os.access(nearest(path), os.W_OK | os.X_OK):
        return ok("outbound", f"mail stays here, in {path}")
    do = "let the user who runs mailbot write there"
    return fail("outbound", f"{path} cannot be written", do)


def _greet(settings: Settings, where: Outgoing) -> str:
    """Connect, encrypt and sign in as a delivery would, and leave again."""
    chosen = settings.smtp
    context = ssl.create_default_context(cafile=chosen.ca_file)
    helo = settings.surety.domain
    with contextlib.ExitStack() as stack:
        if where.kind == "smtps":
            client: smtplib.SMTP = smtplib.SMTP_SSL(
                where.host, where.port, helo, timeout=_SECONDS, context=context
            )
        else:
            client = smtplib.SMTP(where.host, where.port, helo, _SECONDS)
        stack.callback(client.close)
        client.ehlo_or_helo_if_needed()
        if where.kind == "smtp" and chosen.starttls == "required":
            client.starttls(context=context)
            client.ehlo_or_helo_if_needed()
        said = _cipher(client)
        if chosen.user and chosen.password_file is not None:
            if not isinstance(client.sock, ssl.SSLSocket):
                raise MailbotError("a password is not sent without TLS")
            lines = chosen.password_file.read_text("utf-8").splitlines()
            client.login(chosen.user, lines[0] if lines else "")
            said = f"{said}, signed in"
        client.quit()
    return said


def _cipher(client: smtplib.SMTP) -> str:
    if isinstance(client.sock, ssl.SSLSocket):
        return client.sock.version() or "TLS"
    return "without TLS"


def _why(wrong: Exception) -> str:
    """Return what went wrong in a line; never what was sent."""
    if isinstance(wrong, smtplib.SMTPResponseException):
        return f"the smarthost answers {wrong.smtp_code}"
    if isinstance(wrong, OSError) and wrong.strerror:
        return wrong.strerror
    return str(wrong) or type(wrong).__name__
