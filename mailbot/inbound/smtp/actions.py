"""What an SMTP session wants done: it says, its connection does."""

from dataclasses import dataclass

from mailbot.inbound.smtp.credentials import Credentials


@dataclass(frozen=True, slots=True)
class Reply:
    """Send these octets; before the next read is soon enough (RFC 2920)."""

    octets: bytes
    refuses_mail: bool = False
    """Whether the log shall tell of it."""


@dataclass(frozen=True, slots=True)
class Content:
    """Add these octets to the mail that is coming, or `refuse` it."""

    octets: bytes


@dataclass(frozen=True, slots=True)
class KeepMessage:
    """Commit the mail and `answer`, or `refuse` it."""

    helo: str
    mail_from: str
    rcpt_to: tuple[str, ...]
    authenticated: str | None
    tls: bool


@dataclass(frozen=True, slots=True)
class StartTls:
    """Send what is to be said, do the handshake, then call `encrypted`."""


@dataclass(frozen=True, slots=True)
class VerifyCredentials:
    """Check the password and tell: `verified`."""

    credentials: Credentials
    wrong_tries: int
    """How many there were before."""


@dataclass(frozen=True, slots=True)
class HangUp:
    """End the session, but listen on for a while, so that the reply can be read."""


@dataclass(frozen=True, slots=True)
class Close:
    """End the session: the client has asked for it."""


Action = Reply | Content | KeepMessage | StartTls | VerifyCredentials | HangUp | Close
