"""The header block of a mail or part: its fields, and where its body begins."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from parsers.message import header

if TYPE_CHECKING:
    from parsers.message.limits import Limits


@dataclass(frozen=True, slots=True)
class Headers:
    """Header fields as they came: lower-case names, raw unfolded values, in order."""

    fields: tuple[tuple[str, bytes], ...] = ()

    def all(self, name: str) -> list[bytes]:
        """Return every value of a header."""
        return [value for key, value in self.fields if key == name]

    def get(self, name: str) -> bytes:
        """Return the first value of a header, or b""."""
        return next((value for key, value in self.fields if key == name), b"")

    def text(self, name: str) -> str:
        """Return the first value of a header, decoded, on one line."""
        return header.text(self.get(name))

    def __contains__(self, name: object) -> bool:
        """Return whether a header is there."""
        return any(key == name for key, _ in self.fields)


_BLANK_LINE: Final = re.compile(rb"\r?\n(?:\r?\n|$)|\r\r|\A\r?\n")
_FOLD: Final = re.compile(rb"\r?\n(?=[ \t])|\r(?=[ \t])")
_NEW_LINE: Final = re.compile(rb"\r?\n|\r")
_NAME: Final = re.compile(rb"([!-9;-~]{1,100})[ \t]*:[ \t]*")
_MBOX_FROM: Final = b"From "


def _blank_line(raw: bytes, end: int) -> tuple[int, int] | None:
    """Find where the header block ends, and where the body begins.

    Plain searches first: they are ten times as fast as the pattern.
    """
    near = min(end, len(raw)) - 1
    for mark in (b"\n\r\n", b"\n\n", b"\r\r"):
        at = raw.find(mark, 0, min(near + len(mark), end))
        near = at if at >= 0 else near
    match = _BLANK_LINE.search(raw, max(near - 1, 0), end)
    if raw[:1] in b"\r\n":  # A first line that is blank comes before all others.
        match = _BLANK_LINE.search(raw, 0, end)
    return match.span() if match else None


def split(raw: bytes, limits: Limits) -> tuple[Headers, bytes, str]:
    """Cut a mail or part into header fields and body; say which limit was passed."""
    if cut := _blank_line(raw, limits.header_octets):
        block, body = raw[: cut[0]], raw[cut[1] :]
    elif len(raw) < limits.header_octets:
        block, body = raw, b""
    else:
        return Headers(), raw, "header_octets"
    if block and not _NAME.match(block) and not block.startswith(_MBOX_FROM):
        return Headers(), raw, ""  # No header at all: everything is body.
    lines = _NEW_LINE.split(_FOLD.sub(b"", block))
    exceeded = "headers" if len(lines) > limits.headers else ""
    named = ((line, _NAME.match(line)) for line in lines[: limits.headers])
    fields = tuple(
        (name[1].decode("ascii").lower(), line[name.end() :])
        for line, name in named
        if name
    )
    return Headers(fields), body, exceeded
