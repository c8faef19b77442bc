"""The child of the reading room: reads mails from standard input until it ends.

Started by `mailbot.sandbox.child_process` with TASK OCTETS SECONDS WALL and an empty
environment.  It loads all that its task may need, takes its ceilings upon itself, gives
up all but its two pipes (`mailbot.sandbox.confinement`), says that it is ready and what
confines it, and then answers each question with a pickled reading, or with what a PDF
in a mail turned out to be.  What goes wrong ends it; whoever asked knows what that
means.

Once confined nothing can be loaded any more: a library that is imported where it is
first needed has to be named in `_LATER`.
"""

from __future__ import annotations

import importlib
import os
import pickle
import pkgutil
import resource
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib.util import find_spec
from types import MappingProxyType
from typing import BinaryIO

from mailbot.sandbox.child_process import SIZE
from mailbot.sandbox.confinement import confine
from mailbot.sandbox.malloc import keep_heap_small
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
    """Return the next message; `head` is its size, where that was read before."""
    (size,) = SIZE.unpack(head or asked.read(SIZE.size))
    return asked.read(int(size))


def _examine(raw: bytes, part: str, ours: frozenset[str]) -> object:
    """Look at one file of a mail; what that takes is imported when it is needed."""
    from mailbot.sandbox.pdf import examine_file

    return examine_file(raw, part, ours)


_TASKS: Mapping[str, Callable[..., object]] = MappingProxyType(
    {"read": read, "examine": _examine}
)


_LATER: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "read": ("encodings", "parsers", "pypdf", "pypdfium2", "python_calamine"),
        "examine": (
            *("encodings", "mailbot.sandbox.pdf", "pypdf", "pyhanko.pdf_utils.reader"),
            # A signature's algorithm chooses its module: all of them are loaded.
            *("asn1crypto", "cryptography.hazmat"),
            *("pyhanko.sign.validation.generic_cms", "pyhanko.sign.validation.status"),
        ),
    }
)
"""What a task imports where it is first needed; of a package, all that lies in it."""
_MULTIBYTE = ("cn", "hk", "iso2022", "jp", "kr", "tw")
"""The tables of Python's decoders, which they load themselves when they are used."""


_NICE = 5
"""The server itself, and who is answered by it, come first on a busy machine."""


def load_all(task: str) -> None:
    """Import everything that a task may come to need."""
    for name in _LATER[task]:
        loaded = importlib.import_module(name)
        for one in pkgutil.walk_packages(getattr(loaded, "__path__", ()), f"{name}."):
            if one.name.endswith(".__main__"):
                continue
            # What a package offers for other systems or with more libraries is missed
            # by nobody: no import of it could succeed later either.
            with suppress(ImportError):
                importlib.import_module(one.name)
    for octets in _MULTIBYTE:
        importlib.import_module(f"_codecs_{octets}")


def missing(task: str) -> list[str]:
    """Name the packages of a task that are not installed."""
    tops = {name.partition(".")[0] for name in _LATER[task]}
    return sorted(top for top in tops if find_spec(top) is None)


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
