"""`mailbot done`: a task that a person saw to is closed."""

from typing import Annotated

import typer

from mailbot.cli.at_desk import act
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
    act(config, by, lambda at: tasks.close(at, number, note))
