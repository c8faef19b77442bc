"""Set text for a mail: one safe line, short lines, nothing broken that must be copied.

Widths are in columns, two for a full-width character, as a terminal and a Japanese
mail program count them.  Nothing here knows what a text says.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache, lru_cache
from typing import cast

from mailbot.core.model.mail_kind import Mail

COLUMNS = 70
"""A line of our mails: 35 full-width characters, for old groupware and phones."""

_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+"
)
_BLANK_LINES = re.compile(r"\n{3,}")
_TOKENS = re.compile(r"[!-~]+|.")
_HANGING = re.compile(r"[ \u3000]*(?:\d{1,2}\. |[・※]|[-*] )?")
_LABELLED = re.compile(r"[^：。、]{1,24}：.|[^:。、]{1,60}: .")
_NEVER_FIRST = frozenset("、。，．）」』】〕］〉》・：；？！ー々…‥～〜ゝゞ゛゜-,.)]")
_NEVER_FIRST_KANA = frozenset("ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ")
_NEVER_LAST = frozenset("（「『【〔［〈《([")
_MOST_INDENT = 6
_PAUSE_AFTER = frozenset("、。，．・）」 \u3000")
_MOST_CARRIED = 20
"""Tokens that may be carried over to break where a reader pauses."""


def one_line(text: str) -> str:
    """Return `text` as one line that cannot break out of where it is put.

    Control characters, line and paragraph separators, bidi controls and lone
    surrogates become a space each run (reliability row 48).
    """
    return _UNSAFE.sub(" ", text).strip(" ")


def tidy_mail(mail: Mail) -> Mail:
    """Return what a mail says with every text in it as one line."""
    return cast("Mail", tidy(mail))


def tidy(value: object) -> object:
    """Return a value with every text in it as one line."""
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, Mapping):
        return {str(key): tidy(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return tuple(map(tidy, value))
    if is_dataclass(value) and not isinstance(value, type):
        own = {name: tidy(getattr(value, name)) for name in _names(type(value))}
        return replace(value, **own)
    return value


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))


@lru_cache(maxsize=4096)
def _columns_of(character: str) -> int:
    if unicodedata.combining(character) or "\ufe00" <= character <= "\ufe0f":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WFA" else 1


def columns(text: str) -> int:
    """Return the width of `text` in columns."""
    return sum(map(_columns_of, text))


def shorten(text: str, room: int) -> str:
    """Return `text` within `room` columns, cut with … where it is longer."""
    if columns(text) <= room:
        return text
    used, kept = columns("…"), ""
    for character in text:
        used += _columns_of(character)
        if used > room:
            break
        kept += character
    return f"{kept}…"


def stripped(text: str) -> str:
    """Return the lines of a paragraph as its author broke them, none empty."""
    lines = (line.strip(" \t") for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def flow(text: str, *, spaced: bool = False) -> str:
    """Return the lines of a paragraph as one, with no space between Japanese.

    `spaced` is for a language that parts its words: then each line ends with a space.
    """
    joined = ""
    for line in stripped(text).split("\n"):
        latin = spaced or (joined[-1:].isascii() and line[:1].isascii())
        joined += " " + line if joined and line and latin else line
    return joined


def wrap(text: str) -> str:
    """Return `text` with no line over `COLUMNS`, and no more than one blank line.

    Lines break as Japanese does (no 。 first, no 「 last); a run of ASCII (an address,
    a number) stays whole unless it alone is longer than a line.
    """
    lines: list[str] = []
    for line in text.split("\n"):
        lines += _wrap_line(line.rstrip(" \u3000"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip("\n") + "\n"


def _wrap_line(line: str) -> list[str]:
    if columns(line) <= COLUMNS:
        return [line]
    indent = _indent(line)
    tokens = [piece for token in _TOKENS.findall(line) for piece in _pieces(token)]
    lines: list[str] = []
    lead = ""
    while tokens:
        count = _break_after(tokens, COLUMNS - columns(lead))
        lines.append(lead + "".join(tokens[:count]).rstrip(" \u3000"))
        lead = indent
        tokens = tokens[count:]
        while tokens and tokens[0] in " \u3000":
            tokens = tokens[1:]
    return lines


def _indent(line: str) -> str:
    """Return what the following lines of a long line begin with."""
    hanging = _HANGING.match(line)
    width = columns(hanging.group()) if hanging else 0
    if _LABELLED.match(line):
        width += 2
    width = min(width, _MOST_INDENT)
    return "\u3000" * (width // 2) + " " * (width % 2)


def _pieces(token: str) -> list[str]:
    room = COLUMNS - _MOST_INDENT
    return [token[at : at + room] for at in range(0, len(token), room)]


def _break_after(tokens: list[str], room: int) -> int:
    """Return how many tokens the line takes, at least one."""
    used = fitting = 0
    for token in tokens:
        used += columns(token)
        if used > room:
            break
        fitting += 1
    if fitting >= len(tokens):
        return len(tokens)
    allowed = [
        count
        for count in range(fitting, max(fitting - _MOST_CARRIED, 0), -1)
        if _may_break(tokens[count - 1], tokens[count])
    ]
    pauses = [n for n in allowed if _pause(tokens[n - 1], tokens[n])]
    return next(iter((*pauses, *allowed)), max(fitting, 1))


def _pause(last: str, first: str) -> bool:
    return last[-1] in _PAUSE_AFTER or first[0] in _NEVER_LAST or first in " \u3000"


def _may_break(last: str, first: str) -> bool:
    return (
        last[-1] not in _NEVER_LAST
        and first[0] not in _NEVER_FIRST
        and first[0] not in _NEVER_FIRST_KANA
    )
