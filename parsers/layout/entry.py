"""One line understood: labels with their text, a heading, or boxes of products."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from parsers import fold
from parsers.layout import columns, loose, references
from parsers.values import choices
from parsers.words import labels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parsers.reading import Product
    from parsers.words.labels import Label


@dataclass(frozen=True, slots=True)
class LabelledEntry:
    """One line understood: its pairs, or a heading, or ticks."""

    pairs: tuple[tuple[Label, str], ...] = ()
    heading: labels.Heading | None = None
    ticks: tuple[tuple[Product, bool], ...] = ()
    bare: bool = False


_SEPARATOR: Final = re.compile(r"[：:﹕︰＝=→⇒|｜\t;；]")
_OPEN: Final = dict(
    zip("【［[〔＜<《≪〈『「（(", "】］]〕＞>》≫〉』」）)", strict=True)
)
_HEAD: Final = loose.HEAD
_LONG_HEAD: Final = 100
"""Columns of a label that is a clause of a contract (`words.interim_declarations`)."""
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


def understood(text: str) -> LabelledEntry | None:
    """Understand one line, or give None."""
    body = loose.unled(fold.trim(columns.unbarred(text)))
    if body and (ticks := _ticks(body)):
        return LabelledEntry(ticks=ticks)
    if body and (declared := _declared(body)) is not None:
        return LabelledEntry(pairs=declared)
    bare = loose.without_bullets(body)
    return _unlisted(bare, listed=bare != body) if bare else None


def _unlisted(body: str, *, listed: bool) -> LabelledEntry | None:
    """Understand a line without its list mark."""
    if "\t" in body and (cells := _cells(body)):
        return LabelledEntry(pairs=cells)
    found = _bracketed(body) or _separated(body) or _of(loose.held(body))
    if found := found or _prefixed(body, listed=listed):
        return found
    if heading := labels.heading(body.strip(_AROUND)):
        return LabelledEntry(heading=heading)
    return _misspelt(body) or _of(loose.told(body))


_AROUND: Final = "：:□＊*＝=－-─―━～~◆◇■●★☆…・＜＞<>《》≪≫→⇒↓　 "
"""What is drawn around a heading: ＊＊前払金保証＊＊, ==== 契約保証 ====."""


def _of(pair: tuple[Label, str] | None) -> LabelledEntry | None:
    return LabelledEntry((pair,)) if pair else None


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


def _declared(body: str) -> tuple[tuple[Label, str], ...] | None:
    """Read `☒ 工期の2分の1を経過している`; an empty box is merely absent."""
    if body[0] not in "☒☑☐□✓✔[(（" or not (found := choices.boxes(body)):
        return None
    ticked = [labels.declaration(option) for option in found.ticked]
    if not all((*ticked, *map(labels.declaration, found.empty))):
        return None
    return tuple((label, "☒ はい") for label in ticked if label)


def _ticked_product(option: str) -> Product | None:
    squeezed = fold.squeeze(option)
    match = labels.PRODUCT_WORD.match(squeezed)
    if not match or not _TICK_TAIL.fullmatch(squeezed[match.end() :]):
        return None
    return labels.product_named(match[0])


def _pairs(label: Label, value: str, *, bare: bool = False) -> LabelledEntry | None:
    """Return a label with its value; None where the value says more than its label.

    What stands behind a receipt number, or behind a label that no field has, is not
    looked at: a sentence there is left to those who read sentences.
    """
    value = fold.trim(value)
    if label.field in _LOOKED_PAST and _says_more(label, value):
        return None
    if label.field == "amount" and (form := _FORM_ASIDE.search(value)):
        beside = labels.Label("form", label.products)
        rest = fold.trim(value[: form.start()] + value[form.end() :])
        amount = _pairs(label, rest) or LabelledEntry()
        return LabelledEntry(((beside, form[1]), *amount.pairs))
    if len(value) < _HEAD * 20:
        if "【" in value or _SEPARATOR.search(value):
            return LabelledEntry(tuple(_several(label, value)))
        if _WIDE.search(value):
            pairs = tuple(_spaced(label, value))
            return LabelledEntry(pairs, bare=bare and not value)
    return LabelledEntry(((label, value),), bare=bare and not value)


_LOOKED_PAST: Final = frozenset({"", labels.GUARANTEE_NUMBER})
"""Fields of labels whose value is not kept, or only the number in it."""
_SENTENCE: Final = re.compile(
    r"(?:ます|ました|ません|です|でした|ください|下さい|願い|たい|か[?？])(?:が|ので|から)?(?:[。.!！、]|$)"
)


def _says_more(label: Label, value: str) -> bool:
    if label.field == labels.GUARANTEE_NUMBER:
        return not references.only(value)
    return bool(_SENTENCE.search(value)) and not references.only(value)


_FORM_ASIDE: Final = re.compile(
    r"[(（](電子(?:保証|証書)?|証書[(（]紙[)）]|紙(?:の?証書)?)[)）]"
)
"""The form beside an amount: `契約保証金額：880,000円（電子保証）`."""
_WIDE: Final = re.compile(r"[ ]*\u3000[ \u3000]*|[ \t]{2,}")


def _spaced(label: Label, value: str) -> Iterator[tuple[Label, str]]:
    """Cut `工事名　A線工事　発注者　角田市` where a label stands between wide gaps."""
    start, last = 0, 0
    for gap in [*_WIDE.finditer(value)]:
        word = value[last : gap.start()]
        found = labels.lookup(word) if last else None
        if found and _cuts(found, word, value[gap.end() :]):
            yield label, fold.trim(value[start:last])
            label, start = found, gap.end()
        last = gap.end()
    yield label, fold.trim(value[start:])


def _cuts(label: Label, word: str, rest: str) -> bool:
    """Return whether a word between wide gaps begins another pair."""
    if label.field == "form" and _CHOICE_WORD.match(word):
        return False
    if label.field == labels.PRODUCT_FIELD:
        return bool(_FIGURES.match(rest))
    return fold.squeeze(word) not in _ONLY_MARKED


_FIGURES: Final = re.compile(r"[金¥￥\\]?[0-9０-９]")


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
        found = labels.lookup(loose.without_bullets(bare)) if bare else None
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


def _bracketed(body: str) -> LabelledEntry | None:
    closing = _OPEN.get(body[0])
    end = body.find(closing, 1, _HEAD) if closing else -1
    if end < 0:
        return None
    inner, rest = body[1:end], body[end + 1 :].lstrip(_AFTER)
    if not rest and (heading := labels.heading(inner)):
        return LabelledEntry(heading=heading)
    label = labels.lookup(inner)
    return _pairs(label, rest, bare=True) if label else None


def _separated(body: str) -> LabelledEntry | None:
    match = _SEPARATOR.search(body, 0, _HEAD) or _SEPARATOR.search(body, 0, _LONG_HEAD)
    if not match:
        return None
    label = labels.lookup(body[: match.start()].strip("】］]〕＞> \u3000"))
    if label is None:
        return None
    rest = fold.trim(body[match.end() :])
    if label.field == labels.PRODUCT_FIELD and not rest:
        return LabelledEntry(heading=labels.Heading(label.products[0]))
    return _pairs(label, rest)


def _prefixed(body: str, *, listed: bool) -> LabelledEntry | None:
    """Read a label set off by spaces only: `工事名　　市道…`, also `工 事 名  …`."""
    if labels.product_named(fold.squeeze(body)):
        return None  # 前 払 金 保 証 is a heading.
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
_ONLY_MARKED: Final = frozenset({"工事", "業務", "会社", "発注", "請負", "銀行"})
"""Words that are labels only with a colon or brackets."""


def _set_off(label: Label, word: str, gap: str, rest: str) -> bool:
    """Return whether a word before a space is a label, not the start of a sentence."""
    if fold.squeeze(word) in _ONLY_MARKED:
        return False
    if label.field == labels.PRODUCT_FIELD:
        return bool(_PRODUCT_VALUE.match(rest))
    if not rest:  # 電子保証 alone on a line is an answer, not a question.
        return not (label.field == "form" and _CHOICE_WORD.match(word))
    clear = len(word) >= _CLEAR_LABEL and not word.isascii()
    return clear or bool(_WIDE_GAP.match(gap))


def _misspelt(body: str) -> LabelledEntry | None:
    match = _SEPARATOR.search(body, 0, _HEAD)
    if not match or match[0] not in "：:＝=":
        return None
    label = labels.slipped(body[: match.start()])
    return _pairs(label, body[match.end() :]) if label else None
