"""The options table by table: meaning and default of each, and what it may hold.

Pydantic at the border: an option is described once, here (the top level in
`mailbot.configuration.settings`), and `docs/configuration.md` is made from these
descriptions.
"""

from datetime import timedelta
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from mailbot.configuration.types import (
    Address,
    Domain,
    Listener,
    Networks,
    Paths,
    WebAddress,
    Words,
)
from mailbot.core.office.office import Policy
from mailbot.core.rules.lookup_limits import Limits

_POLICY = Policy()
_GUESSES = Limits()


class Section(BaseModel):
    """A table of a configuration file: unknown keys are errors, nothing changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AccountSettings(Section):
    """The surety's bank account for premiums (振込先)."""

    bank: str = Field(min_length=1, description="Bank and branch (〇〇銀行 本店).")
    kind: str = Field(default="普通", description="Kind of account.")
    number: str = Field(pattern=r"^[0-9]{4,8}$", description="Number, in digits.")
    holder: str = Field(min_length=1, description="Holder as the bank writes it.")

    def as_line(self) -> str:
        """Return the account as mails and statements print it."""
        return f"{self.bank} {self.kind} {self.number} {self.holder}"


class SuretySettings(Section):
    """The surety that runs this desk, as its mails and documents name it."""

    name: str = Field(min_length=1, description="Registered name of the surety.")
    president: str = Field(
        description="Title and name that certificates are issued under."
    )
    address: str = Field(description="Postal address of the head office.")
    domain: Domain = Field(
        description="Mail domain; Message-IDs and greetings carry it."
    )
    desk: Address = Field(description="Address that contractors write to.")
    submissions: Address = Field(
        description="Address that obligees answer to; a token is added after +."
    )
    bounces: Address = Field(
        description="Return path of all our mail; a token is added after +."
    )
    platform_name: str = Field(
        description="Name of the viewing platform, as documents write it."
    )
    portal_url: str = Field(
        description="Where obligees look a certificate up; short enough to retype."
    )
    account: AccountSettings | None = Field(
        default=None,
        description="Where contractors transfer premiums to. Not set: they are told by "
        "telephone.",
    )
    demo: bool = Field(
        default=True,
        description="Every document says that it is a specimen. Refused in production.",
    )
    closing_days: dict[str, str] = Field(
        default_factory=dict,
        description=(
            "Own closing days besides weekends and public holidays, with their names: "
            '"12-29" for every year, "2026-08-14" for once.'
        ),
    )
    banks: Words = Field(
        default=(),
        description=(
            "Banks with an agency contract; an application with another bank is held "
            "(R-17). None named: every bank is taken."
        ),
    )


class FileSettings(Section):
    """The data files, relative to the folder of this file."""

    branches: Path = Field(default=Path("branches.toml"), description="Branches.")
    contractors: Path = Field(
        default=Path("contractors.toml"), description="Registered contractors."
    )
    obligees: Path = Field(
        default=Path("obligees.toml"), description="Obligees and their profiles."
    )
    tariff: Path = Field(default=Path("tariff.toml"), description="The dated tariff.")


class ListenSettings(Section):
    """The door by which mail comes in."""

    host: str = Field(default="127.0.0.1", description="Address to listen on for SMTP.")
    port: int = Field(
        default=8025, ge=0, le=65535, description="Port for SMTP; 0 takes any free one."
    )
    lmtp: Listener = Field(
        default="", description="HOST:PORT to listen on for LMTP. Empty: nowhere."
    )
    certificate: Path | None = Field(
        default=None,
        description=(
            "Certificate with its chain (PEM): offers STARTTLS by SMTP. Read at start."
        ),
    )
    certificate_key: Path | None = Field(
        default=None,
        description="Its key (PEM, unencrypted). Not set: in the same file.",
    )
    users_file: Path | None = Field(
        default=None,
        description=(
            "File of those who may sign in (SMTP AUTH, only after STARTTLS): "
            "`[[user]]` entries as `mailbot password` prints them, with the addresses "
            "and domains that each writes for. Signed in, a From among them is proved, "
            "any other is held unanswered. Read at start."
        ),
    )
    trusted_relays: Networks = Field(
        default=(),
        description=(
            "Addresses and networks of your own mail relays that check DMARC and write "
            "Authentication-Results. Each must take away what others wrote under its "
            "name (RFC 8601, 5)."
        ),
    )
    authserv_id: str = Field(
        default="",
        pattern=r"^[A-Za-z0-9._-]*$",
        description=(
            "The name under which they write. dmarc=pass proves a sender, dmarc=fail "
            "holds the mail unanswered; results of any other name say nothing."
        ),
    )
    own_lists: tuple[str, ...] = Field(
        default=(),
        description=(
            "List-IDs of groups of your own that pass mail on to the desk "
            "(moushikomi.hosho.example.jp): such a mail is read as its author's. Any "
            "other list's mail waits for a person and is never answered."
        ),
    )
    bare_newlines: Literal["refuse", "accept"] = Field(
        default="refuse",
        description=(
            "A CR or LF that stands alone: refuse the mail (smuggling), or accept it "
            "as it came; that only behind a relay of your own. LMTP always accepts."
        ),
    )


class WebSettings(Section):
    """The public page of the viewing platform (/verify), by HTTP behind a proxy."""

    listen: Listener = Field(
        default="",
        description=(
            "HOST:PORT to serve the page on; port 0 takes any free one. Empty: nowhere."
        ),
    )
    trusted_proxies: Networks = Field(
        default=(),
        description=(
            "Addresses and networks of the proxies in front, which bring HTTPS. Only "
            "their X-Forwarded-For and X-Forwarded-Proto are believed."
        ),
    )
    connections: int = Field(default=200, ge=1, description="Connections at once.")
    seconds: float = Field(
        default=30.0, gt=0, description="Longest time for one request and its answer."
    )


class LimitSettings(Section):
    """What one listener bears: octets, seconds or plain counts."""

    message_octets: int = Field(
        default=25 * 1024 * 1024, ge=1024, description="Largest mail. Over it: 552."
    )
    recipients: int = Field(
        default=100, ge=1, description="Recipients of one mail. Over it: 452."
    )
    connections: int = Field(
        default=200, ge=1, description="Connections at once. Over it: 421."
    )
    connections_per_client: int = Field(
        default=20,
        ge=1,
        description="Connections at once from one IPv4 address or IPv6 /64.",
    )
    reserved_connections: int = Field(
        default=20,
        ge=0,
        description=(
            "Of all connections, those that only `listen.trusted_relays` and this "
            "machine get."
        ),
    )
    crowded_seconds: float = Field(
        default=5.0,
        gt=0,
        description=(
            "When all connections are taken, how long a client may get nowhere until "
            "it makes room for another. Then: 421."
        ),
    )
    commands: int = Field(
        default=500, ge=1, description="Commands between two kept mails. Over it: 421."
    )
    errors: int = Field(
        default=10, ge=1, description="Refused commands of one session. Over it: 421."
    )
    command_octets: int = Field(
        default=4096, ge=512, description="Longest command line."
    )
    memory_octets: int = Field(
        default=256 * 1024,
        ge=1024,
        description="Octets of one unfinished mail held in memory, not on disk.",
    )
    spool_octets: int = Field(
        default=2 * 1024 * 1024 * 1024,
        ge=1024,
        description="Octets of all unfinished mails. Over it: 452.",
    )
    octets_in_flight: int = Field(
        default=8 * 1024 * 1024,
        ge=1024,
        description="Octets of mails on their way into the store, besides one of more "
        "than 4 MB; others wait.",
    )
    idle_seconds: float = Field(
        default=300.0, gt=0, description="Longest silence of a client."
    )
    data_grace_seconds: float = Field(
        default=60.0, gt=0, description="How long a mail may take at any rate."
    )
    data_octets_per_second: int = Field(
        default=500, ge=0, description="Least average rate after that time."
    )
    linger_seconds: float = Field(
        default=5.0, ge=0, description="How long a refused client may read the reply."
    )


class SmtpSettings(Section):
    """The smarthost of `outbound`, beyond its address."""

    starttls: Literal["required", "never"] = Field(
        default="required",
        description=(
            "Whether smtp:// must be encrypted before anything is said; smtps:// "
            "always is. Production allows never only to this machine itself."
        ),
    )
    user: str = Field(default="", description="User name. Empty: no authentication.")
    password_file: Path | None = Field(
        default=None, description="File whose first line is the password."
    )
    ca_file: Path | None = Field(
        default=None,
        description="Certificates to trust instead of the system's (PEM).",
    )


class SigningSettings(Section):
    """The surety's electronic signature on key notices and certificates (PAdES)."""

    pkcs12: Path | None = Field(
        default=None,
        description=(
            "PKCS#12 file with the signing key and its certificates. Not set: a demo "
            "certificate that says so, made once in the data folder, which production "
            "refuses."
        ),
    )
    password_file: Path | None = Field(
        default=None,
        description="File whose first line opens the PKCS#12 file, or is the PIN.",
    )
    pkcs11_module: Path | None = Field(
        default=None,
        description=(
            "Library of a token or HSM (PKCS#11), instead of `pkcs12`. Needs the extra "
            "`pkcs11`."
        ),
    )
    pkcs11_token: str = Field(default="", description="Label of the token.")
    pkcs11_label: str = Field(
        default="", description="Label of key and certificate on the token."
    )
    timestamp_url: WebAddress = Field(
        default="",
        description=(
            "RFC 3161 time stamp server, asked at every signature. Empty: no stamp."
        ),
    )
    trusted: Paths = Field(
        default=(),
        description=(
            "Certificates (PEM) that were used before: `mailbot verify` still takes "
            "what they signed as ours."
        ),
    )


class DocumentSettings(Section):
    """What contractors get besides key notices and premium statements."""

    certificate_copy: bool = Field(
        default=_POLICY.certificate_copy,
        description=(
            "Attach the certificate, marked 写し (copy), to the completion mail and to "
            "that of a change. Obligees never get it: they view the original."
        ),
    )


class RegistrySettings(Section):
    """The viewing platform on which obligees see certificates."""

    url: WebAddress = Field(
        default="",
        description=(
            "Address of a platform that speaks docs/registry.openapi.json. Empty: the "
            "built-in one, in our own store."
        ),
    )
    token_file: Path | None = Field(
        default=None, description="File whose first word is the bearer token."
    )
    ca_file: Path | None = Field(
        default=None,
        description="Certificates to trust instead of the system's (PEM).",
    )
    seconds: float = Field(
        default=10.0, gt=0, description="Longest wait for each step of a request."
    )


class ViewingSettings(Section):
    """How guesses at number and key are slowed down, and when staff hear of them."""

    client_tries: int = Field(
        default=_GUESSES.client_tries,
        ge=1,
        description="Wrong pairs of one client (address or writer) before it waits.",
    )
    number_tries: int = Field(
        default=_GUESSES.number_tries,
        ge=1,
        description=(
            "Wrong pairs at one number from which every client that was wrong waits."
        ),
    )
    first_wait_seconds: int = Field(
        default=int(_GUESSES.first_wait.total_seconds()),
        ge=1,
        description="The first wait; each further failure doubles it.",
    )
    longest_wait_seconds: int = Field(
        default=int(_GUESSES.longest_wait.total_seconds()),
        ge=1,
        description="The longest wait of all.",
    )
    forget_hours: int = Field(
        default=int(_GUESSES.forget.total_seconds()) // 3600,
        ge=1,
        description="Hours after the last failure until all of them are forgotten.",
    )
    tell_number: int = Field(
        default=_GUESSES.tell_number,
        ge=1,
        description="Wrong pairs at one number at which staff are told.",
    )
    tell_client: int = Field(
        default=_GUESSES.tell_client,
        ge=1,
        description="Wrong pairs of one client at which staff are told.",
    )
    tell_hourly: int = Field(
        default=_GUESSES.tell_everything,
        ge=1,
        description="Wrong pairs of everybody in an hour at which staff are told.",
    )

    def as_core(self) -> Limits:
        """Return the limits in the words of the core."""
        return Limits(
            client_tries=self.client_tries,
            number_tries=self.number_tries,
            first_wait=timedelta(seconds=self.first_wait_seconds),
            longest_wait=timedelta(seconds=self.longest_wait_seconds),
            forget=timedelta(hours=self.forget_hours),
            tell_client=self.tell_client,
            tell_number=self.tell_number,
            tell_everything=self.tell_hourly,
        )


class LogSettings(Section):
    """What is said while running; never a personal datum or a secret."""

    format: Literal["auto", "json", "pretty"] = Field(
        default="auto", description="Auto is pretty on a terminal and JSON elsewhere."
    )
    level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Least weight of a line that is written."
    )
