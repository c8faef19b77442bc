"""Text that only prints: what strangers wrote cannot steer a terminal."""

from __future__ import annotations

import unicodedata


def printable(text: str) -> str:
    """Return text that only prints: no escapes, no marks that turn writing round.

    Line feeds and tabs stay; anything else of Unicode's category C becomes U+FFFD.
    """
    return "".join(
        letter
        if letter in "\n\t" or unicodedata.category(letter)[0] != "C"
        else "\ufffd"
        for letter in text.replace("\r\n", "\n")
    )


def one_line(text: str) -> str:
    """Return printable text on one line."""
    return " ".join(printable(text).split())
