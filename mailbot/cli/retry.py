"""`mailbot retry`: what failed is tried again."""

from mailbot.cli.at_desk import act
from mailbot.cli.options import By, Config, TaskNumber
from mailbot.staff import tasks

EXAMPLE = "mailbot retry 7 --by 千葉"


def retry(number: TaskNumber, by: By, config: Config = None) -> None:
    """Have what failed tried again: a job, or documents that a glyph stopped."""
    act(config, by, lambda at: tasks.retry(at, number))
