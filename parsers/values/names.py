"""Names, places, telephone numbers and addresses: kept as they were written.

Names are never folded (﨑 stays 﨑); `same_name` folds for comparing only.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from parsers import fold
from parsers.values.flaws import Flaw, absent

if TYPE_CHECKING:
    from parsers.reading import Value

_QUOTES: Final = {"「": "」", "『": "』", "“": "”", '"': '"'}
_HONORIFIC: Final = re.compile(r"[\s\u3000]*(?:様|殿|御中|さま)$")
_SELECTORS: Final = re.compile(r"[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def text(written: str) -> str | None:
    """Return a text verbatim, without outer white space and one enclosing 「」."""
    bare = fold.trim(written)
    if absent(bare):
        return None
    if len(bare) > 1 and _QUOTES.get(bare[0]) == bare[-1] and bare[0] not in bare[1:-1]:
        bare = fold.trim(bare[1:-1])
    return bare or None


def addressee(written: str) -> str | None:
    """Return an obligee's name without 様, 殿 or 御中; 長 is never added."""
    name = text(written)
    return fold.trim(_HONORIFIC.sub("", name)) or None if name else None


def comparable(name: str) -> str:
    """Fold a name for comparing: width, ㈱ and 株式会社, spaces, variant selectors."""
    folded = fold.compatible(_SELECTORS.sub("", name)).lower()
    folded = folded.replace("(株)", "株式会社").replace("(有)", "有限会社")
    return re.sub(r"\s+", "", folded)


def same_name(one: str, two: str) -> bool:
    """Return whether two names are the same but for their writing."""
    return comparable(one) == comparable(two)


# --- telephone ------------------------------------------------------------------

_EXTENSION: Final = re.compile(
    (
        r"\s*(?:[(（,、/]\s*)?(内線|ext\.?|直通|代表|代|直)\s*[:：]?\s*([0-9]{0,6})\s*"
        r"[)）]?\s*$"
    ),
    re.IGNORECASE,
)
_LINKED: Final = re.compile(
    r"<(?:tel|callto|mailto):[^<>]{0,300}>|\s+<?[^\s@<>]{1,64}@[^\s@<>]{1,250}>?\s*$",
    re.IGNORECASE,
)
"""The link that a program puts behind a number, and a mail address beside it."""
_AREA_FIRST: Final = re.compile(r"^\((0[0-9]{1,4})\)\s*-?\s*")
_PHONE: Final = re.compile(r"\+?[0-9()][0-9()\- ]{8,18}[0-9]")
_PREFIX: Final = re.compile(r"^(?:tel|電話|携帯|phone|℡|☎)\s*[:：.]?\s*", re.IGNORECASE)


def same_value(one: Value, two: Value) -> bool:
    """Return whether two values say the same; texts are compared as names are."""
    if isinstance(one, str) and isinstance(two, str):
        return one == two or same_name(one, two)
    return one == two


def phone(written: str) -> str | Flaw | None:
    """Read a Japanese telephone number: ASCII signs, the sender's grouping kept.

    `(0224)00-1234` becomes `0224-00-1234`; an extension (内線 12) is kept.
    """
    if absent(written):
        return None
    folded = _LINKED.sub("", fold.dashed(fold.narrow(written)))
    bare = _PREFIX.sub("", fold.trim(folded))
    extension = _EXTENSION.search(bare)
    number = bare[: extension.start()] if extension else bare
    number = re.sub(r"\s*-\s*", "-", _AREA_FIRST.sub(r"\1-", number.strip()))
    digits = re.sub(r"[^0-9+]", "", number)
    if digits.startswith("+81"):
        digits = "0" + digits[3:].removeprefix("0")
    if not _PHONE.fullmatch(number) or not _is_japanese(digits):
        return Flaw("invalid_phone")
    if extension and extension[2]:
        return number + bare[extension.start() :].rstrip()
    return number


def _is_japanese(digits: str) -> bool:
    """Return whether figures have the length of a number of that kind in Japan."""
    if not digits.startswith("0") or "+" in digits:
        return False
    if re.match(r"0[5789]0", digits):
        return len(digits) == 11  # noqa: PLR2004 - mobile and IP telephones
    return len(digits) == 10 and digits[1] != "0"  # noqa: PLR2004 - digits


# --- e-mail ---------------------------------------------------------------------

_EMAIL: Final = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}"
)
_AROUND: Final = re.compile(r"^(?:mailto:)?[<「(]?|[>」)。、,;]?$", re.IGNORECASE)


def email(written: str) -> str | Flaw | None:
    """Read one mail address: width folded, case kept; two of them are a flaw."""
    if absent(written):
        return None
    bare = fold.trim(fold.dashed(fold.narrow(written)))
    if len(bare) > 400:  # noqa: PLR2004 - no address is that long
        return Flaw("invalid_email")
    found = set(_EMAIL.findall(bare))
    if len(found) != 1:
        return Flaw("invalid_email")
    only = found.pop()
    rest = bare.replace(only, "")
    clean = not re.search(
        r"[@a-z0-9]", re.sub(r"mailto:|e-?mail", "", rest, flags=re.IGNORECASE)
    )
    return only if clean else Flaw("invalid_email")
