"""Answers below a quoted question: values without a label, inside the quotation.

Where it is not plain that a line answers the question above it, nothing is taken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from parsers import fold
from parsers.form.finds import Find
from parsers.layout import text as layout
from parsers.layout.entry import understood
from parsers.reply import spoken_answers
from parsers.reply.bare_answers import SAYS, Answer, bare
from parsers.words import courtesy, labels

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parsers.message.lines import Line
    from parsers.reading import Product
    from parsers.words.labels import Label

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

    finds: tuple[Find, ...]
    answers: tuple[Answer, ...]
    lines: tuple[Line, ...]


def below(mixed: Sequence[Line], asked: Sequence[str]) -> Below:
    """Read the own lines that stand right below a question in the quotation."""
    if not _answers_inside(mixed):
        return Below((), (), ())
    finds: list[Find] = []
    answers: list[Answer] = []
    taken: list[Line] = []
    for question, said in _blocks(mixed, asked):
        text = _answer(said, question)
        taken += said if text else []
        if text and question.key:
            answers.append(Answer(question.key, text, said[0]))
        elif text and question.label:
            find = Find(question.label, text, said[0], question.product)
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
    """Return whether any own line stands below a quoted one."""
    quoted = False
    for line in mixed:
        if quoted and not line.quoted and fold.trim(line.text):
            return True
        quoted = quoted or line.quoted
    return False


def _empty_labels(mixed: Sequence[Line]) -> dict[tuple[str, int], Find]:
    """Return the labels of the quotation that stand without a value, by their place."""
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
    empty: dict[tuple[str, int], Find],
    asked: Sequence[str],
) -> _Question | None:
    """Return what a quoted line asks, or that it belongs to the last question."""
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
    """Return the text of own lines that is an answer, or ""."""
    texts = [bare(line.text) for line in block]
    if not texts or len(texts) > _MOST_LINES or not all(texts):
        return ""
    if any(map(_says_more, texts)) or any(understood(line.text) for line in block):
        return ""
    if len(texts) > 1 and question.label and question.label.field != "work_period":
        return ""
    field = question.label.field if question.label else question.key
    text = "\u3000".join(texts)
    return text if spoken_answers.may_be(field, text) else ""


def _says_more(text: str) -> bool:
    return bool(SAYS.search(text)) or courtesy.is_opening(text)
