"""Read settings from file, environment and command line; each problem has its place."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_settings import EnvSettingsSource

from mailbot.assets import assets
from mailbot.configuration.settings import PREFIX, Settings
from mailbot.configuration.settings_checks import contradictions
from mailbot.configuration.tomlfile import (
    Place,
    complaints,
    leaves,
    put,
    read_toml,
    suggestion,
    without,
)
from mailbot.errors import ConfigurationError

NOT_SETTINGS = frozenset({"MAILBOT_CONFIG", "MAILBOT_CORPORA", "MAILBOT_LONG"})
"""Variables of ours that are no settings: the file to read, and two of the tests."""


def find_config() -> Path:
    """Return the settings' file: MAILBOT_CONFIG, ./config, here, or the shipped one."""
    if named := os.environ.get("MAILBOT_CONFIG"):
        return Path(named)
    for near in (Path("config/mailbot.toml"), Path("mailbot.toml")):
        if near.is_file():
            return near
    return assets("config") / "mailbot.toml"


def load_settings(
    path: Path | None = None, overrides: Mapping[str, Any] | None = None
) -> Settings:
    """Read file and environment; `overrides` (the command line) outrank both.

    Raises ConfigurationError that lists every problem with file and line.
    """
    file = read_toml(path or find_config())
    layers = (
        (file.table, file.at),
        (EnvSettingsSource(Settings)(), _variable),
        (overrides or {}, lambda _place: "command line"),
    )
    merged: dict[str, Any] = {}
    origins: dict[Place, str] = {}
    for table, name_of in layers:
        for place, value in leaves(table):
            put(merged, place, value)
            origins[place] = name_of(place)
    settings, found = _checked(merged)
    problems = [
        f"{_nearest(origins, place, file.at(place))}: {text}" for place, text in found
    ]
    problems.extend(_unknown_variables())
    if problems or settings is None:
        raise ConfigurationError(*problems)
    settings._origins.update(origins)  # noqa: SLF001 - ours, and not an option
    settings._folder = file.path.parent  # noqa: SLF001 - the same
    return settings


def describe(settings: Settings) -> list[tuple[str, str, str]]:
    """Return key, value and origin of every setting, in the order of the page.

    A value that follows from others is shown as what it comes to.
    """
    comes_to: dict[Place, object] = {
        ("database",): settings.database_url,
        ("key_ring",): settings.key_ring_file,
        ("outbound",): settings.outgoing,
    }
    return [
        (
            ".".join(map(str, place)),
            _shown(comes_to.get(place, value)),
            settings.origin(place),
        )
        for place, value in _values(settings, ())
    ]


def _values(model: BaseModel, above: tuple[str, ...]) -> Iterator[tuple[Place, object]]:
    for name in type(model).model_fields:
        value = getattr(model, name)
        if isinstance(value, BaseModel):
            yield from _values(value, (*above, name))
        else:
            yield (*above, name), value


def _shown(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case tuple():
            return ", ".join(str(one) for one in value) or "-"
        case dict():
            return ", ".join(value) or "-"
        case _:
            return "-" if value in {None, ""} else str(value)


def _checked(merged: dict[str, Any]) -> tuple[Settings | None, list[tuple[Place, str]]]:
    """Check all fields, then what must agree, although some fields are wrong."""
    try:
        settings = Settings(**merged)
    except ValidationError as error:
        found = list(complaints(error, Settings))
        rest = without(merged, [place for place, _ in found])
        return None, found + _contradictions_in(rest)
    return settings, list(contradictions(settings))


def _contradictions_in(merged: dict[str, Any]) -> list[tuple[Place, str]]:
    try:
        return list(contradictions(Settings(**merged)))
    except ValidationError:
        return []


def _nearest(origins: dict[Place, str], place: Place, otherwise: str) -> str:
    around = (origins.get(place[:end]) for end in range(len(place), 0, -1))
    return next((told for told in around if told), otherwise)


def _variable(place: Place) -> str:
    return f"environment {PREFIX}{'__'.join(str(one).upper() for one in place)}"


def _unknown_variables() -> Iterator[str]:
    for name in sorted(os.environ):
        if not name.upper().startswith(PREFIX) or name in NOT_SETTINGS:
            continue
        head = name[len(PREFIX) :].lower().split("__", 1)[0]
        if head not in Settings.model_fields:
            yield f"environment {name}: is not a setting{suggestion((head,), Settings)}"
