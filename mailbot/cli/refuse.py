"""`mailbot refuse`: what is under review is refused (謝絶)."""

from mailbot.cli.at_desk import act
from mailbot.cli.options import By, Config, OfProduct, Reason, What
from mailbot.staff import actions
from mailbot.staff.clerk import Meant

EXAMPLE = "mailbot refuse 2026-000001 --reason 与信の都合 --by 千葉"


def refuse(
    what: What, by: By, reason: Reason, product: OfProduct = "", config: Config = None
) -> None:
    """Refuse what is under review; the contractor reads the reason (謝絶)."""
    act(config, by, lambda at: actions.refuse(at, Meant(what, product), reason))
