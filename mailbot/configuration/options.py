"""The options table by table: meaning and default of each, and what it may hold.

Pydantic at the border: the docstring below an option describes it, once (the top level
is in `mailbot.configuration.settings`, the table `[policy]` in `policy`).
`docs/configuration.md` and the messages about a wrong file are made from these.
"""

from datetime import timedelta
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from mailbot.configuration.types import (
    Address,
    Domain,
    Listener,
    Name,
    Networks,
    NotNegative,
    Paths,
    Positive,
    Seconds,
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

    bank: Name
    """Bank and branch (〇〇銀行 本店)."""
    kind: str = "普通"
    """Kind of account."""
    number: str = Field(pattern=r"^[0-9]{4,8}$")
    """Number, in digits."""
    holder: Name
    """Holder as the bank writes it."""

    def as_line(self) -> str:
        """Return the account as mails and statements print it."""
        return f"{self.bank} {self.kind} {self.number} {self.holder}"


class SuretySettings(Section):
    """The surety that runs this desk, as its mails and documents name it."""

    name: Name
    """Registered name of the surety."""
    president: str
    """Title and name that certificates are issued under."""
    address: str
    """Postal address of the head office."""
    domain: Domain
    """Mail domain; Message-IDs and greetings carry it."""
    desk: Address
    """Address that contractors write to."""
    submissions: Address
    """Address that obligees answer to; a token is added after +."""
    bounces: Address
    """Return path of all our mail; a token is added after +."""
    platform_name: str
    """Name of the viewing platform, as documents write it."""
    portal_url: str
    """Where obligees look a certificate up; short enough to retype."""
    account: AccountSettings | None = None
    """Where contractors transfer premiums to. Not set: they are told by telephone."""
    demo: bool = True
    """Every document says that it is a specimen. Refused in production."""
    closing_days: dict[str, str] = Field(default_factory=dict)
    """Own closing days besides weekends and public holidays, with their names:
    "12-29" for every year, "2026-08-14" for once."""
    banks: Words = ()
    """Banks with an agency contract; an application with another bank is held
    (R-17). None named: every bank is taken."""


class FileSettings(Section):
    """The data files, relative to the folder of this file."""

    branches: Path = Path("branches.toml")
    """Branches."""
    contractors: Path = Path("contractors.toml")
    """Registered contractors."""
    obligees: Path = Path("obligees.toml")
    """Obligees and their profiles."""
    tariff: Path = Path("tariff.toml")
    """The dated tariff."""


class ListenSettings(Section):
    """Where and how mail comes in, by SMTP and LMTP."""

    host: str = "127.0.0.1"
    """Address to listen on for SMTP."""
    port: int = Field(8025, ge=0, le=65535)
    """Port for SMTP; 0 takes any free one."""
    lmtp: Listener = ""
    """HOST:PORT to listen on for LMTP. Empty: nowhere."""
    certificate: Path | None = None
    """Certificate with its chain (PEM): offers STARTTLS by SMTP. Read at start."""
    certificate_key: Path | None = None
    """Its key (PEM, unencrypted). Not set: in the same file."""
    users_file: Path | None = None
    """File of those who may sign in (SMTP AUTH, only after STARTTLS): `[[user]]`
    entries as `mailbot password` prints them, with the addresses and domains that
    each writes for. Signed in, a From among them is proved, any other is held
    unanswered. Read at start."""
    trusted_relays: Networks = ()
    """Addresses and networks of your own mail relays that check DMARC and write
    Authentication-Results. Each must take away what others wrote under its name
    (RFC 8601, 5)."""
    authserv_id: str = Field("", pattern=r"^[A-Za-z0-9._-]*$")
    """The name under which they write. dmarc=pass proves a sender, dmarc=fail holds
    the mail unanswered; results of any other name say nothing."""
    own_lists: tuple[str, ...] = ()
    """List-IDs of groups of your own that pass mail on to the desk
    (moushikomi.hosho.example.jp): such a mail is read as its author's. Any other
    list's mail waits for a person and is never answered."""
    trusted_proxies: Networks = ()
    """Addresses and networks of load balancers in front, which say by the PROXY
    protocol (version 1 or 2) whose connection it is. From them nothing else is
    taken."""
    bare_newlines: Literal["refuse", "accept"] = "refuse"
    """A CR or LF that stands alone: refuse the mail (smuggling), or accept it as it
    came; that only behind a relay of your own. LMTP always accepts."""


class WebSettings(Section):
    """The public page of the viewing platform (/verify), by HTTP behind a proxy."""

    listen: Listener = ""
    """HOST:PORT to serve the page on; port 0 takes any free one. Empty: nowhere."""
    trusted_proxies: Networks = ()
    """Addresses and networks of the proxies in front, which bring HTTPS. Only their
    X-Forwarded-For and X-Forwarded-Proto are believed."""
    connections: Positive = 200
    """Connections at once."""
    seconds: Seconds = 30.0
    """Longest time for one request and its answer."""


class LimitSettings(Section):
    """What one listener bears: octets, seconds or plain counts."""

    message_octets: int = Field(25 * 1024 * 1024, ge=1024)
    """Largest mail. Over it: 552."""
    recipients: Positive = 100
    """Recipients of one mail. Over it: 452."""
    connections: Positive = 200
    """Connections at once. Over it: 421."""
    connections_per_client: Positive = 20
    """Connections at once from one IPv4 address or IPv6 /64."""
    reserved_connections: NotNegative = 20
    """Of all connections, those that only `listen.trusted_relays` and this machine
    get."""
    crowded_seconds: Seconds = 5.0
    """When all connections are taken, how long a client may get nowhere until it
    makes room for another. Then: 421."""
    commands: Positive = 500
    """Commands between two kept mails. Over it: 421."""
    errors: Positive = 10
    """Refused commands of one session. Over it: 421."""
    command_octets: int = Field(4096, ge=512)
    """Longest command line."""
    memory_octets: int = Field(256 * 1024, ge=1024)
    """Octets of one unfinished mail held in memory, not on disk."""
    spool_octets: int = Field(2 * 1024 * 1024 * 1024, ge=1024)
    """Octets of all unfinished mails. Over it: 452."""
    octets_in_flight: int = Field(8 * 1024 * 1024, ge=1024)
    """Octets of mails on their way into the store, besides one of more than 4 MB;
    others wait."""
    idle_seconds: Seconds = 300.0
    """Longest silence of a client."""
    data_grace_seconds: Seconds = 60.0
    """How long a mail may take at any rate."""
    data_octets_per_second: NotNegative = 500
    """Least average rate after that time."""
    linger_seconds: float = Field(5.0, ge=0)
    """How long a refused client may read the reply."""


class SmtpSettings(Section):
    """The smarthost of `outbound`, beyond its address."""

    starttls: Literal["required", "never"] = "required"
    """Whether smtp:// must be encrypted before anything is said; smtps:// always
    is. Production allows never only to this machine itself."""
    user: str = ""
    """User name. Empty: no authentication."""
    password_file: Path | None = None
    """File whose first line is the password."""
    ca_file: Path | None = None
    """Certificates to trust instead of the system's (PEM)."""


class SigningSettings(Section):
    """The surety's electronic signature on key notices and certificates (PAdES)."""

    pkcs12: Path | None = None
    """PKCS#12 file with the signing key and its certificates. Not set: a demo
    certificate that says so, made once in the data folder, which production
    refuses."""
    password_file: Path | None = None
    """File whose first line opens the PKCS#12 file, or is the PIN."""
    pkcs11_module: Path | None = None
    """Library of a token or HSM (PKCS#11), instead of `pkcs12`. Needs the extra
    `pkcs11`."""
    pkcs11_token: str = ""
    """Label of the token."""
    pkcs11_label: str = ""
    """Label of key and certificate on the token."""
    timestamp_url: WebAddress = ""
    """RFC 3161 time stamp server, asked at every signature. Empty: no stamp."""
    trusted: Paths = ()
    """Certificates (PEM) that were used before: `mailbot verify` still takes what
    they signed as ours."""


class DocumentSettings(Section):
    """What contractors get besides key notices and premium statements."""

    certificate_copy: bool = _POLICY.certificate_copy
    """Attach the certificate, marked 写し (copy), to the completion mail and to
    that of a change. Obligees never get it: they view the original."""


class RegistrySettings(Section):
    """The viewing platform on which obligees see certificates."""

    url: WebAddress = ""
    """Address of a platform that speaks docs/registry.openapi.json. Empty: the
    built-in one, in our own store."""
    token_file: Path | None = None
    """File whose first word is the bearer token."""
    ca_file: Path | None = None
    """Certificates to trust instead of the system's (PEM)."""
    seconds: Seconds = 10.0
    """Longest wait for each step of a request."""


class ViewingSettings(Section):
    """How guesses at number and key are slowed down, and when staff hear of them."""

    client_tries: Positive = _GUESSES.client_tries
    """Wrong pairs of one client (address or writer) before it waits."""
    number_tries: Positive = _GUESSES.number_tries
    """Wrong pairs at one number from which every client that was wrong waits."""
    first_wait_seconds: Positive = int(_GUESSES.first_wait.total_seconds())
    """The first wait; each further failure doubles it."""
    longest_wait_seconds: Positive = int(_GUESSES.longest_wait.total_seconds())
    """The longest wait of all."""
    forget_hours: Positive = int(_GUESSES.forget.total_seconds()) // 3600
    """Hours after the last failure until all of them are forgotten."""
    tell_number: Positive = _GUESSES.tell_number
    """Wrong pairs at one number at which staff are told."""
    tell_client: Positive = _GUESSES.tell_client
    """Wrong pairs of one client at which staff are told."""
    tell_hourly: Positive = _GUESSES.tell_everything
    """Wrong pairs of everybody in an hour at which staff are told."""

    def as_core(self) -> Limits:
        """Return the limits in the words of the core."""
        same = {"client_tries", "number_tries", "tell_client", "tell_number"}
        return Limits(
            **self.model_dump(include=same),
            first_wait=timedelta(seconds=self.first_wait_seconds),
            longest_wait=timedelta(seconds=self.longest_wait_seconds),
            forget=timedelta(hours=self.forget_hours),
            tell_everything=self.tell_hourly,
        )


class LogSettings(Section):
    """What is said while running; never a personal datum or a secret."""

    format: Literal["auto", "json", "pretty"] = "auto"
    """Auto is pretty on a terminal and JSON elsewhere."""
    level: Literal["debug", "info", "warning", "error"] = "info"
    """Least weight of a line that is written."""
