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

from parsers import fold
from parsers.form.finds import Find, Tick
from parsers.layout import columns
from parsers.layout.entry import LabelledEntry, understood
from parsers.message.lines import joined, width
from parsers.values import choices
from parsers.words import courtesy, labels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parsers.message.lines import Line
    from parsers.reading import Product
    from parsers.words.labels import Label


@dataclass(frozen=True, slots=True)
class Layout:
    """What was found, and the lines that nothing took (blank ones kept as breaks)."""

    finds: tuple[Find, ...]
    ticks: tuple[Tick, ...]
    rest: tuple[Line, ...]


def find(lines: Sequence[Line]) -> Layout:
    """Find the labelled values in `lines`."""
    reader = _Reader(lines)
    reader.run()
    return Layout(tuple(reader.finds), tuple(reader.ticks), tuple(reader.rest))


_ASIDE: Final = re.compile(
    r"[【\[(（<＜〈《■◆●▼・※\s]*(?:ご?参考|前回|前年度?|昨年度?|記入例|記載例|見本|サンプル|旧契約"
    r"|変更前|訂正前|例)(?:の?(?:申し?込み?|内容|契約|工事|分|情報))*[】\])）>＞〉》：:\s]*"
    r"(?:(?:前回|前年度?|昨年度?|以前|過去|令和[0-9０-９]{1,2}年度?)の?(?:お?申し?込み?|内容|契約|工事|分|保証)*)?"
    r"[】\])）>＞〉》：:\s]*"
)
"""A line above values that are not those of this application."""


class _Reader:
    """Walks over the lines once, remembering the section's product."""

    __slots__ = (
        "_aside",
        "_at",
        "_entries",
        "_lines",
        "_scope",
        "finds",
        "rest",
        "ticks",
    )

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._entries: dict[int, LabelledEntry | None] = {}
        self._at = 0
        self._scope: Product | None = None
        self._aside = False
        self.finds: list[Find] = []
        self.ticks: list[Tick] = []
        self.rest: list[Line] = []

    def run(self) -> None:
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if not self._aside and self._table():
                continue
            entry = self._entry(self._at)
            self._at += 1
            if _ASIDE.fullmatch(fold.trim(line.text)):
                self._aside = True
            elif entry and entry.heading:
                self._aside = False
            if entry is None and columns.is_title(line.text):
                self.rest.append(line._replace(text=""))
            elif entry is None or self._aside:
                self.rest.append(line)
            else:
                self.rest.append(line._replace(text=""))
                self._take(entry, line)

    def _table(self) -> bool:
        """Take a table with labels above, where one begins here."""
        if not (found := columns.table(self._lines, self._at)):
            return False
        for cell in found.cells:
            product = cell.product or self._scope
            boxed = choices.boxes(cell.value) is not None
            self.finds.append(Find(cell.label, cell.value, cell.line, product, boxed))
        for line in self._lines[self._at : found.end]:
            self.rest.append(line._replace(text=""))
        self._at = found.end
        return True

    def _entry(self, at: int) -> LabelledEntry | None:
        if at not in self._entries:
            self._entries[at] = understood(self._lines[at].text)
        return self._entries[at]

    def _take(self, entry: LabelledEntry, line: Line) -> None:
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
        value = _ARROW.sub("", _right(value))
        boxed = choices.boxes(value) is not None
        return Find(label, value, line, self._scope, boxed)

    def _continued(self, label: Label, value: str, line: Line, *, bare: bool) -> str:
        """Add the lines below that belong to a value: wrapped, indented, or all."""
        if bare:
            self._skip_blank()
        last = line
        while self._at < len(self._lines):
            below = self._lines[self._at]
            if below.quoted != line.quoted and value:
                break
            text = fold.trim(below.text)
            if not text or not self._belongs(label, value, (line, last), below):
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

    def _belongs(
        self, label: Label, value: str, above: tuple[Line, Line], below: Line
    ) -> bool:
        """Return whether a line goes on with a value.

        `above` is the line of the label, and the last line of the value so far.
        """
        first, last = above
        text = fold.trim(below.text)
        entry = self._entry(self._at)
        for alike in (_ERRATUM.match, _boxed):
            if alike(text):
                return not entry and (not value or bool(alike(value)))
        if entry or not _may_be_value(text):
            return False
        if not value:  # 証書（電子） is a label too, but as a line of its own.
            return label.field == "form" or not labels.lookup(text)
        if label.field == "work_period" and text[0] in "至～〜~-－（(か":
            return True
        if _indent(below.text) > max(_indent(first.text), 1):
            return True
        wrapped = width(last.text) >= _WRAPPED
        return wrapped and label.field in _LONG


_ARROW: Final = re.compile(r"^(?:[→⇒➡]|[=-]+>|[＝－]＞)+[\s\u3000]*")
"""What some put before an answer."""
_ERRATUM: Final = re.compile(
    r"[(（【\[「]?(?P<which>誤|正)[)）】\]」]?[：:\s\u3000]*(?=[^\s\u3000])"
)
_RIGHT: Final = re.compile(
    r"[(（【\[「]正[)）】\]」][：:\s\u3000]*|(?:^|(?<=[\s\u3000]))正[：:][\s\u3000]*"
)
_WRONG: Final = re.compile(r"[(（【\[「]誤[)）】\]」]|誤[：:]")


def _right(value: str) -> str:
    """Of `（誤）A（正）B` keep B; nothing where only the wrong one is told."""
    right = _RIGHT.match(value) if value[:1] in "(（【[「" else None
    if not right and not _WRONG.match(value):
        return value
    right = right or _RIGHT.search(value)
    return fold.trim(value[right.end() :]) if right else ""


_WRAPPED: Final = 56
_LONG: Final = frozenset(
    """
    project_name message bill_to jv_name jv_members contractor_name bank obligee_name
    """.split()  # noqa: SIM905 - words of a list
)


def _indent(text: str) -> int:
    return width(text) - width(text.lstrip(" \t\u3000"))


def _boxed(text: str) -> bool:
    return text[0] in "☒☑☐□✓✔" or (
        text[0] in "[■(（" and choices.boxes(text) is not None
    )


def _may_be_value(text: str) -> bool:
    """Return whether a line can be a value: no drawing, sentence or greeting."""
    if text.endswith(("。", "ます", "です", "ください", "下さい")):
        return False
    if text[0] == "※":  # A note on the value, of ours or of the sender's.
        return False
    return not (
        courtesy.is_rule(text)
        or courtesy.is_addressee(text)
        or courtesy.is_courtesy(text)
    )
