"""`mailbot assign`: who of the office looks after a case."""

from typing import Annotated

import typer

from mailbot.cli.at_desk import act
from mailbot.cli.options import By, Config, What
from mailbot.staff import actions
from mailbot.staff.clerk import Meant

EXAMPLE = "mailbot assign 2026-000001 --to 鈴木 --by 千葉"


def assign(
    what: What,
    by: By,
    to: Annotated[str, typer.Option(help="Who looks after it; empty: nobody.")],
    config: Config = None,
) -> None:
    """Say who of the office looks after a case."""
    act(config, by, lambda at: actions.assign(at, Meant(what), to))
