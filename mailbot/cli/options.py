"""Arguments and options that several verbs take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
Config = Annotated[
    Path | None,
    typer.Option("--config", "-c", help="Settings file.", envvar="MAILBOT_CONFIG"),
]
By = Annotated[str, typer.Option(help="Who does it: a name for the record.")]
What = Annotated[
    str, typer.Argument(help="Receipt (2026-000001) or guarantee (00427-000001).")
]
OfProduct = Annotated[
    str, typer.Option("--product", help="advance, interim or performance.")
]
Releases = Annotated[
    list[str] | None,
    typer.Option(
        "--release",
        help="Rule that you let pass by name (R-21); once for each. Needs --reason.",
    ),
]
ReleaseReason = Annotated[
    str, typer.Option("--reason", help="Why you let it pass, for the record.")
]
Reason = Annotated[str, typer.Option(help="Why, in words for people.")]
TaskNumber = Annotated[
    str, typer.Argument(metavar="TASK", help="Number of a task (7), as `log` has it.")
]


def group(about: str = "") -> typer.Typer:
    """Return a group of verbs that shows its help as the whole command line does."""
    return typer.Typer(
        no_args_is_help=True, add_completion=False, rich_markup_mode=None, help=about
    )
