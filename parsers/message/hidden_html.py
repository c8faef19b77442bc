"""What an HTML document holds and does not show: hidden elements, invisible letters.

Read from the attributes of a tag, and from the plain rules of the document's own
style sheet (`.hide { display: none }`).  Only what is surely unseen is: a colour counts
as that of its ground only where both are known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_STYLE: Final = re.compile(
    r"\bstyle\s*=\s*(?:\"(?P<one>[^\"]{0,2000})\"|'(?P<two>[^']{0,2000})')",
    re.IGNORECASE,
)
_NAMES: Final = re.compile(
    r"\b(?P<kind>class|id)\s*=\s*[\"']?(?P<names>[\w -]{1,200})", re.IGNORECASE
)
_COLOUR: Final = re.compile(r"\bcolor\s*=\s*[\"']?(?P<value>#?\w{1,20})", re.IGNORECASE)
_GROUND: Final = re.compile(
    r"\bbgcolor\s*=\s*[\"']?(?P<value>#?\w{1,20})", re.IGNORECASE
)
_HIDDEN: Final = re.compile(r"(?:^|\s)hidden(?:\s*=|\s|$)", re.IGNORECASE)
_UNSEEN: Final = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all"
    r"|(?:^|[;\s])opacity\s*:\s*0*(?:\.0+)?\s*(?:;|!|$)"
    r"|font-size\s*:\s*(?:0*(?:\.0+)?|0*[01]?(?:\.[0-9]+)?(?:px|pt)|0*\.[0-9]+(?:r?em)"
    r"|0*(?:\.0+)?(?:%|em|rem|ex|ch|mm|cm|in|pc|vw|vh))\s*(?:;|!|$)"
    r"|text-indent\s*:\s*-[0-9]{3,}|(?:^|[;\s])(?:left|top)\s*:\s*-[0-9]{3,}"
    r"|(?:max-)?height\s*:\s*0(?:px|pt)?\s*;.*overflow\s*:\s*hidden"
    r"|overflow\s*:\s*hidden.*(?:max-)?height\s*:\s*0(?:px|pt)?\s*(?:;|!|$)",
    re.IGNORECASE | re.DOTALL,
)
_DECLARED: Final = re.compile(
    r"(?:^|[;{\s])(?P<name>background(?:-color|-image)?|color)\s*:\s*(?P<value>[^;}]{1,200})",
    re.IGNORECASE,
)
_NAMED: Final = {
    "white": (255, 255, 255),
    "snow": (255, 250, 250),
    "ivory": (255, 255, 240),
    "whitesmoke": (245, 245, 245),
    "black": (0, 0, 0),
}
_HEX: Final = re.compile(r"#(?P<digits>[0-9a-f]{6}|[0-9a-f]{3})(?![0-9a-f])")
_RGB: Final = re.compile(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})")
_CLEAR: Final = re.compile(
    r"(?:^|\s)transparent|rgba\([^)]*[,/]\s*0*(?:\.0+)?\s*\)", re.IGNORECASE
)

Colour = tuple[int, int, int]
WHITE: Final[Colour] = (255, 255, 255)
NEAR: Final = 10
"""Steps of 255 by which letters must differ from their ground to be seen."""


@dataclass(frozen=True, slots=True)
class Look:
    """How letters look at one place: their colour, and that of the ground.

    None is a colour that nobody knows here.  `hidden` holds for all that is inside.
    """

    hidden: bool = False
    letters: Colour | None = None
    ground: Colour | None = WHITE

    @property
    def unseen(self) -> bool:
        """Return whether letters cannot be told from their ground, or are not shown."""
        if self.hidden or self.letters is None or self.ground is None:
            return self.hidden
        pairs = zip(self.letters, self.ground, strict=True)
        return all(abs(one - two) <= NEAR for one, two in pairs)


def may_hide(rest: str) -> bool:
    """Return whether the attributes of a tag may say anything of how it looks."""
    lowered = rest.lower()
    return any(map(lowered.__contains__, ("style", "hidden", "color", "class", "id")))


def look(rest: str, above: Look, sheet: Sheet) -> Look:
    """Return how it looks inside a tag with these attributes."""
    style = _STYLE.search(rest)
    declared = (style["one"] or style["two"] or "") if style else ""
    marks = set(_marks(rest))
    hidden = marks & sheet.hidden or _HIDDEN.search(_quoted_out(rest))
    if above.hidden or hidden or _UNSEEN.search(declared):
        return Look(hidden=True)
    letters, ground = above.letters, above.ground
    if marks & sheet.coloured:
        letters = ground = None
    if given := _COLOUR.search(_STYLE.sub("", rest)):
        letters = _colour(given["value"])
    if given := _GROUND.search(rest):
        ground = _colour(given["value"])
    return _painted(Look(letters=letters, ground=ground), declared)


def _marks(rest: str) -> Iterator[str]:
    for names in _NAMES.finditer(rest):
        mark = "." if names["kind"].lower() == "class" else "#"
        yield from (mark + name for name in names["names"].split())


def _painted(look: Look, declared: str) -> Look:
    """Return a look with the colours of a style attribute."""
    for each in _DECLARED.finditer(declared):
        if each["name"].lower() == "color":
            look = replace(look, letters=_colour(each["value"]))
        elif not _CLEAR.search(each["value"]):
            look = replace(look, ground=_colour(each["value"]))
    return look


def _quoted_out(rest: str) -> str:
    return re.sub(r"\"[^\"]*\"|'[^']*'", '""', rest)


def _colour(value: str) -> Colour | None:
    """Read a colour; None for one of a picture, a variable or an unknown name."""
    text = value.strip().lower()
    if "url(" in text or "gradient" in text or "var(" in text:
        return None
    if found := _HEX.search(text):
        digits = found["digits"]
        if len(digits) == 3:  # noqa: PLR2004 - #fff is #ffffff
            digits = "".join(2 * sign for sign in digits)
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    if found := _RGB.search(text):
        return int(found[1]), int(found[2]), int(found[3])
    return _NAMED.get(text.split("!")[0].split(" ")[0])


# --- the style sheet of the document -------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sheet:
    """Classes and ids (`.x`, `#x`) that hide, and those that give any colour."""

    hidden: frozenset[str] = frozenset()
    coloured: frozenset[str] = frozenset()


PLAIN: Final = Sheet()
_SHEET: Final = re.compile(
    r"<style[^<>]*>(.{0,50000}?)</style", re.IGNORECASE | re.DOTALL
)
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE: Final = re.compile(r"(?P<names>[^{}@;]{1,400})\{(?P<body>[^{}]{0,4000})\}")
_ONE: Final = re.compile(r"[a-z0-9]{0,20}(?P<name>[.#][\w-]{1,100})", re.IGNORECASE)
_PART: Final = re.compile(r"[.#][\w-]{1,100}")
_MEDIA: Final = re.compile(
    r"@media[^{}]{0,400}\{(?:[^{}]{0,400}\{[^{}]{0,4000}\}){0,200}\s*\}"
)


def sheet_of(markup: str) -> Sheet:
    """Read the plain rules of a document's style sheets; @media is another screen's."""
    hidden: set[str] = set()
    coloured: set[str] = set()
    for style in _SHEET.finditer(markup):
        for rule in _RULE.finditer(_MEDIA.sub("", _COMMENT.sub("", style[1]))):
            for name in rule["names"].split(","):
                if "color" in rule["body"] or "background" in rule["body"]:
                    coloured.update(_PART.findall(name))
                whole = _ONE.fullmatch(name.strip())
                if whole and _UNSEEN.search(rule["body"]):
                    hidden.add(whole["name"])
    return Sheet(frozenset(hidden), frozenset(coloured))
