"""`mailbot cancel`: a guarantee is cancelled (取消)."""

from mailbot.cli.at_desk import act
from mailbot.cli.options import By, Config, OfProduct, Reason, What
from mailbot.staff import actions
from mailbot.staff.clerk import Meant

EXAMPLE = "mailbot cancel 00427-000001 --reason 契約解除 --by 千葉"


def cancel(
    what: What, by: By, reason: Reason, product: OfProduct = "", config: Config = None
) -> None:
    """Cancel a guarantee: its key is void, and who has it is told (取消)."""
    act(config, by, lambda at: actions.cancel(at, Meant(what, product), reason))
