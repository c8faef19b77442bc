"""`mailbot rekey`: an authentication key is revoked, and another made."""

from mailbot.cli.at_desk import act
from mailbot.cli.options import By, Config, OfProduct, Reason, What
from mailbot.staff import actions
from mailbot.staff.clerk import Meant

EXAMPLE = "mailbot rekey 00427-000001 --reason 誤送付 --by 千葉"


def rekey(
    what: What,
    reason: Reason,
    by: By,
    product: OfProduct = "",
    config: Config = None,
) -> None:
    """Revoke an authentication key and make another; the obligee is told."""
    act(config, by, lambda at: actions.rekey(at, Meant(what, product), reason))
