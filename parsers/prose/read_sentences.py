"""Sentences of a letter, one after another: what each gives, and what is left.

A sentence corrects a field, states values, applies for products, or is courtesy; what
is none of these, or says more than was understood, is left for a person word for word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from parsers.form.finds import Find
from parsers.prose import sentences as prose
from parsers.prose import statements, subject_matter
from parsers.words import courtesy

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from parsers.form.collector import Gatherer
    from parsers.form.finds import Sentence


@dataclass(frozen=True, slots=True)
class Told:
    """What the sentences left: `remainder` for a person.

    `corrects` tells that one of them asks for a correction.
    """

    remainder: tuple[str, ...] = ()
    corrects: bool = False


_MARK: Final = re.compile(
    r"^[\s\u3000]*(?:[(（]?[0-9０-９]{1,2}[)）.．、][\s\u3000]*(?![0-9０-９])|[①-⑳][\s\u3000]*"
    r"|[・●○■◆◇※＊*-][\s\u3000]*)"
)
"""The mark of a list before a sentence."""
_LETTERHEAD: Final = re.compile(
    r"(?:(?:株式|有限|合同)会社|㈱|㈲|[(（][株有][)）])[^0-9０-９はがをで、。：]{1,20}"
    r"|[^0-9０-９はがをで、。：]{1,20}(?:(?:株式|有限|合同)会社|㈱|㈲|[(（][株有][)）])"
)
"""The sender's name above a formal letter."""


def _says_nothing(text: str, *, reply: bool, first: bool) -> bool:
    """Return whether a line is a yes already counted, or the sender's name on top."""
    if reply:
        return text in _BARE_YES
    return (
        first and bool(_LETTERHEAD.fullmatch(text)) and not subject_matter.begins(text)
    )


_BARE_YES: Final = frozenset({"はい", "はい。", "ハイ。", "はい！", "OK。", "OKです。"})
"""A yes before a correction: `parsers.prose.consent` has heard it."""
MAX_EXAMINED: Final = 300
"""Sentences of one mail that are looked into; a letter has fewer."""


def take(
    sentences: Sequence[Sentence],
    gatherer: Gatherer,
    *,
    reply: bool,
    orders: Collection[str] = (),
) -> Told:
    """Read the sentences of a letter, giving their values to the gatherer.

    `orders` are the names of its commands: a sentence may say them again.
    """
    remainder: list[str] = []
    corrects = False
    for index, sentence in enumerate(sentences):
        examined = index < MAX_EXAMINED
        if examined and reply and (new := prose.correction(sentence)):
            gatherer.add((Find(new.label, new.value, sentence.line),), "prose")
            corrects = corrects or prose.corrects(sentence.text)
        elif _says_nothing(sentence.text, reply=reply, first=not remainder):
            continue
        elif reply and prose.announces(sentence.text):
            corrects = True
        elif not examined or not _taken(sentence, gatherer, orders):
            remainder.append(sentence.text)
            corrects = corrects or (reply and prose.corrects(sentence.text))
    return Told(tuple(remainder), corrects)


def _taken(sentence: Sentence, gatherer: Gatherer, orders: Collection[str]) -> bool:
    """Return whether all of a sentence was understood, and give what it says."""
    sentence = replace(sentence, text=_MARK.sub("", sentence.text))
    if orders and courtesy.goes_with(sentence.text, orders):
        return True
    if stated := statements.state(sentence.text):
        finds = (
            Find(fact.label, fact.value, sentence.line, fact.product)
            for fact in stated.facts
        )
        plain = [gatherer.offer(find) for find in finds]
        gatherer.mention(prose.applied_for(sentence))
        return stated.whole and all(plain)
    if named := prose.mentions(sentence):
        gatherer.mention(named)
        return not gatherer.takes_back(named)
    return courtesy.is_courtesy(sentence.text)
