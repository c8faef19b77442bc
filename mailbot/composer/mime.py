"""From headers and texts to the bytes of a mail: the same arguments, the same bytes.

The standard library would draw random boundaries and, on some texts, raise or hang
while folding; this writer does neither.  Nothing that comes in can begin a new header
line: every value is made one line here, at the border, whoever called.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode, encodebytes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from hashlib import sha256
from urllib.parse import quote

from mailbot.composer.text_layout import one_line
from mailbot.core.office.business_hours import TOKYO

_WORD = 39
"""Octets in one encoded word: with its frame and the header's name under 76."""
_LINE = 76
_MOST_REFERENCES = 20
_LONGEST_ID = 900
"""Octets of a message id that still fit a header line (RFC 5322 2.1.1: 998)."""
_ID = re.compile(r"[!-;=?-~]+")
_ATOM = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
)
_LOCAL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+")
_LONGEST_LOCAL = 64  # RFC 5321 4.5.3.1.1
_QUOTED_LOCAL = re.compile(r'"[!#-\[\]-~]+"')
_DOMAIN = re.compile(r"[A-Za-z0-9.-]{1,253}|\[[!-Z^-~]{1,253}\]")
_NAME_UNSAFE = re.compile(r'[/\\:*?"<>|%]')
_TOKEN_UNSAFE = re.compile(r"[^A-Za-z0-9._+-]")
_MOST_NAME = 60
_MOST_ENDING = 5


class UnwritableAddressError(ValueError):
    """An address that no header can carry; a person has to look at it."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file to attach.  `ascii_name` serves programs that read no Japanese names."""

    name: str
    ascii_name: str
    type: str
    content: bytes


def is_copy(one: Enclosure) -> bool:
    """Return whether a file is the copy (写し) of a certificate of ours."""
    return one.ascii_name.startswith("certificate-copy_")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A mailbox: display name ("" for none) and address."""

    name: str
    address: str


def _encoded_words(text: str) -> Iterator[str]:
    """Yield RFC 2047 words of at most 75 octets, none split inside a character."""
    chunk = b""
    for character in text:
        octets = character.encode()
        if chunk and len(chunk) + len(octets) > _WORD:
            yield f"=?UTF-8?B?{b64encode(chunk).decode()}?="
            chunk = b""
        chunk += octets
    yield f"=?UTF-8?B?{b64encode(chunk).decode()}?="


def _folded(words: Sequence[str], used: int) -> str:
    """Join words with spaces, folding before a line would pass 76 octets."""
    out = ""
    for word in words:
        if out and used + 1 + len(word) > _LINE:
            out += "\r\n"
            used = 0
        out += f" {word}" if out else word
        used += 1 + len(word)
    return out


def unstructured(name: str, text: str) -> str:
    """Return a header line for free text (Subject), folded, encoded where needed."""
    line = one_line(text)
    plain = line.isascii() and all(len(word) < _LINE for word in line.split(" "))
    words = line.split(" ") if plain else list(_encoded_words(line))
    return f"{name}: {_folded(words, len(name) + 2)}\r\n"


def in_ascii(address: str) -> str:
    """Return an address with its domain as the DNS has it (RFC 5890: A-labels).

    Raises UnwritableAddressError for what no domain can be.
    """
    local, at, domain = address.rpartition("@")
    if domain.isascii():
        return address
    try:
        return f"{local}{at}{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        raise UnwritableAddressError(
            "an address of this mail cannot be written"
        ) from None


def address_of(address: str) -> str:
    """Return an address as a header or SMTP command carries it.

    QUIRK: `foo..bar@docomo.ne.jp` was really given out; such a local part is quoted.
    A domain in other letters is written in its ASCII form (見本.jp: xn--…).
    Raises UnwritableAddressError for a local part that is no ASCII.
    """
    address = in_ascii(address)
    local, _, domain = address.rpartition("@")
    if not _DOMAIN.fullmatch(domain) or len(local) > _LONGEST_LOCAL:
        raise UnwritableAddressError("an address of this mail cannot be written")
    if _ATOM.fullmatch(local) or _QUOTED_LOCAL.fullmatch(local):
        return address
    if not _LOCAL.fullmatch(local):
        raise UnwritableAddressError("an address of this mail cannot be written")
    return f'"{local}"@{domain}'


def mailboxes(name: str, boxes: Sequence[Mailbox]) -> str:
    """Return an address header; display names are encoded, addresses checked."""
    words: list[str] = []
    for place, box in enumerate(boxes, 1):
        comma = "," if place < len(boxes) else ""
        address = address_of(box.address)
        display = one_line(box.name)
        if display:
            words += _encoded_words(display)
            words.append(f"<{address}>{comma}")
        else:
            words.append(f"{address}{comma}")
    return f"{name}: {_folded(words, len(name) + 2)}\r\n"


def bare_id(message_id: str) -> str:
    """Return a message id without angle brackets, "" if no header can carry it."""
    bare = one_line(message_id).removeprefix("<").removesuffix(">")
    return bare if _ID.fullmatch(bare) and len(bare) <= _LONGEST_ID else ""


def ids(name: str, message_ids: Sequence[str]) -> str:
    """Return a header of message ids, one a line, "" when none is left.

    Of a long thread the first and the newest are kept.
    """
    known = list(dict.fromkeys(f"<{b}>" for b in map(bare_id, message_ids) if b))
    if len(known) > _MOST_REFERENCES:
        known = [known[0], *known[1 - _MOST_REFERENCES :]]
    chain = "\r\n ".join(known)
    return f"{name}: {chain}\r\n" if known else ""


def date(at: datetime) -> str:
    """Return the Date header in Japan's time."""
    return f"Date: {format_datetime(at.astimezone(TOKYO))}\r\n"


def token(name: str, value: str) -> str:
    """Return a header whose value is a short plain word of ours."""
    plain = one_line(value).encode("ascii", "replace").decode()
    return f"{name}: {plain[:_LONGEST_ID]}\r\n"


def body(text: str, html: str, enclosures: Sequence[Enclosure], seed: str) -> bytes:
    """Return Content-Type, blank line and parts.

    multipart/alternative with the text first; inside multipart/mixed when something is
    enclosed.  Boundaries come from `seed`; "=_" cannot occur in base64 lines.
    """
    both = _multipart("alternative", (_text("plain", text), _text("html", html)), seed)
    if not enclosures:
        return both
    return _multipart("mixed", (both, *map(_attached, enclosures)), seed)


def sent_text(raw: bytes) -> str | None:
    """Return the plain text of a mail that `body` wrote; None for any other mail.

    What a reply quotes is asked for with each reply: nobody has to read a mail whose
    every line was written here.
    """
    _, _, part = raw.partition(_TEXT_HEAD.format("plain").encode())
    content, closed, _ = part.partition(b"\r\n--=_alternative_")
    try:
        text = b64decode(content).decode() if closed else None
    except ValueError:
        return None
    return text.replace("\r\n", "\n") if text is not None else None


_TEXT_HEAD = (
    "Content-Type: text/{}; charset=UTF-8\r\n"
    "Content-Language: ja\r\n"
    "Content-Transfer-Encoding: base64\r\n\r\n"
)


def _multipart(kind: str, parts: Sequence[bytes], seed: str) -> bytes:
    digest = sha256(f"{kind}\0{seed}".encode("utf-8", "replace")).hexdigest()
    boundary = f"=_{kind}_{digest[:32]}"
    head = f'Content-Type: multipart/{kind};\r\n boundary="{boundary}"\r\n\r\n'
    inner = b"".join(f"--{boundary}\r\n".encode() + part + b"\r\n" for part in parts)
    return head.encode() + inner + f"--{boundary}--\r\n".encode()


def _text(kind: str, text: str) -> bytes:
    content = text.replace("\n", "\r\n").encode("utf-8", "replace")
    return _TEXT_HEAD.format(kind).encode() + _base64(content)


def _base64(content: bytes) -> bytes:
    return encodebytes(content).replace(b"\n", b"\r\n")


def _attached(enclosure: Enclosure) -> bytes:
    """Return an attachment named in all three ways that mail programs look for."""
    name = safe_name(enclosure.name)
    plain = _TOKEN_UNSAFE.sub("_", enclosure.ascii_name)[-_MOST_NAME:] or "file"
    words = "\r\n ".join(_encoded_words(name))
    major, _, minor = enclosure.type.partition("/")
    kind = f"{_TOKEN_UNSAFE.sub('', major)}/{_TOKEN_UNSAFE.sub('', minor)}"
    head = (
        f'Content-Type: {kind};\r\n name="{words}"\r\n'
        "Content-Transfer-Encoding: base64\r\n"
        f'Content-Disposition: attachment;\r\n filename="{plain}";\r\n'
        f" filename*=UTF-8''{quote(name, safe='')}\r\n\r\n"
    )
    return head.encode() + _base64(enclosure.content)


def safe_name(name: str) -> str:
    """Return a file's name without path, markup or controls, at most 60 characters."""
    clean = _NAME_UNSAFE.sub("_", one_line(name)).strip(". ") or "file"
    if len(clean) <= _MOST_NAME:
        return clean
    stem, dot, ending = clean.rpartition(".")
    if not dot or len(ending) > _MOST_ENDING:
        return clean[:_MOST_NAME]
    return f"{stem[: _MOST_NAME - len(ending) - 1]}.{ending}"
