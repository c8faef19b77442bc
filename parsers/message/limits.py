"""What one mail may cost, and what its sender is told of a mail beyond that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Limits:
    """What one mail may cost.  Sizes in octets; beyond a limit reading stops there."""

    octets: int = 30_000_000
    header_octets: int = 100_000
    headers: int = 1_000
    parts: int = 100
    depth: int = 20
    text_octets: int = 1_000_000
    boundary: int = 256


LIMITS: Final = Limits()

SENTENCES: Final = {
    "octets": "メールの大きさが上限（30MB）を超えています",
    "header_octets": "メールのヘッダーが長すぎます",
    "headers": "メールのヘッダーの数が多すぎます",
    "parts": "メールに含まれる部分（添付など）の数が多すぎます（上限は100個です）",
    "depth": "メールの入れ子（転送の転送など）が深すぎます（上限は20段です）",
    "text_octets": "メールの本文が長すぎます（上限は1MBです）",
    "boundary": "メールの区切りの指定が長すぎます",
}
"""For the sender: what a limit, by its name, says of a mail beyond it."""
