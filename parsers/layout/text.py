"""Labelled values in lines of text.

`工事名：…`, columns aligned by spaces, `【工事名】…`, `■工事名` with the value below,
`・工事名＝…`, numbered lists, several fields on a line, wrapped values, check boxes; a
section heading (`■前払金保証`) gives its product to the labels below.

One pass over the lines.  Whatever was not taken is left, in order, for others to read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from parsers import courtesy, fold, labels
from parsers.lines import joined, width
from parsers.values import choices

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parsers.labels import Label
    from parsers.lines import Line
    from parsers.reading import Product


@dataclass(frozen=True, slots=True)
class Find:
    """A label and the text beside it.  `product` is that of the section, if any."""

    label: Label
    value: str
    line: Line
    product: Product | None = None
    boxed: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    """A product applied for, or left out, by a check box or a heading."""

    product: Product
    on: bool
    line: Line


@dataclass(frozen=True, slots=True)
class Layout:
    """What was found, and the lines that nothing took (blank ones kept as breaks)."""

    finds: tuple[Find, ...]
    ticks: tuple[Tick, ...]
    rest: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """One line understood: its pairs, or a heading, or ticks."""

    pairs: tuple[tuple[Label, str], ...] = ()
    heading: labels.Heading | None = None
    ticks: tuple[tuple[Product, bool], ...] = ()
    bare: bool = False


_BULLET: Final = re.compile(
    r"(?:[①-⑳㉑-㉟㊱-㊿❶-❿⑴-⒇⒈-⒛ⅰ-ⅻⅠ-Ⅻ][.．]?|[(（][0-9０-９]{1,2}[)）]"
    r"|[0-9０-９]{1,2}(?:[)）．、]|[.:：](?![0-9])|(?=[\s\u3000]))"
    r"|[(（]?[ア-ンａ-ｚa-z][)）.．]|[・･●◎■◆◇▼▽▲△★☆◦•▪▶►»＊*※+\-–—>○◯]"
    r"|[一二三四五六七八九十][、.．])[\s\u3000]*"
)
_MAX_BULLETS: Final = 4
_SEPARATOR: Final = re.compile(r"[：:﹕︰＝=→⇒|｜\t]")
_OPEN: Final = {(
    "【"
): "】", "［": "］", "[": "]", "〔": "〕", "＜": "＞", "<": ">", "《": "》",
                (
                    "≪"
                ): (
                    "≫"
                ), (
                    "〈"
                ): "〉", "『": "』", "「": "」", "（": "）", "(": ")"}  # fmt: skip
_HEAD: Final = 45
_AFTER: Final = " \t\u3000：:＝=・"
_TOKEN_START: Final = re.compile(r"[\s\u3000、，,／/;；|｜。]")
_SPACES: Final = re.compile(r"[\s\u3000]")
_PRODUCT_VALUE: Final = re.compile(
    r"[0-9０-９¥￥\\金申希望有無あな○×◯〇電子紙証書す要不し☒☐☑□■[(（]"
)
_TICK_TAIL: Final = re.compile(
    r"(?:を|の|は)?(?:お|御)?(?:申し?込(?:む|み|みます|みする)?|希望(?:する|します)?"
    r"|依頼(?:する)?|利用する|必要|する|あり|有り?)?"
)


def find(lines: Sequence[Line]) -> Layout:
    """Find the labelled values in `lines`."""
    reader = _Reader(lines)
    reader.run()
    return Layout(tuple(reader.finds), tuple(reader.ticks), tuple(reader.rest))


class _Reader:
    """Walks over the lines once, remembering the section's product."""

    __slots__ = ("_at", "_entries", "_lines", "_scope", "finds", "rest", "ticks")

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._entries: dict[int, _Entry | None] = {}
        self._at = 0
        self._scope: Product | None = None
        self.finds: list[Find] = []
        self.ticks: list[Tick] = []
        self.rest: list[Line] = []

    def run(self) -> None:
        while self._at < len(self._lines):
            line = self._lines[self._at]
            entry = self._entry(self._at)
            self._at += 1
            if entry is None:
                self.rest.append(line)
            else:
                self.rest.append(line._replace(text=""))
                self._take(entry, line)

    def _entry(self, at: int) -> _Entry | None:
        """Understand a line, once."""
        if at not in self._entries:
            self._entries[at] = _entry(self._lines[at].text)
        return self._entries[at]

    def _take(self, entry: _Entry, line: Line) -> None:
        if entry.heading:
            self._scope = entry.heading.product
            if self._scope and (rest := entry.heading.rest):
                form = labels.Label("form", (self._scope,))
                if isinstance(choices.form(rest), str):
                    self.finds.append(Find(form, rest, line, self._scope))
        for product, on in entry.ticks:
            self.ticks.append(Tick(product, on, line))
            if len(entry.ticks) == 1:
                self._scope = product
        for label, value in entry.pairs[:-1]:
            self.finds.append(self._find(label, value, line))
        if entry.pairs:
            label, value = entry.pairs[-1]
            whole = self._continued(label, value, line, bare=entry.bare)
            self.finds.append(self._find(label, whole, line))

    def _find(self, label: Label, value: str, line: Line) -> Find:
        boxed = choices.boxes(value) is not None
        return Find(label, value, line, self._scope, boxed)

    def _continued(self, label: Label, value: str, line: Line, *, bare: bool) -> str:
        """Add the lines below that belong to a value: wrapped, indented, or all of it."""
        if bare:
            self._skip_blank()
        last = line
        while self._at < len(self._lines):
            below = self._lines[self._at]
            if below.quoted != line.quoted and value:
                break
            text = fold.trim(below.text)
            if not text or not self._belongs(label, value, last, below):
                break
            boxed = value and _boxed(text)
            value = f"{value}\u3000{text}" if boxed else joined(value, text)
            last = below
            self._at += 1
            self.rest.append(below._replace(text=""))
        return value

    def _skip_blank(self) -> None:
        """Let the value of a bare label stand below one blank line."""
        ahead = self._lines[self._at : self._at + 2]
        if len(ahead) > 1 and not fold.trim(ahead[0].text):
            below = fold.trim(ahead[1].text)
            if below and not self._entry(self._at + 1) and _may_be_value(below):
                self._at += 1

    def _belongs(self, label: Label, value: str, last: Line, below: Line) -> bool:
        text = fold.trim(below.text)
        if _boxed(text):
            return not value or _boxed(value)
        if self._entry(self._at) or not _may_be_value(text):
            return False
        if not value:
            return True
        if label.field == "work_period" and text[0] in "至～〜~-－（(か":
            return True
        if _indent(below.text) > max(_indent(last.text), 1):
            return True
        wrapped = width(last.text) >= _WRAPPED
        return wrapped and label.field in _LONG


_WRAPPED: Final = 56
_LONG: Final = frozenset(
    {
        "project_name",
        "message",
        "bill_to",
        "jv_name",
        "jv_members",
        "contractor_name",
        "bank",
        "obligee_name",
    }
)


def _indent(text: str) -> int:
    return width(text) - width(text.lstrip(" \t\u3000"))


def _boxed(text: str) -> bool:
    return text[0] in "☒☑☐□✓✔" or (
        text[0] in "[■(（" and choices.boxes(text) is not None
    )


def _may_be_value(text: str) -> bool:
    """Tell whether a line can be a value: not drawn, not a sentence, not a greeting."""
    if text.endswith(("。", "ます", "です", "ください", "下さい")):
        return False
    return not (
        courtesy.is_rule(text)
        or courtesy.is_addressee(text)
        or courtesy.is_courtesy(text)
    )


# --- one line -------------------------------------------------------------------


def _entry(text: str) -> _Entry | None:
    """Understand one line, or give None."""
    body = fold.trim(text)
    if not body:
        return None
    if ticks := _ticks(body):
        return _Entry(ticks=ticks)
    listed = body
    body = _without_bullets(body)
    if not body:
        return None
    if "\t" in body and (cells := _cells(body)):
        return _Entry(pairs=cells)
    if (
        found := _bracketed(body)
        or _separated(body)
        or _prefixed(body, listed=listed != body)
    ):
        return found
    if heading := labels.heading(body.rstrip("：: \u3000")):
        return _Entry(heading=heading)
    return _misspelt(body)


def _without_bullets(body: str) -> str:
    for _ in range(_MAX_BULLETS):
        mark = _BULLET.match(body)
        if not mark:
            break
        body = body[mark.end() :]
    return body


def _ticks(body: str) -> tuple[tuple[Product, bool], ...]:
    """Read `☒ 前払金保証を申し込む ☐ 契約保証を申し込む`."""
    if body[0] not in "☒☑☐□✓✔[■(（" or not (found := choices.boxes(body)):
        return ()
    out: list[tuple[Product, bool]] = []
    for options, on in ((found.ticked, True), (found.empty, False)):
        for option in options:
            if not (product := _ticked_product(option)):
                return ()
            out.append((product, on))
    return tuple(out)


def _ticked_product(option: str) -> Product | None:
    squeezed = fold.squeeze(option)
    match = labels.PRODUCT_WORD.match(squeezed)
    if not match or not _TICK_TAIL.fullmatch(squeezed[match.end() :]):
        return None
    return labels.product_named(match[0])


def _pairs(label: Label, value: str, *, bare: bool = False) -> _Entry:
    value = fold.trim(value)
    if len(value) < _HEAD * 20 and ("【" in value or _SEPARATOR.search(value)):
        return _Entry(tuple(_several(label, value)))
    return _Entry(((label, value),), bare=bare and not value)


def _several(label: Label, value: str) -> Iterator[tuple[Label, str]]:
    """Cut a value where another label begins on the same line."""
    start = token = 0
    for match in _SEPARATOR.finditer(value):
        if match.start() < token:
            continue
        before = value[start : match.start()]
        cut = [each.end() for each in _TOKEN_START.finditer(before)]
        at = cut[-1] if cut else 0
        word = before[at:].strip("】［］[]【〕〔 \u3000")
        if at and (another := labels.lookup(word)):
            yield label, fold.trim(before[:at]).rstrip("、，,／/;；|｜。 \u3000")
            label, start, token = another, match.end(), match.end()
    for bracket in _BRACKETED.finditer(value, start):
        if another := labels.lookup(bracket[1]):
            yield label, fold.trim(value[start : bracket.start()])
            label, start = another, bracket.end()
    yield label, value[start:].strip(_AFTER)


_BRACKETED: Final = re.compile(r"【([^【】]{1,20})】")


def _cells(body: str) -> tuple[tuple[Label, str], ...]:
    """Read a table row: label and value cells in turn."""
    out: list[tuple[Label, str]] = []
    label: Label | None = None
    for cell in body.split("\t"):
        bare = fold.trim(cell).rstrip("：:")
        found = labels.lookup(_without_bullets(bare)) if bare else None
        answer = label and label.field == "form" and _CHOICE_WORD.match(bare)
        if found and found.field != labels.PRODUCT_FIELD and not answer:
            if label:
                out.append((label, ""))
            label = found
        elif label:
            out.append((label, fold.trim(cell)))
            label = None
    if label and out:
        out.append((label, ""))
    return tuple(out)


def _bracketed(body: str) -> _Entry | None:
    closing = _OPEN.get(body[0])
    end = body.find(closing, 1, _HEAD) if closing else -1
    if end < 0:
        return None
    inner, rest = body[1:end], body[end + 1 :].lstrip(_AFTER)
    if not rest and (heading := labels.heading(inner)):
        return _Entry(heading=heading)
    label = labels.lookup(inner)
    return _pairs(label, rest, bare=True) if label else None


def _separated(body: str) -> _Entry | None:
    match = _SEPARATOR.search(body, 0, _HEAD)
    if not match:
        return None
    label = labels.lookup(body[: match.start()].strip("】］]〕＞> \u3000"))
    if label is None:
        return None
    rest = fold.trim(body[match.end() :])
    if label.field == labels.PRODUCT_FIELD and not rest:
        return _Entry(heading=labels.Heading(label.products[0]))
    return _pairs(label, rest)


def _prefixed(body: str, *, listed: bool) -> _Entry | None:
    """Read a label set off by spaces only: `工事名　　市道…`, also `工 事 名  …`."""
    gaps = [match.start() for match in _SPACES.finditer(body[:_HEAD])]
    if len(body) < _HEAD:
        gaps.append(len(body))
    for gap in reversed(gaps):
        if not gap:
            continue
        label = labels.lookup(body[:gap])
        if label is None:
            continue
        if label.field in _ENDS and _squeezed_end(body[:gap]) in "自至":
            continue  # 工期　自 … is one label and the beginning of its value.
        rest = fold.trim(body[gap:])
        word, gap_ = body[:gap], "\t" if listed else body[gap:]
        if _set_off(label, word, gap_, rest):
            return _pairs(label, rest, bare=True)
    return None


_ENDS: Final = frozenset({"work_start", "work_end"})


def _squeezed_end(word: str) -> str:
    return fold.trim(word)[-1:]


_WIDE_GAP: Final = re.compile(r"[ \t]*(?:\t|\u3000| {2})")
_CHOICE_WORD: Final = re.compile(r"電子|証書|紙|証券|書面")
_CLEAR_LABEL: Final = 3


def _set_off(label: Label, word: str, gap: str, rest: str) -> bool:
    """Tell whether a word before a space is a label, not the start of a sentence."""
    if label.field == labels.PRODUCT_FIELD:
        return bool(_PRODUCT_VALUE.match(rest))
    if not rest:  # 電子保証 alone on a line is an answer, not a question.
        return not (label.field == "form" and _CHOICE_WORD.match(word))
    clear = len(word) >= _CLEAR_LABEL and not word.isascii()
    return clear or bool(_WIDE_GAP.match(gap))


def _misspelt(body: str) -> _Entry | None:
    match = _SEPARATOR.search(body, 0, _HEAD)
    if not match or match[0] not in "：:＝=":
        return None
    label = labels.slipped(body[: match.start()])
    return _pairs(label, body[match.end() :]) if label else None
