"""Lines that verbs write, and words that they ask for; no terminal's layout."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping

from mailbot.errors import MailbotError


def say(line: str) -> None:
    """Write what a verb has done."""
    sys.stdout.write(f"{line}\n")


def say_json(page: Mapping[str, object]) -> None:
    """Write one JSON object on a line."""
    sys.stdout.write(json.dumps(page, ensure_ascii=False) + "\n")


def named(by: str) -> str:
    """Return a name for the audit; MailbotError when there is none."""
    return _words(by, "Say who you are with --by: it stays in the audit chain.")


def reason_of(reason: str) -> str:
    """Return a reason for the audit; MailbotError when there is none."""
    return _words(reason, "Say why with --reason: it stays in the audit chain.")


def _words(given: str, asked: str) -> str:
    if not (words := " ".join(given.split())):
        raise MailbotError(asked)
    return words
