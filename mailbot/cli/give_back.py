"""`mailbot return`: an application goes back to its contractor (差戻し)."""

from typing import Annotated

import typer

from mailbot.cli.at_desk import act
from mailbot.cli.options import By, Config, What
from mailbot.staff import actions
from mailbot.staff.clerk import Meant

EXAMPLE = "mailbot return 2026-000001 --text 工期をご確認ください --by 千葉"


def give_back(
    what: What,
    by: By,
    text: Annotated[str, typer.Option(help="What the contractor is asked.")],
    config: Config = None,
) -> None:
    """Give an application back to its contractor, with questions (差戻し)."""
    act(config, by, lambda at: actions.give_back(at, Meant(what), text))
