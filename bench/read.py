"""Mails a second on one core: our whole reading beside the standard library's parsing.

The peer is `email` with its default policy, in the same run over the same bytes: once
merely parsing (it leaves every header and body for later), once with what any reader
needs of it touched: every header, and the text of every part.  Ours is everything,
from bytes to an application with its evidence.

    python -m bench.read [ROUNDS]

Reads each letter of our own corpus once, in one wire form, and $MAILBOT_CORPORA where
it is named.  What the parsers remember of labels is forgotten before each pass, so that
no mail is met again.  Prints a markdown table.
"""

from __future__ import annotations

import email
import email.policy
import logging
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from parsers.read import read
from tests.support.wire import forms
from tests.unit.parsers.test_corpus import load

ROUNDS = 5
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TESTS = Path(__file__).parent.parent / "tests"
# The peer is measured, not used: it never sees a mail of the desk.
POLICY = email.policy.default  # noqa: TID251 - see above
Work = Callable[[bytes], object]


def ours(raw: bytes) -> object:
    """Read a mail, all of it."""
    return read(raw, NOW)


def parsed(raw: bytes) -> object:
    """Parse a mail, and look at nothing."""
    return email.message_from_bytes(raw, policy=POLICY)


def touched(raw: bytes) -> object:
    """Parse a mail, and look at its headers and texts as far as they can be had."""
    message = email.message_from_bytes(raw, policy=POLICY)
    seen: list[object] = []
    try:
        for part in message.walk():
            seen += part.items()
            if part.get_content_maintype() == "text":
                seen.append(part.get_content())
    except (LookupError, ValueError, AttributeError):  # one mail in twenty
        seen.append(None)
    return seen


PEERS: tuple[tuple[str, Work], ...] = (
    ("mailbot, the whole reading", ours),
    ("email, default policy, parsing only", parsed),
    ("email, default policy, headers and texts touched", touched),
)


def forget() -> None:
    """Empty the caches of the parsers; tables of constants stay."""
    for name, module in list(sys.modules.items()):
        if name.startswith("parsers"):
            for thing in vars(module).values():
                if isinstance(thing, _Cached) and thing.cache_info().maxsize:
                    thing.cache_clear()


_Cached = type(lru_cache(1)(ours))


def seconds(work: Work, mails: list[bytes]) -> float:
    """Give the processor's seconds for one pass over the mails."""
    forget()
    start = time.process_time()
    for raw in mails:
        work(raw)
    return time.process_time() - start


def measure(mails: list[bytes], rounds: int) -> list[float]:
    """Give each peer's best pass; the peers take turns, so that all see one machine."""
    best = [float("inf")] * len(PEERS)
    for _ in range(rounds):
        for index, (_, work) in enumerate(PEERS):
            best[index] = min(best[index], seconds(work, mails))
    return best


def folders() -> list[tuple[str, list[bytes]]]:
    """Give the collections of mails that are here."""
    own = [path.read_bytes() for path in sorted((TESTS / "examples").glob("*.eml"))]
    for at, case in enumerate(load()):
        own += [raw for _, _, raw in forms(case.letter, at, 1)]
    found = [("our corpus", own)]
    if corpora := os.environ.get("MAILBOT_CORPORA"):
        files = sorted(path for path in Path(corpora).rglob("*") if path.is_file())
        mails = [path.read_bytes() for path in files if path.suffix in _MAILS]
        found.append(("third-party mails", mails))
    return found


_MAILS = {".eml", ".msg", ".raw", ".txt"}


def main() -> None:
    """Measure, and print the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    logging.disable()  # pypdf speaks of every broken PDF
    print("| mails | reader | mails/s | ms a mail | time, to the parser's |")
    print("|---|---|---|---|---|")
    for name, mails in folders():
        best = measure(mails, rounds)
        for (peer, _), took in zip(PEERS, best, strict=True):
            print(
                f"| {len(mails)} {name} | {peer} | {len(mails) / took:,.0f} | "
                f"{took / len(mails) * 1e3:.2f} | {took / best[1]:.2f} |"
            )


if __name__ == "__main__":
    main()
