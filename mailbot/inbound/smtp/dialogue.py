"""One line-based session without a socket: octets in, replies and actions out.

    session.receive(octets)
    while action := session.next_action(now):
        ...            # do it; where it asks for something, say how that ended
    ...                # nothing to do: read on, until `session.deadline`

Pure: time is an argument, and whatever touches the world is an action.  The same octets
give the same replies however the network cuts them.  250 for a mail is what `answer`
brings: it comes after the commit, never before.
"""

import re
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable
from typing import Final

from mailbot.inbound.smtp import replies
from mailbot.inbound.smtp.actions import Action, Content, HangUp, KeepMessage, Reply
from mailbot.inbound.smtp.dot_reader import DotReader
from mailbot.inbound.smtp.limits import Limits
from mailbot.inbound.smtp.states import (
    COMMANDS_COME,
    RESPONSES_COME,
    TRANSITIONS,
    State,
)

NEVER: Final = float("inf")
_WAITS_FOR_US: Final = (State.KEEPING, State.VERIFYING)
_BUSY: Final = (State.CONTENT, State.KEEPING)
_DEAF: Final = (State.HANDSHAKE, State.ENDED)
_CONTROLS: Final = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_FIRST: Final = frozenset(range(0x20, 0x7F)) | frozenset(b"\r\n")


class Dialogue(ABC):
    """Reads lines and content, keeps the limits, and collects what is to be done."""

    def __init__(self, greeting: bytes, limits: Limits, *, strict: bool) -> None:
        self._limits = limits
        self._strict = strict
        self.state = State.NEW
        self.deadline = NEVER
        """When the client will have been silent for too long, on the clock of `now`;
        NEVER while it waits for us."""
        self._now = self._patience = 0.0
        self._inbox = bytearray()
        self._actions: deque[Action] = deque([Reply(greeting)])
        self._heard = True
        """Whether a line came, or was answered, since the deadline was set."""
        self._interrupted = False
        self._commands = self._errors = self._octets = 0
        self._content = DotReader()

    @property
    def busy(self) -> bool:
        """Whether a mail is under way: between 354 and its reply."""
        return self.state in _BUSY

    def receive(self, octets: bytes) -> None:
        """Take what came.

        CVE-2011-0411: what was sent in clear must not be taken as sent in TLS, so
        nothing counts that comes before the handshake has ended.
        """
        if self.state not in _DEAF:
            self._inbox += octets

    def next_action(self, now: float) -> Action | None:
        """Return what is to be done next; None: wait for octets, until `deadline`.

        `now` is in seconds.  What `accepts` or `refuse_now` raises is raised from here,
        and `fail` answers it.
        """
        self._now = now
        while not self._actions:
            if not self._advance():
                self._set_deadline()
                return None
        return self._actions.popleft()

    def refuse(self, reply: bytes) -> None:
        """Refuse the mail that is coming, whole or not, and end the session."""
        self._actions.clear()
        self._end(reply, refuses_mail=True)

    def fail(self) -> None:
        """Say that something failed on our side, and go on."""
        if self.state is State.VERIFYING:
            self._go("verified")
        self._say(replies.OUR_FAULT)

    def interrupt(self) -> None:
        """End the session before its next command: the server closes."""
        self._interrupted = True

    # What the commands are made of -------------------------------------------------

    @abstractmethod
    def _obey(self, line: bytes) -> None:
        """Take a command."""

    @abstractmethod
    def _respond(self, line: bytes) -> None:
        """Take a line that AUTH has asked for."""

    @abstractmethod
    def _message(self) -> KeepMessage:
        """Return the envelope of the mail that has come."""

    def _say(self, reply: bytes, *, refuses_mail: bool = False) -> None:
        self._heard = True
        self._errors += reply.startswith(b"5")
        self._actions.append(Reply(reply, refuses_mail))

    def _end(self, reply: bytes, *, refuses_mail: bool = False) -> bool:
        self._go("ended")
        self._inbox.clear()
        self._actions.extend((Reply(reply, refuses_mail), HangUp()))
        return True

    def _go(self, event: str) -> None:
        self.state = TRANSITIONS[event][self.state]

    def _begin_content(self) -> None:
        self._go("content")
        self._content = DotReader()
        self._octets = 0
        self._patience = self._now + self._limits.data_grace_seconds

    # Octets ------------------------------------------------------------------------

    def _advance(self) -> bool:
        """Do one step; return whether there was one to do."""
        if self.state is State.CONTENT:
            return self._read_content()
        if self.state in RESPONSES_COME:
            return self._read_line(self._respond)
        if self.state not in COMMANDS_COME:
            return False
        if reply := self._why_end():
            return self._end(reply)
        return self._read_line(self._obey)

    def _why_end(self) -> bytes | None:
        if self._interrupted:
            return replies.CLOSING
        if self._errors > self._limits.errors:
            return replies.TOO_MANY_ERRORS
        if self._commands > self._limits.commands:
            return replies.TOO_MANY_COMMANDS
        return None

    def _read_line(self, take: Callable[[bytes], None]) -> bool:
        """Take the next line without its end, if it is whole; end on what is none."""
        limit = self._limits.command_octets
        if self._inbox and self._inbox[0] not in _FIRST:  # Such as a TLS hello.
            return self._end(replies.GARBAGE)
        end = self._inbox.find(b"\n", 0, limit)
        if end < 0:
            too_long = len(self._inbox) >= limit
            return too_long and self._end(replies.LINE_TOO_LONG)
        line = bytes(self._inbox[:end]).removesuffix(b"\r")
        del self._inbox[: end + 1]
        if _CONTROLS.search(line):
            return self._end(replies.GARBAGE)
        self._heard = True
        take(line)
        return True

    def _read_content(self) -> bool:
        if not self._inbox:
            return False
        content = self._content.feed(self._inbox)
        self._inbox.clear()
        self._octets += len(content)
        if self._content.bare_newline and self._strict:
            return self._end(replies.BARE_NEWLINE, refuses_mail=True)
        if self._octets > self._limits.message_octets:
            return self._end(replies.TOO_LARGE, refuses_mail=True)
        if content:
            self._actions.append(Content(content))
        if self._content.rest is not None:
            self._inbox += self._content.rest
            self._go("whole")
            self._actions.append(self._message())
        return True

    def _set_deadline(self) -> None:
        """Give the client its time: for a line, for any content, and for its rate."""
        if self.state is State.CONTENT:
            rated = self._octets / self._limits.data_octets_per_second
            idle = self._now + self._limits.idle_seconds
            self.deadline = min(idle, self._patience + rated)
        elif self.state in _WAITS_FOR_US:
            self.deadline = NEVER
        elif self._heard:
            self.deadline = self._now + self._limits.idle_seconds
            self._heard = False
