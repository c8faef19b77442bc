"""`mailbot init`: the settings and data files of an office of one's own, to be edited.

office/mailbot.toml  branches.toml  contractors.toml  obligees.toml  tariff.toml
       └── names office/data and office/keys.json, so it can be started anywhere
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from mailbot.assets import assets
from mailbot.errors import MailbotError
from mailbot.security.private_files import make_folder, write_file

EXAMPLE = "mailbot init office"

_FILES = ("branches.toml", "contractors.toml", "obligees.toml", "tariff.toml")
_SETTINGS = "mailbot.toml"


class NotEmpty(MailbotError):  # noqa: N818 - a state: something is there already
    """The folder has something in it already."""


def init(
    folder: Annotated[
        Path, typer.Argument(help="A new folder for settings and data.")
    ] = Path("office"),
) -> None:
    """Write the settings and data files of an office of your own, to be edited."""
    office = folder.expanduser().absolute()
    if office.exists() and not office.is_dir():
        raise NotEmpty(f"{folder} is a file: name a new folder.")
    if office.is_dir() and any(office.iterdir()):
        raise NotEmpty(
            f"{folder} is not empty, and nothing in it was touched: name a new folder."
        )
    shipped = assets("config")
    make_folder(office)
    settings = (shipped / _SETTINGS).read_text("utf-8")
    write_file(office / _SETTINGS, _with_paths(settings, office).encode())
    for name in _FILES:
        write_file(office / name, (shipped / name).read_bytes())
    sys.stdout.write(_next_steps(folder))


def _with_paths(settings: str, office: Path) -> str:
    """Put the places of data and keys before the first table of the settings."""
    top, bracket, tables = settings.partition("\n[")
    paths = (
        "# All that is kept. Back it up, and the key ring somewhere else.\n"
        f"data = {_quoted(office / 'data')}\n"
        f"key_ring = {_quoted(office / 'keys.json')}\n"
    )
    return f"{top.rstrip()}\n\n{paths}{bracket}{tables}"


def _quoted(path: Path) -> str:
    """Return a path as a basic string of TOML, whose escapes are those of JSON."""
    return json.dumps(str(path), ensure_ascii=False).replace("\x7f", "\\u007f")


def _next_steps(folder: Path) -> str:
    settings = folder / _SETTINGS
    return (
        f"An office of your own is in {folder}.  Its surety, contractors, obligees and "
        "tariff are fictional:\nwrite yours instead.  As long as live = false, mail "
        "stays in a folder.\n\nNext:\n"
        f"  mailbot check -c {settings}\n"
        f"  mailbot serve -c {settings}\n"
        f"  mailbot chat -c {settings}\n"
    )
