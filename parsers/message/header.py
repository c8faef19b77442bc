"""Header values: encoded words, parameters, addresses, file names.

Everything starts from raw bytes.  The value is decoded to text first (raw 8-bit and
escaped Japanese may hold any ASCII byte inside a character), then taken apart, and only
then are encoded words opened, so that nothing hidden in them can pose as structure.
What comes out is a single line without controls.  Total and linear.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote_to_bytes

from parsers.message import charset

if TYPE_CHECKING:
    from collections.abc import Mapping

_WORD: Final = re.compile(r"=\?([^?*\s]{1,40})(?:\*[^?\s]*)?\?([bBqQ])\?([^?]*)\?=")
_NOT_BASE64: Final = re.compile(r"[^A-Za-z0-9+/]+")
_Q_ESCAPE: Final = re.compile(rb"=([0-9A-Fa-f]{2})")
_CONTROL: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]+"
)
_BLANKS: Final = re.compile(r"[ \t]{2,}")


def line(text: str) -> str:
    """Make a single safe line: no control, no direction mark, no line separator."""
    if text.isprintable():
        return text.strip()
    return _BLANKS.sub(" ", _CONTROL.sub(" ", text)).strip()


def text(raw: bytes) -> str:
    """Decode an unstructured header value (RFC 2047), unfolded, on one line."""
    return line(words(_raw_text(raw)))


def _raw_text(raw: bytes) -> str:
    return charset.decode(raw).text


def words(value: str) -> str:
    """Open the encoded words of `value`.

    Neighbouring words of one charset are joined as bytes before they are decoded:
    mailers split them inside a character, or without the escapes of ISO-2022-JP.
    """
    if "=?" not in value:
        return value
    out: list[str] = []
    run: list[re.Match[str]] = []
    end = 0
    for match in _WORD.finditer(value):
        between = value[end : match.start()]
        adjacent = bool(run) and not between.strip()
        if run and not (adjacent and _same_charset(run[-1], match)):
            out.append(_open(run))
            run = []
        if not adjacent:
            out.append(between)
        run.append(match)
        end = match.end()
    if run:
        out.append(_open(run))
    out.append(value[end:])
    return "".join(out)


def _same_charset(one: re.Match[str], two: re.Match[str]) -> bool:
    return one[1].lower() == two[1].lower()


def _open(run: list[re.Match[str]]) -> str:
    if all(match[2] in "bB" for match in run) and any(len(m[3]) % 4 for m in run[:-1]):
        # QUIRK: base64 cut at any place: the words make sense only together.
        raw = _base64("".join(match[3] for match in run))
    else:
        raw = b"".join(_word_bytes(match[2], match[3]) for match in run)
    return charset.decode(raw, run[0][1]).text


def _word_bytes(encoding: str, payload: str) -> bytes:
    if encoding in "bB":
        return _base64(payload)
    raw = payload.replace("_", " ").encode("utf-8", "replace")
    return _Q_ESCAPE.sub(lambda match: bytes((int(match[1], 16),)), raw)


def _base64(payload: str) -> bytes:
    clean = _NOT_BASE64.sub("", payload)
    if len(clean) % 4 == 1:
        clean = clean[:-1]
    return binascii.a2b_base64(clean + "=" * (-len(clean) % 4))


# --- parameters (RFC 2045 5.1, RFC 2231) ----------------------------------------


@dataclass(frozen=True, slots=True)
class Parameters:
    """A header of the form `value; name=text; …`, with names in lower case."""

    value: str = ""
    named: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def get(self, name: str) -> str:
        """Return a parameter, or "" where it is absent."""
        return self.named.get(name, "")


_PIECE: Final = re.compile(r'"(?:[^"\\]|\\.)*(?:"|$)|[^;"]+|;', re.DOTALL)
_SECTION: Final = re.compile(r"([^*]+)(?:\*([0-9]{1,3}))?(\*)?$")
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
MAX_PARAMETERS: Final = 100


def parameters(raw: bytes) -> Parameters:
    """Take a Content-Type or Content-Disposition apart."""
    value = _raw_text(raw)
    if ";" not in value:
        return Parameters(value.strip().lower())
    first, *rest = _split(value)
    sections: dict[str, list[tuple[int, bool, str]]] = {}
    for piece in rest[:MAX_PARAMETERS]:
        name, equals, content = piece.partition("=")
        match = _SECTION.match(name.strip().lower())
        if equals and match:
            entry = (int(match[2] or 0), bool(match[3]), _unquote(content.strip()))
            extended = bool(match[2] or match[3])
            sections.setdefault(match[1] + ("*" if extended else ""), []).append(entry)
    named: dict[str, str] = {}
    for key, entries in sections.items():
        if key.endswith("*"):  # RFC 2231 4.1: the extended form wins.
            named[key[:-1]] = line(_extended(sorted(entries)))
        elif key not in named:
            named[key] = line(words(entries[0][2]))
    return Parameters(first.strip().lower(), named)


def _split(value: str) -> list[str]:
    pieces = [""]
    for match in _PIECE.finditer(value):
        if match[0] == ";":
            pieces.append("")
        else:
            pieces[-1] += match[0]
    return pieces


def _unquote(content: str) -> str:
    if not content.startswith('"'):
        return content
    return _ESCAPED.sub(r"\1", content[1:].removesuffix('"'))


def _extended(entries: list[tuple[int, bool, str]]) -> str:
    """Join the sections as bytes, then decode (RFC 2231 3 and 4)."""
    label, raw = "", b""
    for index, (_, encoded, content) in enumerate(entries):
        part = content
        if index == 0 and encoded and part.count("'") >= 2:  # noqa: PLR2004 - RFC 2231
            label, _, part = part.split("'", 2)
        raw += unquote_to_bytes(part) if encoded else part.encode("utf-8", "replace")
    return charset.decode(raw, label).text


# --- file names -----------------------------------------------------------------

MAX_FILE_NAME: Final = 120
_FORBIDDEN: Final = re.compile(r'[/\\:*?"<>|]+')


def file_name(name: str) -> str:
    """Clean a file name for showing: its last part, no controls, 120 characters.

    The name is never used as a path; the extension is kept when it is cut.
    """
    last = re.split(r"[/\\]", _CONTROL.sub("", name))[-1]
    clean = _FORBIDDEN.sub("_", last).strip(" .\u3000")
    if len(clean) <= MAX_FILE_NAME:
        return clean
    stem, dot, suffix = clean.rpartition(".")
    keep = len(dot + suffix) if dot and len(suffix) <= 10 else 0  # noqa: PLR2004 - an ending
    tail = clean[len(clean) - keep :] if keep else ""
    return (stem if keep else clean)[: MAX_FILE_NAME - keep] + tail


# --- addresses (RFC 5322 3.4) ---------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One address.  `sound` is False where the writing leaves a doubt about it."""

    address: str
    name: str = ""
    sound: bool = True


_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*(?:"|$)|[(),:;<>]|[^"(),:;<>]+', re.DOTALL)
# QUIRK: carriers issued `foo..bar@` and `foo.@`, so dots are free here.
_ATOM: Final = r"[^\s\x00-\x20\x7f-\x9f@()<>,;:\"\\\[\]]"
_ADDRESS: Final = re.compile(rf"{_ATOM}{{1,64}}@{_ATOM}{{1,253}}")
MAX_ADDRESS_HEADER: Final = 8_000
MAX_MAILBOXES: Final = 200


def mailboxes(raw: bytes) -> tuple[Mailbox, ...]:
    """Return the mailboxes of an address header, in order; groups are never sound."""
    value = _raw_text(raw[:MAX_ADDRESS_HEADER])
    found: list[Mailbox] = []
    reader = _MailboxReader()
    for match in _TOKEN.finditer(value):
        found.extend(reader.take(match[0]))
        if len(found) >= MAX_MAILBOXES:
            break
    found.extend(reader.finish())
    return tuple(found)


class _MailboxReader:
    """Collects the tokens of one mailbox after another."""

    __slots__ = ("_address", "_angle", "_depth", "_group", "_phrase", "_sound")

    def __init__(self) -> None:
        self._depth = 0
        self._group = False
        self._reset()

    def _reset(self) -> None:
        self._phrase: list[str] = []
        self._address: list[str] = []
        self._angle = False
        self._sound = True

    def take(self, token: str) -> tuple[Mailbox, ...]:
        """Take one token; give the mailbox that it ends, if any."""
        if token == "(":  # noqa: S105 - a parenthesis
            self._depth += 1
        elif token == ")":  # noqa: S105 - a parenthesis
            self._depth = max(0, self._depth - 1)
        elif self._depth:
            return ()
        elif self._angle and token != ">":  # noqa: S105 - a bracket
            self._address.append(token)
        elif token in {",", ";"}:
            return self.finish()
        else:
            self._phrase_token(token)
        return ()

    def _phrase_token(self, token: str) -> None:
        match token:
            case "<":
                self._sound = self._sound and not self._address
                self._angle = True
            case ">":
                self._sound = self._sound and self._angle
                self._angle = False
            case ":":
                self._group = True
                self._phrase = []
            case _:
                self._phrase.append(token)

    def finish(self) -> tuple[Mailbox, ...]:
        """Return the mailbox collected so far, if there is one."""
        bracketed = "".join(self._address).strip()
        phrase = "".join(self._phrase).strip()
        sound = self._sound and not self._angle and not self._group
        has_brackets = bool(self._address) or self._angle
        self._reset()
        if not has_brackets:
            if not phrase:
                return ()
            sound = sound and bool(_ADDRESS.fullmatch(phrase))
            return (Mailbox(phrase if sound else line(words(phrase)), "", sound),)
        sound = sound and bool(_ADDRESS.fullmatch(bracketed))
        if "@" in phrase and not phrase.startswith('"'):
            # `victim@good.jp <attacker@evil.jp>`: Python believes the first.
            sound = sound and phrase.lower() == bracketed.lower()
        name = line(words(_unquote(phrase)))
        return (Mailbox(line(bracketed), name, sound),)
