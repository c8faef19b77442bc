"""The listener and the smarthost: is the port free, and does the peer answer."""

from __future__ import annotations

import contextlib
import os
import smtplib
import socket
import ssl
from collections.abc import Iterator
from dataclasses import replace

from mailbot.cli.check.ports import bound
from mailbot.cli.check.result import Checked, fail, ok
from mailbot.cli.check.store import nearest
from mailbot.configuration.settings import Settings
from mailbot.configuration.transport_url import Outgoing
from mailbot.delivery.select import smarthost_of
from mailbot.delivery.smtp import connect
from mailbot.errors import MailbotError

_SECONDS = 10.0
GREETING_SECONDS = 3.0
"""How long a program that has our port may take to greet."""


def port(settings: Settings) -> Iterator[Checked]:
    """Check that the SMTP port is free, or that a desk of this name has it."""
    where = settings.listen.host, settings.listen.port

    def is_ours() -> bool:
        """Tell our own desk from another program by its greeting."""
        with contextlib.suppress(OSError):
            with socket.create_connection(where, GREETING_SECONDS) as peer:
                greeting = peer.recv(512).decode("ascii", "replace")
            return greeting.startswith(f"220 {settings.surety.domain}")
        return False

    yield bound("port", where, "listen.port", is_ours)


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
    smarthost = replace(smarthost_of(settings, where), step_seconds=_SECONDS)
    with contextlib.closing(connect(smarthost)) as client:
        said = "without TLS"
        if isinstance(client.sock, ssl.SSLSocket):
            said = client.sock.version() or "TLS"
        client.quit()
    return f"{said}, signed in" if smarthost.credentials else said


def _why(wrong: Exception) -> str:
    """Return what went wrong in a line; never what was sent."""
    if isinstance(wrong, smtplib.SMTPResponseException):
        return f"the smarthost answers {wrong.smtp_code}"
    if isinstance(wrong, OSError) and wrong.strerror:
        return wrong.strerror
    return str(wrong) or type(wrong).__name__
