"""Verbs for what waits for a person: what each takes.

Imports nothing heavy, as `app.py`: each verb's own module is imported when it is used.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mailbot.cli.options import By, Config, What

TaskNumber = Annotated[
    str, typer.Argument(metavar="TASK", help="Number of a task (7), as `log` has it.")
]


def add_to(app: typer.Typer) -> None:
    """Add these verbs to the command line."""
    app.command()(write)
    app.command()(received)
    app.command()(done)
    app.command()(take)
    app.command()(retry)


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
    from mailbot.cli import tasks
    from mailbot.cli.staff import Ordered

    raise typer.Exit(tasks.write(Ordered(config, what, by), text, file))


def received(what: What, by: By, config: Config = None) -> None:
    """Record that an obligee has what was submitted (受領): you made sure of it."""
    from mailbot.cli import tasks
    from mailbot.cli.staff import Ordered

    raise typer.Exit(tasks.received(Ordered(config, what, by)))


def done(
    number: TaskNumber,
    by: By,
    note: Annotated[str, typer.Option(help="What was done, for the record.")] = "",
    config: Config = None,
) -> None:
    """Close a task that you saw to outside of mailbot."""
    from mailbot.cli import tasks

    raise typer.Exit(tasks.done(config, number, by, note))


def take(
    number: Annotated[
        str, typer.Argument(metavar="MAIL", help="Number of a mail (7), as in `log`.")
    ],
    by: By,
    config: Config = None,
) -> None:
    """Have a mail that was held decided after all: you made sure of its sender."""
    from mailbot.cli import tasks

    raise typer.Exit(tasks.take(config, number, by))


def retry(number: TaskNumber, by: By, config: Config = None) -> None:
    """Have what failed tried again: a job, or documents that a glyph stopped."""
    from mailbot.cli import tasks

    raise typer.Exit(tasks.retry(config, number, by))
