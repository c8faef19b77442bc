"""Our own mail in a reply without marks of a quotation: what is ours, and what is not.

Outlook quotes without any mark: what the sender wrote between our lines, or below them,
looks like ours.  Compared with what was sent, such lines are found; they are left for a
person.  What stands below a further header block is an older mail of the same thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from parsers import fold
from parsers.message.body import bare
from parsers.reply import attribution

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parsers.message.lines import Line

OURS: Final = 3
"""Lines of ours that must have been met before another's words are looked for."""
_WHOLE: Final = 8
"""Letters from which on a piece of a line of ours is known for one."""
MOST_LINES: Final = 400


class Sent:
    """The text that was last sent, to be met again line by line, wrapped or whole."""

    __slots__ = ("_before", "_lines", "_whole")

    def __init__(self, form: str) -> None:
        self._lines = frozenset(filter(None, map(bare, form.splitlines())))
        self._whole = bare(form)
        self._before = ""

    def has(self, line: Line) -> bool:
        """Return whether a line, or the end of one that was wrapped, is ours."""
        text = bare(line.text)
        before, self._before = self._before, text
        if text in self._lines or (len(text) >= _WHOLE and text in self._whole):
            return True
        return bool(before and text) and before + text in self._whole


@dataclass(frozen=True, slots=True)
class Thread:
    """An unmarked quotation: its lines down to an older mail, and those never sent."""

    newest: tuple[Line, ...]
    between: tuple[Line, ...]


def thread(quoted: Sequence[Line], form: str) -> Thread:
    """Part an unmarked quotation of the mail last sent."""
    sent = Sent(form)
    met = 0
    between: list[Line] = []
    for at, line in enumerate(quoted[:MOST_LINES]):
        if met >= OURS and attribution.boundary(quoted, at):
            return Thread(tuple(quoted[:at]), tuple(between))
        if sent.has(line):
            met += 1
        elif met >= OURS and bare(line.text) and fold.trim(line.text):
            between.append(line)
    return Thread(tuple(quoted), tuple(between))


def sent_in(lines: Sequence[Line], form: str | None) -> int | None:
    """Return where the last few lines of our own mail begin, if there are any.

    Fewer than `OURS` lines prove nothing: 工事名 and the like stand in every mail.
    """
    if not form:
        return None
    sent = frozenset(filter(None, map(bare, form.splitlines())))
    known = [at for at, line in enumerate(lines) if bare(line.text) in sent]
    return known[-OURS] if len(known) >= OURS else None
