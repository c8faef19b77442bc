"""`mailbot handed`: a certificate on paper was posted or collected."""

from typing import Annotated

import typer

from mailbot.cli.at_desk import act
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
    act(config, by, lambda at: actions.hand_over(at, Meant(what, product), how))
