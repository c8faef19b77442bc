"""Text that every database takes: no surrogates, no NUL, no more than the column."""

from __future__ import annotations


def clean(text: str, limit: int | None = None) -> str:
    """Return `text` storable: undecodable octets and NUL become U+FFFD, cut to limit.

    Line ends become spaces, so that one value stays one line wherever it is shown.
    """
    if not text.isprintable():
        text = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
        text = " ".join(text.replace("\0", "\ufffd").splitlines())
    return text[:limit]
