"""`mailbot read`: what is read from mails, one JSON object a line, in input order.

Files, folders (all mails below, sorted), mboxes (`box.mbox#3` is its third mail) and
`-` for standard input.  Touches no store and no network.  `now` is the mail's own Date
header, as the specification's 2.1 says, so that a reading is the same tomorrow.  A mail
that costs too much is read in a child, as the desk does (`mailbot.sandbox.sandbox`).
"""

from __future__ import annotations

import itertools
import json
import logging
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import chain
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from mailbot.sandbox.sandbox import Sandbox
from parsers.message.limits import LIMITS

EXAMPLE = "mailbot read letter.eml box.mbox folder/"

_HEADER_END = re.compile(rb"\r?\n\r?\n")
_DATE = re.compile(rb"(?im)^date[ \t]*:[ \t]*([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)")
_QUOTED_FROM = re.compile(rb"(?m)^>(>*From )")
_MBOX = (".mbox", ".mbx")
_NAMED = (".eml", *_MBOX)
_FIRST_OCTETS = 256
_BEGINS = re.compile(rb"From |[A-Za-z][A-Za-z0-9-]{1,75}[ \t]*:")
_MANY = 20
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Input = tuple[str, bytes | OSError]


def read(
    files: Annotated[
        list[str], typer.Argument(help="Mail files, folders, mboxes, or -.")
    ],
) -> int:
    """Print what is read from mails, one JSON object a line."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # broken PDFs are no news
    failed = False
    # Where the readings themselves fill the terminal, no bar is to stand among them.
    shown = _many(files) and sys.stderr.isatty() and not sys.stdout.isatty()
    total = _octets(files) if shown else None
    with closing(Sandbox()) as room, _progress(shown=shown, total=total) as step:
        for name, content in _inputs(files):
            failed = failed or isinstance(content, OSError)
            line = json.dumps(_line(name, content, room), ensure_ascii=False)
            sys.stdout.write(line + "\n")
            step(0 if isinstance(content, OSError) else len(content))
    return 1 if failed else 0


def _octets(files: Sequence[str]) -> int | None:
    """Return how many octets there are to read; None where standard input is asked."""
    if "-" in files:
        return None
    sizes = 0
    for name in files:
        path = Path(name)
        found = _found(path, {}) if path.is_dir() else [path]
        sizes += sum(one.stat().st_size for one in found if one.exists())
    return sizes


def _line(name: str, content: bytes | OSError, room: Sandbox) -> dict[str, object]:
    if isinstance(content, OSError):
        return {"file": name, "error": content.strerror or "cannot be read"}
    return room(content, now_of(content)).to_json(name)


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
            yield from _mails("-", sys.stdin.buffer)
            continue
        path = Path(name)
        if name and path.is_dir():
            yield from _folder(path)
        else:
            yield from _file(path, name)


def _folder(folder: Path) -> Iterator[Input]:
    """Yield the mails of all files below, sorted; a folder that is shut is an error."""
    shut: dict[Path, OSError] = {}
    for path in sorted([*_found(folder, shut), *shut]):
        if path in shut:
            yield str(path), shut[path]
        else:
            yield from _file(path, str(path))


def _found(folder: Path, shut: dict[Path, OSError]) -> list[Path]:
    """Return the mails below a folder; what cannot be opened goes into `shut`."""

    def note(error: OSError) -> None:
        shut[Path(error.filename)] = error

    found: list[Path] = []
    for place, _, names in os.walk(folder, onerror=note):
        found += [Path(place, name) for name in names]
    return [path for path in found if _is_mail(path)]


def _is_mail(path: Path) -> bool:
    """Tell mails, and links that lead nowhere, from whatever else lies in a folder.

    A mail is named as one, or has no suffix, or begins as one (a Maildir's names end
    in anything): expectations, notes and pipes that lie beside mails are none.
    """
    if not path.exists():
        return path.is_symlink()
    if not path.is_file() or path.name.startswith("."):
        return False
    if not path.suffix or path.suffix.lower() in _NAMED:
        return True
    try:
        with path.open("rb") as stream:
            return _BEGINS.match(stream.read(_FIRST_OCTETS)) is not None
    except OSError:
        return True


def _file(path: Path, name: str) -> Iterator[Input]:
    try:
        with path.open("rb") as stream:
            yield from _mails(name, stream)
    except OSError as error:
        yield name, error


def _mails(name: str, stream: BinaryIO) -> Iterator[Input]:
    """Yield one mail, or every mail of an mbox (a file that begins with `From `).

    No more is held than one mail as large as a mail may be, and one octet.
    """
    first = stream.readline(LIMITS.octets + 1)
    if not first.startswith(b"From "):
        yield name, first + stream.read(max(0, LIMITS.octets + 1 - len(first)))
        return
    mails = _unboxed(stream)
    one = next(mails, b"")
    two = next(mails, None)
    if two is None and Path(name).suffix not in _MBOX:
        yield name, one  # a single mail, stored with its From line
        return
    boxed = chain((one,), () if two is None else (two,), mails)
    for number, mail in enumerate(boxed, start=1):
        yield f"{name}#{number}", mail


def _unboxed(stream: BinaryIO) -> Iterator[bytes]:
    """Cut an mbox, its first From line taken, where `From ` follows a blank line."""
    lines: list[bytes] = []
    octets, blank = 0, False
    for line in stream:
        if blank and line.startswith(b"From "):
            yield _unquoted(lines)
            lines, octets = [], 0
        elif octets <= LIMITS.octets:
            lines.append(line)
            octets += len(line)
        blank = line in {b"\n", b"\r\n"}
    yield _unquoted(lines)


def _unquoted(lines: list[bytes]) -> bytes:
    """Join the lines of a mail; mboxrd: one > is taken from every quoted From line."""
    if lines and lines[-1] in {b"\n", b"\r\n"}:
        lines = lines[:-1]  # it belongs to the mbox
    return _QUOTED_FROM.sub(rb"\1", b"".join(lines))


@contextmanager
def _progress(*, shown: bool, total: int | None) -> Iterator[Callable[[int], None]]:
    """Yield what is called after each mail with its octets; `total` is those of all."""
    if not shown:
        yield lambda _octets: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.fields[mails]} mails"),
        BarColumn(),
        DownloadColumn(),
    )
    # QUIRK: left to itself the bar takes standard output, too, and writes it beside
    # itself to standard error.
    with Progress(
        *columns,
        TimeRemainingColumn(),
        console=Console(stderr=True),
        redirect_stdout=False,
        redirect_stderr=False,
    ) as progress:
        task = progress.add_task("read", total=total, mails=0)
        count = itertools.count(1)

        def step(octets: int) -> None:
            progress.update(task, advance=octets, mails=next(count))

        yield step
