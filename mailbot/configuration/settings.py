"""The settings: what an operator may choose, checked whole before anything starts.

    file (config/mailbot.toml)  <  environment (MAILBOT_…)  <  command line

`Settings(…)` reads nothing from the world; `load_settings` does.  No setting holds a
secret: passwords and keys lie in files of their own, which are only named here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, PrivateAttr
from pydantic_settings import (
    BaseSettings,
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
from mailbot.configuration.tomlfile import (
    Place,
)
from mailbot.configuration.transport_url import Outgoing, outgoing
from mailbot.configuration.types import Peers

PREFIX = "MAILBOT_"
"""What every variable of the environment that is a setting begins with."""


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

    language: Literal["ja", "en"] = "ja"
    """Language of our mails to contractors; with `ja`, who writes English is
    answered in English. Obligees are written to in Japanese."""
    staff_language: Literal["ja", "en"] = "ja"
    """Language in which `check`, `log`, `show` and the verbs of the staff speak."""
    live: bool = False
    """Send to everybody. Until then (safe mode) mail leaves the house only to the
    addresses of `allow`, and says so."""
    production: bool = False
    """Real business: live, and refuses to start with the demo tariff, a demo
    surety, a demo signature, a key ring that nobody chose, or mail sent without
    TLS."""
    allow: Peers = ()
    """Addresses and domains that may be written to in safe mode."""
    data: Path = Path("var")
    """Folder for all that is kept, relative to where mailbot starts."""
    database: Annotated[str, AfterValidator(_database)] = ""
    """sqlite:///FILE. Empty: mailbot.db in the data folder."""
    key_ring: Path | None = None
    """File with the secrets that seal what is kept (mode 0600). It is made with the
    database, and never for one that is there. Not set: keys.json in the data
    folder, which production refuses: a copy of the folder would hold the keys too."""
    anchor_log: Path | None = None
    """File on another disk or machine that is told now and then how far the ledger
    of facts goes: a database that was put back together with its anchor is found by
    it. Not set: the anchor beside the database alone."""
    outbound: Annotated[str, AfterValidator(_outbound)] = "maildir:"
    """Where mail goes: maildir:FOLDER keeps it here to be looked at (maildir: alone
    is the folder outbound in the data folder), smtp://HOST:PORT and
    smtps://HOST:PORT hand it to a smarthost."""
    surety: SuretySettings
    files: FileSettings = FileSettings()
    listen: ListenSettings = ListenSettings()
    web: WebSettings = WebSettings()
    limits: LimitSettings = LimitSettings()
    smtp: SmtpSettings = SmtpSettings()
    signing: SigningSettings = SigningSettings()
    documents: DocumentSettings = DocumentSettings()
    registry: RegistrySettings = RegistrySettings()
    viewing: ViewingSettings = ViewingSettings()
    policy: PolicySettings = PolicySettings()
    log: LogSettings = LogSettings()
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
        """Return whether mail to `address` may be delivered by `outbound`.

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
        """Return where the value at `place` was given, or "default"."""
        inside = (
            told for at, told in self._origins.items() if at[: len(place)] == place
        )
        return next(inside, "default")
