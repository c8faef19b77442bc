"""`mailbot approve`: a person lets go on what was held for review."""

from typing import Annotated

import typer

from mailbot.cli.at_desk import at_desk
from mailbot.cli.lines import say
from mailbot.cli.options import Config, ReleaseReason, Releases
from mailbot.staff import approval
from mailbot.staff.clerk import LetPass

EXAMPLE = "mailbot approve 2026-000001 --by 千葉"


def approve(
    receipt: Annotated[str, typer.Argument(help="Receipt number (2026-000001).")],
    by: Annotated[str, typer.Option(help="Who approves: a name for the record.")],
    release: Releases = None,
    reason: ReleaseReason = "",
    config: Config = None,
) -> None:
    """Approve what a person had to look at, and have it issued."""
    passed = LetPass.typed(release or (), reason)
    with at_desk(config, by, "Say who approves: --by NAME.") as at:
        approved = approval.approve(at, receipt, passed)
    for one in approved:
        say(f"{receipt}: {one.product} {approval.outcome(one)}")
