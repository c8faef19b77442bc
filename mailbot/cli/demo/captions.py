"""What the demo says beside each mail: what happened, and why, in two languages.

The words are in `templates/demo/words.toml`, and so are the demo's application and the
commands of the chat.  The whole of a mail is left in the demo's folder.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from mailbot.assets import assets


@dataclass(frozen=True, slots=True)
class Caption:
    """The words beside a mail, and which of its lines are shown.

    `word` is what the subject of a mail of the desk holds.  `lines` are beginnings or
    pieces of lines; without any the mail's first lines are shown.
    """

    ja: str
    en: str
    word: str = ""
    lines: tuple[str, ...] = ()


@cache
def words() -> dict[str, Any]:
    """Return the words of demo and chat."""
    return tomllib.loads((assets("templates") / "demo/words.toml").read_text("utf-8"))


def caption(name: str) -> Caption:
    """Return the caption of a name."""
    told = words()["captions"][name]
    return Caption(**{**told, "lines": tuple(told.get("lines", ()))})


def caption_of(subject: str) -> Caption:
    """Return the caption of a mail of the desk, by what its subject says."""
    named = {
        one["word"]: name for name, one in words()["captions"].items() if "word" in one
    }
    return caption(next((named[word] for word in named if word in subject), "other"))


def extract(text: str, wanted: tuple[str, ...], most: int) -> tuple[list[str], int]:
    """Return the lines of a mail that a caption names, and how many others there are.

    A line is shown where it begins with one of `wanted` or holds it; at most `most`
    are.  Without `wanted` the first lines are shown.  Blank lines do not count.
    """
    lines = [line.rstrip() for line in text.splitlines() if line.strip(" \u3000")]
    named = [line for line in lines if any(one in line for one in wanted)]
    shown = (named or lines)[:most]
    return shown, len(lines) - len(shown)
