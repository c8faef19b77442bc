"""Bytes to parts: the tree of a mail, with limits, and never an exception.

The mail is cut where its delimiter lines stand, by searching bytes; no object of the
standard library's `email` is made. So the limits hold *while* cutting (nothing is
built that is thrown away), an attachment costs a search and not a million line
strings, and a deep or endless mail is answered with what was read so far and the
reason it stopped.

Part numbers are those of IMAP (RFC 3501 6.4.5): "1", "1.2", and inside a forwarded
mail its own numbers behind that of the message/rfc822 part.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from parsers.message import charset, cms, header, header_block, transfer, uuencoded
from parsers.message.header import Parameters
from parsers.message.header_block import Headers
from parsers.message.limits import LIMITS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parsers.message.limits import Limits


SIGNED: Final = "application/pkcs7-mime"
"""What a part that came within an S/MIME signature has around it."""

_TEXTS: Final = frozenset({"text/plain", "text/html"})


@dataclass(frozen=True, slots=True)
class Part:
    """One leaf of the tree.

    `body` is still transfer-encoded: `octets` decodes it.  `within` holds the types of
    the multiparts and mails around it, outermost first.
    """

    number: str
    type: str
    headers: Headers
    content_type: Parameters
    disposition: Parameters
    body: bytes
    within: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The file name given by the sender, cleaned; "" if there is none."""
        return header.file_name(
            self.disposition.get("filename") or self.content_type.get("name")
        )

    @property
    def attached(self) -> bool:
        """Whether it is a file rather than the text of the mail."""
        if self.disposition.value == "attachment":
            return True
        if self.type not in _TEXTS:
            return not self._is_look()
        return bool(self.name and self.disposition.value != "inline")

    def _is_look(self) -> bool:
        """Return whether a nameless part repeats the text (text/enriched, for watches).

        A calendar is no look: it says what the text does not.
        """
        alternative = self.within[-1:] == ("multipart/alternative",)
        report = "multipart/report" in self.within
        text = self.type.startswith("text/") and self.type != "text/calendar"
        return text and not self.name and (alternative or report)

    def octets(self) -> bytes:
        """Decode the transfer encoding as far as it can be; never raises."""
        return transfer.decoded(
            self.body, self.headers.get("content-transfer-encoding")
        )


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail taken apart.  `exceeded` names the limit that stopped it, or is ""."""

    headers: Headers
    parts: tuple[Part, ...]
    exceeded: str = ""
    root: Parameters = field(default_factory=Parameters)


def parse(raw: bytes, limits: Limits = LIMITS) -> Mail:
    """Take a mail apart.  Total: any bytes give a `Mail`."""
    headers, body, exceeded = header_block.split(raw[: limits.octets], limits)
    cutter = _Cutter(limits)
    if len(raw) > limits.octets:
        cutter.exceeded = "octets"
    cutter.exceeded = cutter.exceeded or exceeded
    root = header.parameters(headers.get("content-type"))
    parts = tuple(cutter.leaves(_Node(headers, root, body), ""))
    return Mail(headers, parts, cutter.exceeded, root)


@dataclass(frozen=True, slots=True)
class _Node:
    """Something with a header and a body, not yet known to be a leaf."""

    headers: Headers
    content_type: Parameters
    body: bytes
    within: tuple[str, ...] = ()
    default: str = "text/plain"


_TYPE: Final = re.compile(r"[a-z0-9.+_-]+/[a-z0-9.+_-]+")


class _Cutter:
    """Cuts a tree into leaves and remembers the first limit that was passed."""

    __slots__ = ("_count", "_limits", "exceeded")

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._count = 0
        self.exceeded = ""

    def leaves(self, node: _Node, number: str) -> Iterator[Part]:
        """Yield the leaves below a node, in order; `number` is its own ("" = root)."""
        kind = node.content_type.value
        if not _TYPE.fullmatch(kind):
            kind = node.default
        if len(node.within) >= self._limits.depth:
            self.exceeded = self.exceeded or "depth"
            return
        boundary = node.content_type.get("boundary")
        if kind.startswith("multipart/") and not boundary:
            boundary = _first_delimiter(node.body)
        if kind.startswith("multipart/") and boundary:
            yield from self._children(node, kind, boundary, number)
        elif self._count >= self._limits.parts:
            self.exceeded = self.exceeded or "parts"
        else:
            self._count += 1
            yield from self._leaves_of(_leaf(node, kind, number or "1"))

    def _leaves_of(self, part: Part) -> Iterator[Part]:
        """Yield a leaf, and what lies in it: a mail, signed or not, or files."""
        if part.type == "text/plain":
            yield from self._text(part)
            return
        yield part
        if part.type == "message/rfc822":
            yield from self._inside(part, part.octets(), part.type)
        elif cms.is_smime(part.type, part.name):
            signed = cms.held(part.octets(), self._limits.octets)
            if signed is not None:
                yield from self._inside(part, signed, SIGNED)

    def _text(self, part: Part) -> Iterator[Part]:
        """Yield a text, and the files that stand in it uuencoded."""
        encoding = part.headers.get("content-transfer-encoding")
        text, found = uuencoded.parted(part.body, encoding)
        yield replace(part, body=text) if found else part
        for number, each in enumerate(found, start=1):
            if self._count >= self._limits.parts:
                self.exceeded = self.exceeded or "parts"
                return
            self._count += 1
            yield _uuencoded(part, each, f"{part.number}.{number}")

    def _children(
        self, node: _Node, kind: str, boundary: str, number: str
    ) -> Iterator[Part]:
        pieces = list(self._pieces(node.body, boundary))
        if not pieces:  # QUIRK: a multipart without its delimiter is read as text.
            self._count += 1
            yield _leaf(node, node.default, number or "1")
        default = "message/rfc822" if kind == "multipart/digest" else "text/plain"
        for index, piece in enumerate(pieces, start=1):
            if self.exceeded in {"parts", "depth"}:
                return
            headers, body, exceeded = header_block.split(piece, self._limits)
            self.exceeded = self.exceeded or exceeded
            content = header.parameters(headers.get("content-type"))
            within = (*node.within, kind)
            child = _Node(headers, content, body, within, default)
            yield from self.leaves(child, f"{number}.{index}" if number else f"{index}")

    def _pieces(self, body: bytes, boundary: str) -> Iterator[bytes]:
        """Cut a multipart body at its delimiter lines (RFC 2046 5.1.1)."""
        mark = boundary.encode("utf-8", "replace")
        if len(mark) > self._limits.boundary:
            self.exceeded = self.exceeded or "boundary"
            return
        start = None
        for at, after, closing in _delimiters(body, b"--" + mark):
            if start is not None:
                yield body[start:at]
            start = None if closing else _after_line(body, after)
            if closing or self.exceeded:
                break
        if start is not None:
            yield body[start:]

    def _inside(self, part: Part, octets: bytes, kind: str) -> Iterator[Part]:
        """Yield the parts of a mail that lies in a part of this one."""
        headers, body, exceeded = header_block.split(octets, self._limits)
        self.exceeded = self.exceeded or exceeded
        content = header.parameters(headers.get("content-type"))
        inner = _Node(headers, content, body, (*part.within, kind))
        multipart = content.value.startswith("multipart/") and content.get("boundary")
        yield from self.leaves(inner, part.number if multipart else f"{part.number}.1")


_DELIMITER: Final = re.compile(
    rb"^--(?=-{0,40}[^\s-])([!-~][ -~]{0,69}?)[ \t]*\r?$", re.MULTILINE
)
_PREAMBLE: Final = 2_000


def _first_delimiter(body: bytes) -> str:
    """Guess the boundary of a multipart that does not say it; "" if there is none.

    QUIRK: a header folded without a blank at the fold loses its boundary.
    """
    found = _DELIMITER.search(body, 0, _PREAMBLE)
    return found[1].decode("ascii") if found else ""


def _delimiters(body: bytes, mark: bytes) -> Iterator[tuple[int, int, bool]]:
    """Find delimiter lines: where the text before ends, where the line ends, closing.

    The line end before a delimiter belongs to the delimiter (RFC 2046 5.1.1).
    """
    found = body.find(mark)
    while found >= 0:
        after = found + len(mark)
        closing = body.startswith(b"--", after)
        rest = _REST_OF_LINE.match(body, after + 2 if closing else after)
        if rest and (found == 0 or body[found - 1] in b"\r\n"):
            at = max(found - 1, 0)
            if body[found - 2 : found] == b"\r\n":
                at -= 1
            yield at, rest.end(), closing
        found = body.find(mark, after)


_REST_OF_LINE: Final = re.compile(rb"[ \t]*(?=\r|\n|\Z)")


def _after_line(body: bytes, at: int) -> int:
    if body[at : at + 2] == b"\r\n":
        return at + 2
    return min(at + 1, len(body))


def _leaf(node: _Node, kind: str, number: str) -> Part:
    content = node.content_type
    if content.value != kind:
        content = replace(content, value=kind)
    return Part(
        number=number,
        type=kind,
        headers=node.headers,
        content_type=content,
        disposition=header.parameters(node.headers.get("content-disposition")),
        body=node.body,
        within=node.within,
    )


def _uuencoded(text: Part, found: uuencoded.Found, number: str) -> Part:
    """Return a file that stood uuencoded in a text."""
    name = MappingProxyType({"filename": charset.decode(found.name).text.strip()})
    return Part(
        number=number,
        type="application/octet-stream",
        headers=Headers((("content-transfer-encoding", b"x-uuencode"),)),
        content_type=Parameters("application/octet-stream"),
        disposition=Parameters("attachment", name),
        body=found.block,
        within=text.within,
    )
