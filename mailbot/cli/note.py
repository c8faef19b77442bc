"""`mailbot note`: something is written down on a case."""

from typing import Annotated

import typer

from mailbot.cli.at_desk import act
from mailbot.cli.options import By, Config, What
from mailbot.staff import actions
from mailbot.staff.clerk import Meant

EXAMPLE = "mailbot note 2026-000001 電話で確認済み --by 千葉"


def note(
    what: What,
    text: Annotated[str, typer.Argument(help="What the colleagues must know.")],
    by: By,
    config: Config = None,
) -> None:
    """Write something down on a case."""
    act(config, by, lambda at: actions.note(at, Meant(what), text))
