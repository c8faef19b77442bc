"""The child of the reading room: reads mails from standard input until it ends.

Started by `mailbot.reading` as `python -m mailbot.reading_child OCTETS SECONDS WALL`.
It takes its ceilings upon itself, says that it is ready with an empty message, and then
answers each question with a pickled reading, or with what a PDF in a mail turned out to
be.  What goes wrong ends it; whoever asked knows what that means.
"""

from __future__ import annotations

import pickle
import resource
import signal
import sys
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import BinaryIO

from mailbot.reading import SIZE
from parsers.read import read


def serve(asked: BinaryIO, answers: BinaryIO, seconds: float, wall: float) -> None:
    """Answer questions until there are no more.

    Each may take so many seconds of the processor: then SIGPROF ends us, by which our
    parent knows why.  It kills us itself at the end of the wall's seconds; if it is
    gone, the alarm does.
    """
    _say(answers, b"")
    while head := asked.read(SIZE.size):
        (size,) = SIZE.unpack(head)
        signal.setitimer(signal.ITIMER_PROF, seconds)
        signal.setitimer(signal.ITIMER_REAL, wall)
        task, arguments = pickle.loads(  # noqa: S301 - from our own parent
            asked.read(size)
        )
        answer = pickle.dumps(_TASKS[task](*arguments))
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        _say(answers, answer)


def _examine(raw: bytes, part: str, ours: frozenset[str]) -> object:
    """Look at one file of a mail; what that takes is imported when it is needed."""
    from mailbot.examining import examine_file

    return examine_file(raw, part, ours)


_TASKS: Mapping[str, Callable[..., object]] = MappingProxyType(
    {"read": read, "examine": _examine}
)


def _say(answers: BinaryIO, message: bytes) -> None:
    answers.write(SIZE.pack(len(message)) + message)
    answers.flush()


def main() -> None:
    """Take the ceilings, then serve."""
    octets, seconds, wall = int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])
    resource.setrlimit(resource.RLIMIT_AS, (octets, octets))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    serve(sys.stdin.buffer, sys.stdout.buffer, seconds, wall)


if __name__ == "__main__":
    main()
