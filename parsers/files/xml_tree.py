"""XML to a tree, within a budget: no document type, no entities, so many elements.

An entity can stand for a thousand others (billion laughs) and a file for another one:
a document that declares its type is not read at all.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import (
    Element,
    ParseError,
    TreeBuilder,
    XMLParser,
)

from parsers.files.budget import ShutError
from parsers.message import charset

if TYPE_CHECKING:
    from parsers.files.budget import Limits

_DEPTH: Final = 120
_HEAD: Final = 200
_CODING: Final = re.compile(
    rb"""<\?xml[^>]*\sencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})"""
)
_UNIVERSAL: Final = frozenset({b"utf-8", b"utf-16", b"us-ascii", b"iso-8859-1"})


def tree(content: bytes, limits: Limits) -> Element:
    """Return the root of a document; ShutError where it is broken or too large."""
    builder = _Builder(limits.xml_elements)
    parser = XMLParser(target=builder)  # noqa: S314 - the same
    try:
        parser.feed(_recoded(content))
        root = parser.close()
    except (ParseError, LookupError, ValueError, AssertionError):
        raise ShutError("unreadable") from None
    if not isinstance(root, Element):
        raise ShutError("unreadable")
    return root


def _recoded(content: bytes) -> bytes:
    """Return a document in UTF-8 whose declaration names a code of Japan."""
    found = _CODING.search(content[:_HEAD])
    if not found or found[1].lower() in _UNIVERSAL:
        return content
    text = charset.decode(content[found.end() :], found[1].decode("ascii")).text
    return b'<?xml version="1.0" encoding="utf-8' + text.encode("utf-8", "replace")


class _Builder:
    """Builds the tree and stops at the first thing that is too much."""

    def __init__(self, most: int) -> None:
        self._tree = TreeBuilder()
        self._left = most
        self._depth = 0
        self.data = self._tree.data
        self.close = self._tree.close

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        """Refuse a document that declares its type."""
        del name, public, system
        raise ShutError("unreadable")

    def start(self, tag: str, attributes: dict[str, str]) -> Element:
        """Begin an element."""
        self._left -= 1
        self._depth += 1
        if self._left < 0 or self._depth > _DEPTH:
            raise ShutError("too_large", "xml_elements")
        return self._tree.start(tag, attributes)

    def end(self, tag: str) -> Element:
        """End an element."""
        self._depth -= 1
        return self._tree.end(tag)
