"""Bare answers: values without a label, given to what our mail asked.

Three ways people answer a list of questions: by its numbers (`1. 令和8年3月2日`), line
by line in its order, or below the quoted question. Where it is not plain which question
a line answers, nothing is taken, and the line is left for a person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from parsers import courtesy, fold, labels
from parsers.fields import FOR_ALL, fits, is_field
from parsers.layout import text as layout
from parsers.layout.entry import understood

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parsers.labels import Label
    from parsers.lines import Line
    from parsers.reading import Product


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
_SAYS: Final = re.compile(r"(?:ます|ません|ました|です|ください|下さい|か|[?？。])$")
_ARROW: Final = re.compile(
    r"(?:→|⇒|➡|=+>|-+>|＝＞|>>+|＞＞+|答え?[：:.．)）]|回答[：:]|A[0-9０-９]?[.．:：)）]"
    r"|Ａ[：:．])[\s\u3000]*"
)


def bare(text: str) -> str:
    """Give an answer without arrow, polite end and surrounding blanks."""
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
            or _SAYS.search(text)
        ):
            return None, tuple(lines)
        seen.add(number)
        if not is_field(asked[number - 1]):
            continue
        taken.update(dict.fromkeys(range(start, at), number))
        if text:
            answers.append(Answer(asked[number - 1], text, lines[start]))
    return answers, _without(lines, set(taken))


# --- in order, and by kind --------------------------------------------------------


def in_order(
    lines: Sequence[Line], asked: Sequence[str]
) -> tuple[list[Answer], tuple[Line, ...]]:
    """Read bare lines as the answers, where their number or their kind is plain."""
    found = {
        index: bare(line.text)
        for index, line in enumerate(lines)
        if fold.trim(line.text) and not courtesy.is_opening(line.text)
    }
    if len(found) == 1 and len(asked) > 1 and (listed := _listed(found, asked)):
        ((at, _),) = found.items()
        return [Answer(key, text, lines[at]) for key, text in listed], _without(
            lines, {at}
        )
    if any(map(_SAYS.search, found.values())):
        found = {at: text for at, text in found.items() if not _SAYS.search(text)}
        pairs = _by_kind(found, asked)
    elif len(found) == len(asked) and _agree(asked, list(found.values())):
        pairs = {at: [key] for at, key in zip(found, asked, strict=True)}
    else:
        pairs = _by_kind(found, asked)
    answers = [
        Answer(key, found[at], lines[at]) for at, keys in pairs.items() for key in keys
    ]
    return answers, _without(lines, set(pairs))


def _without(lines: Sequence[Line], taken: set[int]) -> tuple[Line, ...]:
    """Give the lines with those that were taken blanked out."""
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
    """Tell whether no answer is plainly of the kind of another question only."""
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


# --- below the quoted question ----------------------------------------------------

_TITLE: Final = re.compile(
    r"[\s\u3000]*(?P<number>[0-9]{1,2})[.．] ?(?P<title>\S.{0,60})$"
)
_OF_QUESTION: Final = re.compile(
    r"[\s\u3000]*(?:ご記入|ご確認|書き方|例|お申込み|ご注意|目安)[：:]|[\s\u3000]+\S|\s*※"
)
_MOST_LINES: Final = 2


@dataclass(slots=True)
class _Question:
    """What the quotation last asked: an empty label, or a numbered question."""

    label: Label | None
    product: Product | None
    key: str = ""
    titled: bool = False


@dataclass(frozen=True, slots=True)
class Below:
    """Answers below quoted questions: finds for labels, answers for numbers."""

    finds: tuple[layout.Find, ...]
    answers: tuple[Answer, ...]
    lines: tuple[Line, ...]


def below(mixed: Sequence[Line], asked: Sequence[str]) -> Below:
    """Read the own lines that stand right below a question in the quotation."""
    if not _answers_inside(mixed):
        return Below((), (), ())
    finds: list[layout.Find] = []
    answers: list[Answer] = []
    taken: list[Line] = []
    for question, said in _blocks(mixed, asked):
        text = _answer(said, question)
        taken += said if text else []
        if text and question.key:
            answers.append(Answer(question.key, text, said[0]))
        elif text and question.label:
            find = layout.Find(question.label, text, said[0], question.product)
            finds.append(find)
    return Below(tuple(finds), tuple(answers), tuple(taken))


def _blocks(
    mixed: Sequence[Line], asked: Sequence[str]
) -> Iterator[tuple[_Question, list[Line]]]:
    """Pair each quoted question with the own lines right below it."""
    empty = _empty_labels(mixed)
    question: _Question | None = None
    block: list[Line] = []
    for line in mixed:
        if not line.quoted:
            if fold.trim(line.text):
                block.append(line)
            continue
        if block:
            if question:
                yield question, block
            question, block = None, []
        question = _asked(line, question, empty, asked)
    if block and question:
        yield question, block


def _answers_inside(mixed: Sequence[Line]) -> bool:
    """Tell whether any own line stands below a quoted one."""
    quoted = False
    for line in mixed:
        if quoted and not line.quoted and fold.trim(line.text):
            return True
        quoted = quoted or line.quoted
    return False


def _empty_labels(mixed: Sequence[Line]) -> dict[tuple[str, int], layout.Find]:
    """Give the labels of the quotation that stand without a value, by their place."""
    quoted = [
        line._replace(text="") if "記入欄" in line.text else line
        for line in mixed
        if line.quoted
    ]
    separated: list[Line] = []  # A blank line between: no value is below its label.
    for line in quoted:
        separated += (line, line._replace(text=""), line._replace(text=""))
    return {
        (find.line.source.part, find.line.number): find
        for find in layout.find(separated).finds
        if find.label.field and not fold.trim(find.value)
    }


def _asked(
    line: Line,
    question: _Question | None,
    empty: dict[tuple[str, int], layout.Find],
    asked: Sequence[str],
) -> _Question | None:
    """Say what a quoted line asks, or whether it still belongs to the last question."""
    title = _TITLE.match(line.text)
    if title and (found := _titled(title, asked)):
        return found
    if find := empty.get((line.source.part, line.number)):
        return _Question(find.label, find.product)
    titled = question and question.titled
    if titled and (not fold.trim(line.text) or _OF_QUESTION.match(line.text)):
        return question
    return None


def _titled(title: re.Match[str], asked: Sequence[str]) -> _Question | None:
    """Read `2. 預託金融機関（前払金保証）`, the title of a question of ours."""
    number, written = int(title["number"]), title["title"].rstrip("：: \u3000")
    label = labels.lookup(written)
    if not label or not label.field:
        return None
    product = labels.product_named(fold.squeeze(label.note)) if label.note else None
    if number <= len(asked) and asked[number - 1].endswith(label.field):
        return _Question(label, product, asked[number - 1], titled=True)
    return _Question(label, product, titled=True)


def _answer(block: Sequence[Line], question: _Question) -> str:
    """Give the text of own lines that is an answer, or ""."""
    texts = [bare(line.text) for line in block]
    if not texts or len(texts) > _MOST_LINES or not all(texts):
        return ""
    if any(map(_says_more, texts)) or any(understood(line.text) for line in block):
        return ""
    if len(texts) > 1 and question.label and question.label.field != "work_period":
        return ""
    return "\u3000".join(texts)


def _says_more(text: str) -> bool:
    return bool(_SAYS.search(text)) or courtesy.is_opening(text)
