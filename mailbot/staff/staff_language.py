"""The language in which the desk speaks to its staff: `staff_language`, ja or en.

`check`, `log`, `show` and the verbs of the staff say the same in both.  The environment
(MAILBOT_STAFF_LANGUAGE) counts before the settings file; the office's clerks read
Japanese unless one of them says otherwise.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

from mailbot.assets import assets
from mailbot.configuration.settings import Settings

_LANGUAGE: ContextVar[str] = ContextVar("staff_language", default="")


def use(settings: Settings) -> None:
    """Speak from now on as the settings say."""
    _LANGUAGE.set(settings.staff_language)


def use_environment() -> None:
    """Forget the settings: the environment alone says how to speak."""
    _LANGUAGE.set("")


def is_japanese() -> bool:
    """Return whether the staff is spoken to in Japanese."""
    chosen = _LANGUAGE.get() or os.environ.get("MAILBOT_STAFF_LANGUAGE", "ja")
    return chosen != "en"


def sentence(english: str) -> str:
    """Say a sentence in the staff's language; one without words stays English."""
    if not is_japanese():
        return english
    for pattern, japanese in _patterns():
        if match := pattern.fullmatch(english):
            return japanese.format(*match.groups())
    return english


def table(language: Literal["en", "ja"], name: str) -> Mapping[str, Any]:
    """Return one table of `templates/staff/`: a code to its words."""
    return MappingProxyType(_file(language)[name])


@cache
def _file(language: Literal["en", "ja"]) -> dict[str, dict[str, Any]]:
    text = (assets("templates") / "staff" / f"{language}.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return what is said in Japanese, the most words first."""
    told = sorted(table("ja", "sentences").items(), key=lambda one: -len(one[0]))
    return tuple(
        (re.compile("(.*?)".join(map(re.escape, english.split("{}"))), re.DOTALL), ja)
        for english, ja in told
    )
