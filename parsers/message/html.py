"""HTML to lines of text: enough of it to read a form, and nothing that runs.

A table row becomes one line with its cells set apart by tabs, a block becomes a line, a
quotation (`blockquote`) gets `> ` before its lines.  What is not shown is not read
(`parsers.message.hidden_html`).  Own tokens, linear in the input: no document is built,
nothing is fetched, and broken markup is text.
"""

from __future__ import annotations

import html
import re
from typing import Final

from parsers.message import hidden_html, lines

_TOKEN: Final = re.compile(
    r"<!--.*?(?:-->|$)|<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9:]*)(?P<rest>[^<>]*)>"
    r"|<[!?][^<>]*>"
    r"|(?P<text>[^<]+|<)",
    re.DOTALL,
)
_HIDDEN: Final = frozenset({"style", "script", "head", "title", "template", "noscript"})
_BLOCKS: Final = frozenset(
    """
    p div br tr li ul ol table h1 h2 h3 h4 h5 h6 hr pre blockquote section article
    header footer dl dt dd form fieldset
    """.split()  # noqa: SIM905 - words of a list
)
_BLANK: Final = re.compile(r"[ \t\r\n\f]+")
_VOID: Final = frozenset(
    {"br", "img", "hr", "input", "meta", "link", "area", "base", "col", "wbr", "source"}
)
"""Elements without an inside."""
_ENDED_BY: Final = {
    "td": frozenset({"td", "th", "tr", "tbody"}),
    "th": frozenset({"td", "th", "tr", "tbody"}),
    "tr": frozenset({"tr", "tbody"}),
    "li": frozenset({"li"}),
    "p": frozenset(_BLOCKS - {"br"}),
}
"""Elements whose end is often left out, and the tags that begin where they end."""
MOST_OPEN: Final = 500
"""Elements inside one another whose looks are remembered."""


def to_text(markup: str) -> str:
    """Return the visible text of an HTML document, line by line."""
    styled = "<style" in markup or "<STYLE" in markup
    writer = _Writer(hidden_html.sheet_of(markup) if styled else hidden_html.PLAIN)
    for match in _TOKEN.finditer(markup):
        if match["text"] is not None:
            writer.text(html.unescape(match["text"]))
        elif match["name"]:
            writer.tag(
                match["name"].lower(), closing=bool(match["close"]), rest=match["rest"]
            )
    return writer.finish()


_SEEN: Final = hidden_html.Look()


class _Writer:
    """Collects lines; knows whether it stands in a row, a quotation or hidden text."""

    __slots__ = ("_cells", "_hidden", "_line", "_lines", "_looks", "_quotes", "_sheet")

    def __init__(self, sheet: hidden_html.Sheet) -> None:
        self._sheet = sheet
        self._looks: list[tuple[str, hidden_html.Look | None]] = []
        self._lines: list[str] = []
        self._line: list[str] = []
        self._cells: list[str] | None = None
        self._hidden = ""
        self._quotes = 0

    def text(self, text: str) -> None:
        if not self._hidden and not self._unseen():
            self._line.append(_BLANK.sub(" ", text))

    def _unseen(self) -> bool:
        return any(look.unseen for _, look in self._looks[-1:] if look)

    def _looked(self, name: str, rest: str, *, closing: bool) -> None:
        """Remember how it looks inside elements, from the first that says it."""
        looks = self._looks
        if not closing:
            while looks and name in _ENDED_BY.get(looks[-1][0], ()):
                looks.pop()
            says = hidden_html.may_hide(rest)
            if not (says or looks) or name in _VOID or rest.endswith("/"):
                return
            above = looks[-1][1] if looks else None
            here = (
                hidden_html.look(rest, above or _SEEN, self._sheet) if says else above
            )
            if len(looks) < MOST_OPEN:
                looks.append((name, here))
            return
        for at in range(len(looks) - 1, -1, -1):
            if looks[at][0] == name:
                del looks[at:]
                return

    def tag(self, name: str, *, closing: bool, rest: str) -> None:
        if self._hidden:
            if closing and name == self._hidden:
                self._hidden = ""
            return
        self._looked(name, rest, closing=closing)
        if name in _HIDDEN and not closing and not rest.endswith("/"):
            self._hidden = name
        elif name in {"td", "th"}:
            self._cell(closing=closing)
        elif name == "tr":
            self._row(closing=closing)
        elif name == "blockquote":
            self._break()
            self._quotes = max(0, self._quotes + (-1 if closing else 1))
        elif name in _BLOCKS:
            self._break(force=name in {"br", "p", "div"} and (name == "br" or closing))

    def _cell(self, *, closing: bool) -> None:
        if self._cells is not None and closing:
            self._cells.append(self._taken())
        elif not closing and self._cells is not None and (held := self._taken()):
            self._cells.append(held)

    def _row(self, *, closing: bool) -> None:
        if self._cells is not None:
            if held := self._taken():
                self._cells.append(held)
            self._emit("\t".join(self._cells))
        else:
            self._break()
        self._cells = None if closing else []

    def _taken(self) -> str:
        pieces = "".join(self._line).split("\n")
        self._line = []
        text = ""
        for piece in pieces:
            text = lines.joined(text, _BLANK.sub(" ", piece))
        return text.strip(" \u00a0\u3000")

    def _break(self, *, force: bool = False) -> None:
        if self._cells is not None:
            self._line.append("\n")
            return
        text = "".join(self._line).strip(" ")
        self._line = []
        if text or force:
            self._emit(text)

    def _emit(self, text: str) -> None:
        self._lines.append("> " * min(self._quotes, 5) + text.replace("\u00a0", " "))

    def finish(self) -> str:
        if self._cells is not None:
            self._row(closing=True)
        self._break()
        return "\n".join(self._lines)
