"""`mailbot received`: an obligee has what was submitted (受領)."""

from mailbot.cli.at_desk import act
from mailbot.cli.options import By, Config, What
from mailbot.staff import actions
from mailbot.staff.clerk import Meant

EXAMPLE = "mailbot received 2026-000001 --by 千葉"


def received(what: What, by: By, config: Config = None) -> None:
    """Record that an obligee has what was submitted (受領): you made sure of it."""
    act(config, by, lambda at: actions.receive(at, Meant(what)))
