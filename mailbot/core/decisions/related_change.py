"""What a mail on a change says of the contract's other guarantees (R-27).

契約保証：変更しない and 前払金保証のみ変更します leave one as it is;
契約保証も変更します takes it in.  What is said under a condition, or asks, or names
none of them, is no word on this: it stays with what a person reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from mailbot.core.model.guarantee import Guarantee
from mailbot.core.office.names import compatible
from parsers.reading import Product, Reading

_LONGEST = 60
_NAMES: tuple[tuple[Product, str], ...] = (
    ("interim", "中間前払"),
    ("advance", "前払"),
    ("performance", "契約保証"),
    ("interim", "interim"),
    ("advance", "advance"),
    ("performance", "performance"),
)
_STAYS = re.compile(
    r"変更し(?:ない|ません)|変更(?:は)?(?:なし|無し|不要)|そのまま|据え?置|"
    r"\b(?:unchanged|no change|not change|as it is)\b"
)
_ONLY = re.compile(r"(?:のみ|だけ)")
_GOES = re.compile(r"変更(?:する|します|して|をお願い)|\bchange\b")
_DOUBTS = re.compile(r"[?？]|場合|なら|れば|たら|ますか|ですか|ただし|まで|\bif\b")

Apart = tuple[frozenset[int], frozenset[int], Reading]


def named_apart(
    reading: Reading, own: Guarantee, known: tuple[Guarantee, ...]
) -> Apart:
    """Return the ids of those that stay, of those that go along, and the rest of it.

    `own` is the guarantee whose change it is, `known` the others of the contract.  The
    reading comes back itself where it says nothing of them.
    """
    off: set[str] = {name for name, on in reading.products.items() if not on}
    stay, go = _ids(known, off), set[int]()
    used: set[str] = set()
    for sentence in reading.remainder:
        stays, goes = _in_sentence(sentence, own, known)
        if stays or goes:
            used.add(sentence)
        stay |= stays
        go |= goes
    problems = tuple(p for p in reading.problems if not _unchanged(p.text, p.field))
    for problem in set(reading.problems) - set(problems):
        stay |= _ids(known, {problem.field.partition(".")[0]})
    if not stay and not go:
        return frozenset(), frozenset(), reading
    left = tuple(one for one in reading.remainder if one not in used)
    rest = replace(reading, remainder=left, problems=problems, products={})
    return frozenset(stay), frozenset(go - stay), rest


def _unchanged(text: str, field: str) -> bool:
    """Tell a value that only says that it stays: 契約保証金額：変更なし."""
    return "." in field and bool(_STAYS.search(compatible(text)))


def _in_sentence(
    sentence: str, own: Guarantee, known: tuple[Guarantee, ...]
) -> tuple[set[int], set[int]]:
    """Return who stays and who goes along by one sentence; none where it is unsure."""
    folded = compatible(sentence).lower()
    named = _named(folded)
    numbered = {one.id for one in known if one.number and one.number in folded}
    unsure = len(folded) > _LONGEST or _DOUBTS.search(folded)
    if unsure or not (named or numbered):
        return set(), set()
    of_others = _ids(known, named) | numbered
    if _STAYS.search(folded):
        return (set(), set()) if own.product in named else (of_others, set())
    if not _GOES.search(folded):
        return set(), set()
    if _ONLY.search(folded):
        alone = own.product in named and not of_others
        return ({one.id for one in known}, set()) if alone else (set(), set())
    return set(), of_others


def _named(folded: str) -> set[str]:
    """Return the products that a sentence names; 中間前払 is no 前払."""
    found: set[str] = set()
    for product, name in _NAMES:
        if name in folded:
            found.add(product)
            folded = folded.replace(name, "")
    return found


def _ids(known: Iterable[Guarantee], products: set[str]) -> set[int]:
    return {one.id for one in known if one.product in products}
