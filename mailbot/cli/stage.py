"""The demo's stage: a contractor and an obligee with a mail program each.

They know nothing of our rooms: they send over SMTP, read what lies in their Maildir,
and open the PDF that came with it.
"""

from __future__ import annotations

import email
import io
import smtplib
import time
from dataclasses import dataclass, field
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.utils import format_datetime, make_msgid
from pathlib import Path

from mailbot.core.hours import TOKYO
from mailbot.errors import MailbotError

PATIENCE = 30.0
"""Seconds that an actor waits for a mail before the demo is called broken."""


class NoMail(MailbotError):  # noqa: N818 - a state: nothing came
    """A mail that must come did not come."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as its reader sees it."""

    message: Message
    raw: bytes = field(repr=False)

    @property
    def subject(self) -> str:
        """Return the decoded subject on one line."""
        return str(make_header(decode_header(self.message["Subject"] or "")))

    @property
    def text(self) -> str:
        """Return the plain text that a program without HTML shows."""
        for part in self.message.walk():
            if part.get_content_type() == "text/plain":
                body = part.get_payload(decode=True)
                return body.decode("utf-8") if isinstance(body, bytes) else ""
        return ""

    @property
    def files(self) -> dict[str, bytes]:
        """Return the attached PDFs by name."""
        found: dict[str, bytes] = {}
        for part in self.message.walk():
            if part.get_content_type() == "application/pdf":
                body = part.get_payload(decode=True)
                name = part.get_filename() or "document.pdf"
                if isinstance(body, bytes):
                    found[str(make_header(decode_header(name)))] = body
        return found


@dataclass(slots=True)
class Correspondent:
    """Somebody with an address, a Maildir and an SMTP server to send by."""

    name: str
    address: str
    maildir: Path
    port: int
    seen: set[str] = field(default_factory=set)

    def waits(self, patience: float = PATIENCE) -> Letter:
        """Return the next mail, in order of arrival.  NoMail when none comes."""
        until = time.monotonic() + patience
        while time.monotonic() < until:
            for path in self._new():
                self.seen.add(path.name)
                raw = path.read_bytes()
                return Letter(email.message_from_bytes(raw), raw)
            time.sleep(0.02)
        raise NoMail(f"No mail came to {self.address} within {patience:.0f} s.")

    def _new(self) -> list[Path]:
        folder = self.maildir / "new"
        if not folder.is_dir():
            return []
        paths = [path for path in folder.iterdir() if path.name not in self.seen]
        return sorted(paths, key=lambda path: (path.stat().st_mtime_ns, path.name))

    def writes(
        self, to: str, subject: str, text: str, answering: Letter | None = None
    ) -> bytes:
        """Send a mail by SMTP, quoting what it answers; return its bytes."""
        from datetime import UTC, datetime

        mail = EmailMessage()
        mail["From"] = f"{self.name} <{self.address}>"
        mail["To"] = to
        mail["Subject"] = subject
        mail["Date"] = format_datetime(datetime.now(UTC).astimezone(TOKYO))
        mail["Message-ID"] = make_msgid(domain=self.address.partition("@")[2])
        if answering is not None:
            mail["In-Reply-To"] = answering.message["Message-ID"]
            mail["References"] = answering.message["Message-ID"]
            quoted = "\n".join(f"> {line}" for line in answering.text.splitlines())
            text = f"{text}\n\n{quoted}\n"
        mail.set_content(text, charset="utf-8", cte="base64")
        with smtplib.SMTP("127.0.0.1", self.port, timeout=PATIENCE) as server:
            server.send_message(mail)
        return bytes(mail)

    def replies(self, letter: Letter, text: str) -> bytes:
        """Answer a mail the way every mail program does."""
        to = letter.message["Reply-To"] or letter.message["From"]
        return self.writes(str(to), f"Re: {letter.subject}", text, letter)


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
