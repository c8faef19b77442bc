"""A client and a store for a session without a socket: octets in, replies out."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

from mailbot.inbound.smtp import replies
from mailbot.inbound.smtp.actions import (
    Close,
    Content,
    HangUp,
    KeepMessage,
    Reply,
    StartTls,
    VerifyCredentials,
)
from mailbot.inbound.smtp.credentials import Credentials
from mailbot.inbound.smtp.limits import Limits
from mailbot.inbound.smtp.listener import Listener
from mailbot.inbound.smtp.session import SessionRules, SmtpSession
from tests.unit.inbound.smtp.raw import accepts

RIGHT = Credentials("hoshizora", "correct horse battery")


def nothing_against(_octets: int) -> bytes | None:
    """Take a mail of any size."""
    return None


@dataclass
class Talk:
    """One session; what it asks for is done at once."""

    session: SmtpSession
    now: float = 0.0
    kept: Callable[[bytes], bytes] = lambda _raw: replies.kept(1)
    """The reply to a mail."""
    said: bytes = b""
    mails: list[tuple[KeepMessage, bytes]] = field(default_factory=list)
    refused: int = 0
    """How many replies the log is to tell of."""
    ended: str = ""
    content: bytes = b""

    @classmethod
    def begin(
        cls,
        limits: dict[str, float] | None = None,
        *,
        signs_in: bool = False,
        **how: object,
    ) -> Self:
        """Begin a session; keyword arguments are those of `Listener`."""
        bounds = Limits(**limits or {})  # type: ignore[arg-type] # ints and floats
        listener = Listener(limits=bounds, **how)  # type: ignore[arg-type] # any field
        rules = SessionRules(listener, accepts, nothing_against, signs_in=signs_in)
        talk = cls(SmtpSession(rules))
        talk.send()
        return talk

    def send(self, *chunks: bytes) -> Self:
        """Send octets, cut as they are given; do all that the session asks for."""
        for chunk in chunks or (b"",):
            self.session.receive(chunk)
            self.go_on()
        return self

    def go_on(self) -> None:
        """Do what the session asks for, until it asks for nothing."""
        while not self.ended and (action := self.session.next_action(self.now)):
            match action:
                case Reply():
                    self.said += action.octets
                    self.refused += action.refuses_mail
                case Content():
                    self.content += action.octets
                case KeepMessage():
                    self.mails.append((action, self.content))
                    self.session.answer(self.kept(self.content))
                    self.content = b""
                case StartTls():
                    self.session.encrypted()
                case VerifyCredentials():
                    self.session.verified(action.credentials == RIGHT)
                case HangUp() | Close():
                    self.ended = type(action).__name__

    @property
    def codes(self) -> list[str]:
        """The codes of all replies, the greeting's first; one for a reply."""
        lines = self.said.decode().splitlines()
        return [line[:3] for line in lines if line[3:4] == " "]

    @property
    def patience(self) -> float:
        """For how many seconds more the client may be silent."""
        return self.session.deadline - self.now

    @property
    def waits_for_us(self) -> bool:
        """Whether the client's time does not run."""
        return math.isinf(self.session.deadline)
