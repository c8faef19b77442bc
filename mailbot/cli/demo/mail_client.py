"""Mails as people have them: read in a mail program, written and answered there.

Nothing here knows our rooms: `demo` sends such letters over SMTP, `chat` hands them in.
What comes from a mail is made printable before it may reach a terminal.
"""

from __future__ import annotations

import email
from dataclasses import dataclass, field
from datetime import datetime
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage, Message
from email.utils import format_datetime, make_msgid
from pathlib import Path

from mailbot.core.office.business_hours import TOKYO


@dataclass(frozen=True, slots=True)
class ClientMail:
    """A mail as its reader sees it."""

    message: Message
    raw: bytes = field(repr=False)
    arrived: int = 0
    """When it was put into the mailbox: nanoseconds, to order mailboxes by."""

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

    @property
    def answer_to(self) -> str:
        """Return where an answer goes: Reply-To, else From."""
        return str(self.message["Reply-To"] or self.message["From"])


@dataclass(frozen=True, slots=True)
class Writer:
    """Somebody with a mail address, and the name that their mails show."""

    name: str
    address: str

    def letter(self, to: str, subject: str, text: str, at: datetime) -> EmailMessage:
        """Write a new mail, dated `at` (aware)."""
        mail = EmailMessage()
        mail["From"] = str(Address(self.name, addr_spec=self.address))
        mail["To"] = to
        mail["Subject"] = subject
        mail["Date"] = format_datetime(at.astimezone(TOKYO))
        mail["Message-ID"] = make_msgid(domain=self.address.partition("@")[2])
        mail.set_content(text, charset="utf-8", cte="base64")
        return mail

    def answer(self, letter: ClientMail, text: str, at: datetime) -> EmailMessage:
        """Answer a mail the way every mail program does: above the quoted text."""
        quoted = "\n".join(f"> {line}" for line in letter.text.splitlines())
        subject = letter.subject
        if not subject.lower().startswith("re:"):
            subject = f"Re: {subject}"
        mail = self.letter(letter.answer_to, subject, f"{text}\n\n{quoted}\n", at)
        mail["In-Reply-To"] = letter.message["Message-ID"]
        mail["References"] = letter.message["Message-ID"]
        return mail


@dataclass(slots=True)
class Inbox:
    """A Maildir that somebody reads; every mail is given once, in order of arrival."""

    maildir: Path
    seen: set[str] = field(default_factory=set)

    def new(self) -> list[ClientMail]:
        """Return the mails that came since the last look."""
        folder = self.maildir / "new"
        if not folder.is_dir():
            return []
        paths = [path for path in folder.iterdir() if path.name not in self.seen]
        paths.sort(key=lambda path: (path.stat().st_mtime_ns, path.name))
        self.seen.update(path.name for path in paths)
        return [_opened(path) for path in paths]


def _opened(path: Path) -> ClientMail:
    raw = path.read_bytes()
    return ClientMail(email.message_from_bytes(raw), raw, path.stat().st_mtime_ns)
