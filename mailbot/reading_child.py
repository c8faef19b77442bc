"""The child of the reading room: reads mails from standard input until it ends.

Started by `mailbot.reading` as `python -m mailbot.reading_child OCTETS SECONDS`.  It
takes its ceilings upon itself, says that it is ready with an empty message, and then
answers each question with a pickled reading.  What goes wrong ends it; whoever asked
knows what that means.
"""

from __future__ import annotations

import pickle
import resource
import signal
import sys
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
        raw, now, context, own = pickle.loads(  # noqa: S301 - from our own parent
            asked.read(size)
        )
        answer = pickle.dumps(read(raw, now, context, own))
        signal.alarm(0)
        _say(answers, answer)


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
