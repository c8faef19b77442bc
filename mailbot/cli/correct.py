"""`mailbot correct`: an issued certificate is corrected (訂正)."""

from typing import Annotated

import typer

from mailbot.cli.at_desk import act
from mailbot.cli.options import By, Config, OfProduct, Reason, What
from mailbot.staff import actions
from mailbot.staff.clerk import Meant

EXAMPLE = (
    "mailbot correct 00427-000001 --set 預託金融機関=七十七銀行　本店"
    " --reason 誤記 --by 千葉"
)


def correct(
    what: What,
    by: By,
    reason: Reason,
    fields: Annotated[
        list[str], typer.Option("--set", help="FIELD=VALUE, as `show` names it.")
    ],
    product: OfProduct = "",
    config: Config = None,
) -> None:
    """Correct an issued certificate; number and key stay (訂正)."""
    act(
        config, by, lambda at: actions.correct(at, Meant(what, product), fields, reason)
    )
