"""`mailbot pay`: premiums that came in, by hand or from a bank's file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mailbot.cli.at_desk import at_desk
from mailbot.cli.lines import say
from mailbot.cli.options import By, Config, OfProduct
from mailbot.errors import MailbotError
from mailbot.staff import actions
from mailbot.staff.bank_import import import_rows, rows_of
from mailbot.staff.clerk import Meant

EXAMPLE = "mailbot pay --file nyukin.csv --by 千葉"


def pay(
    by: By,
    what: Annotated[
        str, typer.Argument(help="Receipt or guarantee number, unless --file.")
    ] = "",
    product: OfProduct = "",
    yen: Annotated[int | None, typer.Option(min=1, help="What came in.")] = None,
    file: Annotated[
        Path | None,
        typer.Option(help="A bank's CSV: date, name, yen, reference."),
    ] = None,
    config: Config = None,
) -> None:
    """Record a premium that came in, or all of a bank's file that are certain."""
    if bool(what) == bool(file):
        raise MailbotError("Name one case, or a file with --file.")
    rows = rows_of(file.read_bytes(), file.name) if file is not None else ()
    with at_desk(config, by) as at:
        if file is not None:
            done = import_rows(at, rows)
        else:
            done = [actions.pay(at, Meant(what, product), yen)]
    for one in done:
        say(one)
