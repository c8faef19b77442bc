"""The demo's stage: a contractor and an obligee with a mail program each.

They know nothing of our rooms: they send over SMTP, read what lies in their Maildir,
and open the PDF that came with it.
"""

from __future__ import annotations

import io
import smtplib
import time
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from mailbot.cli.demo.mail_client import ClientMail, Inbox, Writer
from mailbot.errors import MailbotError

__all__ = ["PATIENCE", "ClientMail", "Correspondent", "NoMail", "read_notice"]

PATIENCE = 30.0
"""Seconds that an actor waits for a mail before the demo is called broken."""


class NoMail(MailbotError):  # noqa: N818 - a state: nothing came
    """A mail that must come did not come."""


@dataclass(slots=True)
class Correspondent:
    """Somebody with an address, an SMTP client and a Maildir."""

    name: str
    address: str
    maildir: Path
    port: int
    _inbox: Inbox = field(init=False)
    _unread: deque[ClientMail] = field(default_factory=deque, init=False)

    def __post_init__(self) -> None:
        self._inbox = Inbox(self.maildir)

    def waits(self, patience: float = PATIENCE) -> ClientMail:
        """Return the next mail, in order of arrival.  NoMail when none comes."""
        until = time.monotonic() + patience
        while time.monotonic() < until:
            self._unread.extend(self._inbox.new())
            if self._unread:
                return self._unread.popleft()
            time.sleep(0.02)
        raise NoMail(f"No mail came to {self.address} within {patience:.0f} s.")

    def writes(self, to: str, subject: str, text: str) -> bytes:
        """Send a new mail by SMTP; return its bytes."""
        return self._sends(self._writer.letter(to, subject, text, datetime.now(UTC)))

    def replies(self, letter: ClientMail, text: str) -> bytes:
        """Answer a mail the way every mail program does."""
        return self._sends(self._writer.answer(letter, text, datetime.now(UTC)))

    @property
    def _writer(self) -> Writer:
        return Writer(self.name, self.address)

    def _sends(self, mail: EmailMessage) -> bytes:
        with smtplib.SMTP("127.0.0.1", self.port, timeout=PATIENCE) as server:
            server.send_message(mail)
        return bytes(mail)


def read_notice(pdf: bytes) -> tuple[str, str]:
    """Read number and key from a key notice, as somebody who opened the PDF does."""
    import re

    from pypdf import PdfReader

    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    number = re.search(r"[0-9]{5}-[0-9]{6}", text)
    folded = re.sub(r"[ \u3000]", "", text)
    key = re.search(r"(?:認証キー[:：]?\s*)([A-Za-z0-9]{12})(?![A-Za-z0-9])", folded)
    if number is None or key is None:
        raise NoMail("The key notice shows no number or no key.")
    return number.group(), key.group(1)
