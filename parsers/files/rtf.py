r"""RTF to text: what Outlook packs into a winmail.dat when it sends "Rich Text".

Compressed RTF (MS-OXRTFCP) is unpacked, HTML that was packed into RTF (MS-OXRTFEX) is
taken out again, and other RTF gives its lines.  Own code, because it must be total,
linear, and read CP932 octets as well as `\u` escapes.  Pictures, fonts and styles are
passed over.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, replace
from typing import Final

from parsers.files.budget import ShutError
from parsers.message import charset

_HEAD: Final = struct.Struct("<LL4s4x")
_PACKED, _STORED = b"LZFu", b"MELA"
_RING: Final = 4096
_WORDS: Final = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern "
    rb"\fscript \fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0"
    rb"\green0\blue0" + b"\r\n" + rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
"""What the ring holds before the first octet (MS-OXRTFCP 2.1.2.1)."""


def unpacked(octets: bytes, most: int) -> bytes:
    """Unpack a PR_RTF_COMPRESSED; ShutError beyond `most` octets, or if it is none."""
    if len(octets) < _HEAD.size:
        raise ShutError("unreadable")
    _, size, kind = _HEAD.unpack_from(octets)
    if size > most:
        raise ShutError("too_large", "text_octets")
    body = octets[_HEAD.size :]
    if kind == _STORED:
        return body[:size]
    if kind != _PACKED:
        raise ShutError("unreadable")
    return _inflated(body, size)


def _inflated(body: bytes, size: int) -> bytes:
    out = bytearray(_WORDS)
    most, at = size + len(_WORDS), 0
    while at < len(body) and len(out) < most:
        flags = body[at]
        at += 1
        for bit in range(8):
            if at >= len(body) or len(out) >= most:
                break
            if not flags >> bit & 1:
                out.append(body[at])
                at += 1
                continue
            word = int.from_bytes(body[at : at + 2], "big")
            at += 2
            back = (len(out) - (word >> 4)) % _RING
            if not back:  # It points to where it stands: the end.
                return bytes(out[len(_WORDS) :])
            if back > len(out):
                raise ShutError("unreadable")
            for _ in range((word & 15) + 2):
                out.append(out[-back])
    return bytes(out[len(_WORDS) : most])


# --- text ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """The text of an RTF document; `html` tells that it is a document in HTML."""

    text: str
    html: bool = False


_TOKEN: Final = re.compile(
    rb"\\(?:(?P<word>[a-zA-Z]{1,32})(?P<number>-?[0-9]{1,10})? ?"
    rb"|'(?P<hex>[0-9a-fA-F]{2})|(?P<sign>[^a-zA-Z']))"
    rb"|(?P<group>[{}])|(?P<text>[^\\{}\r\n]+)|[\r\n]+|.",
    re.DOTALL,
)
_ASIDE: Final = frozenset(
    b"fonttbl colortbl stylesheet info pict object header footer generator listtable "
    b"listoverridetable rsidtbl themedata xmlnstbl fldinst bkmkstart bkmkend".split()
)
_SPOKEN: Final = {
    b"par": "\n", b"line": "\n", b"row": "\n", b"sect": "\n", b"page": "\n",
    b"tab": "\t", b"cell": "\t", b"emdash": "—", b"endash": "–", b"bullet": "・",
    b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”",
}  # fmt: skip
_SIGNS: Final = {b"~": " ", b"_": "-", b"-": "", b"\\": "\\", b"{": "{", b"}": "}",
                 b"\n": "\n", b"\r": "\n"}  # fmt: skip
_CODE_PAGES: Final = {0: "cp1252", 128: "cp932", 134: "gbk", 136: "big5"}
"""Of the character sets of a font those that are sent here."""
_MOST_GROUPS: Final = 1_000


@dataclass(frozen=True, slots=True)
class _State:
    """What holds inside a group."""

    aside: bool = False
    ignored: bool = False
    after: int = 1
    font: int = -1


def text_of(octets: bytes) -> Text:
    """Return the text of an RTF document.  Any octets give a text."""
    reader = _Reader()
    for token in _TOKEN.finditer(octets):
        reader.take(token)
    return Text(reader.finish(), reader.html)


class _Reader:
    """Goes over the tokens once."""

    __slots__ = (
        *("_code_page", "_first", "_fonts", "_in_fonts", "_octets", "_out", "_skip"),
        *("_stack", "_state", "_starred", "html"),
    )

    def __init__(self) -> None:
        self.html = False
        self._state = _State()
        self._stack: list[_State] = []
        self._out: list[str] = []
        self._octets = bytearray()
        self._code_page = "cp1252"
        self._fonts: dict[int, str] = {}
        self._in_fonts = -1
        self._first = self._starred = False
        self._skip = 0

    def take(self, token: re.Match[bytes]) -> None:
        """Take one token."""
        kind = token.lastgroup
        if kind == "group":
            self._group(opening=token[0] == b"{")
        elif kind in {"word", "number"}:
            number = int(token["number"]) if token["number"] else None
            self._word(token["word"], number)
            self._first = False
        elif kind == "hex":
            self._raw(bytes.fromhex(token["hex"].decode()))
        elif kind == "sign":
            self._sign(token["sign"])
        elif kind == "text":
            self._raw(token["text"])

    def _group(self, *, opening: bool) -> None:
        self._flush()
        self._skip = 0
        self._first, self._starred = opening, False
        if opening:
            if len(self._stack) >= _MOST_GROUPS:
                raise ShutError("unreadable")
            self._stack.append(self._state)
        elif self._stack:
            self._state = self._stack.pop()
            if len(self._stack) < self._in_fonts:
                self._in_fonts = -1

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self._starred = True
            return
        self._first = False
        self._say(_SIGNS.get(sign, ""))

    def _word(self, word: bytes, number: int | None) -> None:
        if self._first and (word in _ASIDE or self._starred) and word != b"htmltag":
            if word == b"fonttbl":
                self._in_fonts = len(self._stack)
            self._state = replace(self._state, aside=True)
        elif word in _SPOKEN:
            self._say(_SPOKEN[word])
        elif word == b"u":
            self._unicode(number or 0)
        else:
            self._set(word, number)

    def _set(self, word: bytes, number: int | None) -> None:
        """Take a word that changes what the following ones mean."""
        match word:
            case b"htmlrtf":
                self._flush()
                self._state = replace(self._state, ignored=number != 0)
            case b"fromhtml":
                self.html = True
            case b"uc":
                self._state = replace(self._state, after=max(0, number or 0))
            case b"ansicpg" if number:
                self._code_page = f"cp{number}"
            case b"f" | b"fcharset" if number is not None:
                self._font(word, number)
            case b"bin":
                self._skip = max(0, number or 0)

    def _font(self, word: bytes, number: int) -> None:
        self._flush()
        if word == b"f":
            self._state = replace(self._state, font=number)
        elif self._in_fonts >= 0 and number in _CODE_PAGES:
            self._fonts[self._state.font] = _CODE_PAGES[number]

    def _unicode(self, number: int) -> None:
        """Take a sign by its number; the signs for older readers behind it are none.

        Signs beyond U+FFFF come as two numbers, which are put together at the end.
        """
        self._say(chr(number & 0xFFFF))
        self._skip = self._state.after

    def _say(self, text: str) -> None:
        self._flush()
        if not (self._state.aside or self._state.ignored):
            self._out.append(text)

    def _raw(self, octets: bytes) -> None:
        self._first = False
        skipped = min(self._skip, len(octets))
        self._skip -= skipped
        if not (self._state.aside or self._state.ignored):
            self._octets += octets[skipped:]

    def _flush(self) -> None:
        if self._octets:
            label = self._fonts.get(self._state.font, self._code_page)
            self._out.append(charset.decode(bytes(self._octets), label).text)
            self._octets.clear()

    def finish(self) -> str:
        """Return what was collected."""
        self._flush()
        text = "".join(self._out)
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
