"""`mailbot read`: what is read from mails, one JSON object a line, in input order.

Files, folders (all files below, sorted), mboxes (`box.mbox#3` is its third mail) and
`-` for standard input.  Touches no store and no network.  `now` is the mail's own Date
header, as the specification's 2.1 says, so that a reading is the same tomorrow.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from parsers.read import read as read_mail

_HEADER_END = re.compile(rb"\r?\n\r?\n")
_DATE = re.compile(rb"(?im)^date[ \t]*:[ \t]*([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)")
_MANY = 20
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Input = tuple[str, bytes | OSError]


def read(files: Sequence[str]) -> int:
    """Print the reading of every input; 1 when one could not be opened."""
    failed = False
    many = _many(files)
    with _progress(shown=many and sys.stderr.isatty()) as step:
        for name, content in _inputs(files):
            if isinstance(content, OSError):
                failed = True
            sys.stdout.write(
                json.dumps(_line(name, content), ensure_ascii=False) + "\n"
            )
            step()
    return 1 if failed else 0


def _line(name: str, content: bytes | OSError) -> dict[str, object]:
    if isinstance(content, OSError):
        return {"file": name, "error": content.strerror or "cannot be read"}
    return read_mail(content, now_of(content)).to_json(name)


def now_of(raw: bytes) -> datetime:
    """Return the moment of a mail: its Date header; without one, the epoch."""
    found = _DATE.search(_HEADER_END.split(raw, maxsplit=1)[0])
    text = found.group(1).decode("ascii", "replace") if found else ""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return _EPOCH
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _many(files: Sequence[str]) -> bool:
    return len(files) > _MANY or any(Path(name).is_dir() for name in files)


def _inputs(files: Sequence[str]) -> Iterator[Input]:
    for name in files:
        if name == "-":
            yield from _mails("-", sys.stdin.buffer.read())
            continue
        path = Path(name)
        if not path.is_dir():
            yield from _file(path, name)
            continue
        for inside in sorted(one for one in path.rglob("*") if one.is_file()):
            yield from _file(inside, str(inside))


def _file(path: Path, name: str) -> Iterator[Input]:
    try:
        content = path.read_bytes()
    except OSError as error:
        yield name, error
        return
    yield from _mails(name, content)


def _mails(name: str, content: bytes) -> Iterator[Input]:
    """Yield one mail, or every mail of an mbox (a file that begins with `From `)."""
    if not content.startswith(b"From "):
        yield name, content
        return
    parts = re.split(rb"(?:\A|(?<=\n)\r?\n)From [^\r\n]*\r?\n", content)
    for number, part in enumerate((one for one in parts if one), start=1):
        # mboxrd: one > is taken from every quoted From line.
        yield f"{name}#{number}", re.sub(rb"(?m)^>(>*From )", rb"\1", part)


@contextmanager
def _progress(*, shown: bool) -> Iterator[Callable[[], None]]:
    if not shown:
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.completed} mails"))
    with Progress(
        *columns, TimeElapsedColumn(), console=Console(stderr=True)
    ) as progress:
        task = progress.add_task("read", total=None)
        yield lambda: progress.advance(task)
