"""Read mail in a child process with limits on CPU, memory and wall-clock time.

    light mail ───────────── read here ────────────────> reading
    heavy mail ── child: 5 s of CPU, 512 MB, confined ┬> reading
                        └ dies, or is killed ─────────┴> `unreadable` / `too_large`

Light is what was measured to cost little whatever it holds: short, and text alone, so
that no workbook, PDF or ZIP is opened in the server's own process.  A child is started
once for each task, keeps warm, and is replaced after a number of mails and after every
death.  It has no file, no network and no environment (`mailbot.sandbox.confinement`).
What it sends back is unpickled by an allow-list of classes that are plain values.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Collection
from datetime import datetime
from typing import Final, Protocol

import structlog

from mailbot.errors import Interrupted
from mailbot.sandbox.child_process import (
    SANDBOX_LIMITS,
    Child,
    ChildLost,
    SandboxLimits,
    Task,
)
from mailbot.sandbox.pdf import Examination
from parsers.automatic.classify import OwnMail
from parsers.message import envelope, mime
from parsers.message import limits as mail_limits
from parsers.reading import Context, Problem, ProblemCode, Reading

log = structlog.get_logger(__name__)

Question = tuple[bytes, datetime, Context | None, OwnMail | None]
"""What a child is asked to read: raw mail, moment of arrival, context, own marks."""

LIGHT_OCTETS: Final = 65_536
"""Text mails up to here are read in this process (docs/reading.md has the times)."""

_HEAVY: Final = re.compile(
    rb"(?:application|message|image|audio|video|model)\s*/|name\s*\*?[0-9]*\s*\*?="
    rb"|attachment|text\s*/\s*(?!plain|html)|^begin [0-7]{3}",
    re.IGNORECASE | re.MULTILINE,
)


class Reader(Protocol):
    """Reads one mail."""

    def __call__(
        self,
        raw: bytes,
        now: datetime,
        context: Context | None = None,
        own: OwnMail | None = None,
    ) -> Reading:
        """Return the reading of a mail that arrived at `now`.

        Raises nothing but Interrupted, when the program stops meanwhile, and
        NotStarted, when a heavy mail cannot be read on this machine at all.
        """
        ...


def read_here(
    raw: bytes,
    now: datetime,
    context: Context | None = None,
    own: OwnMail | None = None,
) -> Reading:
    """Read a mail in this process.

    The first one imports the parsers, whose patterns take a while to compile: a desk
    that starts does not wait for them (`mailbot.server.server`).
    """
    from parsers.read import read

    return read(raw, now, context, own)


def is_light(raw: bytes) -> bool:
    """Return whether a mail costs little to read, whatever it holds."""
    return len(raw) <= LIGHT_OCTETS and not _HEAVY.search(raw)


class Sandbox:
    """Reads mails, heavy ones in a child.  Safe to call from several threads."""

    def __init__(self, ceiling: SandboxLimits = SANDBOX_LIMITS) -> None:
        self._ceiling = ceiling
        self._lock = threading.Lock()
        self._children: dict[Task, Child] = {}
        self._busy: Child | None = None
        self._stopping = False

    def __call__(
        self,
        raw: bytes,
        now: datetime,
        context: Context | None = None,
        own: OwnMail | None = None,
    ) -> Reading:
        """Read a mail; one that passes the ceiling has a problem and no values."""
        if is_light(raw):
            return read_here(raw, now, context, own)
        return self.read_apart((raw, now, context, own))

    def read_apart(self, question: Question) -> Reading:
        """Read a mail in the child, whatever its size."""
        try:
            reading = self._ask("read", question)
        except ChildLost as lost:
            log.warning("mail_not_read", octets=len(question[0]), reason=lost.code)
            return unread(question[0], lost.code)
        if isinstance(reading, Reading):
            return reading
        return unread(question[0], "unreadable")

    def examine(self, raw: bytes, part: str, ours: Collection[str]) -> Examination:
        """Look at one file of a mail in the child, as 検証 asks for."""
        try:
            seen = self._ask("examine", (raw, part, frozenset(ours)))
        except ChildLost as lost:
            log.warning("file_not_examined", octets=len(raw), reason=lost.code)
            return Examination("unreadable")
        return seen if isinstance(seen, Examination) else Examination("unreadable")

    def _ask(self, task: Task, arguments: tuple[object, ...]) -> object:
        """Have the child do something; ChildLost when it does not live to answer."""
        with self._lock:
            if self._stopping:
                raise Interrupted(_STOPPING)
            child = self._children.pop(task, None) or Child(task, self._ceiling)
            self._busy = child
            try:
                answer = child.ask(task, arguments)
            except ChildLost:
                child.end()
                if self._stopping:
                    raise Interrupted(_STOPPING) from None
                raise
            finally:
                self._busy = None
            if child.asked < self._ceiling.mails:
                self._children[task] = child
            else:
                child.end()
            return answer

    @staticmethod
    def load_parsers() -> None:
        """Import the parsers, so that the first light mail need not wait for them."""
        import parsers.read  # noqa: F401 - to have it

    def walls(self, task: Task) -> frozenset[str]:
        """Start a child and return what confines it; NotStarted when it does not."""
        with self._lock:
            child = Child(task, self._ceiling)
            child.end()
            return child.walls

    def stop(self) -> None:
        """Have nothing more read: what is being read now raises Interrupted."""
        self._stopping = True
        child = self._busy
        if child is not None:
            child.kill()

    def close(self) -> None:
        """End the children; the next heavy mail starts another."""
        with self._lock:
            while self._children:
                self._children.popitem()[1].end()


def unread(raw: bytes, code: ProblemCode) -> Reading:
    """Return the reading of an unreadable mail: its envelope and a problem."""
    head = mime.parse(
        raw[: mail_limits.LIMITS.header_octets], mail_limits.Limits(parts=0)
    )
    return Reading(
        intent="unknown",
        envelope=envelope.envelope(head.headers),
        problems=(Problem("", code, SENTENCES[code]),),
    )


_STOPPING: Final = "The program is stopping: the mail is read after the next start."
SENTENCES: Final = {
    "too_large": "読み取りに時間がかかりすぎるため、途中でやめました",
    "unreadable": "自動では読み取れない内容です",
}
"""For the sender: why a mail was not read to its end."""
