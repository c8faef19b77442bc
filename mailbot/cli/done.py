"""`mailbot done`: a task that a person saw to is closed."""

from typing import Annotated

import typer

from mailbot.cli.at_desk import at_desk
from mailbot.cli.lines import say
from mailbot.cli.options import By, Config, TaskNumber
from mailbot.staff import tasks

EXAMPLE = "mailbot done 7 --note 返金済み --by 千葉"


def done(
    number: TaskNumber,
    by: By,
    note: Annotated[str, typer.Option(help="What was done, for the record.")] = "",
    config: Config = None,
) -> None:
    """Close a task that you saw to outside of mailbot."""
    with at_desk(config, by) as at:
        said = tasks.close(at, number, note)
    say(said)
