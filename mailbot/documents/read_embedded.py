"""Read the JSON inside a document: anybody's octets in, plain values out.

In a file of its own, because the child that opens strangers' files loads nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

FORMAT = "mailbot-document"
VERSION = 1
FILE = "document.json"
"""The name of the attachment."""


def read_embedded(octets: bytes) -> Mapping[str, str | int | bool]:
    """Return the values of embedded JSON; nothing at all when it is none of ours.

    The octets may be anybody's: only a flat object of our format and version counts,
    and only its plain values.
    """
    try:
        found = json.loads(octets.decode("utf-8"))
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    if found.get("format") != FORMAT or found.get("version") != VERSION:
        return {}
    return {
        name: value for name, value in found.items() if isinstance(value, str | int)
    }
