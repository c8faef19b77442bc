"""The text of a mail that people see, as lines with their places.

Plain text where there is any, HTML otherwise.  Where both are there, they should say
the same, as alternatives of one letter or as its pieces: `other` are the lines of the
HTML if it has any that the text has not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from parsers import fold
from parsers.message import charset, html, lines, pgp_armour
from parsers.message import limits as mail_limits
from parsers.reading import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parsers.message.limits import Limits
    from parsers.message.lines import Line
    from parsers.message.mime import Mail, Part


@dataclass(frozen=True, slots=True)
class Body:
    """The lines of a letter, its HTML if that differs, and what was too much.

    `reset` tells that both have the same letters and figures in the same order: then
    they differ in where lines end alone.
    """

    lines: tuple[Line, ...]
    other: tuple[Line, ...] = ()
    problems: tuple[Problem, ...] = ()
    reset: bool = False


def of_mail(mail: Mail, limits: Limits = mail_limits.LIMITS) -> Body:
    """Return the text of a mail, without that of mails forwarded in it."""
    outer = [part for part in mail.parts if "message/rfc822" not in part.within]
    texts = [part for part in outer if not part.attached]
    plain = [part for part in texts if part.type == "text/plain"]
    markup = [part for part in texts if part.type == "text/html"]
    body = _of_parts(plain, limits.text_octets)
    if body.problems or not markup:
        return body
    if not any(fold.trim(line.text) for line in body.lines):
        return _of_parts(markup, limits.text_octets)
    other = _of_parts(markup, limits.text_octets)
    if other.problems or not differ(body.lines, other.lines):
        return body  # LIMIT: HTML beyond the limit beside plain text is not compared.
    reset = bare(text_of(body.lines)) == bare(text_of(other.lines))
    return Body(body.lines, other.lines, reset=reset)


def _of_parts(parts: Sequence[Part], left: int) -> Body:
    """Read parts one after the other, as far as `left` octets go."""
    out: list[Line] = []
    problems: list[Problem] = []
    for part in parts:
        octets = part.octets()
        if len(octets) > left:
            why = mail_limits.SENTENCES["text_octets"]
            problem = Problem("", "too_large", why, part.number)
            return Body(tuple(out), problems=(problem,))
        left -= len(octets)
        found, encrypted = pgp_armour.unarmoured(_part_lines(part, octets))
        out.extend(found)
        if encrypted:
            problems.append(Problem("", "encrypted", _PGP, part.number))
    return Body(tuple(out), problems=tuple(problems))


_PGP: Final = "本文がPGPで暗号化されているため、読むことができません"
"""For the sender: why there is no text."""


def _part_lines(part: Part, octets: bytes) -> list[Line]:
    decoded = charset.decode(octets, part.content_type.get("charset"))
    source = lines.Source(part.number, part.type, decoded.evidence)
    text = clean(decoded.text)
    if part.type == "text/html":
        return lines.split(html.to_text(text), source)
    found = lines.split(text, source)
    if part.content_type.get("format").lower() == "flowed":
        delsp = part.content_type.get("delsp").lower() == "yes"
        return lines.unflowed(found, delsp=delsp)
    return found


_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def clean(text: str) -> str:
    """Replace what no database should meet; leave out what shows nothing."""
    return fold.visible(_CONTROL.sub(fold.UNREADABLE, text))


def text_of(body: Iterable[Line]) -> str:
    """Return lines as one text."""
    return "\n".join(line.text for line in body).strip()


# --- the same in other words --------------------------------------------------------

_MARKS: Final = re.compile(r"<[^<>\n]{0,300}>|\[[^\[\]\n]{0,200}\]|[\W_]+")
"""Addresses of links, names of pictures, and all signs but letters and figures."""


def bare(text: str) -> str:
    """Return the letters and figures of a text, in whatever way it is set."""
    return _MARKS.sub("", fold.narrow(text))


def differ(one: Sequence[Line], two: Sequence[Line]) -> bool:
    """Return whether the second text has a line that is nowhere in the first."""
    if not two:
        return False
    known = {bare(line.text) for line in one}
    return any((text := bare(line.text)) and text not in known for line in two)
