"""`mailbot retry`: what failed is tried again."""

from mailbot.cli.at_desk import at_desk
from mailbot.cli.lines import say
from mailbot.cli.options import By, Config, TaskNumber
from mailbot.staff import tasks

EXAMPLE = "mailbot retry 7 --by 千葉"


def retry(number: TaskNumber, by: By, config: Config = None) -> None:
    """Have what failed tried again: a job, or documents that a glyph stopped."""
    with at_desk(config, by) as at:
        said = tasks.retry(at, number)
    say(said)
