"""A mail as its reader sees it, and the key notice that came with it."""

import email
import io
import re
from dataclasses import dataclass, field
from email.header import decode_header, make_header
from email.message import Message

from pypdf import PdfReader

_NUMBER = re.compile(r"[0-9]{5}-[0-9]{6}")
_KEY = re.compile(r"認証キー[:：]?([A-Za-z0-9]{12})(?![A-Za-z0-9])")


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail out of a mailbox."""

    raw: bytes = field(repr=False)

    @property
    def message(self) -> Message:
        """Return the parsed mail."""
        return email.message_from_bytes(self.raw)

    def header(self, name: str) -> str:
        """Return a decoded header field, "" when there is none."""
        return str(make_header(decode_header(self.message[name] or "")))

    @property
    def subject(self) -> str:
        """Return the decoded subject."""
        return self.header("Subject")

    @property
    def text(self) -> str:
        """Return the plain text that a program without HTML shows."""
        return self._content("text/plain")

    @property
    def html(self) -> str:
        """Return what a program with HTML shows."""
        return self._content("text/html")

    @property
    def files(self) -> list[bytes]:
        """Return the attached PDFs."""
        return [_octets(part) for part in self._parts("application/pdf")]

    @property
    def file_names(self) -> list[str]:
        """Return the decoded names of whatever is attached."""
        named = (part.get_filename() for part in self.message.walk())
        return [str(make_header(decode_header(name))) for name in named if name]

    @property
    def notices(self) -> list[bytes]:
        """Return those of the PDFs that show a key."""
        return [pdf for pdf in self.files if _KEY.search(read_pdf(pdf))]

    def _parts(self, content_type: str) -> list[Message]:
        walk = self.message.walk()
        return [part for part in walk if part.get_content_type() == content_type]

    def _content(self, content_type: str) -> str:
        return "".join(_octets(part).decode() for part in self._parts(content_type)[:1])


def _octets(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload


def read_pdf(pdf: bytes) -> str:
    """Return the text of a PDF without any spaces."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pages))


def read_notice(pdf: bytes) -> tuple[str, str]:
    """Return number and key, as somebody who opened a key notice reads them."""
    text = read_pdf(pdf)
    number, key = _NUMBER.search(text), _KEY.search(text)
    assert number, "the key notice shows no number"
    assert key, "the key notice shows no key"
    return number.group(), key.group(1)
