"""`mailbot reveal`: an authentication key, on this terminal and nowhere else.

To somebody who says who they are and why; that is audited first.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from mailbot.cli.lines import named, reason_of, say
from mailbot.cli.open_store import archive
from mailbot.cli.options import By, Config, Reason
from mailbot.errors import MailbotError
from parsers.identifiers import number_of

EXAMPLE = "mailbot reveal 00427-000001 --reason 電話で照会 --by 千葉"


def reveal(
    number: Annotated[str, typer.Argument(help="Guarantee number (00427-000001).")],
    reason: Reason,
    by: By,
    config: Config = None,
) -> None:
    """Show an authentication key on this terminal; who and why is audited."""
    name, why = named(by), reason_of(reason)
    if not sys.stdout.isatty():
        raise MailbotError(
            "A key is shown on a terminal only: not in a file, a pipe or a log."
        )
    number = number_of(number) or number
    with archive(config) as (_, store), store.transaction() as tx:
        found = tx.guarantees.id_of(number)
        if found is None:
            raise MailbotError(f"There is no guarantee {number}.")
        key = tx.keys.reveal(found)  # NotKept where it has none
        tx.audit.enter(f"staff:{name}", "revealed", f"number:{number}", {"reason": why})
    say(f"{number}  {key}")
