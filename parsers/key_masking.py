"""Masking: no authentication key is printed, wherever it was written."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from parsers import identifiers
from parsers.reading import MASKED_KEY
from parsers.values import numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parsers.reading import Envelope, Evidence, Value

_KEY_NEARBY: Final = re.compile(
    r"(?:認証\s*キー|照会)[^A-Za-z0-9Ａ-Ｚａ-ｚ０-９]{0,12}"
    r"(?:[0-9０-９]{5}[-‐‑–—―−－ーｰ][0-9０-９]{6}[^A-Za-z0-9Ａ-Ｚａ-ｚ０-９]{1,12})?("
    rf"{identifiers.KEY_TEXT})(?![A-Za-z0-9Ａ-Ｚａ-ｚ０-９])"
)


class Mask:
    """Hides the authentication keys of one mail in every text of its reading."""

    __slots__ = ("_secrets",)

    def __init__(self, secrets: Sequence[str], text: str) -> None:
        nearby = [identifiers.key_of(key) for key in _KEY_NEARBY.findall(text)]
        self._secrets = tuple(dict.fromkeys([*secrets, *nearby]))

    def __call__(self, text: str) -> str:
        """Return a text without any of the keys."""
        for secret in self._secrets:
            text = numbers.masked(text, secret, MASKED_KEY)
        return text

    def value(self, value: Value) -> Value:
        """Return a field's value without any of the keys."""
        return self(value) if isinstance(value, str) else value

    def evidence(self, found: Evidence) -> Evidence:
        """Return an evidence without any of the keys."""
        return replace(found, text=self(found.text)) if self._secrets else found

    def envelope(self, envelope: Envelope) -> Envelope:
        """Return an envelope whose subject shows none of the keys."""
        if not self._secrets:
            return envelope
        return replace(envelope, subject=self(envelope.subject))
