"""Bare answers: values without a label, given to what our mail asked.

Two ways people answer a list of questions: by its numbers (`1. 令和8年3月2日`), or line
by line in its order (`parsers.reply.inline_answers` reads a third). Where it is not
plain which question a line answers, nothing is taken, and the line is left for a
person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from parsers import fold
from parsers.form.field_values import FOR_ALL, fits, is_field
from parsers.reply import spoken_answers
from parsers.words import courtesy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parsers.message.lines import Line


@dataclass(frozen=True, slots=True)
class Answer:
    """A text that answers the question for `key`."""

    key: str
    text: str
    line: Line


_POLITE_END: Final = re.compile(
    r"(?:です|でございます|でお願い(?:いた|致)?し(?:ます|たいです)|となります"
    r"|になります|にします|にしてください|でした)[。．]?$"
)
SAYS: Final = re.compile(r"(?:ます|ません|ました|です|ください|下さい|か|[?？。])$")
_ARROW: Final = re.compile(
    r"(?:→|⇒|➡|=+>|-+>|＝＞|>>+|＞＞+|答え?[：:.．)）]|回答[：:]|A[0-9０-９]?[.．:：)）]"
    r"|Ａ[：:．])[\s\u3000]*"
)


def bare(text: str) -> str:
    """Return an answer without arrow, polite end and surrounding blanks."""
    text = _ARROW.sub("", fold.trim(text), count=1)
    return fold.trim(_POLITE_END.sub("", text))


# --- by number --------------------------------------------------------------------

_NUMBERED: Final = re.compile(
    r"[\s\u3000]*(?:[(（〔\[]?(?:問|質問|Q|Ｑ|No[.．]?)?[\s\u3000]*(?P<figure>[0-9０-９]{1,2})"
    r"(?:[)）〕\]][.．:：、]?|[:：、)）]|番(?:目)?(?:は|の回答は?)?[:：、]?|[.．](?![0-9０-９])"
    r"|(?=[\s\u3000→⇒])|$)|(?P<circled>[①-⑳⑴-⒇⒈-⒛])[.．:：、]?)"
    r"(?:について|の件|の回答)?(?:は)?[:：、]?[\s\u3000]*(?P<rest>.*)$",
    re.IGNORECASE,
)
_CIRCLES: Final = {sign: at for at, sign in enumerate("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳", 1)}
_CIRCLES.update({chr(0x2474 + at): at + 1 for at in range(20)})
_CIRCLES.update({chr(0x2488 + at): at + 1 for at in range(20)})


_ANOTHER: Final = re.compile(r"[\s\u3000][2-9２-９②-⑨][\s\u3000.．)）]")
"""The next number on the same line: then it is not plain where an answer ends."""


def _number(line: Line) -> tuple[int, str] | None:
    match = _NUMBERED.match(line.text)
    if not match:
        return None
    if match["circled"]:
        return _CIRCLES[match["circled"]], match["rest"]
    return int(fold.narrow(match["figure"])), match["rest"]


def by_number(
    lines: Sequence[Line], asked: Sequence[str]
) -> tuple[list[Answer] | None, tuple[Line, ...]]:
    """Read the lines that bear the numbers of our questions; give the other lines.

    Each number must be one of ours and stand once, else nothing is read (None); a
    number alone has its answer on the next line.
    """
    taken: dict[int, int] = {}
    answers: list[Answer] = []
    seen: set[int] = set()
    at = 0
    while at < len(lines):
        found, start = _number(lines[at]), at
        at += 1
        if found is None:
            continue
        number, rest = found
        if not fold.trim(rest) and at < len(lines) and not _number(lines[at]):
            rest, at = lines[at].text, at + 1
        text = bare(rest)
        several = _ANOTHER.search(rest)
        if (
            several
            or number in seen
            or not 1 <= number <= len(asked)
            or SAYS.search(text)
        ):
            return None, tuple(lines)
        seen.add(number)
        key = asked[number - 1]
        if not is_field(key) or not spoken_answers.may_be(key, text):
            continue
        taken.update(dict.fromkeys(range(start, at), number))
        if text:
            answers.append(Answer(key, text, lines[start]))
    return answers, _without(lines, set(taken))


# --- in order, and by kind --------------------------------------------------------


def in_order(
    lines: Sequence[Line], asked: Sequence[str]
) -> tuple[list[Answer], tuple[Line, ...]]:
    """Read bare lines as the answers, where their number or their kind is plain."""
    told = _of_fields(lines, asked)
    if told:
        read = {index for index, _ in told}
        return [answer for _, answer in told], _without(lines, read)
    found = {
        index: bare(spoken_answers.without_closing(line.text))
        for index, line in enumerate(lines)
        if fold.trim(line.text)
        and not courtesy.is_opening(line.text)
        and not spoken_answers.names_its_field(line.text)
    }
    if len(found) == 1 and len(asked) > 1 and (listed := _listed(found, asked)):
        ((at, _),) = found.items()
        return [Answer(key, text, lines[at]) for key, text in listed], _without(
            lines, {at}
        )
    if any(map(SAYS.search, found.values())):
        found = {at: text for at, text in found.items() if not SAYS.search(text)}
        pairs = _by_kind(found, asked)
    elif len(found) == len(asked) and _agree(asked, list(found.values())):
        pairs = {at: [key] for at, key in zip(found, asked, strict=True)}
    else:
        pairs = _by_kind(found, asked)
    answers = [
        Answer(key, found[at], lines[at])
        for at, keys in pairs.items()
        for key in keys
        if spoken_answers.may_be(key, found[at])
    ]
    taken = {
        at for at, keys in pairs.items() if spoken_answers.may_be(keys[0], found[at])
    }
    return answers, _without(lines, taken)


def _of_fields(lines: Sequence[Line], asked: Sequence[str]) -> list[tuple[int, Answer]]:
    """Read the sentences that plainly answer a question in words of their own."""
    return [
        (index, Answer(*found, line))
        for index, line in enumerate(lines)
        for key in asked
        if (found := spoken_answers.of_field(key, line.text, alone=len(asked) == 1))
    ]


def _without(lines: Sequence[Line], taken: set[int]) -> tuple[Line, ...]:
    return tuple(
        line._replace(text="") if at in taken else line for at, line in enumerate(lines)
    )


_BETWEEN: Final = re.compile(r"[\u3000\t、,，／/]+|\s{2,}")


def _listed(found: dict[int, str], asked: Sequence[str]) -> list[tuple[str, str]]:
    """Cut one line into the answers, where each plainly fits its question."""
    ((_, text),) = found.items()
    pieces = [fold.trim(piece) for piece in _BETWEEN.split(text) if fold.trim(piece)]
    if len(pieces) != len(asked):
        return []
    pairs = list(zip(asked, pieces, strict=True))
    return pairs if all(fits(*each) for each in pairs) else []


def _agree(asked: Sequence[str], texts: Sequence[str]) -> bool:
    """Return whether no answer is plainly of the kind of another question only."""
    return not any(
        not fits(key, text) and any(fits(other, text) for other in asked)
        for key, text in zip(asked, texts, strict=True)
    )


def _by_kind(found: dict[int, str], asked: Sequence[str]) -> dict[int, list[str]]:
    """Pair the lines that can answer one question only, and are alone in that.

    One 一括納付 answers for every product whose payment was asked for.
    """
    fitting = {
        at: keys
        for at, text in found.items()
        if (keys := [key for key in asked if fits(key, text)])
        and len({key.rpartition(".")[2] for key in keys}) == 1
        and (len(keys) == 1 or keys[0].rpartition(".")[2] in FOR_ALL)
    }
    counted = [key for keys in fitting.values() for key in keys]
    return {
        at: keys
        for at, keys in fitting.items()
        if all(counted.count(key) == 1 for key in keys)
    }
