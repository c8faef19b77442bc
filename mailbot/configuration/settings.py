"""The settings: what an operator may choose, checked whole before anything starts.

    file (config/mailbot.toml)  <  environment (MAILBOT_…)  <  command line

`Settings(…)` reads nothing from the world; `load_settings` does.  No setting holds a
secret: passwords and keys lie in files of their own, which are only named here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field, PrivateAttr, ValidationError
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from typing_extensions import override

from mailbot.assets import assets
from mailbot.configuration.options import (
    DocumentSettings,
    FileSettings,
    LimitSettings,
    ListenSettings,
    LogSettings,
    RegistrySettings,
    SigningSettings,
    SmtpSettings,
    SuretySettings,
    ViewingSettings,
    WebSettings,
)
from mailbot.configuration.policy import PolicySettings
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
from mailbot.configuration.transport_url import Outgoing, outgoing
from mailbot.configuration.types import Peers
from mailbot.errors import ConfigurationError

PREFIX = "MAILBOT_"
NOT_SETTINGS = frozenset({"MAILBOT_CONFIG", "MAILBOT_CORPORA", "MAILBOT_LONG"})
"""Variables of ours that are no settings: the file to read, and two of the tests."""


def _outbound(value: str) -> str:
    outgoing(value)
    return value


def _database(value: str) -> str:
    if value and not value.startswith("sqlite:///"):
        raise ValueError("should be sqlite:///FILE; other databases are not served yet")
    return value


class Settings(BaseSettings):
    """The desk as a whole."""

    model_config = SettingsConfigDict(
        extra="forbid",
        frozen=True,
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        env_ignore_empty=True,
        enable_decoding=False,
    )

    language: Literal["ja", "en"] = Field(
        default="ja",
        description=(
            "Language of our mails to contractors; with `ja`, who writes English is "
            "answered in English. Obligees are written to in Japanese."
        ),
    )
    staff_language: Literal["ja", "en"] = Field(
        default="ja",
        description=(
            "Language in which `check`, `log`, `show` and the verbs of the staff speak."
        ),
    )
    live: bool = Field(
        default=False,
        description=(
            "Send to everybody. Until then (safe mode) mail leaves the house only to "
            "the addresses of `allow`, and says so."
        ),
    )
    production: bool = Field(
        default=False,
        description=(
            "Real business: live, and refuses to start with the demo tariff, a demo "
            "surety, a demo signature, a key ring that nobody chose, or mail sent "
            "without TLS."
        ),
    )
    allow: Peers = Field(
        default=(),
        description="Addresses and domains that may be written to in safe mode.",
    )
    data: Path = Field(
        default=Path("var"),
        description="Folder for all that is kept, relative to where mailbot starts.",
    )
    database: Annotated[str, AfterValidator(_database)] = Field(
        default="", description="sqlite:///FILE. Empty: mailbot.db in the data folder."
    )
    key_ring: Path | None = Field(
        default=None,
        description=(
            "File with the secrets that seal what is kept (mode 0600). It is made with "
            "the database, and never for one that is there. Not set: keys.json in the "
            "data folder, which production refuses: a copy of the folder would hold "
            "the keys too."
        ),
    )
    anchor_log: Path | None = Field(
        default=None,
        description=(
            "File on another disk or machine that is told now and then how far the "
            "ledger of facts goes: a database that was put back together with its "
            "anchor is found by it. Not set: the anchor beside the database alone."
        ),
    )
    outbound: Annotated[str, AfterValidator(_outbound)] = Field(
        default="maildir:",
        description=(
            "Where mail goes: maildir:FOLDER keeps it here to be looked at (maildir: "
            "alone is the folder outbound in the data folder), smtp://HOST:PORT and "
            "smtps://HOST:PORT hand it to a smarthost."
        ),
    )
    surety: SuretySettings = Field(description=SuretySettings.__doc__)
    files: FileSettings = Field(
        default_factory=FileSettings, description=FileSettings.__doc__
    )
    listen: ListenSettings = Field(
        default_factory=ListenSettings, description=ListenSettings.__doc__
    )
    web: WebSettings = Field(
        default_factory=WebSettings, description=WebSettings.__doc__
    )
    limits: LimitSettings = Field(
        default_factory=LimitSettings, description=LimitSettings.__doc__
    )
    smtp: SmtpSettings = Field(
        default_factory=SmtpSettings, description=SmtpSettings.__doc__
    )
    signing: SigningSettings = Field(
        default_factory=SigningSettings, description=SigningSettings.__doc__
    )
    documents: DocumentSettings = Field(
        default_factory=DocumentSettings, description=DocumentSettings.__doc__
    )
    registry: RegistrySettings = Field(
        default_factory=RegistrySettings, description=RegistrySettings.__doc__
    )
    viewing: ViewingSettings = Field(
        default_factory=ViewingSettings, description=ViewingSettings.__doc__
    )
    policy: PolicySettings = Field(
        default_factory=PolicySettings, description=PolicySettings.__doc__
    )
    log: LogSettings = Field(
        default_factory=LogSettings, description=LogSettings.__doc__
    )
    _origins: dict[Place, str] = PrivateAttr(default_factory=dict)
    _folder: Path = PrivateAttr(default_factory=lambda: assets("config"))

    @classmethod
    @override
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take what is given and nothing else; `load_settings` asks the environment."""
        return (init_settings,)

    @property
    def is_live(self) -> bool:
        """Whether mail goes to everybody; production implies it."""
        return self.live or self.production

    @property
    def database_url(self) -> str:
        """The database, as SQLAlchemy names it."""
        return self.database or f"sqlite:///{self.data / 'mailbot.db'}"

    @property
    def key_ring_file(self) -> Path:
        """Where the key ring lies."""
        return self.key_ring or self.data / "keys.json"

    @property
    def outgoing(self) -> Outgoing:
        """Where mail leaves the house; a Maildir always has its folder here."""
        told = outgoing(self.outbound)
        if told.kind == "maildir" and told.folder is None:
            return Outgoing("maildir", folder=self.data / "outbound")
        return told

    def reaches(self, address: str) -> bool:
        """Tell whether mail to `address` may be delivered by `outbound`.

        A Maildir never leaves the house and takes everything; a smarthost gets, in
        safe mode, only what `allow` names by address or by domain.
        """
        folded = address.lower()
        allowed = folded in self.allow or folded.rpartition("@")[2] in self.allow
        return self.is_live or allowed or self.outgoing.kind == "maildir"

    def beside(self, file: Path) -> Path:
        """Return the path of a data file, which is relative to the settings' file."""
        return self._folder / file

    def origin(self, place: Place) -> str:
        """Tell where the value at `place` was given, or "default"."""
        inside = (
            told for at, told in self._origins.items() if at[: len(place)] == place
        )
        return next(inside, "default")


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
    """Tell where the value at `place`, or the one around it, was given."""
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
