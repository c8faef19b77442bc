"""`mailbot release`: a case that a person has goes back to the robot."""

from typing import Annotated

import typer

from mailbot.cli.at_desk import act
from mailbot.cli.options import By, Config, ReleaseReason, Releases, What
from mailbot.staff import actions
from mailbot.staff.clerk import LetPass, Meant

EXAMPLE = "mailbot release 2026-000001 --by 千葉"


def release(
    what: What,
    by: By,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="The contractor was told already.")
    ] = False,
    rules: Releases = None,
    reason: ReleaseReason = "",
    config: Config = None,
) -> None:
    """Give a case that a person has back to the robot."""
    passed = LetPass.typed(rules or (), reason)
    act(config, by, lambda at: actions.release(at, Meant(what), passed, quiet=quiet))
