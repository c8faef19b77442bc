"""Text that every database takes: no surrogates, no NUL, no more than the column."""

from __future__ import annotations

import re

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def clean(text: str, limit: int | None = None) -> str:
    """Return `text` storable: undecodable octets and NUL become U+FFFD, cut to limit.

    Line ends become spaces, so that one value stays one line wherever it is shown.
    """
    if not text.isprintable():
        text = " ".join(_UNSTORABLE.sub("\ufffd", text).splitlines())
    return text[:limit]
