"""References: the numbers by which a letter says what it is about.

「受付番号 2026-000001 の…」「保証契約番号 00427-000001 について、…」.
A reference stands beside what is said; it never takes the words behind it along.
"""

from __future__ import annotations

import re
from typing import Final

from parsers import fold
from parsers.values import numbers
from parsers.words import courtesy

_DASH: Final = r"\s?[-‐‑‒–—―−－ーｰ]\s?"
_NUMBER: Final = (
    rf"(?:(?<![0-9-])20[0-9]{{2}}{_DASH}[0-9]{{6}}|[0-9]{{5}}{_DASH}[0-9]{{6}})"
    r"(?![0-9]|-[0-9])"
)
_LABEL: Final = (
    r"(?:お?受付番号|受付no\.?|保証契約番号|保証契約no\.?|保証番号|保証証書番号|証券番号|証書番号|番号"
    r"|receipt number|guarantee number|guarantee no\.?|number|no\.?)"
)
_JOINT: Final = (
    r"(?:の(?:お?申し?込み?|ご?契約|保証(?:契約)?)?(?:の?件)?(?:に(?:つきまして|ついて|つき|関し(?:まして|て)?)"
    r"|で(?:すが)?)?(?:は|の)?|に(?:つきまして|ついて|つき|関し(?:まして|て)?)(?:は|の)?|は|で(?:すが)?|を)"
)
_REFERENCE: Final = re.compile(
    rf"[「『【\[(]?{_LABEL}?[\s:#はの]*{_NUMBER}[」』】\])]?"
    rf"(?:(?:\s?[、,・と及びび]+\s?)?{_NUMBER})*"
    rf"(?:\s?\([^()]{{1,20}}\))?\s?{_JOINT}?[、,:\s]*",
    re.IGNORECASE,
)
_MOST: Final = 300
_FIGURE: Final = re.compile(r"[0-9]")


def without(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a sentence without its references, narrowed, and the guarantee numbers."""
    folded = fold.narrow(fold.trim(text))
    if len(folded) > _MOST or not _FIGURE.search(folded):
        return folded, ()
    return _REFERENCE.sub("", folded).strip(), numbers.guarantee_numbers(folded)


def found(text: str) -> bool:
    """Return whether a sentence names a number, of a receipt or of a guarantee."""
    return bool(_ANY.search(fold.narrow(text)))


_ANY: Final = re.compile(_NUMBER)


def only(text: str) -> bool:
    """Return whether a text is nothing but references, and courtesy beside them."""
    rest, _ = without(text)
    bare = rest.strip("。.、 です") if len(rest) <= len("です。") else rest
    return not bare or courtesy.is_courtesy(rest)
