"""Answers to invitations (iTIP, RFC 5546): a calendar says 承諾, not a person はい."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from parsers import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from parsers.message.lines import Line
    from parsers.message.mime import Mail

_HEAD: Final = 2_000
_METHOD: Final = re.compile(rb"^METHOD:(?:REPLY|COUNTER)\s*$", re.MULTILINE)
_ANSWERS: Final = frozenset({"reply", "counter"})


def is_answer(mail: Mail) -> bool:
    """Return whether a calendar program answers an invitation with this mail."""
    return any(
        part.content_type.get("method").lower() in _ANSWERS
        or _METHOD.search(part.octets()[:_HEAD])
        for part in mail.parts
        if part.type == "text/calendar" and "message/rfc822" not in part.within
    )


def is_bare_answer(mail: Mail, text: Iterable[Line]) -> bool:
    """Return whether a mail is such an answer and its sender added no word."""
    return is_answer(mail) and not any(fold.trim(line.text) for line in text)
