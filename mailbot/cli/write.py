"""`mailbot write`: a person writes to the contractor."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from mailbot.cli.at_desk import act
from mailbot.cli.options import By, Config, What
from mailbot.errors import MailbotError
from mailbot.staff import actions
from mailbot.staff.clerk import Meant

EXAMPLE = "mailbot write 2026-000001 本日お電話します。 --by 千葉"


def write(
    what: What,
    by: By,
    text: Annotated[str, typer.Argument(help="What the contractor reads.")] = "",
    file: Annotated[
        Path | None, typer.Option(help="Take the text from a file, or - for a pipe.")
    ] = None,
    config: Config = None,
) -> None:
    """Write to the contractor yourself; the robot is silent on the case after it."""
    words = _words(text, file)
    act(config, by, lambda at: actions.write(at, Meant(what), words))


def _words(text: str, file: Path | None) -> str:
    """Return what is to be written: the argument, a file, or standard input (-)."""
    if file is None:
        return text
    if text:
        raise MailbotError("Say it as TEXT or with --file, not both.")
    try:
        octets = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise MailbotError(f"{file} is no text in UTF-8.") from None
