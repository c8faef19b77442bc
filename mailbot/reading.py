"""Reading where a hostile mail can do no harm: in a child with a clock and a ceiling.

    light mail ───────────── read here ────────────────> reading
    heavy mail ── child: 5 s of CPU, 512 MB, confined ┬> reading
                        └ dies, or is killed ─────────┴> `unreadable` / `too_large`

Light is what was measured to cost little whatever it holds: short, and text alone, so
that no workbook, PDF or ZIP is opened in the server's own process.  A child is started
once for each task, keeps warm, and is replaced after a number of mails and after every
death.  It has no file, no network and no environment (`mailbot.confinement`).  What it
sends back is unpickled by an allow-list of classes that are plain values.
"""

from __future__ import annotations

import pickle
import re
import signal
import struct
import subprocess
import sys
import threading
import weakref
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Literal, Protocol

import structlog

from mailbot.errors import Interrupted, MailbotError
from mailbot.examining import Examination
from mailbot.reading_answer import opened
from parsers import envelope, mime
from parsers.machines import OwnMail
from parsers.read import read
from parsers.reading import Context, Problem, ProblemCode, Reading

log = structlog.get_logger(__name__)

Question = tuple[bytes, datetime, Context | None, OwnMail | None]
"""What a child is asked to read: raw mail, moment of arrival, context, own marks."""

Task = Literal["read", "examine"]

SIZE: Final = struct.Struct("!Q")
"""Before every message between us and a child: its length in octets."""

LIGHT_OCTETS: Final = 65_536
"""Text mails up to here are read in this process (docs/reading.md has the times)."""

_HEAVY: Final = re.compile(
    rb"(?:application|message|image|audio|video|model)\s*/|name\s*\*?[0-9]*\s*\*?="
    rb"|attachment|text\s*/\s*(?!plain|html)|^begin [0-7]{3}",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Ceiling:
    """What the reading of one mail may cost a child.

    `seconds` of the processor's time, so that a busy machine refuses no honest mail;
    `wall` seconds by the clock, for a child that waits or hangs; `octets` of address
    space; `mails` after which a child is replaced, so that nothing that one leaves
    behind grows.
    """

    seconds: float = 5.0
    wall: float = 60.0
    octets: int = 512 * 2**20
    mails: int = 500


CEILING: Final = Ceiling()


class Reader(Protocol):
    """Reads one mail."""

    def __call__(
        self,
        raw: bytes,
        now: datetime,
        context: Context | None = None,
        own: OwnMail | None = None,
    ) -> Reading:
        """Give the reading of a mail that arrived at `now`.

        Raises nothing but Interrupted, when the program stops meanwhile, and
        NotStarted, when a heavy mail cannot be read on this machine at all.
        """
        ...


def is_light(raw: bytes) -> bool:
    """Tell whether a mail costs little to read, whatever it holds."""
    return len(raw) <= LIGHT_OCTETS and not _HEAVY.search(raw)


class ReadingRoom:
    """Reads mails, heavy ones in a child.  Safe to call from several threads."""

    def __init__(self, ceiling: Ceiling = CEILING) -> None:
        self._ceiling = ceiling
        self._lock = threading.Lock()
        self._children: dict[Task, _Child] = {}
        self._busy: _Child | None = None
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
            return read(raw, now, context, own)
        return self.read_apart((raw, now, context, own))

    def read_apart(self, question: Question) -> Reading:
        """Read a mail in the child, whatever its size."""
        try:
            reading = self._ask("read", question)
        except _ChildLost as lost:
            log.warning("mail_not_read", octets=len(question[0]), reason=lost.code)
            return unread(question[0], lost.code)
        if isinstance(reading, Reading):
            return reading
        return unread(question[0], "unreadable")

    def examine(self, raw: bytes, part: str, ours: Collection[str]) -> Examination:
        """Look at one file of a mail in the child, as 検証 asks for."""
        try:
            seen = self._ask("examine", (raw, part, frozenset(ours)))
        except _ChildLost as lost:
            log.warning("file_not_examined", octets=len(raw), reason=lost.code)
            return Examination("unreadable")
        return seen if isinstance(seen, Examination) else Examination("unreadable")

    def _ask(self, task: Task, arguments: tuple[object, ...]) -> object:
        """Have the child do something; _ChildLost when it does not live to answer."""
        with self._lock:
            if self._stopping:
                raise Interrupted(_STOPPING)
            child = self._children.pop(task, None) or _Child(task, self._ceiling)
            self._busy = child
            try:
                answer = child.ask(task, arguments)
            except _ChildLost:
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

    def walls(self, task: Task) -> frozenset[str]:
        """Start a child and return what confines it; NotStarted when it does not."""
        with self._lock:
            child = _Child(task, self._ceiling)
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
    """Give the reading of a mail that could not be read: its envelope and a problem."""
    head = mime.parse(raw[: mime.LIMITS.header_octets], mime.Limits(parts=0))
    return Reading(
        intent="unknown",
        envelope=envelope.envelope(head.headers),
        problems=(Problem("", code, SENTENCES[code]),),
    )


_STOPPING: Final = "The program is stopping: the mail is read after the next start."
_DYING: Final = 5.0
"""Seconds that a child whose pipe has closed may take to be gone."""

SENTENCES: Final = {
    "too_large": "読み取りに時間がかかりすぎるため、途中でやめました",
    "unreadable": "自動では読み取れない内容です",
}
"""For the sender: why a mail was not read to its end."""


class NotStarted(MailbotError):  # noqa: N818 - a state: it is no mail's fault
    """No child can be started: the job is tried again, and then a person is called."""


class _ChildLost(Exception):  # noqa: N818 - it is no error of ours
    """A child died or was killed; `code` is what its mail's problem is."""

    def __init__(self, code: ProblemCode) -> None:
        super().__init__(code)
        self.code: ProblemCode = code


_TOP: Final = str(Path(__file__).parents[1])
_START: Final = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); "
    "from mailbot.reading_child import main; main()"
)
"""Not by -m: nothing is looked for where the server happens to stand."""
WALLS: Final = frozenset({"limits", "no_new_privileges", "landlock", "seccomp"})
"""What a child says that confines it, where nothing is lacking."""


class _Child:
    """One process that reads mails, one after the other."""

    def __init__(self, task: Task, ceiling: Ceiling) -> None:
        self._ceiling = ceiling
        self.asked = 0
        numbers = (ceiling.octets, ceiling.seconds, ceiling.wall + 2)
        try:
            self._process = _started([task, *map(str, numbers)])
        except OSError as error:
            raise NotStarted(_not_started(task)) from error
        self.end = weakref.finalize(self, _end, self._process)
        try:
            # It says when it is ready; starting is not the mail's time.
            said = self._take()
        except (OSError, EOFError) as error:
            self.end()
            raise NotStarted(_not_started(task)) from error
        self.walls = frozenset(said.decode("ascii", "replace").split())
        """What confines it (`mailbot.confinement`)."""
        if not self.walls >= WALLS:
            lacking = sorted(WALLS - self.walls)
            log.warning("reading_child_less_confined", lacking=lacking)

    def ask(self, task: Task, arguments: tuple[object, ...]) -> object:
        """Have something done; _ChildLost when the child does not live to answer."""
        self.asked += 1
        late = threading.Event()
        clock = threading.Timer(self._ceiling.wall, self._kill, (late,))
        clock.start()
        try:
            # The mail goes as it is: pickled it would be there twice, at either end.
            raw, *others = arguments
            self._give(pickle.dumps((task, tuple(others))))
            self._give(raw if isinstance(raw, bytes) else b"")
            answer = self._take()
        except (OSError, EOFError) as error:
            late_ = late.is_set() or self._ran_out()
            raise _ChildLost("too_large" if late_ else "unreadable") from error
        finally:
            clock.cancel()
        try:
            return opened(answer)
        except ValueError as error:
            raise _ChildLost("unreadable") from error

    def _ran_out(self) -> bool:
        """Tell whether the child was ended by the clock that counts its own time."""
        try:
            return self._process.wait(_DYING) == -signal.SIGPROF
        except subprocess.TimeoutExpired:
            return False

    def kill(self) -> None:
        """Have whoever asks it something see at once that it is gone."""
        self._process.kill()

    def _kill(self, late: threading.Event) -> None:
        late.set()
        self.kill()

    def _give(self, message: bytes) -> None:
        pipe = self._process.stdin
        if pipe is None:
            raise EOFError
        pipe.write(SIZE.pack(len(message)))
        pipe.write(message)
        pipe.flush()

    def _take(self) -> bytes:
        pipe = self._process.stdout
        head = pipe.read(SIZE.size) if pipe else b""
        if pipe is None or len(head) < SIZE.size:
            raise EOFError
        (size,) = SIZE.unpack(head)
        if size > self._ceiling.octets:
            raise EOFError
        answer = pipe.read(size)
        if len(answer) < size:
            raise EOFError
        return answer


def _started(arguments: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-P", "-c", _START, _TOP, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={},
    )


def _not_started(task: Task) -> str:
    """Say why no child came up, as far as we can see it from here."""
    from mailbot.reading_child import missing

    lacking = ", ".join(missing(task))
    why = f" ({lacking} cannot be found)" if lacking else ""
    return (
        f"The process that reads mails with files does not start{why}: install mailbot "
        "anew, or give the machine more memory."
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except BrokenPipeError:  # what was not yet written is not missed
                continue
