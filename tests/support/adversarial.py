"""Texts that make careless patterns slow, and a way to see that none is.

Growth is judged by the ratio of two costs in the processor's own time, never by a time
alone: a busy machine makes both dear, and a quadratic one doubles its dearness.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

RUNS: tuple[str, ...] = (
    *('"', "\\", '\\"', "(", ")", "()", ";", " ", "\t", "a", "0", "Aa0", "aA", " a"),
    *("=?", "=?utf-8?q?=20", "<", ">", "@", ".", "-", "a@", "a.", "@a.", ":", ",", "/"),
    *("\r\n ", "\n", "\n ", "\r\n\r\n", "'", "[", "{", "_", "=", "&#", "&lt;", "<!--"),
    *("dmarc=", "dmarc ", "dmarc/0", "header.from=", "message-id:\n ", "name", "name*"),
    *("name *0 ", "application  ", "> ", "--x\r\n", "12-", "1,", "https://a", "re: "),
    *("「", "」", "。", "、", "お", "電話", "お願い", "円", "令和", "年", "月", "から"),
    *(
        "まで",
        "ー",
        "１",
        "＝",
        "\u3000",
        "・",
        "■",
        "【",
        "番号",
        "認証キー",
        "\u202e",
    ),
    *("\u0301\u0327", "か\u3099", "\u0345\u0344\u0301"),
)
"""Short pieces, each to be said again and again."""

_DEAR = 0.02
"""Seconds of the processor under which a cost tells nothing about its growth."""
_WORST_RATIO = 3.0
"""Of the costs of twice as much: linear is 2, quadratic 4."""
_TRIES = 3


def sized(piece: str, octets: int) -> str:
    """Return a piece again and again, at most so many octets of it."""
    return piece * (octets // len(piece.encode()))


def grows_too_fast(work: Callable[[str], object], piece: str, most: int) -> str:
    """Do work on ever longer runs up to `most` octets; say where it gets too dear.

    "" when each doubling costs at most three times as much.  It stops at the first
    size that shows anything, so that a bad pattern is found before it takes for ever.
    """
    octets = 1024
    before = _cost(work, sized(piece, octets // 2))
    while octets <= most:
        cost = _cost(work, sized(piece, octets))
        if cost > _DEAR and cost > _WORST_RATIO * max(before, _DEAR / 4):
            best = min(_cost(work, sized(piece, octets)) for _ in range(_TRIES))
            half = min(_cost(work, sized(piece, octets // 2)) for _ in range(_TRIES))
            if best > _DEAR and best > _WORST_RATIO * max(half, _DEAR / 4):
                return f"{piece!r}: {half:.3f} s, twice as long {best:.3f} s"
            cost = best
        before = cost
        octets *= 2
    return ""


def faults(
    work: Callable[[str], object], most: int, runs: tuple[str, ...] = RUNS
) -> Iterator[str]:
    """Yield what is wrong with how `work` bears each run."""
    for piece in runs:
        if found := grows_too_fast(work, piece, most):
            yield found


def _cost(work: Callable[[str], object], text: str) -> float:
    began = time.process_time()
    work(text)
    return time.process_time() - began
