"""How the words of a Word document look: which of them nobody sees.

Hidden (w:vanish), struck out, white on white paper: by the run itself or by its style
and the styles that one is based on (ECMA-376, part 1, 17.3.2 and 17.7).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

_WORD: Final = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
)
_COMPATIBLE: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_OFF: Final = frozenset({"0", "false", "off", "none"})
_BASES: Final = 12
_WHITE: Final = frozenset({"FFFFFF", "FEFEFE", "FDFDFD", "FCFCFC"})


def local(each: Element) -> str:
    """Return the name of an element of Word; another's has its space before it."""
    tag = str(each.tag)
    for space in (*_WORD, _COMPATIBLE):
        if tag.startswith(space):
            return tag[len(space) :]
    return tag


def value(each: Element) -> str:
    """Return what an element says (w:val)."""
    return next((v for k, v in each.attrib.items() if k.endswith("}val")), "")


def flag(each: Element | None) -> bool:
    """Return whether a switch is there and on."""
    return each is not None and value(each).lower() not in _OFF


@dataclass(frozen=True, slots=True)
class Shown:
    """How a run looks so far."""

    hidden: bool = False
    struck: bool = False
    white: bool = False
    shaded: bool = False

    @property
    def seen(self) -> bool:
        """Whether a reader of the document sees it as a word of the text."""
        return not (self.hidden or self.struck or (self.white and not self.shaded))


@dataclass(frozen=True, slots=True)
class Looks:
    """The styles of a document: what each changes, and on which it is based."""

    styles: Mapping[str, tuple[str, Element | None, Element | None]]

    @classmethod
    def of(cls, styles: Element | None) -> Looks:
        """Read the styles of a document, if it has any."""
        found = {}
        for style in styles if styles is not None else ():
            if local(style) == "style":
                based = child(style, "basedOn")
                name = next(
                    (v for k, v in style.attrib.items() if k.endswith("}styleId")), ""
                )
                found[name] = (
                    value(based) if based is not None else "",
                    child(style, "rPr"),
                    child(style, "pPr"),
                )
        return cls(found)

    def of_paragraph(self, look: Element | None) -> Shown:
        """Return how the runs of a paragraph look before their own look."""
        named = child(look, "pStyle")
        shown = self._styled(Shown(), value(named) if named is not None else "")
        return _changed(shown, look, runs=False)

    def of_run(self, look: Element | None, shown: Shown) -> Shown:
        """Return how a run looks in a paragraph that looks like this."""
        named = child(look, "rStyle")
        if named is not None:
            shown = self._styled(shown, value(named))
        return _changed(shown, look)

    def _styled(self, shown: Shown, name: str) -> Shown:
        for run, paragraph in reversed(list(self._chain(name))):
            shown = _changed(_changed(shown, run), paragraph, runs=False)
        return shown

    def _chain(self, name: str) -> Iterator[tuple[Element | None, Element | None]]:
        for _ in range(_BASES):
            if name not in self.styles:
                return
            name, run, paragraph = self.styles[name]
            yield run, paragraph


def _changed(shown: Shown, look: Element | None, *, runs: bool = True) -> Shown:
    """Return how something looks after one set of properties."""
    for each in look if look is not None else ():
        name = local(each)
        if name == "shd":
            shown = replace(shown, shaded=is_dark(each))
        elif name == "highlight":
            shown = replace(shown, shaded=value(each) not in {"none", "white"})
        elif not runs:
            continue
        elif name == "vanish":
            shown = replace(shown, hidden=flag(each))
        elif name in {"strike", "dstrike"}:
            shown = replace(shown, struck=flag(each))
        elif name == "color":
            shown = replace(shown, white=value(each).upper() in _WHITE)
    return shown


def is_dark(shading: Element | None) -> bool:
    """Return whether white words can be read on this ground."""
    if shading is None:
        return False
    fill = next((v for k, v in shading.attrib.items() if k.endswith("}fill")), "auto")
    return fill.lower() != "auto" and fill.upper() not in _WHITE


def child(holder: Element | None, name: str) -> Element | None:
    """Return the first element of a name in another, None if there is none."""
    if holder is None:
        return None
    return next((each for each in holder if local(each) == name), None)
