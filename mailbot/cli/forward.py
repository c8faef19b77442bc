"""`mailbot forward`: what waits or failed goes to the obligee as it is."""

from mailbot.cli.at_desk import at_desk
from mailbot.cli.lines import say
from mailbot.cli.options import By, Config, What
from mailbot.staff import actions
from mailbot.staff.clerk import Meant

EXAMPLE = "mailbot forward 2026-000001 --by 千葉"


def forward(what: What, by: By, config: Config = None) -> None:
    """Send what waits for papers, or failed, to the obligee as it is."""
    with at_desk(config, by) as at:
        done = actions.forward(at, Meant(what))
    say(done)
