"""The child process of the sandbox: reads mails from standard input until it ends.

Started by `mailbot.sandbox.child_process` with TASK OCTETS SECONDS WALL and an empty
environment.  It loads all that its task may need, takes its ceilings upon itself, gives
up all but its two pipes (`mailbot.sandbox.confinement`), says that it is ready and what
confines it, and then answers each question with a pickled reading, or with what a PDF
in a mail turned out to be.  Any fault ends it; its parent knows what that
means.

Once confined nothing can be loaded any more: a library that is imported where it is
first needed has to be named in `_LATER`.
"""

from __future__ import annotations

import os
import pickle
import resource
import signal
import sys
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import BinaryIO

from mailbot.sandbox.confinement import confine
from mailbot.sandbox.libraries import load_all
from mailbot.sandbox.malloc import keep_heap_small
from mailbot.sandbox.safe_pickle import SIZE
from parsers.read import read


def serve(asked: BinaryIO, answers: BinaryIO, seconds: float, wall: float) -> None:
    """Answer questions until there are no more.

    Each may take so many seconds of the processor: then SIGPROF ends us, by which our
    parent knows why.  It kills us itself at the end of the wall's seconds; if it is
    gone, the alarm does.
    """
    while head := asked.read(SIZE.size):
        signal.setitimer(signal.ITIMER_PROF, seconds)
        signal.setitimer(signal.ITIMER_REAL, wall)
        task, arguments = pickle.loads(  # noqa: S301 - from our own parent
            _message(asked, head)
        )
        answer = pickle.dumps(_TASKS[task](_message(asked), *arguments))
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        _say(answers, answer)


def _message(asked: BinaryIO, head: bytes = b"") -> bytes:
    (size,) = SIZE.unpack(head or asked.read(SIZE.size))
    return asked.read(int(size))


def _examine(raw: bytes, part: str, ours: frozenset[str]) -> object:
    """Look at one file of a mail; what that takes is imported when it is needed."""
    from mailbot.sandbox.pdf import examine_file

    return examine_file(raw, part, ours)


_TASKS: Mapping[str, Callable[..., object]] = MappingProxyType(
    {"read": read, "examine": _examine}
)


_NICE = 5
"""The server itself, and who is answered by it, come first on a busy machine."""


def _say(answers: BinaryIO, message: bytes) -> None:
    answers.write(SIZE.pack(len(message)) + message)
    answers.flush()


def main() -> None:
    """Load, take the ceilings, give up the rest, then serve."""
    task, octets = sys.argv[1], int(sys.argv[2])
    seconds, wall = float(sys.argv[3]), float(sys.argv[4])
    os.nice(_NICE)
    keep_heap_small()
    load_all(task)
    resource.setrlimit(resource.RLIMIT_AS, (octets, octets))
    walls = confine()
    _say(sys.stdout.buffer, " ".join(walls).encode())
    serve(sys.stdin.buffer, sys.stdout.buffer, seconds, wall)


if __name__ == "__main__":
    main()
