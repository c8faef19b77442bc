"""The child of the reading room: reads mails from standard input until it ends.

Started by `mailbot.reading` as `python -m mailbot.reading_child OCTETS SECONDS`.  It
takes its ceilings upon itself, says that it is ready with an empty message, and then
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


def serve(asked: BinaryIO, answers: BinaryIO, seconds: int) -> None:
    """Answer questions until there are no more."""
    _say(answers, b"")
    while head := asked.read(SIZE.size):
        (size,) = SIZE.unpack(head)
        # The parent kills sooner; if it is gone, the alarm of the system ends us.
        signal.alarm(seconds)
        task, arguments = pickle.loads(  # noqa: S301 - from our own parent
            asked.read(size)
        )
        answer = pickle.dumps(_TASKS[task](*arguments))
        signal.alarm(0)
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
    octets, seconds = int(sys.argv[1]), int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_AS, (octets, octets))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    serve(sys.stdin.buffer, sys.stdout.buffer, seconds)


if __name__ == "__main__":
    main()
