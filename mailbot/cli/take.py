"""`mailbot take`: a mail that was held is decided after all."""

from typing import Annotated

import typer

from mailbot.cli.at_desk import act
from mailbot.cli.options import By, Config
from mailbot.staff import tasks

EXAMPLE = "mailbot take 12 --by 千葉"


def take(
    number: Annotated[
        str, typer.Argument(metavar="MAIL", help="Number of a mail (7), as in `log`.")
    ],
    by: By,
    config: Config = None,
) -> None:
    """Have a mail that was held decided after all: you made sure of its sender."""
    act(config, by, lambda at: tasks.take_up(at, number))
