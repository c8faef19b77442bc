"""`mailbot forward`: what waits or failed goes to the obligee as it is."""

from mailbot.cli.at_desk import act
from mailbot.cli.options import By, Config, What
from mailbot.staff import actions
from mailbot.staff.clerk import Meant

EXAMPLE = "mailbot forward 2026-000001 --by 千葉"


def forward(what: What, by: By, config: Config = None) -> None:
    """Send what waits for papers, or failed, to the obligee as it is."""
    act(config, by, lambda at: actions.forward(at, Meant(what)))
