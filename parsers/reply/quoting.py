"""Replies: what the sender wrote, what is quoted, and what was written into the quote.

Known are `>` `＞` `｜` marks, the attribution lines and header blocks of Gmail,
Outlook (Japanese and English), Apple Mail, iPhone, Thunderbird, Yahoo!メール, Becky!,
秀丸メール and the carriers' mailers. Quoted text is set apart, never dropped; what is
new inside it is found by comparing with the form last sent, or stands between the
記入欄 marks of a form that is meant to be filled in there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from parsers import fold
from parsers.layout import columns
from parsers.layout import text as layout
from parsers.message.lines import Source, split
from parsers.reply import attribution
from parsers.reply.unquoted_own_mail import Sent, sent_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parsers.form.finds import Find
    from parsers.message.lines import Line
    from parsers.reading import Context


@dataclass(frozen=True, slots=True)
class Parted:
    """The lines of a mail, parted: the sender's own, and the quoted ones (unmarked).

    `mixed` holds both in order, each with its `quoted` flag.
    """

    own: tuple[Line, ...]
    quoted: tuple[Line, ...]
    mixed: tuple[Line, ...]


_MARK: Final = re.compile(r"[ \t\u3000]?(?:[>＞｜|][ \u3000]?)+")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a mail when it is parted.

    `forwarded`: its subject says that a mail was passed on.  What stands below its
    first header block is then the sender's word to us, unless we wrote it ourselves.
    `reply`: it answers a mail; `form` is the text that was last sent to its sender.
    """

    forwarded: bool = False
    reply: bool = True
    form: str | None = None


def part(lines: Sequence[Line], known: Known = Known()) -> Parted:
    """Part the lines of a text into own and quoted ones.

    Lines with a mark are quoted.  Those below an attribution without one are so only
    where a mail program's header block in a reply, or our own words, show it: whatever
    only looks like an attribution is a line of the sender's.
    """
    forwarded, ours = known.forwarded, _Ours(lines, known.form)
    mixed: list[Line] = []
    below = False
    skip = -1
    for index, line in enumerate(lines):
        if index <= skip:
            continue
        if below or is_marked(line.text):
            mixed.append(_unmarked(line))
        elif kind := attribution.boundary(lines, index):
            end = index + kind - 1
            if _passed_on(lines, index, end, ours, forwarded=forwarded):
                forwarded, skip = False, end
                mixed.append(line._replace(text=""))
            elif _marked_below(lines, end + 1):
                skip = end
            elif (known.reply and attribution.is_block(lines, index)) or ours.below(
                end + 1
            ):
                skip, below = end, True
            else:
                mixed.append(line)
        else:
            mixed.append(line)
    return _parted(mixed)


_OURS: Final = re.compile(
    r"このメールにそのまま返信|記入欄\s*(?:ここから|ここまで)|本メールは自動送信"
)
"""Stands in every mail of ours: passed on, it is still our word."""


class _Ours:
    """Where our own words stand in a text, looked for once and only when asked."""

    __slots__ = ("_last", "_lines", "_sent")

    def __init__(self, lines: Sequence[Line], form: str | None) -> None:
        self._lines = lines
        self._sent = form
        self._last: int | None = None

    def below(self, start: int) -> bool:
        """Return whether lines without marks from `start` on hold our own words."""
        if self._last is None:
            self._last = self._found()
        return self._last >= start

    def _found(self) -> int:
        bare = [at for at, line in enumerate(self._lines) if not is_marked(line.text)]
        marked = (at for at in reversed(bare) if _OURS.search(self._lines[at].text))
        known = sent_in([self._lines[at] for at in bare], self._sent)
        copied = bare[known] if known is not None else -1
        return max(next(marked, -1), copied)


def _passed_on(
    lines: Sequence[Line], index: int, end: int, ours: _Ours, *, forwarded: bool
) -> bool:
    """Return whether a header block stands above a mail that was passed on to us."""
    if not forwarded and not attribution.passes_on(lines[index]):
        return False
    if end == index and not attribution.passes_on(lines[index]):
        return False
    return not ours.below(end + 1)


def is_marked(text: str) -> bool:
    """Return whether a line bears a quotation mark; `| a | b |` is a table row."""
    if not _MARK.match(text) or text.isspace():
        return False
    return columns.unbarred(text) == text


def _unmarked(line: Line) -> Line:
    return line._replace(text=_MARK.sub("", line.text, count=1), quoted=True)


def _marked_below(lines: Sequence[Line], index: int) -> bool:
    """Return whether the quotation below an attribution carries marks of its own."""
    for line in lines[index:]:
        if fold.trim(line.text):
            return is_marked(line.text)
    return True


# --- what was written into the quotation ------------------------------------------

_FORM_BEGINS: Final = re.compile(
    r"[\s―─━=*<>【】〈〉-]*記入欄\s*(?:ここから|はじめ|開始)"
)
_FORM_ENDS: Final = re.compile(
    r"[\s―─━=*<>【】〈〉-]*記入欄\s*(?:ここまで|おわり|終了)"
)


def filled_in(mixed: Sequence[Line]) -> tuple[Line, ...]:
    """Return the lines between the 記入欄 marks, in order, quoted or not.

    Only a form that is sent out to be filled in carries the marks; a read-back of
    values does not, so its quotation is never read as new.
    """
    inside = False
    out: list[Line] = []
    for line in mixed:
        if "記入欄" in line.text:
            if _FORM_ENDS.match(line.text):
                inside = False
                continue
            if line.quoted and _FORM_BEGINS.match(line.text):
                inside = True
                continue
        if inside:
            out.append(line)
    return tuple(out)


_PASTED: Final = 4
"""Lines in a row of what we sent that make a copy of it, not the sender's own words."""


_TAIL: Final = 10
"""Own lines below an unmarked quotation; more is an older mail quoted with it."""


def with_tail(parted: Parted, body: Sequence[Line], form: str) -> Parted:
    """Take what stands below our whole mail, quoted without marks, for the sender's.

    `body` holds the lines as they came: those with a mark stay quoted.
    """
    marked = {(line.source.part, line.number) for line in body if is_marked(line.text)}
    sent = Sent(form)
    mixed = list(parted.mixed)
    known = [at for at, line in enumerate(mixed) if line.quoted and sent.has(line)]
    tail = mixed[known[-1] + 1 :] if len(known) >= _PASTED else []
    said = [line for line in tail if fold.trim(line.text)]
    if not 0 < len(said) <= _TAIL or not all(line.quoted for line in said):
        return parted
    if any((line.source.part, line.number) in marked for line in said):
        return parted
    if any(attribution.boundary(tail, at) for at in range(len(tail))):
        return parted
    mixed[known[-1] + 1 :] = [line._replace(quoted=False) for line in tail]
    return _parted(mixed)


def _parted(mixed: Sequence[Line]) -> Parted:
    return Parted(
        tuple(line for line in mixed if not line.quoted),
        tuple(line for line in mixed if line.quoted),
        tuple(mixed),
    )


def without_pasted(parted: Parted, form: str) -> Parted:
    """Take a copy of our mail that has no marks of a quotation for quoted.

    Lines between them that differ from what was sent stay the sender's own.
    """
    sent: dict[str, list[int]] = {}
    for at, each in enumerate(filter(None, map(fold.squeeze, form.splitlines()))):
        sent.setdefault(each, []).append(at)
    own = [line for line in parted.own if fold.trim(line.text)]
    copied = {
        (line.source.part, line.number)
        for run in _runs(own, sent)
        if len(run) >= _PASTED
        for line in run
    }
    if not copied:
        return parted
    mixed = tuple(
        line._replace(quoted=True)
        if (line.source.part, line.number) in copied
        else line
        for line in parted.mixed
    )
    return _parted(mixed)


def _runs(own: Sequence[Line], sent: dict[str, list[int]]) -> Iterator[list[Line]]:
    """Yield the runs of lines that follow each other in what was sent.

    One line of a run may have been changed: it is skipped, not part of the run.
    """
    run: list[Line] = []
    ends: set[int] = set()
    skipped = False
    for line in own:
        places = sent.get(fold.squeeze(line.text), [])
        follows = {at for at in places if at - 1 in ends}
        if follows or not run:
            ends, skipped = follows or set(places), False
            if places:
                run.append(line)
        elif not skipped and not places:
            ends, skipped = {at + 1 for at in ends}, True
        else:
            yield run
            run, ends, skipped = ([line] if places else []), set(places), False
    yield run


def changed(quoted: Sequence[Line], context: Context) -> tuple[Find, ...]:
    """Return the values in the quotation that differ from the form last sent.

    A value cut short is the mailer's wrapping, not a change.
    """
    if not context.form:
        return ()
    source = Source("form")
    lines = set(map(fold.squeeze, context.form.splitlines()))
    sent: dict[tuple[object, object], list[str]] = {}
    for find in layout.find(split(context.form, source)).finds:
        sent.setdefault(_about(find), []).append(fold.squeeze(find.value))
    out = []
    for find in layout.find(quoted).finds:
        new = fold.squeeze(find.value)
        if fold.squeeze(find.line.text) in lines:
            continue  # What stands below it was cut, or is another line's.
        known = sent.get(_about(find))
        if new and known is not None and not any(old.startswith(new) for old in known):
            out.append(find)
    return tuple(out)


def _about(find: Find) -> tuple[object, object]:
    products = find.label.products
    return find.label.field, products[0] if len(products) == 1 else find.product
