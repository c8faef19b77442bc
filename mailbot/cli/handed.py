"""`mailbot handed`: a certificate on paper was posted or collected."""

from typing import Annotated

import typer

from mailbot.cli.at_desk import at_desk
from mailbot.cli.lines import say
from mailbot.cli.options import By, Config, OfProduct, What
from mailbot.staff import actions
from mailbot.staff.clerk import Meant

EXAMPLE = "mailbot handed 00427-000002 --how posted --by 千葉"


def handed(
    what: What,
    by: By,
    how: Annotated[str, typer.Option(help="posted or collected.")],
    product: OfProduct = "",
    config: Config = None,
) -> None:
    """Record that a certificate on paper was posted or collected."""
    with at_desk(config, by) as at:
        done = actions.hand_over(at, Meant(what, product), how)
    say(done)
