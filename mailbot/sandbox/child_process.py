"""The child process of the sandbox from its parent's side: started, asked, ended.

Each has a ceiling, says when it is ready and what confines it, and gets one question
after the other by a pipe.  What it runs is `mailbot.sandbox.child`.
"""

from __future__ import annotations

import pickle
import signal
import subprocess
import sys
import threading
import weakref
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import structlog

from mailbot.errors import MailbotError
from mailbot.sandbox.safe_pickle import SIZE, opened
from parsers.reading import ProblemCode

log = structlog.get_logger(__name__)

Task = Literal["read", "examine"]


@dataclass(frozen=True, slots=True)
class SandboxLimits:
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


SANDBOX_LIMITS: Final = SandboxLimits()


_DYING: Final = 5.0
"""Seconds that a child whose pipe has closed may take to be gone."""


class NotStarted(MailbotError):  # noqa: N818 - a state: it is no mail's fault
    """No child can be started: the job is tried again, and then a person is called."""


class ChildLost(Exception):  # noqa: N818 - it is no error of ours
    """A child died or was killed; `code` is what its mail's problem is."""

    def __init__(self, code: ProblemCode) -> None:
        super().__init__(code)
        self.code: ProblemCode = code


_TOP: Final = str(Path(__file__).parents[2])
_START: Final = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); "
    "from mailbot.sandbox.child import main; main()"
)
"""Not by -m: nothing is looked for where the server happens to stand."""
WALLS: Final = frozenset({"limits", "no_new_privileges", "landlock", "seccomp"})
"""What a child says that confines it, where nothing is lacking."""


class Child:
    """One process that reads mails, one after the other."""

    def __init__(self, task: Task, ceiling: SandboxLimits) -> None:
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
        """What confines it (`mailbot.sandbox.confinement`)."""
        if not self.walls >= WALLS:
            lacking = sorted(WALLS - self.walls)
            log.warning("reading_child_less_confined", lacking=lacking)

    def ask(self, task: Task, arguments: tuple[object, ...]) -> object:
        """Have something done; ChildLost when the child does not live to answer."""
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
            raise ChildLost("too_large" if late_ else "unreadable") from error
        finally:
            clock.cancel()
        try:
            return opened(answer)
        except ValueError as error:
            raise ChildLost("unreadable") from error

    def _ran_out(self) -> bool:
        """Return whether the child was ended by the clock that counts its own time."""
        try:
            return self._process.wait(_DYING) == -signal.SIGPROF
        except subprocess.TimeoutExpired:
            return False

    def kill(self) -> None:
        """Close its pipes, so that a caller sees at once that it is gone."""
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
    """Return why no child came up, as far as we can see it from here."""
    from mailbot.sandbox.libraries import missing

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
